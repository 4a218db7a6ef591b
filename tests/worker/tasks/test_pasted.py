"""A key that was pasted into what is sent: no model gets it, and Blender's side is told, whatever place keeps it."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from blender_movie_director.worker.protocol import Finished
from blender_movie_director.writing.chat.talks import Talk
from tests.llm.model_server import ModelServer
from tests.worker.bad_days import good
from tests.worker.tasks.bench import Bench, parts

KEY = "of-no-form-that-is-known-4711"


async def keep(bench: Bench, place: str, folder: Path, server: ModelServer) -> None:
    settings = {"servers": {"openai": {"url": server.url}}}
    more: dict[str, Any] = {"session_keys": {"openai": KEY}} if place == "session" else {}
    more |= {"environment": {"OPENAI_API_KEY": KEY}} if place == "environment" else {}
    if place == "file":
        bench.configure(folder=str(folder))
        await bench.run("keys", action="set", provider="openai", value=KEY, place="file")
        # As when Blender starts again: the worker has not looked for any key yet.
        bench.worker._secrets.clear()
    bench.configure(settings=settings, folder=str(folder), **more)


@pytest.mark.parametrize("place", ["session", "environment", "file"])
@pytest.mark.parametrize("task", ["analysis", "dialogue", "description", "suggestions", "chat"])
async def test_no_model_is_told_of_it(
    *, bench: Bench, model_server: ModelServer, little_script: str, tmp_path: Path, task: str, place: str
) -> None:
    if task != "chat":
        model_server.play = good(task)
    await keep(bench, place, tmp_path, model_server)
    talk = Talk("k1", "About the sink")
    talk.say(f"Is it {KEY}?")
    payload: dict[str, Any] = {"text": little_script, "name": "Rooms", "place": {"scene": 2}, "count": 2}
    if task == "chat":
        payload = {"talk": talk.to_plain(), "script": None}
    heard = await bench.run(task, model="openai/reader", instruction=f"The key is {KEY}.", **payload)
    assert isinstance(heard[-1], Finished), heard[-1]
    (pasted,) = parts(heard, "pasted")
    assert pasted == {"keys": [KEY]}
    sent = json.dumps([exchange.body for exchange in model_server.exchanges])
    assert KEY not in sent
    assert "The key is [key hidden]." in sent
    assert all(exchange.headers["authorization"] == f"Bearer {KEY}" for exchange in model_server.exchanges)


@pytest.mark.parametrize("task", ["analysis", "dialogue", "analysis_preview", "writing_estimate"])
async def test_nor_of_one_in_a_prompt_of_ones_own_that_lies_in_a_folder(
    *, bench: Bench, model_server: ModelServer, little_script: str, tmp_path: Path, task: str
) -> None:
    asking = task in {"analysis", "dialogue"}
    model_server.play = good(task if asking else "dialogue")
    await keep(bench, "session", tmp_path, model_server)
    prompts = tmp_path / "prompts"
    prompts.mkdir()
    for name in ("analysis_scenes", "dialogue"):
        (prompts / f"{name}.md").write_text(f"Write well. My key is {KEY}.")
    heard = await bench.run(
        task, model="openai/reader", text=little_script, name="Rooms", request="dialogue", place={"scene": 2},
        prompts_folder=str(prompts),
    )  # fmt: skip
    assert isinstance(heard[-1], Finished), heard[-1]
    assert parts(heard, "pasted") == ([{"keys": [KEY]}] if asking else [])
    shown = json.dumps([exchange.body for exchange in model_server.exchanges]) if asking else repr(heard)
    assert KEY not in shown
    assert "My key is [key hidden]." in shown


async def test_nothing_is_told_where_nothing_was_pasted(
    bench: Bench, model_server: ModelServer, little_script: str, tmp_path: Path
) -> None:
    """And the script goes as it is: what is said of it names its lines."""
    model_server.play = good("dialogue")
    await keep(bench, "session", tmp_path, model_server)
    script = little_script.replace("Rain.", f"A note: {KEY}")
    heard = await bench.run("dialogue", model="openai/reader", text=script, name="Rooms", place={"scene": 2})
    assert parts(heard, "pasted") == []
    assert KEY in json.dumps(model_server.exchanges[0].body)


@pytest.mark.parametrize("task", ["analysis_preview", "writing_estimate"])
async def test_what_would_be_sent_is_shown_without_it(
    *, bench: Bench, model_server: ModelServer, little_script: str, tmp_path: Path, task: str
) -> None:
    await keep(bench, "session", tmp_path, model_server)
    heard = await bench.run(
        task, model="openai/reader", text=little_script, name="Rooms", request="dialogue", place={"scene": 2},
        instruction=f"The key is {KEY}.",
    )  # fmt: skip
    assert isinstance(heard[-1], Finished), heard[-1]
    assert KEY not in repr(heard)
    assert "[key hidden]" in repr(heard)
