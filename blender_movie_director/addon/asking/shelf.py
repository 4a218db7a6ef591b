"""The suggestions of the open file. They live here, out of reach of an undo, and travel in the .blend (see `kept`)."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

from .. import kept
from . import identities

if TYPE_CHECKING:
    from ...worker.protocol import FromWorker
    from ...writing.suggested_rounds import Rounds
    from ..jobs import Job

_rounds: Rounds | None = None
shown = ["", 1]
"""The round that the panel shows, by its id (empty: the newest), and which of its suggestions is open (0: none)."""


def rounds() -> Rounds:
    """All suggestions of this file."""
    kept.ensure_loaded()
    return _made()


def known() -> Rounds | None:
    """The same for those who draw; loads nothing."""
    return _rounds


def show(name: str, number: int) -> None:
    shown[:] = [name, number]


def _made() -> Rounds:
    global _rounds  # noqa: PLW0603 - one file is open
    if _rounds is None:
        from ...writing.suggested_rounds import Rounds

        _rounds = Rounds(time.time)
    return _rounds


class Hearing:
    """Listens to the job that suggests."""

    def __init__(self, name: str) -> None:
        self.name = name

    def hear(self, _job: Job, message: FromWorker) -> None:
        from ...worker import protocol

        match message:
            case protocol.Part(name="suggestion", data=data):
                _made().hear(self.name, data)
            case protocol.Part(name="suggestions", data=data):
                _made().told(self.name, data)

    def ended(self, job: Job) -> None:
        from ..jobs import State

        if job.state is State.CANCELLED:
            _made().cancelled(self.name)
        elif job.state is State.FAILED:
            _made().failed(self.name, f"{job.what} {job.remedy}")


class _Kept:
    """The suggestions as something that travels in the .blend."""

    name = "suggestions"

    def __init__(self) -> None:
        self._revision = 0

    @property
    def size(self) -> int:
        return _rounds.size if _rounds is not None else 0

    @property
    def changed(self) -> bool:
        return _rounds is not None and _rounds.revision != self._revision

    def to_json(self) -> str:
        made = _made()
        self._revision = made.revision
        return made.to_json()

    def read(self, stored: str) -> tuple[str, ...]:
        global _rounds  # noqa: PLW0603
        show("", 1)
        if not stored:
            _rounds = None
            return ()
        problems = _made().read(stored)
        self._revision = _made().revision
        return problems


def kinds() -> tuple[kept.Kept, ...]:
    return _Kept(), identities.IDS


def forget_all() -> None:
    """The extension is being disabled."""
    global _rounds  # noqa: PLW0603
    from . import estimates

    estimates.stop()
    identities.stop()
    _rounds = None
    show("", 1)
