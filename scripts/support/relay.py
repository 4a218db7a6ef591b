"""A TCP relay on 127.0.0.1, on a thread of its own: it stands before a server, and knows when whoever asks that server
through it closes a connection, whatever the server makes of that."""

from __future__ import annotations

import asyncio
import contextlib
import socket
import threading
import time
from dataclasses import dataclass
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

if TYPE_CHECKING:
    from asyncio import StreamReader, StreamWriter
    from collections.abc import Iterator


@dataclass
class Connection:
    hung_up: float | None = None
    """When the side that asks had closed it, by `time.perf_counter()`; None where the server did so first."""


class Relay:
    def __init__(self, url: str, behind: int) -> None:
        self.url = url
        self.connections: list[Connection] = []
        self._behind = behind

    async def serve(self, listening: socket.socket, stopping: threading.Event) -> None:
        server = await asyncio.start_server(self._relay, sock=listening)
        await asyncio.to_thread(stopping.wait)
        server.close()  # its connections are closed by `asyncio.run`, which cancels what is left

    async def _relay(self, reader: StreamReader, writer: StreamWriter) -> None:
        connection = Connection()
        self.connections.append(connection)
        with contextlib.closing(writer), contextlib.suppress(OSError):
            answers, questions = await asyncio.open_connection("127.0.0.1", self._behind)
            with contextlib.closing(questions):
                asking = asyncio.ensure_future(_pump(reader, questions))
                answering = asyncio.ensure_future(_pump(answers, writer))
                try:
                    done, _ = await asyncio.wait([asking, answering], return_when=asyncio.FIRST_COMPLETED)
                    if asking in done and asking.exception() is None:
                        connection.hung_up = time.perf_counter()
                finally:
                    asking.cancel()
                    answering.cancel()
                    await asyncio.gather(asking, answering, return_exceptions=True)


async def _pump(reader: StreamReader, writer: StreamWriter) -> None:
    """Until its reader has ended; raises an `OSError` where it is the writer that has."""
    while True:
        try:
            piece = await reader.read(1 << 16)
        except OSError:  # closed without ceremony
            piece = b""
        if not piece:
            return
        writer.write(piece)
        await writer.drain()


@contextlib.contextmanager
def running(url: str) -> Iterator[Relay]:
    """Before the server at this address of this computer."""
    address, stopping = urlsplit(url), threading.Event()
    listening = socket.create_server(("127.0.0.1", 0))
    relay = Relay(address._replace(netloc=f"127.0.0.1:{listening.getsockname()[1]}").geturl(), address.port or 80)
    thread = threading.Thread(target=lambda: asyncio.run(relay.serve(listening, stopping)), name="relay")
    thread.start()
    try:
        yield relay
    finally:
        stopping.set()
        thread.join()
