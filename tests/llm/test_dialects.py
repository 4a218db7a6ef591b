"""Providers with formats of their own, through the library, against servers on this computer that speak them."""

from __future__ import annotations

import asyncio
import base64
import json
from contextlib import aclosing
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import pytest

from blender_movie_director.llm import errors
from blender_movie_director.llm.backends.litellm import LiteLLMBackend
from blender_movie_director.llm.events import Event, Finished, ReasoningDelta, TextDelta
from blender_movie_director.llm.messages import (
    Image,
    Message,
    Parameters,
    Reasoning,
    Request,
    Response,
    Shape,
    Text,
    Usage,
)
from blender_movie_director.llm.settings import ClientSettings, Server
from tests.llm import dialects
from tests.llm.model_server import PATIENCE, Exchange, ModelServer
from tests.llm.parity_table import PICTURE, SCHEMA, TOOLS

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Awaitable, Callable

pytestmark = pytest.mark.filterwarnings("ignore:Accessing the 'model_:DeprecationWarning")

KEY = "sk-a-key-that-nobody-may-see-0123456789"
THOUGHT = "First, the sink."
QUESTION = (
    Message("system", "Be brief."),
    Message("user", (Text("What is this?"), Image(PICTURE))),
)


@dataclass(frozen=True)
class Provider:
    """A provider as the tests know it. `tail` is what stands behind the server's address in the settings."""

    model: str
    play: Callable[[Exchange], Awaitable[None]]
    path: str
    tail: str = ""
    reasoning: tuple[Reasoning, ...] = (Reasoning(THOUGHT),)
    usage: Usage = field(default_factory=lambda: Usage(11, 9))
    effort: str | None = None

    @property
    def name(self) -> str:
        return self.model.partition("/")[0]


PROVIDERS = {
    provider.name: provider
    for provider in (
        Provider(
            "anthropic/claude-sonnet-4-5",
            dialects.anthropic,
            "/v1/messages",
            reasoning=(Reasoning(THOUGHT, dialects.SIGNATURE), Reasoning(redacted="b3BhcXVl")),
            usage=Usage(18, 9, cached_tokens=5, cache_write_tokens=2),
            effort="low",
        ),
        Provider(
            "gemini/gemini-2.5-pro",
            dialects.gemini,
            "/models/gemini-2.5-pro:",
            usage=Usage(11, 9, cached_tokens=5, reasoning_tokens=2),
            effort="low",
        ),
        Provider("ollama/llama3.2", dialects.ollama, "/api/chat", usage=Usage(11, 7)),
        Provider("ollama_chat/llama3.2", dialects.ollama, "/api/chat", usage=Usage(11, 7)),
        Provider(
            "azure/my-gpt",
            dialects.openai_shaped,
            "/openai/deployments/my-gpt/chat/completions?api-version=2025-01-01",
            tail="?api-version=2025-01-01",
            reasoning=(),
        ),
        Provider("mistral/mistral-large-latest", dialects.openai_shaped, "/v1/chat/completions", "/v1", reasoning=()),
    )
}
ALL = pytest.mark.parametrize("provider", PROVIDERS.values(), ids=PROVIDERS)
BOTH = pytest.mark.parametrize("stream", [True, False], ids=["stream", "whole"])


@pytest.fixture(autouse=True)
async def _patience() -> AsyncIterator[None]:
    async with asyncio.timeout(3 * PATIENCE):
        yield


@pytest.fixture
async def backend(model_server: ModelServer, provider: Provider) -> AsyncIterator[LiteLLMBackend]:
    model_server.play = provider.play
    backend = LiteLLMBackend(settings(model_server, provider))
    yield backend
    await backend.close()


def settings(server: ModelServer, provider: Provider) -> ClientSettings:
    address = f"http://127.0.0.1:{server.port}{provider.tail}"
    return ClientSettings(keys={provider.name: KEY}, servers={provider.name: Server(address)})


def question(provider: Provider, stream: bool, messages: tuple[Message, ...] = QUESTION, **more: Any) -> Request:
    parameters = Parameters(temperature=1.0, max_tokens=4000, reasoning_effort=provider.effort)
    return Request(messages, provider.model, parameters, **{"tools": TOOLS, "stream": stream, **more})


async def ask(backend: LiteLLMBackend, request: Request) -> tuple[list[Event], Response]:
    async with aclosing(backend.stream(request)) as stream:
        *events, last = [event async for event in stream]
    assert isinstance(last, Finished)
    return events, last.response


