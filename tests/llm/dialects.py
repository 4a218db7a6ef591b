"""Providers' own wire formats, spoken by a server on this computer: what each answers to the same question."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from tests.llm.behaviours import answer
from tests.llm.model_server import Exchange

if TYPE_CHECKING:
    from collections.abc import Sequence

SIGNATURE = "signed-by-the-provider=="
REQUEST_ID = "req-dialect-1"
ARGUMENTS = {"heading": "INT. ROOM"}


async def lines(exchange: Exchange, sent: Sequence[object], *, kind: str = "text/event-stream") -> None:
    """A stream of events, or with another kind of bare lines."""
    await _begin(exchange, kind)
    for data in sent:
        if kind == "text/event-stream":
            name = f"event: {data['type']}\n" if isinstance(data, dict) and "type" in data else ""
            text = f"{name}data: {json.dumps(data)}\n\n"
        else:
            text = json.dumps(data) + "\n"
        exchange._writer.write(f"{len(text.encode()):x}\r\n{text}\r\n".encode())
    await exchange._writer.drain()
    await exchange.close()


async def _begin(exchange: Exchange, kind: str) -> None:
    exchange._writer.write(
        f"HTTP/1.1 200 OK\r\ncontent-type: {kind}\r\ntransfer-encoding: chunked\r\n"
        f"request-id: {REQUEST_ID}\r\nx-request-id: {REQUEST_ID}\r\nconnection: close\r\n\r\n".encode()
    )
    await exchange._writer.drain()


async def whole(exchange: Exchange, body: object) -> None:
    await exchange.error(200, body, request_id=REQUEST_ID, x_request_id=REQUEST_ID)


async def anthropic(exchange: Exchange) -> None:
    """A signed thought, a redacted one, text, and a tool call."""
    usage = {"input_tokens": 11, "cache_read_input_tokens": 5, "cache_creation_input_tokens": 2, "output_tokens": 9}
    message = {"id": "msg_1", "type": "message", "role": "assistant", "model": "claude-sonnet-4-5", "content": []}
    blocks: list[dict[str, Any]] = [
        {"type": "thinking", "thinking": "First, the sink.", "signature": SIGNATURE},
        {"type": "redacted_thinking", "data": "b3BhcXVl"},
        {"type": "text", "text": "Well. So."},
        {"type": "tool_use", "id": "toolu_1", "name": "add_scene", "input": ARGUMENTS},
    ]
    if not exchange.body.get("stream"):
        await whole(exchange, {**message, "content": blocks, "stop_reason": "tool_use", "usage": usage})
        return
    start = {**message, "stop_reason": None, "usage": {**usage, "output_tokens": 1}}
    deltas: list[list[dict[str, Any]]] = [
        [
            {"type": "thinking_delta", "thinking": "First, "},
            {"type": "thinking_delta", "thinking": "the sink."},
            {"type": "signature_delta", "signature": SIGNATURE},
        ],
        [],
        [{"type": "text_delta", "text": "Well. "}, {"type": "text_delta", "text": "So."}],
        [
            {"type": "input_json_delta", "partial_json": '{"heading": '},
            {"type": "input_json_delta", "partial_json": '"INT. ROOM"}'},
        ],
    ]
    empty = {"thinking": "", "signature": "", "text": "", "input": {}}
    sent: list[object] = [{"type": "message_start", "message": start}, {"type": "ping"}]
    for index, (block, pieces) in enumerate(zip(blocks, deltas, strict=True)):
        begun = {name: empty.get(name, value) for name, value in block.items()}
        begun["type"] = block["type"]
        sent.append({"type": "content_block_start", "index": index, "content_block": begun})
        sent += [{"type": "content_block_delta", "index": index, "delta": piece} for piece in pieces]
        sent.append({"type": "content_block_stop", "index": index})
    sent.append({"type": "message_delta", "delta": {"stop_reason": "tool_use"}, "usage": usage})
    sent.append({"type": "message_stop"})
    await lines(exchange, sent)


async def anthropic_begins(exchange: Exchange, text: str) -> None:
    """The beginning of a stream, in a form that was asked for or not: a tool's input, or words."""
    usage = {"input_tokens": 11, "output_tokens": 1}
    message = {"id": "msg_1", "type": "message", "role": "assistant", "model": "claude-sonnet-4-5", "content": []}
    tools = exchange.body.get("tools")
    block = {"type": "tool_use", "id": "toolu_1", "name": tools[0]["name"], "input": {}} if tools else None
    delta = {"type": "input_json_delta", "partial_json": text} if tools else {"type": "text_delta", "text": text}
    await _begin(exchange, "text/event-stream")
    await _events(
        exchange,
        {"type": "message_start", "message": {**message, "stop_reason": None, "usage": usage}},
        {"type": "content_block_start", "index": 0, "content_block": block or {"type": "text", "text": ""}},
        {"type": "content_block_delta", "index": 0, "delta": delta},
    )


