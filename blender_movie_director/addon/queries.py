"""Small questions to the worker whose answer is data and not words: estimates, keys, servers, models, usage.

Who asks gets a `Query` and looks at it whenever it draws; a question that is asked anew takes the old one's place.
"""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING, Any

from . import engine, faults

if TYPE_CHECKING:
    from collections.abc import Callable

    from ..worker.protocol import FromWorker

log = logging.getLogger(__name__)

_by_key: dict[str, Query] = {}
_by_job: dict[str, Query] = {}


class Query:
    """One question, and what became of it."""

    def __init__(self, key: str, job: str, on_end: Callable[[Query], None] | None) -> None:
        self.key = key
        self.job = job
        self.parts: dict[str, dict[str, Any]] = {}
        """By name, the last of each."""
        self.note = ""
        self.ended = False
        self.trouble: tuple[str, str] | None = None
        """What went wrong and what to do; None while nothing did."""
        self._on_end = on_end

    def end(self, trouble: tuple[str, str] | None = None) -> None:
        self.ended, self.trouble = True, trouble
        if self._on_end is None:
            return
        try:
            self._on_end(self)
        except Exception as error:  # noqa: BLE001 - see faults.py; the timer must go on
            self.trouble = faults.sentences(error, f"taking in the answer about {self.key}")


def ask(key: str, task: str, payload: dict[str, Any], on_end: Callable[[Query], None] | None = None) -> Query:
    """Asks the worker, which is started if need be. `key` names what is asked about: a question of the same key that
    is still open is withdrawn. `on_end` is called on the main thread, whether it went well or not."""
    from . import dispatcher

    withdraw(key)
    supervisor = engine.supervisor()
    supervisor.configure(engine.configuration())
    query = Query(key, supervisor.submit(task, payload), on_end)
    _by_key[key] = _by_job[query.job] = query
    dispatcher.ensure_running()
    return query


def of(key: str) -> Query | None:
    """The newest question of that key, open or answered."""
    return _by_key.get(key)


def withdraw(key: str) -> None:
    query = _by_key.pop(key, None)
    if query is None or query.ended:
        return
    query.ended = True
    _by_job.pop(query.job, None)
    supervisor = engine.started()
    if supervisor is not None:
        supervisor.cancel(query.job)


def take(message: FromWorker) -> bool:
    """Called with each message of the worker; False for one that is about something else."""
    from ..worker import protocol

    query = _by_job.get(getattr(message, "job", ""))
    if query is None:
        return False
    match message:
        case protocol.Part(name=name, data=data):
            query.parts[name] = data
        case protocol.Progress(note=note):
            query.note = note
        case protocol.Finished():
            del _by_job[query.job]
            query.end()
        case protocol.Failed(what=what, remedy=remedy):
            del _by_job[query.job]
            query.end((what, remedy))
        case protocol.Cancelled():
            # Not by us, who have forgotten what we withdrew: the worker is being stopped.
            del _by_job[query.job]
            query.end(("The question was withdrawn.", "Ask again."))
    return True


def forget_all() -> None:
    for key in list(_by_key):
        withdraw(key)
    _by_job.clear()