async def failure(backend: LiteLLMBackend, request: Request) -> tuple[list[Event], errors.LLMError]:
    events: list[Event] = []

    async def listen() -> None:
        async with aclosing(backend.stream(request)) as stream:
            async for event in stream:
                events.append(event)  # noqa: PERF401 - what came before the error is the point

    with pytest.raises(errors.LLMError) as caught:
        await listen()
    return events, caught.value


@ALL
@BOTH
async def test_thoughts_words_and_tool_calls(
    backend: LiteLLMBackend, model_server: ModelServer, provider: Provider, stream: bool
) -> None:
    events, response = await ask(backend, question(provider, stream))
    assert model_server.exchanges[0].path.startswith(provider.path)
    assert len(model_server.exchanges) == 1, "nothing is asked behind our back"
    assert response.text == "Well. So."
    assert "".join(event.text for event in events if isinstance(event, TextDelta)) == response.text
    assert response.reasoning == provider.reasoning
    thought = "".join(event.text for event in events if isinstance(event, ReasoningDelta))
    assert thought == "".join(part.text for part in provider.reasoning), "each thought is told once"
    (call,) = response.tool_calls
    assert call.id
    assert call.name == "add_scene"
    assert json.loads(call.arguments) == dialects.ARGUMENTS
    assert response.finish_reason == "tool_calls"
    assert response.model == provider.model.partition("/")[2]
    counted = (response.usage.input_tokens, response.usage.output_tokens, response.usage.cached_tokens)
    assert counted == (provider.usage.input_tokens, provider.usage.output_tokens, provider.usage.cached_tokens)
    assert response.usage.cache_write_tokens == provider.usage.cache_write_tokens
    assert not response.usage.estimated, "these are the provider's own numbers"


@ALL
@BOTH
async def test_what_is_asked_arrives_in_the_providers_own_words(
    backend: LiteLLMBackend, model_server: ModelServer, provider: Provider, stream: bool
) -> None:
    await ask(backend, question(provider, stream))
    exchange = model_server.exchanges[0]
    body = json.dumps(exchange.body)
    assert "Be brief." in body
    assert base64.b64encode(PICTURE).decode() in body
    assert "Adds a scene." in body
    assert "4000" in body
    sent = {**exchange.headers, "path": exchange.path}
    assert any(KEY in value for value in sent.values()) or provider.name.startswith("ollama")
    if provider.name == "anthropic":
        assert exchange.body["thinking"]["type"] == "enabled"
        assert exchange.body["system"][0]["text"] == "Be brief."
    if provider.name == "gemini":
        assert exchange.body["generationConfig"]["thinkingConfig"]["includeThoughts"] is True
    if provider.name.startswith("ollama"):
        assert exchange.body["options"]["num_ctx"] == 8_192


@ALL
@BOTH
async def test_the_next_turn_gives_back_what_the_provider_wants_to_see_again(
    backend: LiteLLMBackend, model_server: ModelServer, provider: Provider, stream: bool
) -> None:
    _, response = await ask(backend, question(provider, stream))
    (call,) = response.tool_calls
    turn = (*QUESTION, response.as_message(), Message("tool", "done", tool_call_id=call.id))
    await ask(backend, question(provider, stream, turn))
    body = model_server.exchanges[-1].body
    if provider.name == "anthropic":
        _, said, answered = body["messages"]
        assert said["content"] == [
            {"type": "thinking", "thinking": THOUGHT, "signature": dialects.SIGNATURE},
            {"type": "redacted_thinking", "data": "b3BhcXVl"},
            {"type": "text", "text": "Well. So."},
            {"type": "tool_use", "id": "toolu_1", "name": "add_scene", "input": dialects.ARGUMENTS},
        ]
        assert answered["content"][0]["tool_use_id"] == "toolu_1"
    elif provider.name == "gemini":
        parts = body["contents"][1]["parts"]
        (called,) = [part for part in parts if "function_call" in part]
        assert called["thoughtSignature"] == dialects.SIGNATURE
        assert body["contents"][2]["parts"][0]["function_response"]["name"] == "add_scene"
    else:
        *_, said, answered = body["messages"]
        assert said["tool_calls"][0]["function"]["name"] == "add_scene"
        assert answered["content"] == "done"
        assert "thinking_blocks" not in said


