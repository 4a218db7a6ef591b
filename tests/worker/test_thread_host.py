"""What only a worker on a thread can suffer."""

from __future__ import annotations

import signal
import sys
import threading
import time
from typing import TYPE_CHECKING, Any

import pytest

from blender_movie_director.worker import core, tasks
from blender_movie_director.worker.hosts import HostError
from blender_movie_director.worker.job import Job
from blender_movie_director.worker.protocol import Cancel, Finished, FromWorker, Lost, Ready, Start, Words
from blender_movie_director.worker.thread_host import ThreadHost
from tests.worker.desk import PATIENCE, Desk

if TYPE_CHECKING:
    from collections.abc import AsyncGenerator, Callable


def receive(host: ThreadHost, done: Callable[[list[FromWorker]], object]) -> list[FromWorker]:
    late = time.monotonic() + PATIENCE
    heard: list[FromWorker] = []
    while not done(heard):
        assert time.monotonic() < late, heard
        heard += host.receive(time.perf_counter() + 0.004)
        time.sleep(0.002)
    return heard


def test_a_thread_that_cannot_be_started_is_a_host_error(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(_thread: threading.Thread) -> None:
        raise RuntimeError("can't start new thread")

    host = ThreadHost()
    with monkeypatch.context() as patch:
        patch.setattr(threading.Thread, "start", refuse)
        with pytest.raises(HostError, match="can't start"):
            host.start()
    assert list(host.receive(0.0)) == []
    assert host.stop(0.0)


def test_a_worker_that_breaks_is_lost_and_replaced(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture, little_script: str
) -> None:
    desk = Desk(ThreadHost)

    def breaks(_worker: core.Worker, _message: object) -> bool:
        raise ZeroDivisionError

    desk.finish(desk.ask(little_script))
    with monkeypatch.context() as patch:
        patch.setattr(core.Worker, "handle", breaks)
        job = desk.ask(little_script)
        desk.finish(job)
    assert "stopped unexpectedly" in desk.failure(job).what
    assert "ZeroDivisionError" in caplog.text
    again = desk.ask(little_script)
    desk.finish(again)
    assert isinstance(desk.ending(again), Finished)
    assert desk.supervisor.stop(PATIENCE)


def test_a_lost_thread_is_told_of_once(monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture) -> None:
    def breaks(_worker: core.Worker) -> None:
        raise ZeroDivisionError

    monkeypatch.setattr(core.Worker, "announce", breaks)
    host = ThreadHost()
    host.start()
    assert receive(host, bool) == [Lost("the worker's thread ended")]
    assert list(host.receive(0.0)) == []
    host.send(Cancel("x"))
    assert host.stop(PATIENCE)


def test_stopping_a_thread_that_is_held_up_is_bounded(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    held, release = threading.Event(), threading.Event()

    async def hold(job: Job, _payload: dict[str, Any]) -> AsyncGenerator[FromWorker, None]:
        held.set()
        release.wait(PATIENCE)  # blocking the loop is the point
        yield Words(job.name, "at last")

    monkeypatch.setitem(tasks.TASKS, "hold", hold)
    host = ThreadHost()
    host.start()
    host.send(Start("job", "hold", {}))
    assert held.wait(PATIENCE)
    assert not host.stop(0.01)
    assert "did not end" in caplog.text
    release.set()
    assert host.stop(PATIENCE)
    assert not any(isinstance(message, Lost) for message in host.receive(time.perf_counter() + 1))


def test_words_that_wait_are_joined_but_not_across_jobs_or_other_messages() -> None:
    host = ThreadHost()
    end = Finished("a", "m", False, None, None)
    host._outbox.extend([Words("a", "1"), Words("a", "2"), Words("b", "3"), Words("a", "4"), end, Words("b", "5")])
    host._outbox.extend(Words("c", "x" * 1000) for _ in range(10))
    heard = list(host.receive(time.perf_counter() + PATIENCE))
    assert heard[:5] == [Words("a", "12"), Words("b", "3"), Words("a", "4"), end, Words("b", "5")]
    assert "".join(message.text for message in heard[5:] if isinstance(message, Words)) == "x" * 10_000
    assert len(heard) == 7, "a joined message stays small"


@pytest.mark.skipif(sys.platform == "win32", reason="POSIX signals")
def test_the_thread_does_not_mind_a_server_that_hangs_up(monkeypatch: pytest.MonkeyPatch) -> None:
    """In Blender SIGPIPE is not ignored, and a socket's write would end it."""
    blocked: list[set[Any]] = []
    announce = core.Worker.announce

    def look(worker: core.Worker) -> None:
        blocked.append(signal.pthread_sigmask(signal.SIG_BLOCK, ()))
        announce(worker)

    monkeypatch.setattr(core.Worker, "announce", look)
    host = ThreadHost()
    host.start()
    assert isinstance(receive(host, bool)[0], Ready)
    assert host.stop(PATIENCE)
    assert signal.SIGPIPE in blocked[0]
    assert signal.SIGPIPE not in signal.pthread_sigmask(signal.SIG_BLOCK, ())