async def _events(exchange: Exchange, *sent: dict[str, Any]) -> None:
    for data in sent:
        text = f"event: {data['type']}\ndata: {json.dumps(data)}\n\n"
        exchange._writer.write(f"{len(text.encode()):x}\r\n{text}\r\n".encode())
    await exchange._writer.drain()


async def gemini(exchange: Exchange) -> None:
    """A thought, text, and a tool call with the signature of the thought that led to it."""
    usage = {
        "promptTokenCount": 11,
        "candidatesTokenCount": 7,
        "thoughtsTokenCount": 2,
        "cachedContentTokenCount": 5,
        "totalTokenCount": 20,
    }
    call = {"functionCall": {"name": "add_scene", "args": ARGUMENTS}, "thoughtSignature": SIGNATURE}
    pieces: list[list[dict[str, Any]]] = [
        [{"text": "First, the sink.", "thought": True}],
        [{"text": "Well. "}],
        [{"text": "So."}],
        [call],
    ]
    common = {"modelVersion": "gemini-2.5-pro", "responseId": "resp-1", "usageMetadata": usage}

    def candidate(parts: list[dict[str, Any]], **more: object) -> dict[str, Any]:
        return {"candidates": [{"index": 0, "content": {"role": "model", "parts": parts}, **more}], **common}

    if "stream" not in exchange.path:
        parts = [{"text": "First, the sink.", "thought": True}, {"text": "Well. So."}, call]
        await whole(exchange, candidate(parts, finishReason="STOP"))
        return
    last = len(pieces) - 1
    await lines(
        exchange,
        [candidate(parts, **({"finishReason": "STOP"} if n == last else {})) for n, parts in enumerate(pieces)],
    )


async def ollama(exchange: Exchange) -> None:
    """Ollama's own `/api/chat`: lines of JSON, counts of tokens in names of its own."""
    common = {"model": "llama3.2", "created_at": "2026-01-01T00:00:00Z"}
    done = {
        "done": True, "done_reason": "stop", "prompt_eval_count": 11, "eval_count": 7, "total_duration": 1,
        "load_duration": 1, "prompt_eval_duration": 1, "eval_duration": 1,
    }  # fmt: skip

    def says(**message: object) -> dict[str, Any]:
        return {**common, "message": {"role": "assistant", "content": "", **message}, "done": False}

    calls = [{"function": {"name": "add_scene", "arguments": ARGUMENTS}}]
    if not exchange.body.get("stream"):
        message = {"role": "assistant", "thinking": "First, the sink.", "content": "Well. So.", "tool_calls": calls}
        await whole(exchange, {**common, "message": message, **done})
        return
    said = [
        says(thinking="First, "), says(thinking="the sink."), says(content="Well. "), says(content="So."),
        says(tool_calls=calls), {**says(), **done},
    ]  # fmt: skip
    await lines(exchange, said, kind="application/x-ndjson")


async def openai_shaped(exchange: Exchange) -> None:
    """Azure and Mistral: OpenAI's format at another address."""
    arguments = json.dumps(ARGUMENTS)
    calls = [("call_1", "add_scene", (arguments[:12], arguments[12:]))]
    usage = {"prompt_tokens": 11, "completion_tokens": 9, "total_tokens": 20}
    await answer(exchange, ("Well. ", "So."), reason="tool_calls", calls=calls, usage=usage)