@ALL
@BOTH
async def test_a_shape_goes_along(
    backend: LiteLLMBackend, model_server: ModelServer, provider: Provider, stream: bool
) -> None:
    model_server.play = provider.play
    request = question(provider, stream, tools=(), shape=Shape("film", SCHEMA))
    await ask(backend, request)
    body = json.dumps(model_server.exchanges[0].body)
    assert '"scenes"' in body, "the schema is part of what is asked"


@ALL
async def test_an_answer_that_breaks_off_says_so(
    backend: LiteLLMBackend, model_server: ModelServer, provider: Provider
) -> None:
    async def play(exchange: Exchange) -> None:
        async def half(*_: object) -> None:
            exchange._writer.transport.abort()

        exchange.close = half  # type: ignore[method-assign]
        write, limit = exchange._writer.write, 900
        sent = 0

        def some(data: bytes) -> None:
            nonlocal sent
            # The head and the first few events, and never the last of them.
            if sent < limit:
                write(data)
            sent += len(data)

        exchange._writer.write = some  # type: ignore[method-assign]
        await provider.play(exchange)

    model_server.play = play
    events, error = await failure(backend, question(provider, stream=True))
    assert type(error) is errors.CutStreamError, repr(error)
    assert "".join(event.text for event in events if isinstance(event, TextDelta)) in "Well. So."


KINDS = [
    (400, "max_tokens is too large", errors.BadRequestError),
    (401, "invalid x-api-key", errors.AuthenticationError),
    (403, "your key has no permission to use this", errors.PermissionDeniedError),
    (404, "model 'llama3.2' not found", errors.NotFoundError),
    (429, "slow down", errors.RateLimitError),
    (500, "an internal fault", errors.ServerError),
    (529, "Overloaded", errors.ServerError),
]


@ALL
@BOTH
@pytest.mark.parametrize(("status", "message", "kind"), KINDS, ids=[str(status) for status, *_ in KINDS])
async def test_each_status_has_its_error(  # noqa: PLR0917 - pytest passes them by name
    backend: LiteLLMBackend,
    model_server: ModelServer,
    provider: Provider,
    stream: bool,
    status: int,
    message: str,
    kind: type[errors.LLMError],
) -> None:
    async def play(exchange: Exchange) -> None:
        words = f"{message}; you sent {KEY}"
        bodies: dict[str, object] = {
            "anthropic": {"type": "error", "error": {"type": "some_error", "message": words}},
            "gemini": {"error": {"code": status, "message": words, "status": "SOME_STATUS"}},
            "ollama": {"error": words},
            "ollama_chat": {"error": words},
        }
        other = {"error": {"message": words, "type": "some_error", "code": str(status)}}
        await exchange.error(status, bodies.get(provider.name, other), retry_after="7", x_request_id="req-failed")

    model_server.play = play
    events, error = await failure(backend, question(provider, stream))
    assert events == []
    assert type(error) is kind, repr(error)
    assert KEY[:12] not in str(error)
    assert "{" not in str(error), "the provider's words without what was around them"
    assert error.retry_after == (7.0 if kind is errors.RateLimitError else error.retry_after)
    assert len(model_server.exchanges) == 1, "nothing is retried behind our back"


@pytest.mark.parametrize("provider", [PROVIDERS["gemini"]], ids=["gemini"])
async def test_one_client_that_closes_does_not_end_the_next_ones_streams(
    backend: LiteLLMBackend, model_server: ModelServer, provider: Provider
) -> None:
    """LiteLLM has one connection pool for the streams of several providers, and never opens it again."""
    await ask(backend, question(provider, stream=True))
    await backend.close()
    again = LiteLLMBackend(settings(model_server, provider))
    _, response = await ask(again, question(provider, stream=True))
    await again.close()
    assert response.text == "Well. So."


@ALL
async def test_leaving_between_two_words_closes_the_connection(
    backend: LiteLLMBackend, provider: Provider, model_server: ModelServer
) -> None:
    """Not while it waits for the next one: then the network itself is told."""

    async def never_end(exchange: Exchange) -> None:
        exchange.close = lambda: exchange.until(exchange.gone)  # type: ignore[method-assign]
        await provider.play(exchange)

    model_server.play = never_end
    async with aclosing(backend.stream(question(provider, stream=True))) as events:
        await anext(events)
    (exchange,) = model_server.exchanges
    while not exchange.gone.is_set():  # noqa: ASYNC110 - the event belongs to the server's thread
        await asyncio.sleep(0.005)
