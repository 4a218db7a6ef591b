"""A real HTTP server on 127.0.0.1 that speaks OpenAI's streaming dialect, well or badly, as a test tells it to."""

from __future__ import annotations

import asyncio
import json
import threading
from contextlib import suppress
from typing import TYPE_CHECKING, Any, Self

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

USAGE = {"prompt_tokens": 11, "completion_tokens": 3, "total_tokens": 14}
PATIENCE = 20.0
"""Seconds after which a test that waits has failed; nothing is measured by it."""


class Exchange:
    """One request, and the answer to it."""

    def __init__(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self._reader = reader
        self._writer = writer
        self.path = ""
        self.headers: dict[str, str] = {}
        self.body: dict[str, Any] = {}
        self.gone = threading.Event()
        """Set once the other side has closed the connection."""

    async def read(self) -> None:
        head = (await self._reader.readuntil(b"\r\n\r\n")).decode("latin-1")
        first, *lines = head.strip().split("\r\n")
        self.path = first.split()[1]
        self.headers = {name.lower(): value for name, _, value in (line.partition(": ") for line in lines)}
        self.body = json.loads(await self._reader.readexactly(int(self.headers["content-length"])))

    async def watch(self) -> None:
        with suppress(OSError):
            await self._reader.read(1)
        self.gone.set()

    async def until(self, event: threading.Event) -> None:
        while not (event.is_set() or self.gone.is_set()):  # noqa: ASYNC110 - the events belong to threads
            await asyncio.sleep(0.005)

    async def error(self, status: int, body: object, **headers: str) -> None:
        payload = json.dumps(body).encode()
        lines = [f"{name.replace('_', '-')}: {value}" for name, value in headers.items()]
        lines += ["content-type: application/json", f"content-length: {len(payload)}", "connection: close"]
        head = "\r\n".join([f"HTTP/1.1 {status} Scripted", *lines])
        self._writer.write(f"{head}\r\n\r\n".encode() + payload)
        await self._writer.drain()

    async def begin(self) -> None:
        self._writer.write(
            b"HTTP/1.1 200 OK\r\ncontent-type: text/event-stream\r\n"
            b"transfer-encoding: chunked\r\nconnection: close\r\n\r\n"
        )
        await self._writer.drain()

    async def event(self, data: object) -> None:
        text = data if isinstance(data, str) else json.dumps(data)
        line = f"data: {text}\n\n".encode()
        self._writer.write(f"{len(line):x}\r\n".encode() + line + b"\r\n")
        await self._writer.drain()

    async def say(self, *words: str) -> None:
        for word in words:
            await self.event(self.chunk([{"index": 0, "delta": {"content": word}, "finish_reason": None}]))

    async def finish(self, reason: str = "stop") -> None:
        await self.event(self.chunk([{"index": 0, "delta": {}, "finish_reason": reason}]))

    def chunk(self, choices: list[dict[str, Any]], **more: object) -> dict[str, Any]:
        common = {"id": "1", "object": "chat.completion.chunk", "created": 1, "model": self.body.get("model", "")}
        return {**common, "choices": choices, **more}

    async def close(self) -> None:
        """The proper end of a chunked answer, whatever was in it."""
        self._writer.write(b"0\r\n\r\n")
        await self._writer.drain()

    async def cut(self) -> None:
        """The connection breaks in mid-answer."""
        self._writer.transport.abort()


async def tell(exchange: Exchange) -> None:
    """An answer as it should be."""
    await exchange.begin()
    await exchange.say("Once ", "upon ", "a time.")
    await exchange.finish()
    await exchange.event(exchange.chunk([], usage=USAGE))
    await exchange.event("[DONE]")
    await exchange.close()


class ModelServer:
    """Runs on a thread of its own, so that tests with and without a loop can use it."""

    def __init__(self) -> None:
        self.play: Callable[[Exchange], Awaitable[None]] = tell
        self.exchanges: list[Exchange] = []
        self.port = 0
        self.released = threading.Event()
        """For plays that wait: `await exchange.until(server.released)`."""
        self._loop: asyncio.AbstractEventLoop | None = None
        self._started = threading.Event()
        self._stopping: asyncio.Event | None = None
        self._thread = threading.Thread(target=lambda: asyncio.run(self._main()), name="model-server")

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}/v1"

    def __enter__(self) -> Self:
        self._thread.start()
        assert self._started.wait(PATIENCE)
        return self

    def __exit__(self, *_: object) -> None:
        self.released.set()
        assert self._loop is not None
        assert self._stopping is not None
        self._loop.call_soon_threadsafe(self._stopping.set)
        self._thread.join(PATIENCE)

    async def _main(self) -> None:
        self._loop = asyncio.get_running_loop()
        self._stopping = asyncio.Event()
        connections: set[asyncio.Task[None]] = set()

        def connected(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
            connection = asyncio.ensure_future(self._serve(reader, writer))
            connections.add(connection)
            connection.add_done_callback(connections.discard)

        server = await asyncio.start_server(connected, "127.0.0.1", 0)
        self.port = server.sockets[0].getsockname()[1]
        self._started.set()
        await self._stopping.wait()
        server.close()
        for connection in list(connections):
            connection.cancel()
        await asyncio.gather(*connections, return_exceptions=True)

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        exchange = Exchange(reader, writer)
        watching: asyncio.Task[None] | None = None
        try:
            await exchange.read()
            watching = asyncio.ensure_future(exchange.watch())
            self.exchanges.append(exchange)
            await self.play(exchange)
        except (OSError, asyncio.IncompleteReadError):
            pass  # the client has left, which is what some tests are about
        finally:
            if watching is not None:
                watching.cancel()
            writer.close()
            with suppress(OSError):
                await writer.wait_closed()
