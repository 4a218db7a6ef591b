"""Blender's side of the worker: starts it on first use, knows which jobs are open, and outlives its death.

Belongs to one thread and never blocks it (`stop` apart, which is bounded).
"""

from __future__ import annotations

import itertools
import logging
import time
from collections import deque
from typing import TYPE_CHECKING, Any

from .hosts import Host, HostError
from .protocol import ENDINGS, Answer, Cancel, Cancelled, Configure, Failed, FromWorker, Lost, Ready, Start

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

log = logging.getLogger(__name__)

_SECONDS_TO_START = 60.0
"""A cold disk and a virus scanner can make a first start slow; a worker that has not spoken by then never will."""


class Supervisor:
    """Hands jobs to a worker. `factories` are tried in turn: the next one when a host cannot be started,
    or dies before its first word."""

    def __init__(self, factories: Sequence[Callable[[], Host]]) -> None:
        self._factories = factories
        self._preferred = 0
        self._host: Host | None = None
        self._ready = False
        self._started = 0.0
        self._settings = Configure(online=False)
        self._open: dict[str, Start] = {}
        self._untold: deque[FromWorker] = deque()
        self._numbers = itertools.count(1)

    @property
    def busy(self) -> bool:
        """Whether there is anything to receive, now or later."""
        return bool(self._open or self._untold)

    @property
    def host_name(self) -> str:
        """Where the worker runs, or an empty string while there is none."""
        return self._host.name if self._host is not None else ""

    @property
    def online(self) -> bool:
        """What the worker was last told."""
        return self._settings.online

    @property
    def host(self) -> Host | None:
        return self._host

    def configure(self, settings: Configure) -> None:
        """Takes effect for jobs submitted from now on; going offline also ends those that need the network."""
        if settings == self._settings:
            return
        self._settings = settings
        if self._host is not None:
            self._host.send(settings)

    def submit(self, task: str, payload: dict[str, Any]) -> str:
        """Starts a job and returns its name. Everything else, failures too, comes through `receive`."""
        # Between jobs nobody listens: a worker that died then is found out here, and replaced.
        self._untold.extend(self._arrivals(time.perf_counter()))
        start = Start(f"{task}-{next(self._numbers)}", task, payload)
        self._open[start.job] = start
        if self._host is None:
            self._start_host()
        else:
            self._host.send(start)
        return start.job

    def cancel(self, job: str) -> None:
        if job in self._open and self._host is not None:
            self._host.send(Cancel(job))

    def answer(self, job: str, number: int, yes: bool) -> None:
        """To an `Asking` of a job that has not ended."""
        if job in self._open and self._host is not None:
            self._host.send(Answer(job, number, yes))

    def receive(self, deadline: float) -> Iterator[FromWorker]:
        """What the jobs say, until `time.perf_counter()` passes the deadline. Each job ends exactly once."""
        while self._untold:
            yield self._untold.popleft()
        yield from self._arrivals(deadline)
        while self._untold:
            yield self._untold.popleft()

    def stop(self, wait: float) -> bool:
        """Ends the worker; open jobs end as cancelled at the next `receive`. True when nothing is left of it."""
        self._untold.extend(Cancelled(job) for job in self._open)
        self._open.clear()
        host, self._host = self._host, None
        return host is None or host.stop(wait)

    def _arrivals(self, deadline: float) -> Iterator[FromWorker]:
        host = self._host
        if host is None:
            return
        for message in host.receive(deadline):
            match message:
                case Ready(version=version, python=python):
                    self._ready = True
                    log.info("worker ready (%s, protocol %d, Python %s)", host.name, version, python)
                case Lost(detail):
                    self._lost(detail)
                    return
                case _ if message.job in self._open:  # a word after the ending is of no use to anyone
                    if isinstance(message, ENDINGS):
                        del self._open[message.job]
                    yield message
        if not self._ready and self._host is host and time.perf_counter() - self._started > _SECONDS_TO_START:
            host.stop(0.0)
            self._lost(f"the worker said nothing for {_SECONDS_TO_START:.0f} seconds")

    def _start_host(self) -> None:
        while self._preferred < len(self._factories):
            host = self._factories[self._preferred]()
            try:
                host.start()
            except HostError as error:
                log.warning("no worker could be started (%s): %s", host.name, error)
                self._preferred += 1
                continue
            self._host = host
            self._ready = False
            self._started = time.perf_counter()
            host.send(self._settings)
            for start in self._open.values():
                host.send(start)
            return
        self._preferred = 0
        self._fail_open_jobs(
            "The part of Movie Director that talks to models could not be started.",
            "Look at the console for the reason; restarting Blender or reinstalling the extension often helps.",
        )

    def _lost(self, detail: str) -> None:
        log.error("%s", detail)
        self._host = None
        if not self._ready and self._preferred + 1 < len(self._factories):
            self._preferred += 1
            self._start_host()
            return
        self._fail_open_jobs(
            "The part of Movie Director that talks to models stopped unexpectedly.",
            "What had arrived is kept. Start again; it is restarted by itself.",
        )

    def _fail_open_jobs(self, what: str, remedy: str) -> None:
        self._untold.extend(Failed(job, what, remedy) for job in self._open)
        self._open.clear()
