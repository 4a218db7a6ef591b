from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

import pytest

from blender_movie_director.llm import backends, errors, stand_ins
from blender_movie_director.llm.client import LLMClient
from blender_movie_director.llm.events import Event, Finished, TextDelta
from blender_movie_director.llm.messages import Message, Request
from blender_movie_director.llm.settings import ClientSettings, Retries, Server

if TYPE_CHECKING:
    from collections.abc import AsyncGenerator

PROMPT = (Message("system", "be brief"), Message("user", "1. INT. ROOM - DAY (3/8)\n2. EXT. SEA - NIGHT"))


def ask(model: str) -> Request:
    return Request(PROMPT, model)


async def test_the_stand_in_says_what_it_is_and_takes_up_each_scene() -> None:
    client = LLMClient(ClientSettings(online=False))
    response = await client.complete(ask(stand_ins.STAND_IN))
    await client.close()
    assert response.stand_in
    assert response.text.startswith("No language model is connected")
    assert "### 1. INT. ROOM - DAY\n" in response.text
    assert "### 2. EXT. SEA - NIGHT\n" in response.text
    assert response.usage.output_tokens == len(response.text.split())


async def test_the_stand_in_streams_what_it_completes_and_repeats_itself() -> None:
    client = LLMClient(ClientSettings())
    events = [event async for event in client.stream(ask(stand_ins.STAND_IN))]
    text = "".join(event.text for event in events if isinstance(event, TextDelta))
    assert isinstance(events[-1], Finished)
    assert events[-1].response.text == text
    assert (await client.complete(ask(stand_ins.STAND_IN))).text == text
    await client.close()


async def test_the_stand_in_without_scenes() -> None:
    client = LLMClient(ClientSettings())
    response = await client.complete(Request((Message("user", "hello"),), stand_ins.STAND_IN))
    assert "named no scenes" in response.text


async def test_the_failing_model_fails_after_twelve_words() -> None:
    client = LLMClient(ClientSettings())
    said: list[Event] = []

    async def listen() -> None:
        async for event in client.stream(ask("scripted/failing")):
            said.append(event)  # noqa: PERF401 - what came before the error is the point

    with pytest.raises(errors.ServerError):
        await listen()
    assert len(said) == 12


async def test_the_slow_model_can_be_cancelled() -> None:
    client = LLMClient(ClientSettings())
    task = asyncio.ensure_future(client.complete(ask("scripted/slow")))
    await asyncio.sleep(0)
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task


@pytest.mark.parametrize(
    ("model", "endpoints", "out"),
    [
        ("scripted/stand-in", {}, False),
        (stand_ins.STAND_IN_THROUGH_LITELLM, {}, False),
        ("openai/gpt-5-mini", {}, True),
        ("gpt-5-mini", {}, True),
        ("openai/gpt-5-mini", {"openai": "http://127.0.0.1:4000/v1"}, False),
        ("openai/gpt-5-mini", {"openai": "http://proxy.example.com/v1"}, True),
        ("ollama/llama3.2", {}, False),
        ("ollama/llama3.2", {"ollama": "http://192.168.0.5:11434"}, True),
        ("anthropic/claude-sonnet-4-5", {"openai": "http://127.0.0.1:4000/v1"}, True),
    ],
)
async def test_offline_means_this_computer_only(model: str, endpoints: dict[str, str], out: bool) -> None:
    client = LLMClient(ClientSettings(online=False, servers={name: Server(url) for name, url in endpoints.items()}))
    assert client.reaches_out(model) is out
    if out:
        with pytest.raises(errors.OfflineError, match="Allow Online Access"):
            await client.complete(ask(model))


class _Broken:
    """A backend whose streams end without saying so."""

    closed = False

    async def stream(self, request: Request) -> AsyncGenerator[Event, None]:
        del request
        yield TextDelta("half a ")

    async def close(self) -> None:
        self.closed = True


async def test_a_backend_that_ends_without_finishing_is_a_cut_stream() -> None:
    broken = _Broken()
    client = LLMClient(ClientSettings(retries=Retries(attempts=1)), make_backend=lambda _name, _settings: broken)
    with pytest.raises(errors.CutStreamError):
        await client.complete(ask("scripted/stand-in"))
    await client.close()
    assert broken.closed


def test_keys_show_in_no_repr() -> None:
    settings = ClientSettings(keys={"openai": "sk-not-to-be-seen"})
    assert "not-to-be-seen" not in repr(settings) + repr(LLMClient(settings)) + repr(LLMClient(settings).settings)


def test_each_backend_in_the_registry_can_be_made() -> None:
    for name in backends._FACTORIES:
        backend = backends.create(name, ClientSettings())
        assert callable(backend.stream)
        assert callable(backend.close)
