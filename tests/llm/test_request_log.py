from __future__ import annotations

import asyncio
import json
import os
from collections.abc import AsyncGenerator, Iterable
from contextlib import aclosing
from dataclasses import replace
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from blender_movie_director.llm.anonymise import Anonymiser
from blender_movie_director.llm.errors import ServerError
from blender_movie_director.llm.events import Event, FellBack, Finished, ReasoningDelta, TextDelta
from blender_movie_director.llm.messages import (
    Cost,
    Image,
    Message,
    Parameters,
    Request,
    Response,
    Text,
    Tool,
    ToolCall,
)
from blender_movie_director.llm.pipeline import Call, compose
from blender_movie_director.llm.request_log import FILE_NAME, OLD_NAME, RequestLog, from_settings
from blender_movie_director.llm.settings import ClientSettings

SECRET = "a-key-of-no-known-shape-0123456789"
REQUEST = Request(
    (Message("system", "be brief"), Message("user", (Text("what is ANNA's?"), Image(b"\x89PNG")))),
    "openai/gpt-5",
    Parameters(temperature=0.5, extra={"user": SECRET}),
    tools=(Tool("look", "Looks.", {}),),
    task="analysis",
)
ANSWER = Response("It is Anna's.", "gpt-5-2025", "stop", cost=Cost(Decimal("0.0012"), "server"), request_id="r1")


async def answer(call: Call) -> AsyncGenerator[Event, None]:
    yield ReasoningDelta("hm")
    yield TextDelta("It is ")
    yield TextDelta("Anna's.")
    yield Finished(ANSWER)


async def run(log: RequestLog, backend: Any = answer, request: Request = REQUEST) -> list[Event]:
    async with aclosing(compose([log], backend)(Call(request, request.model))) as stream:
        return [event async for event in stream]


def entries(folder: Path, name: str = FILE_NAME) -> list[dict[str, Any]]:
    return [json.loads(line) for line in (folder / name).read_text(encoding="utf-8").splitlines()]


def sizes_in(folder: Path) -> dict[str, int]:
    return {path.name: path.stat().st_size for path in folder.iterdir()}


def secrets() -> Iterable[str]:
    return (SECRET,)


async def test_a_call_is_one_line_and_passes_unchanged(tmp_path: Path) -> None:
    events = await run(RequestLog(tmp_path, secrets))
    assert events == [event async for event in answer(Call(REQUEST, REQUEST.model))]
    (entry,) = entries(tmp_path)
    assert entry["outcome"] == "finished"
    assert entry["model"] == "openai/gpt-5"
    assert entry["answered_by"] == "gpt-5-2025"
    assert entry["text"] == "It is Anna's."
    assert entry["thought"] == "hm"
    assert entry["cost"] == "0.0012"
    assert entry["request"]["task"] == "analysis"
    assert entry["request"]["messages"][1]["content"] == "what is ANNA's?[picture: image/png, 4 bytes]"
    assert entry["request"]["parameters"] == {"temperature": 0.5, "extra": {"user": "[key hidden]"}}
    assert entry["request"]["tools"] == ["look"]


async def test_no_key_is_in_it_wherever_it_stood(tmp_path: Path) -> None:
    async def leak(call: Call) -> AsyncGenerator[Event, None]:
        yield TextDelta(SECRET[:9])
        yield TextDelta(SECRET[9:])
        if call.request.task == "fails":
            raise ServerError(f"refused {SECRET}")
        yield Finished(replace(ANSWER, text=SECRET, tool_calls=(ToolCall("c", "look", json.dumps({SECRET: SECRET})),)))

    log = RequestLog(tmp_path, secrets)
    request = replace(REQUEST, messages=(Message("user", f"{SECRET} sk-ant-api03-AbCdEf012345"),), project=SECRET)
    await run(log, leak, request)
    with pytest.raises(ServerError):
        await run(log, leak, replace(request, task="fails"))
    text = (tmp_path / FILE_NAME).read_text(encoding="utf-8")
    assert len(entries(tmp_path)) == 2
    assert SECRET not in text
    assert "AbCdEf012345" not in text


