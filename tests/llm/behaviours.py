"""What the upstream of the parity tests does, by the name of the model that it is asked for. It answers in a stream or
whole, as the request wants it, with the same words; so whatever differs between two ways to ask it is their doing."""

from __future__ import annotations

import json
import threading
from typing import TYPE_CHECKING, Any

from tests.llm.model_server import Exchange

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Mapping, Sequence

REQUEST_ID = "req-parity-1"
WORDS = ("Once ", "upon ", "a time.")
LONG = tuple(f"word{number} " for number in range(400))
SAME = tuple("---" for _ in range(250))
UNICODE = ("Zoë — ", "“naïve” ", "東京 ", "👩‍🎬 ", "שלום ", "e\u0301", "\u2028end")
THOUGHTS = ("First, ", "the sink.")
JSON_ANSWER = '{"title": "Two Rooms", "scenes": 2}'
USAGE = {"prompt_tokens": 11, "completion_tokens": 3, "total_tokens": 14}
DETAILED_USAGE = {
    "prompt_tokens": 1200,
    "completion_tokens": 340,
    "total_tokens": 1540,
    "prompt_tokens_details": {"cached_tokens": 1000},
    "completion_tokens_details": {"reasoning_tokens": 300},
}
RELEASED = threading.Event()
"""Ends the silence of those who are told to be silent, where their caller does not; a test puts its own here."""
ONE_CALL = (("call_1", "add_scene", ('{"heading": ', '"INT. ROOM"}')),)
TWO_CALLS = (*ONE_CALL, ("call_2", "remove_scene", ('{"number": 2}',)))


async def answer(
    exchange: Exchange,
    words: Sequence[str] = WORDS,
    *,
    reason: str = "stop",
    thoughts: Sequence[str] = (),
    calls: Sequence[tuple[str, str, Sequence[str]]] = (),
    usage: Mapping[str, object] = USAGE,
) -> None:
    if not exchange.body.get("stream"):
        message: dict[str, Any] = {"role": "assistant", "content": "".join(words) or None}
        if thoughts:
            message["reasoning_content"] = "".join(thoughts)
        if calls:
            message["tool_calls"] = [
                {"id": call_id, "type": "function", "function": {"name": name, "arguments": "".join(pieces)}}
                for call_id, name, pieces in calls
            ]
        choice = {"index": 0, "finish_reason": reason, "message": message}
        body = {"id": "1", "object": "chat.completion", "created": 1, "model": exchange.body["model"]}
        await exchange.error(200, {**body, "choices": [choice], "usage": usage}, x_request_id=REQUEST_ID)
        return
    await begin(exchange)
    await _delta(exchange, role="assistant", content="")
    for thought in thoughts:
        await _delta(exchange, reasoning_content=thought)
    for word in words:
        await _delta(exchange, content=word)
    for index, (call_id, name, pieces) in enumerate(calls):
        function = {"name": name, "arguments": ""}
        await _delta(exchange, tool_calls=[{"index": index, "id": call_id, "type": "function", "function": function}])
        for piece in pieces:
            await _delta(exchange, tool_calls=[{"index": index, "function": {"arguments": piece}}])
    await exchange.finish(reason)
    await exchange.event(exchange.chunk([], usage=usage))
    await exchange.event("[DONE]")
    await exchange.close()


async def begin(exchange: Exchange) -> None:
    """`Exchange.begin` with the number that a provider gives to a request."""
    exchange._writer.write(
        b"HTTP/1.1 200 OK\r\ncontent-type: text/event-stream\r\ntransfer-encoding: chunked\r\n"
        + f"x-request-id: {REQUEST_ID}\r\nconnection: close\r\n\r\n".encode()
    )
    await exchange._writer.drain()


async def _delta(exchange: Exchange, **delta: object) -> None:
    await exchange.event(exchange.chunk([{"index": 0, "delta": delta, "finish_reason": None}]))


async def echo(exchange: Exchange) -> None:
    """What has arrived here, as the answer."""
    await answer(exchange, [json.dumps(exchange.body, sort_keys=True)])


async def shape(exchange: Exchange) -> None:
    wanted = exchange.body.get("response_format") or {}
    if wanted.get("type") != "json_schema" or "title" not in wanted["json_schema"]["schema"]["properties"]:
        await exchange.error(400, {"error": {"message": f"no schema came along: {wanted}"}})
    await answer(exchange, [JSON_ANSWER[:12], JSON_ANSWER[12:]])


async def cut(exchange: Exchange) -> None:
    await begin(exchange)
    await exchange.say("Once ", "upon ")
    await exchange.cut()


async def end_without_a_reason(exchange: Exchange) -> None:
    await begin(exchange)
    await exchange.say("Once ", "upon ")
    await exchange.close()


async def silent_after_a_word(exchange: Exchange) -> None:
    if exchange.body.get("stream"):
        await begin(exchange)
        await exchange.say("Well, ")
    await exchange.until(RELEASED)


def failing(status: int, message: str, code: str = "", **headers: str) -> Callable[[Exchange], Awaitable[None]]:
    async def play(exchange: Exchange) -> None:
        error = {"message": message, "type": "invalid_request_error", "param": None, "code": code or str(status)}
        await exchange.error(status, {"error": error}, x_request_id=REQUEST_ID, **headers)

    return play


BEHAVIOURS: dict[str, Callable[[Exchange], Awaitable[None]]] = {
    "tell": answer,
    "echo": echo,
    "long": lambda exchange: answer(exchange, LONG),
    "same": lambda exchange: answer(exchange, SAME),
    "unicode": lambda exchange: answer(exchange, UNICODE),
    "length": lambda exchange: answer(exchange, reason="length"),
    "filtered": lambda exchange: answer(exchange, WORDS[:1], reason="content_filter"),
    "tool": lambda exchange: answer(exchange, (), reason="tool_calls", calls=ONE_CALL),
    "tools": lambda exchange: answer(exchange, ("Well. ",), reason="tool_calls", calls=TWO_CALLS),
    "shape": shape,
    "think": lambda exchange: answer(exchange, thoughts=THOUGHTS, usage=DETAILED_USAGE),
    "usage": lambda exchange: answer(exchange, usage=DETAILED_USAGE),
    "priced": answer,
    "fails-400": failing(400, "temperature must be between 0 and 2"),
    "fails-401": failing(401, "Incorrect API key provided"),
    "fails-403": failing(403, "You do not have access to this model"),
    "fails-404": failing(404, "The model does not exist", "model_not_found"),
    "fails-429": failing(429, "Rate limit reached for requests", "rate_limit_exceeded", retry_after="7"),
    "fails-500": failing(500, "boom"),
    "fails-503": failing(503, "overloaded"),
    "no-credit": failing(429, "You exceeded your current quota, please check your plan", "insufficient_quota"),
    "too-long": failing(400, "This model's maximum context length is 8192 tokens, not 9000", "context_length_exceeded"),
    "refuses": failing(400, "The response was filtered by our content management policy", "content_filter"),
    "cut": cut,
    "endless": end_without_a_reason,
    "slow": silent_after_a_word,
}


async def play(exchange: Exchange) -> None:
    if exchange.path.endswith("/messages"):  # Anthropic's own format, as the proxy speaks it behind `behind-claude`
        from tests.llm import dialects

        await dialects.anthropic(exchange)
        return
    await BEHAVIOURS[str(exchange.body["model"])](exchange)
