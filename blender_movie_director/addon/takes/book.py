"""The takes of the open file. They live here, where no undo reaches them, and travel in the .blend (see `kept`).

Another file that is opened takes the book's place: takes that are in no file yet wait here until somebody puts them
into that one, or lets them go.
"""

from __future__ import annotations

import time
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

import bpy

from .. import jobs, kept

if TYPE_CHECKING:
    from collections.abc import Callable

    from ...worker.protocol import FromWorker
    from ...writing.takes import Take, TakeBook
    from ..jobs import Job

_MOST_LEFT = 5
"""Files whose takes wait."""

_book: TakeBook | None = None
_saved: dict[str, Take] = {}
"""The takes as they are in the file on the disk."""
on_words: list[Callable[[str], None]] = []
"""Called with a take's id when its words have changed."""
on_undo: list[Callable[[], None]] = []
"""Called after each undo and redo."""


class Left(NamedTuple):
    """Takes of a file that was closed without them."""

    file: str
    takes: tuple[Take, ...]


left: list[Left] = []


def book() -> TakeBook:
    """All takes of this file."""
    kept.ensure_loaded()
    return _made()


def known() -> TakeBook | None:
    """The same for those who draw, where somebody has looked at it before; loads nothing."""
    return _book


def job_of(take: str) -> Job | None:
    """The job that writes a take now."""
    return next(
        (job for job in jobs.running() if isinstance(job.listener, Hearing) and job.listener.take == take), None
    )


def note_saved() -> None:
    """The file on the disk holds the book as it is."""
    global _saved  # noqa: PLW0603 - one file is open
    _saved = {take.id: take for take in _book} if _book is not None else {}


def leave() -> None:
    """The file is about to be closed: what of it is nowhere else, waits."""
    if _book is None:
        return
    takes = tuple(take for take in _book if take.text.strip() and not _is_saved(take))
    if takes:
        left.append(Left(Path(bpy.data.filepath).name or "a file that was never saved", takes))
        del left[:-_MOST_LEFT]


def stay() -> None:
    """It was not closed after all: the other one could not be opened."""
    if left and _book is not None and all(take.id in _book for take in left[-1].takes):
        del left[-1]


def take_over() -> None:
    """Puts all that waits into the open file: the extension is being disabled, and nobody else would remember it."""
    while left:
        book().put(left.pop().takes)


def _is_saved(take: Take) -> bool:
    """Whether its words are; a verdict alone is no loss."""
    saved = _saved.get(take.id)
    return saved is not None and saved.text == take.text


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
                return
            case protocol.Part(name="afresh"):
                takes.afresh(self.take)
            case protocol.Part(name="take", data=data):
                takes.written(self.take, data)
            case _:
                return
        for told in on_words:
            told(self.take)

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
        global _book
        problems: tuple[str, ...] = ()
        if stored:
            problems = _made().read(stored)
            self._revision = _made().revision
        else:
            _book, self._revision = None, 0
        if kept.is_saved(self.name):
            note_saved()
        else:
            _saved.clear()
        return problems

    def join(self, stored: str) -> bool:
        from ...writing.takes import read

        takes, problems = read(stored)
        if problems:
            return False
        _made().put(take for take in takes if take.id not in _made())
        return True


def kinds() -> tuple[kept.Kept, ...]:
    return (_Kept(),)


def forget_all() -> None:
    """The extension is being disabled."""
    global _book  # noqa: PLW0603
    _book = None
    _saved.clear()
    on_words.clear()
    on_undo.clear()
