"""Imports and exports that the worker does: how far each is, and what came of it. Panels draw from here."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from .. import dispatcher, engine

if TYPE_CHECKING:
    from ...worker.protocol import FromWorker

_conversions: dict[str, Conversion] = {}


class Conversion:
    """One file on its way in or out."""

    def __init__(self, name: str, note: str, on_done: Callable[[dict[str, Any]], str]) -> None:
        self.name = name
        self.note = note
        self.on_done = on_done
        self.outcome = ""
        """What became of it, in sentences; empty until it went well."""
        self.ended = False
        self.trouble: tuple[str, str] | None = None
        """What went wrong and what to do; None while nothing did."""


def start(task: str, payload: dict[str, Any], note: str, on_done: Callable[[dict[str, Any]], str]) -> Conversion:
    """Hands the work to the worker. `on_done` is called on the main thread with what the task gives, and says what
    became of it."""
    supervisor = engine.supervisor()
    supervisor.configure(engine.configuration())
    conversion = Conversion(supervisor.submit(task, payload), note, on_done)
    _conversions[conversion.name] = conversion
    dispatcher.ensure_running()
    return conversion


def take(message: FromWorker) -> bool:
    """Called with each message of the worker; False for one that is about something else."""
    from ...worker import protocol

    name = getattr(message, "job", "")
    conversion = _conversions.get(name)
    if conversion is None:
        return False
    match message:
        case protocol.Progress(note=note):
            conversion.note = note
        case protocol.Facts(data=data):
            conversion.outcome = conversion.on_done(data)
        case protocol.Failed(what=what, remedy=remedy):
            conversion.trouble = (what, remedy)
            conversion.ended = True
        case protocol.Finished() | protocol.Cancelled():
            conversion.ended = True
            del _conversions[name]
    return True


def get(name: str) -> Conversion | None:
    return _conversions.get(name)


def everything() -> list[Conversion]:
    """Those that run, and those that failed and were not dismissed; oldest first."""
    return list(_conversions.values())


def dismiss(name: str) -> None:
    """Forgets one that failed; ends one that runs."""
    conversion = _conversions.pop(name, None)
    supervisor = engine.started()
    if conversion is None or conversion.ended:
        return
    conversion.ended = True
    if supervisor is not None:
        supervisor.cancel(name)


def dismiss_all() -> None:
    for name in list(_conversions):
        dismiss(name)
