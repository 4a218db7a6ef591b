"""The child's writer, between two ends of a pipe in this process."""

from __future__ import annotations

import os
import threading
from typing import TYPE_CHECKING

import pytest

from blender_movie_director.worker import process_worker
from blender_movie_director.worker.protocol import Cancelled, Facts, FromWorker, Words, decode
from tests.worker.desk import PATIENCE

if TYPE_CHECKING:
    from collections.abc import Iterator


# A writer ends with its process. Here its thread ends instead, by an exception that pytest would report.
pytestmark = pytest.mark.filterwarnings("ignore::pytest.PytestUnhandledThreadExceptionWarning")


class Pipe:
    def __init__(self) -> None:
        self.reading, self.writing = os.pipe()
        self.open = {self.reading, self.writing}

    def close(self, fd: int) -> None:
        self.open.discard(fd)
        os.close(fd)


@pytest.fixture
def pipe(monkeypatch: pytest.MonkeyPatch) -> Iterator[Pipe]:
    pipe = Pipe()
    left = threading.Event()

    def leave(code: int) -> None:
        assert code == 0
        left.set()
        raise SystemExit

    monkeypatch.setattr(os, "_exit", leave)
    yield pipe
    if pipe.reading in pipe.open:
        pipe.close(pipe.reading)
    assert left.wait(PATIENCE)
    for fd in list(pipe.open):
        pipe.close(fd)


def test_words_that_pile_up_are_joined_and_others_keep_their_place(pipe: Pipe) -> None:
    writer = process_worker._Writer(pipe.writing)
    # More than a pipe holds: the writer is stuck with this until somebody reads.
    writer.put(Facts("a", "x" * 200_000, {}))
    said: list[FromWorker] = [Words("a", "1 "), Words("a", "2 "), Words("b", "3 "), Words("a", "4 "), Cancelled("a")]
    for message in said:
        writer.put(message)
    for _ in range(100):
        writer.put(Words("c", "y" * 1000))
    lines = []
    with os.fdopen(os.dup(pipe.reading), "rb") as reading:
        while sum(len(m.text) for m in lines if isinstance(m, Words) and m.job == "c") < 100_000:
            lines.append(decode(reading.readline()))
    assert lines[1:5] == [Words("a", "1 2 "), Words("b", "3 "), Words("a", "4 "), Cancelled("a")]
    assert 5 < len(lines[5:]) < 10, "joined, but not without bound"
    writer.flush(PATIENCE)
    pipe.close(pipe.reading)
    writer.put(Cancelled("b"))


def test_what_cannot_be_encoded_is_the_senders_error(pipe: Pipe) -> None:
    writer = process_worker._Writer(pipe.writing)
    with pytest.raises(TypeError):
        writer.put(Facts("a", "", {"not": object()}))
    writer.put(Cancelled("a"))
    with os.fdopen(os.dup(pipe.reading), "rb") as reading:
        assert decode(reading.readline()) == Cancelled("a")
    pipe.close(pipe.reading)
    writer.put(Cancelled("b"))
