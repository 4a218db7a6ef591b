from __future__ import annotations

import socket
import time
from collections.abc import Callable, Iterator

import pytest

from tests.worker.desk import PATIENCE, nothing_left

# isort: split
from support import relay
from support.relay import Relay


def until(done: Callable[[], object]) -> None:
    late = time.monotonic() + PATIENCE
    while not done():
        assert time.monotonic() < late, "waited in vain"
        time.sleep(0.002)


class Server:
    """One that only listens: what is said at both ends is up to the test."""

    def __init__(self, listening: socket.socket) -> None:
        self.url = f"http://127.0.0.1:{listening.getsockname()[1]}/v1"
        self._listening = listening

    def through(self, before: Relay) -> tuple[socket.socket, socket.socket]:
        """A connection's two ends: of the one who asks, and of the server."""
        port = int(before.url.removesuffix("/v1").rpartition(":")[2])
        asking = socket.create_connection(("127.0.0.1", port), PATIENCE)
        answering, _ = self._listening.accept()
        answering.settimeout(PATIENCE)
        return asking, answering


@pytest.fixture
def server() -> Iterator[Server]:
    with nothing_left(), socket.create_server(("127.0.0.1", 0)) as listening:
        listening.settimeout(PATIENCE)
        yield Server(listening)


def whole(end: socket.socket, length: int) -> bytes:
    pieces = b""
    while len(pieces) < length and (piece := end.recv(1 << 16)):
        pieces += piece
    return pieces


def test_what_is_said_passes_both_ways(server: Server) -> None:
    with relay.running(server.url) as before:
        asking, answering = server.through(before)
        with asking, answering:
            asking.sendall(b"Who is there?")
            assert whole(answering, 13) == b"Who is there?"
            answering.sendall(b"Nobody. " * 10_000)
            assert whole(asking, 80_000) == b"Nobody. " * 10_000


@pytest.mark.parametrize("unread", [b"", b"Nobody. "], ids=["closed", "reset"])
def test_who_asks_hangs_up_and_the_server_is_told(server: Server, unread: bytes) -> None:
    with relay.running(server.url) as before:
        asking, answering = server.through(before)
        other, still_answering = server.through(before)
        with answering, other, still_answering:
            if unread:  # who closes before all is read resets the connection
                answering.sendall(unread)
                asking.recv(1, socket.MSG_PEEK)
            begun = time.perf_counter()
            asking.close()
            assert answering.recv(1) == b""
            until(lambda: before.connections[0].hung_up is not None)
            assert begun < (before.connections[0].hung_up or 0.0) < time.perf_counter()
            assert before.connections[1].hung_up is None


def test_a_server_that_closes_first_is_not_taken_for_who_asks(server: Server) -> None:
    with relay.running(server.url) as before:
        asking, answering = server.through(before)
        answering.close()
        with asking:
            assert asking.recv(1) == b""
        assert [connection.hung_up for connection in before.connections] == [None]


def test_a_server_that_is_not_there_closes_the_connection() -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        url = f"http://127.0.0.1:{taken.getsockname()[1]}/v1"
    with nothing_left(), relay.running(url) as before:
        port = int(before.url.removesuffix("/v1").rpartition(":")[2])
        with socket.create_connection(("127.0.0.1", port), PATIENCE) as asking:
            assert asking.recv(1) == b""


def test_its_end_closes_what_is_open(server: Server) -> None:
    with relay.running(server.url) as before:
        asking, answering = server.through(before)
        open_still = [server.through(before) for _ in range(3)]
    for end in (asking, answering, *(end for pair in open_still for end in pair)):
        with end:
            assert end.recv(1) == b""
