"""Answers that are whole in their way, that break, and refusals of every shape that servers give."""

# ruff: noqa: E501 - tables are read by their lines

from __future__ import annotations

import asyncio
import json
import logging
import threading
from collections.abc import AsyncIterator
from contextlib import aclosing

import pytest

from blender_movie_director.llm import errors
from blender_movie_director.llm.backends.gateway import GatewayBackend
from blender_movie_director.llm.events import TextDelta
from blender_movie_director.llm.messages import Request
from blender_movie_director.llm.settings import Timeouts
from tests.llm.gateway_desk import (
    KEY,
    MODEL,
    REQUEST,
    WHOLE,
    Play,
    answer,
    delta,
    failure,
    plain,
    raw,
    settings,
    streamed,
)
from tests.llm.model_server import PATIENCE, Exchange, ModelServer


@pytest.fixture(autouse=True)
async def _patience() -> AsyncIterator[None]:
    async with asyncio.timeout(2 * PATIENCE):
        yield


@pytest.fixture
async def backend(model_server: ModelServer) -> AsyncIterator[GatewayBackend]:
    backend = GatewayBackend(settings(model_server.url))
    yield backend
    await backend.close()


GOOD_STREAMS = {
    "no [DONE]": streamed(delta(content="Well."), delta("stop")),
    "cut after its end": streamed(delta(content="Well."), delta("stop"), end=False),
    "in one event": streamed(json.dumps(delta(content="We")) + "\ndata: " + json.dumps(delta("stop", content="ll.")), "[DONE]"),
    "no empty line at the end": raw(
        b"HTTP/1.1 200 OK\r\ncontent-type: text/event-stream\r\nconnection: close\r\n\r\ndata: "
        + json.dumps(delta("stop", content="Well.")).encode()
    ),
    "crlf and comments": raw(
        b"HTTP/1.1 200 OK\r\ncontent-type: text/event-stream; charset=utf-8\r\nconnection: close\r\n\r\n: ping\r\n\r\ndata: "
        + json.dumps(delta("stop", content="Well.")).encode() + b"\r\n\r\n: ping\r\n\r\ndata: [DONE]\r\n\r\n"
    ),
    "no content type": raw(
        b"HTTP/1.1 200 OK\r\nconnection: close\r\n\r\ndata: " + json.dumps(delta("stop", content="Well.")).encode() + b"\n\n"
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", GOOD_STREAMS)
async def test_streams_that_are_whole_in_their_way(
    backend: GatewayBackend, model_server: ModelServer, name: str
) -> None:
    model_server.play = GOOD_STREAMS[name]
    assert (await answer(backend)).text == "Well."


async def test_an_answer_whose_end_was_said_does_not_wait_for_more(
    backend: GatewayBackend, model_server: ModelServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def play(exchange: Exchange) -> None:
        await streamed(delta("stop", content="Well."), end=False)(exchange)
        await exchange.until(threading.Event())

    model_server.play = play
    monkeypatch.setattr("blender_movie_director.llm.backends.gateway._AFTER_THE_END", 0.05)
    assert (await answer(backend)).text == "Well."


BAD_STREAMS: dict[str, tuple[Play, str, type[errors.LLMError]]] = {
    "nothing": (streamed(), "", errors.CutStreamError),
    "ends without a reason": (streamed(delta(content="We")), "We", errors.CutStreamError),
    "done without a reason": (streamed(delta(content="We"), "[DONE]"), "We", errors.CutStreamError),
    "a reason that is none": (streamed(delta("error", content="We"), "[DONE]"), "We", errors.CutStreamError),
    "half an event": (streamed(delta(content="We"), '{"choices": [{"del'), "We", errors.InvalidAnswerError),
    "no json": (streamed("<oops>"), "", errors.InvalidAnswerError),
    "a list": (streamed([1, 2]), "", errors.InvalidAnswerError),
    "deep": (streamed("[" * 100_000), "", errors.InvalidAnswerError),
    "an error at once": (streamed({"error": {"message": "slow down", "code": "429"}}), "", errors.RateLimitError),
    "an error in the middle": (
        streamed(delta(content="We"), {"error": {"message": "the engine stopped", "code": 500}}), "We", errors.CutStreamError,
    ),
    "an error as text": (streamed({"error": "out of memory"}), "", errors.ServerError),
    "too long in the middle": (
        streamed(delta(content="We"), {"error": {"message": "maximum context length is 8"}}), "We", errors.ContextWindowError,
    ),
    "fewer bytes than said": (
        raw(b"HTTP/1.1 200 OK\r\ncontent-type: text/event-stream\r\ncontent-length: 500\r\nconnection: close\r\n\r\ndata: "),
        "", errors.CutStreamError,
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", BAD_STREAMS)
async def test_streams_that_break(backend: GatewayBackend, model_server: ModelServer, name: str) -> None:
    model_server.play, words, kind = BAD_STREAMS[name]
    said, error = await failure(backend)
    assert said == words
    assert type(error) is kind, repr(error)
    assert error.model == MODEL
    if isinstance(error, errors.InvalidAnswerError):
        assert error.raw == words


async def test_a_connection_that_breaks_in_the_middle(backend: GatewayBackend, model_server: ModelServer) -> None:
    heard = threading.Event()

    async def play(exchange: Exchange) -> None:
        await streamed(delta(content="We"), end=False)(exchange)
        await exchange.until(heard)
        await exchange.cut()

    model_server.play = play
    async with aclosing(backend.stream(REQUEST)) as events:
        assert await anext(events) == TextDelta("We")
        heard.set()
        with pytest.raises(errors.CutStreamError, match="broke off"):
            await anext(events)


async def test_an_event_error_is_one_whatever_is_in_it(backend: GatewayBackend, model_server: ModelServer) -> None:
    head = b"HTTP/1.1 200 OK\r\ncontent-type: text/event-stream\r\nconnection: close\r\n\r\n"
    model_server.play = raw(head + b'event: error\ndata: {"message": "it fell over"}\n\n')
    _, error = await failure(backend)
    assert type(error) is errors.ServerError
    assert "it fell over" in error.what


async def test_a_line_without_an_end(
    backend: GatewayBackend, model_server: ModelServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("blender_movie_director.llm.sse.Parser.__init__.__defaults__", (1000,))
    model_server.play = streamed("x" * 5000)
    _, error = await failure(backend)
    assert type(error) is errors.InvalidAnswerError


REFUSALS: dict[str, tuple[int, bytes, type[errors.LLMError], str]] = {
    "openai": (400, b'{"error": {"message": "temperature is too high", "type": "invalid_request_error", "code": null}}', errors.BadRequestError, "temperature is too high"),
    "litellm": (429, b'{"error":{"message":"litellm.RateLimitError: RateLimitError: OpenAIException - Rate limit reachedNo fallback model group found","type":"throttling_error","param":null,"code":"429"}}', errors.RateLimitError, "gateway is limiting"),
    "litellm context": (400, b'{"error":{"message":"litellm.ContextWindowExceededError: litellm.BadRequestError: ContextWindowExceededError: OpenAIException - This model\'s maximum context length is 8192 tokens.","code":"400"}}', errors.ContextWindowError, "longer than"),
    "litellm key": (400, b'{"error":{"message":"No connected db.","type":"no_db_connection","param":null,"code":"400"}}', errors.AuthenticationError, "did not accept the key"),
    "litellm model": (400, b'{"error":{"message":"/chat/completions: Invalid model name passed in model=nosuch. Call `/v1/models`","type":"None","param":"None","code":"400"}}', errors.NotFoundError, "could be found"),
    "litellm 500": (500, b'{"error":{"message":"litellm.InternalServerError: InternalServerError: OpenAIException - boomNo fallback model group found for original model_group=err500.","type":null,"code":"500"}}', errors.ServerError, "of its own: boom"),
    "fastapi": (422, b'{"detail": [{"loc": ["body", "messages"], "msg": "field required", "type": "missing"}]}', errors.BadRequestError, "body.messages: field required"),
    "fastapi text": (403, b'{"detail": "Not allowed"}', errors.PermissionDeniedError, "Not allowed"),
    "google": (400, b'[{"error": {"code": 400, "message": "bad thing", "status": "INVALID_ARGUMENT"}}]', errors.BadRequestError, "bad thing"),
    "ollama": (404, b'{"error": "model \\"x\\" not found, try pulling it first"}', errors.NotFoundError, "could be found"),
    "openrouter": (502, b'{"error": {"message": "Provider returned error", "code": 502, "metadata": {"raw": "upstream fell"}}}', errors.ServerError, "upstream fell"),
    "text": (503, b"no capacity", errors.ServerError, "no capacity"),
    "page": (502, b"<html><body>Bad gateway</body></html>", errors.ServerError, "a web page"),
    "wrong address": (404, b"<!DOCTYPE html><html>", errors.NotFoundError, "could be found"),
    "empty": (500, b"", errors.ServerError, "no reason"),
    "null": (400, b"null", errors.BadRequestError, "no reason"),
    "number": (400, b"7", errors.BadRequestError, "no reason"),
    "not utf-8": (400, b"\xff\xfe", errors.BadRequestError, "refused"),
    "quota": (429, b'{"error": {"message": "You exceeded your current quota", "code": "insufficient_quota"}}', errors.QuotaError, "no credit"),
    "budget": (400, b'{"error": {"message": "Budget has been exceeded! Current cost: 2", "type": "budget_exceeded"}}', errors.QuotaError, "no credit"),
    "filter": (400, b'{"error": {"message": "The response was filtered", "code": "content_filter"}}', errors.ContentFilterError, "refused the content"),
    "key": (401, b'{"error": {"message": "Incorrect API key provided"}}', errors.AuthenticationError, "did not accept the key"),
    "no money": (402, b"{}", errors.QuotaError, "no credit"),
    "too large": (413, b"", errors.ContextWindowError, "longer than"),
    "late": (408, b"", errors.RequestTimeoutError, "took too long"),
    "teapot": (418, b"short and stout", errors.BadRequestError, "short and stout"),
    "in good health": (200, b'{"error": {"message": "model is loading", "code": 503}}', errors.ServerError, "is loading"),
    "no words": (200, b'{"choices": []}', errors.InvalidAnswerError, "no words"),
    "no json": (200, b"words", errors.InvalidAnswerError, "not in the form"),
    "a page in good health": (200, b"<!doctype html>", errors.ConfigurationError, "no model's answer"),
}  # fmt: skip


@pytest.mark.parametrize("name", REFUSALS)
@pytest.mark.parametrize("request_", [REQUEST, WHOLE], ids=["streamed", "whole"])
async def test_refusals_of_every_shape(
    backend: GatewayBackend, model_server: ModelServer, name: str, request_: Request
) -> None:
    status, body, kind, said = REFUSALS[name]
    model_server.play = plain(body, status=status, headers="x-request-id: req-9\r\n")
    words, error = await failure(backend, request_)
    assert words == ""
    assert type(error) is kind, repr(error)
    assert said in error.what
    assert "fallback" not in error.what
    if status >= 400:
        assert error.status == status
        assert error.request_id == "req-9"


async def test_a_server_that_repeats_the_key_is_not_repeated(
    backend: GatewayBackend, model_server: ModelServer, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    body = {"error": {"message": f"{'x' * 180} you sent {KEY}, which is wrong", "code": KEY}}
    model_server.play = plain(json.dumps(body).encode(), status=400)
    _, error = await failure(backend)
    assert KEY[:16] not in f"{error} {error!r} {caplog.text}"
    assert error.__suppress_context__ or error.__context__ is None


async def test_a_server_that_sends_on_to_another_is_not_followed(
    backend: GatewayBackend, model_server: ModelServer
) -> None:
    model_server.play = plain(b"", status=307, headers="location: http://models.invalid/v1\r\n")
    _, error = await failure(backend)
    assert type(error) is errors.ConfigurationError
    assert "another address" in error.what


async def test_how_long_to_wait_is_told(backend: GatewayBackend, model_server: ModelServer) -> None:
    model_server.play = plain(b"{}", status=429, headers="llm_provider-retry-after: 60\r\n")
    _, error = await failure(backend)
    assert error.retry_after == 60


async def test_an_error_whose_reason_does_not_come(model_server: ModelServer) -> None:
    model_server.play = raw(b"HTTP/1.1 503 X\r\ncontent-length: 100\r\n\r\n{")
    backend = GatewayBackend(settings(model_server.url, timeouts=Timeouts(first_word=0.3)))
    _, error = await failure(backend)
    await backend.close()
    assert type(error) is errors.ServerError
