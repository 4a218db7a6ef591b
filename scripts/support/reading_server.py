"""A model that reads scripts, behind an OpenAI-compatible server in a process of its own, so that its work is not taken
for ours. It counts who asks, and knows to the millisecond when somebody hangs up. Loopback only; it ends with whoever
started it. Standard library only: measurements inside Blender start it with Blender's Python.

Which model is asked for says how it answers: READER after a while, in a stream or whole; any other says the beginning
of its answer where a stream is asked for, and then nothing more; SILENT not even that.
"""

from __future__ import annotations

import asyncio
import contextlib
import json
import os
import subprocess
import sys
import threading
import time
import urllib.request
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from . import reading_answers

if TYPE_CHECKING:
    from collections.abc import Iterator

READER, WAITING, SILENT = "reader", "waiting", "silent"
_SCRIPTS = Path(__file__).resolve().parents[1]
_PIECE = 120  # characters, about a line of an answer
_USAGE = {"prompt_tokens": 100, "completion_tokens": 10, "total_tokens": 110}


@dataclass
class Call:
    """One chat completion. Times are `time.perf_counter()`'s, which is the same in every process."""

    kind: str
    began: float
    whole: bool
    """No stream was asked for."""
    ended: float | None = None
    hung_up: float | None = None
    """When the other side had closed the connection before the answer was complete."""


class ReadingServer:
    """The server in its other process, as a measurement sees it."""

    def __init__(self, port: int) -> None:
        self._root = f"http://127.0.0.1:{port}"
        self.url = f"{self._root}/v1"

    def calls(self) -> list[Call]:
        return [Call(**call) for call in self._ask("calls")["calls"]]

    def most_at_once(self) -> int:
        return int(self._ask("calls")["most_at_once"])

    def forget(self) -> None:
        self._ask("forget")

    def _ask(self, what: str) -> Any:
        with urllib.request.urlopen(f"{self._root}/{what}", timeout=30) as answer:  # noqa: S310 - it is our own
            return json.load(answer)


@contextlib.contextmanager
def running(latency: float) -> Iterator[ReadingServer]:
    """`latency` is the seconds that the model thinks before its first word."""
    process = subprocess.Popen(
        [sys.executable, "-m", "support.reading_server", str(latency)],
        cwd=_SCRIPTS, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True,
    )  # fmt: skip
    try:
        assert process.stdout is not None
        yield ReadingServer(int(process.stdout.readline()))
    finally:
        process.kill()
        process.communicate()


class _Model:
    def __init__(self, latency: float) -> None:
        self._latency = latency
        self._calls: list[Call] = []
        self._under_way = self._most_at_once = 0

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        with contextlib.suppress(OSError, asyncio.IncompleteReadError):  # the other side has gone
            head = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1")
            path = head.split(maxsplit=2)[1]
            if path.endswith("/chat/completions"):
                await self._complete(json.loads(await reader.readexactly(_length(head))), reader, writer)
            else:
                await self._tell(path, writer)
        writer.close()
        with contextlib.suppress(OSError):
            await writer.wait_closed()

    async def _tell(self, path: str, writer: asyncio.StreamWriter) -> None:
        told = {"calls": [asdict(call) for call in self._calls], "most_at_once": self._most_at_once}
        if path == "/forget":
            self._calls, self._most_at_once = [], self._under_way
        writer.write(_whole(told))
        await writer.drain()

    async def _complete(self, body: dict[str, Any], reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        call = Call(reading_answers.kind_of(body), time.perf_counter(), whole=not body.get("stream"))
        self._calls.append(call)
        self._under_way += 1
        self._most_at_once = max(self._most_at_once, self._under_way)
        answering = asyncio.ensure_future(self._answer(body, writer))
        hanging_up = asyncio.ensure_future(reader.read(1))
        try:
            await asyncio.wait([answering, hanging_up], return_when=asyncio.FIRST_COMPLETED)
            if not answering.done():
                call.hung_up = time.perf_counter()
        finally:
            self._under_way -= 1
            call.ended = time.perf_counter()
            for task in (answering, hanging_up):
                task.cancel()
            await asyncio.gather(answering, hanging_up, return_exceptions=True)

    async def _answer(self, body: dict[str, Any], writer: asyncio.StreamWriter) -> None:
        text = json.dumps(reading_answers.answer_to(body), ensure_ascii=False)
        if body["model"] == READER:
            await asyncio.sleep(self._latency)
            whole = len(text)
        else:
            whole = text.find('{"scene": ', text.find('{"scene": ') + 1)  # the first scene is complete
            if body["model"] == SILENT or not body.get("stream"):
                await asyncio.Event().wait()
        if not body.get("stream"):
            choice = {"index": 0, "finish_reason": "stop", "message": {"role": "assistant", "content": text}}
            writer.write(_whole(_chat(body, [choice], "chat.completion") | {"usage": _USAGE}))
            await writer.drain()
            return
        writer.write(b"HTTP/1.1 200 OK\r\ncontent-type: text/event-stream\r\nconnection: close\r\n\r\n")
        for start in range(0, whole, _PIECE):
            delta = {"content": text[start : min(start + _PIECE, whole)]}
            writer.write(_event(_chat(body, [{"index": 0, "delta": delta, "finish_reason": None}])))
            await writer.drain()
        if whole < len(text):
            await asyncio.Event().wait()
        writer.write(_event(_chat(body, [{"index": 0, "delta": {}, "finish_reason": "stop"}])))
        writer.write(_event(_chat(body, []) | {"usage": _USAGE}))
        writer.write(b"data: [DONE]\n\n")
        await writer.drain()


def _chat(body: dict[str, Any], choices: list[dict[str, Any]], kind: str = "chat.completion.chunk") -> dict[str, Any]:
    return {"id": "1", "object": kind, "created": 1, "model": body["model"], "choices": choices}


def _event(data: dict[str, Any]) -> bytes:
    return f"data: {json.dumps(data)}\n\n".encode()


def _whole(data: dict[str, Any]) -> bytes:
    body = json.dumps(data).encode()
    head = (
        f"HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ncontent-length: {len(body)}\r\nconnection: close\r\n\r\n"
    )
    return head.encode() + body


def _length(head: str) -> int:
    lines = head.lower().split("\r\n")
    return next(int(line.partition(":")[2]) for line in lines if line.startswith("content-length:"))


async def _main() -> None:
    server = await asyncio.start_server(_Model(float(sys.argv[1])).serve, "127.0.0.1", 0, limit=1 << 20)

    def leave_with_parent() -> None:
        sys.stdin.read()
        os._exit(0)

    threading.Thread(target=leave_with_parent, daemon=True).start()
    sys.stdout.write(f"{server.sockets[0].getsockname()[1]}\n")
    sys.stdout.flush()
    await server.serve_forever()


if __name__ == "__main__":
    asyncio.run(_main())