@pytest.mark.skipif(os.name == "nt", reason="modes say nothing there")
async def test_the_file_is_private_even_if_it_was_not(tmp_path: Path) -> None:
    (tmp_path / FILE_NAME).touch(mode=0o644)
    await run(RequestLog(tmp_path, secrets))
    assert (tmp_path / FILE_NAME).stat().st_mode & 0o777 == 0o600
    await run(RequestLog(tmp_path / "new", secrets))
    assert (tmp_path / "new" / FILE_NAME).stat().st_mode & 0o777 == 0o600


async def test_it_keeps_to_its_size(tmp_path: Path) -> None:
    log = RequestLog(tmp_path, secrets, megabytes=0.005)
    for _ in range(60):
        await run(log)
    sizes = sizes_in(tmp_path)
    assert set(sizes) == {FILE_NAME, OLD_NAME}
    assert all(0 < size <= 5000 for size in sizes.values())
    assert entries(tmp_path)
    assert entries(tmp_path, OLD_NAME)


async def test_what_failed_or_was_stopped_keeps_its_partial(tmp_path: Path) -> None:
    async def breaks(call: Call) -> AsyncGenerator[Event, None]:
        yield TextDelta("old")
        yield FellBack("a", "b", "down", "old")
        yield TextDelta("half")
        raise ServerError("down", status=503)

    async def hangs(call: Call) -> AsyncGenerator[Event, None]:
        yield TextDelta("begun")
        await asyncio.Event().wait()

    log = RequestLog(tmp_path, secrets)
    with pytest.raises(ServerError):
        await run(log, breaks)
    with pytest.raises(TimeoutError):
        await asyncio.wait_for(run(log, hangs), 0.05)
    failed, stopped = entries(tmp_path)
    assert (failed["outcome"], failed["error"], failed["status"], failed["partial"]) == (
        "failed",
        "ServerError",
        503,
        "half",
    )
    assert (stopped["outcome"], stopped["partial"]) == ("stopped", "begun")


async def test_names_are_swapped_if_wished(tmp_path: Path) -> None:
    anonymiser = Anonymiser(["Anna"])
    await run(RequestLog(tmp_path, secrets, anonymiser=anonymiser))
    text = (tmp_path / FILE_NAME).read_text(encoding="utf-8")
    assert "anna" not in text.lower()
    assert entries(tmp_path)[0]["text"] == f"It is {anonymiser.hide('Anna')}'s."


async def test_a_log_that_cannot_be_written_stops_no_call(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    (tmp_path / "file").touch()
    events = await run(RequestLog(tmp_path / "file", secrets))
    assert isinstance(events[-1], Finished)
    assert "could not be written" in caplog.text


async def test_long_and_strange_texts(tmp_path: Path) -> None:
    long = replace(
        REQUEST, messages=(Message("user", "x" * 300_000 + SECRET), Message("user", "\ud800\x00\N{SNOWMAN}\u2028"))
    )
    await run(RequestLog(tmp_path, secrets), request=long)
    raw = (tmp_path / FILE_NAME).read_bytes()
    assert raw.count(b"\n") == 1
    assert len(raw) < 250_000


def test_off_by_default(tmp_path: Path) -> None:
    assert from_settings(ClientSettings(folder=tmp_path)) is None
    assert from_settings(ClientSettings(log_requests=True)) is None
    anonymiser = Anonymiser(["Anna"])
    log = from_settings(ClientSettings(folder=tmp_path, log_requests=True), anonymiser)
    assert log is not None
    assert log._anonymiser is None
    log = from_settings(ClientSettings(folder=tmp_path, log_requests=True, anonymise_log=True), anonymiser)
    assert log is not None
    assert log._anonymiser is anonymiser
