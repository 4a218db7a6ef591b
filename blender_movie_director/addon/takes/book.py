"""The takes of the open file. They live here, where no undo reaches them, and travel in the .blend (see `kept`)."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

from .. import kept

if TYPE_CHECKING:
    from ...worker.protocol import FromWorker
    from ...writing.takes import TakeBook
    from ..jobs import Job

_book: TakeBook | None = None


def book() -> TakeBook:
    """All takes of this file."""
    kept.ensure_loaded()
    return _made()


def known() -> TakeBook | None:
    """The same for those who draw, where somebody has looked at it before; loads nothing."""
    return _book


def _made() -> TakeBook:
    global _book  # noqa: PLW0603 - one file is open
    if _book is None:
        from ...writing.takes import TakeBook

        _book = TakeBook(time.time)
    return _book


class Hearing:
    """Listens to the job that writes a take."""

    def __init__(self, take: str) -> None:
        self.take = take

    def hear(self, _job: Job, message: FromWorker) -> None:
        from ...worker import protocol

        takes = _made()
        match message:
            case protocol.Words(text=text):
                takes.hear(self.take, text)
            case protocol.Part(name="target", data=data):
                takes.aimed(self.take, data)
            case protocol.Part(name="afresh"):
                takes.afresh(self.take)
            case protocol.Part(name="take", data=data):
                takes.written(self.take, data)

    def ended(self, job: Job) -> None:
        from ..jobs import State

        if job.state is State.CANCELLED:
            _made().cancelled(self.take)
        elif job.state is State.FAILED:
            _made().failed(self.take, f"{job.what} {job.remedy}")


class _Kept:
    """The book as something that travels in the .blend."""

    name = "takes"

    def __init__(self) -> None:
        self._revision = 0

    @property
    def size(self) -> int:
        return sum(take.size for take in _book) if _book is not None else 0

    @property
    def changed(self) -> bool:
        return _book is not None and _book.revision != self._revision

    def to_json(self) -> str:
        takes = _made()
        self._revision = takes.revision
        return takes.to_json()

    def read(self, stored: str) -> tuple[str, ...]:
        global _book  # noqa: PLW0603
        if not stored:
            _book = None
            return ()
        problems = _made().read(stored)
        self._revision = _made().revision
        return problems


def attach() -> None:
    kept.register(_Kept())


def detach() -> None:
    global _book  # noqa: PLW0603
    _book = None
