"""The supervisor against a host that does exactly what a test tells it to."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

import pytest

from blender_movie_director.worker import supervisor as supervising
from blender_movie_director.worker.hosts import HostError
from blender_movie_director.worker.protocol import (
    Cancel,
    Cancelled,
    Configure,
    Failed,
    Finished,
    FromWorker,
    Lost,
    Ready,
    Start,
    ToWorker,
    Words,
)
from blender_movie_director.worker.supervisor import Supervisor

if TYPE_CHECKING:
    from collections.abc import Iterator

READY = Ready(1, 1, "3")


class PlayedHost:
    def __init__(self, name: str = "played", *, starts: bool = True) -> None:
        self.name = name
        self.starts = starts
        self.sent: list[ToWorker] = []
        self.coming: list[FromWorker] = []
        self.stopped: list[float] = []

    def start(self) -> None:
        if not self.starts:
            raise HostError("no")

    def send(self, message: ToWorker) -> None:
        self.sent.append(message)

    def receive(self, deadline: float) -> Iterator[FromWorker]:
        while self.coming:
            yield self.coming.pop(0)
            if time.perf_counter() >= deadline:
                return

    def stop(self, wait: float) -> bool:
        self.stopped.append(wait)
        return True


def visit(supervisor: Supervisor) -> list[FromWorker]:
    return list(supervisor.receive(time.perf_counter() + 60))


def test_settings_go_first_and_then_the_jobs() -> None:
    host = PlayedHost()
    supervisor = Supervisor([lambda: host])
    settings = Configure(online=True, session_keys={"openai": "k"})
    supervisor.configure(settings)
    assert supervisor.online
    assert not host.sent, "there is no worker yet"
    job = supervisor.submit("analysis", {"a": 1})
    assert host.sent == [settings, Start(job, "analysis", {"a": 1})]
    supervisor.configure(settings)
    assert len(host.sent) == 2, "nothing has changed"
    supervisor.configure(Configure(online=False))
    assert host.sent[2:] == [Configure(online=False)]
    supervisor.cancel(job)
    assert host.sent[3:] == [Cancel(job)]
    supervisor.cancel("another")
    assert len(host.sent) == 4
    assert supervisor.host is host


def test_a_second_job_is_sent_and_loses_nothing_of_the_first() -> None:
    host = PlayedHost()
    supervisor = Supervisor([lambda: host])
    first = supervisor.submit("analysis", {})
    host.coming = [Words(first, "one "), Finished(first, "m", False, None, None)]
    supervisor.submit("analysis", {})
    host.coming.insert(0, READY)
    third = supervisor.submit("analysis", {})
    assert [message for message in visit(supervisor) if isinstance(message, Words)] == [Words(first, "one ")]
    assert isinstance(host.sent[-1], Start)
    assert host.sent[-1].job == third
    assert supervisor.busy


def test_ready_is_heard_even_while_asking(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(supervising, "_SECONDS_TO_START", 0.0)
    host = PlayedHost()
    supervisor = Supervisor([lambda: host])
    supervisor.submit("analysis", {})
    host.coming = [READY]
    supervisor.submit("analysis", {})
    assert visit(supervisor) == []
    assert not host.stopped, "it has spoken"


def test_words_after_the_ending_and_of_strangers_are_dropped() -> None:
    host = PlayedHost()
    supervisor = Supervisor([lambda: host])
    job = supervisor.submit("analysis", {})
    end = Finished(job, "m", False, None, None)
    host.coming = [READY, Words("stranger", "?"), end, Words(job, "late"), Cancelled(job)]
    assert visit(supervisor) == [end]
    assert not supervisor.busy


def test_the_next_host_takes_the_jobs_of_one_that_cannot_start() -> None:
    hosts = [PlayedHost("first", starts=False), PlayedHost("second")]
    supervisor = Supervisor([lambda: hosts[0], lambda: hosts[1]])
    job = supervisor.submit("analysis", {})
    assert supervisor.host_name == "second"
    assert isinstance(hosts[1].sent[-1], Start)
    assert hosts[1].sent[-1].job == job


def test_no_host_at_all_is_a_sentence_and_the_next_job_tries_again() -> None:
    hosts = [PlayedHost(starts=False)]
    supervisor = Supervisor([lambda: hosts[0]])
    job = supervisor.submit("analysis", {})
    assert supervisor.busy
    (failed,) = visit(supervisor)
    assert isinstance(failed, Failed)
    assert (failed.job, supervisor.busy, supervisor.host_name) == (job, False, "")
    assert "could not be started" in failed.what
    hosts[0] = PlayedHost("better")
    supervisor.submit("analysis", {})
    assert supervisor.host_name == "better"


def test_a_worker_lost_after_its_first_word_is_not_replaced_by_the_next_kind() -> None:
    hosts = [PlayedHost("first"), PlayedHost("second"), PlayedHost("third")]
    made = iter(hosts)
    supervisor = Supervisor([lambda: next(made), lambda: PlayedHost("fallback")])
    job = supervisor.submit("analysis", {})
    hosts[0].coming = [READY, Words(job, "kept"), Lost("crashed")]
    words, failed = visit(supervisor)
    assert words == Words(job, "kept")
    assert isinstance(failed, Failed)
    assert supervisor.host is None
    supervisor.submit("analysis", {})
    assert supervisor.host_name == "second"


def test_a_worker_lost_while_idle_is_replaced_at_once() -> None:
    hosts = [PlayedHost("first"), PlayedHost("second")]
    made = iter(hosts)
    supervisor = Supervisor([lambda: next(made)])
    job = supervisor.submit("analysis", {})
    hosts[0].coming = [READY, Cancelled(job)]
    assert visit(supervisor) == [Cancelled(job)]
    hosts[0].coming = [Lost("died in its sleep")]
    again = supervisor.submit("analysis", {})
    assert supervisor.host_name == "second"
    assert [message.job for message in hosts[1].sent if isinstance(message, Start)] == [again]
    assert visit(supervisor) == []


def test_a_worker_that_never_speaks_is_given_up(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(supervising, "_SECONDS_TO_START", 0.0)
    hosts = [PlayedHost("mute"), PlayedHost("second")]
    supervisor = Supervisor([lambda: hosts[0], lambda: hosts[1]])
    job = supervisor.submit("analysis", {})
    assert visit(supervisor) == []
    assert hosts[0].stopped == [0.0]
    assert supervisor.host_name == "second"
    (failed,) = visit(supervisor)
    assert isinstance(failed, Failed)
    assert failed.job == job


def test_stopping_ends_what_is_open() -> None:
    host = PlayedHost()
    supervisor = Supervisor([lambda: host])
    jobs = [supervisor.submit("analysis", {}) for _ in range(2)]
    assert supervisor.stop(1.5)
    assert host.stopped == [1.5]
    assert supervisor.busy
    assert visit(supervisor) == [Cancelled(job) for job in jobs]
    assert not supervisor.busy
    assert Supervisor([]).stop(1.0)
