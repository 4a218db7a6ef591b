"""The jobs of this session: what was asked, how far it is, what came of it. Panels draw from here.

Kept in Python and not in a property: an undo must not touch them, and nothing here belongs in a .blend.
"""

from __future__ import annotations

import time
from collections import OrderedDict, deque
from collections.abc import Mapping
from enum import Enum
from typing import TYPE_CHECKING, Any, Protocol

from .targets import TextTarget

if TYPE_CHECKING:
    from bpy.types import Text

    from ..worker.protocol import Asking, FromWorker

_REMEMBERED = 20


class State(Enum):
    RUNNING = "running"
    CANCELLING = "cancelling"
    FINISHED = "finished"
    CANCELLED = "cancelled"
    FAILED = "failed"


class Listener(Protocol):
    """What an answer is for, where that is more than a text: a take, a turn of a chat, an analysis to keep. Both are
    called on the main thread, within a tick."""

    def hear(self, job: Job, message: FromWorker) -> None:
        """Each message of the job but its ending, after the job itself has taken it in."""

    def ended(self, job: Job) -> None:
        """Exactly once, when the job is over, however it ended."""


class Job:
    """No dataclass: making one takes a millisecond, and this is imported when the extension is enabled."""

    def __init__(
        self,
        name: str,
        script: str,
        script_uid: int,
        model: str,
        target: TextTarget,
        *,
        kind: str = "analysis",
        listener: Listener | None = None,
        streaming: bool = True,
        show_beside: int = 0,
    ) -> None:
        """`target` is where its words are written; one without words makes no text. `show_beside` is a pointer of the
        editor beside which the answer is to be shown once there is one; 0 for nowhere."""
        self.name = name
        self.script = script
        self.script_uid = script_uid
        self.model = model
        self.target = target
        self.kind = kind
        """The worker's task."""
        self.listener = listener
        self.streaming = streaming
        self.show_beside = show_beside
        self.state = State.RUNNING
        self.done = self.total = 0
        self.note = "Starting"
        self.words = 0
        self._in_word = False
        self.what = self.remedy = ""
        self.stand_in = False
        self.spent: Mapping[str, Any] = {}
        """Calls, tokens and money so far, as the worker's part `spent` has them."""
        self.answered_by = ""
        """The model that did, which may be a fallback; empty until it is over."""
        self.questions: deque[Asking] = deque()
        """What the person is to say yes or no to before it goes on, oldest first."""
        self.settled = False
        """Ended, and everything about it written and pushed to the undo stack."""
        self.file_closed = False
        """The .blend that it wrote to is no longer open."""
        self.started = time.monotonic()
        self.seconds = 0.0

    @property
    def running(self) -> bool:
        return self.state in (State.RUNNING, State.CANCELLING)

    @property
    def asking(self) -> Asking | None:
        """The question that waits for an answer."""
        return self.questions[0] if self.questions else None

    def answered(self) -> None:
        self.questions.popleft()

    @property
    def elapsed(self) -> float:
        """Seconds that it has taken so far, or took."""
        return time.monotonic() - self.started if self.running else self.seconds

    @property
    def factor(self) -> float:
        return self.done / self.total if self.total else 0.0

    def count_words(self, piece: str) -> None:
        """Takes note of a piece of the answer, which may begin and end in the middle of a word."""
        if not piece:
            return
        self.words += len(piece.split()) - (self._in_word and not piece[0].isspace())
        self._in_word = not piece[-1].isspace()

    def begin_again(self) -> None:
        """The words so far are not part of the answer."""
        self.words, self._in_word = 0, False

    def end(self, state: State, what: str = "", remedy: str = "") -> None:
        self.state = state
        self.what = what
        self.remedy = remedy
        self.questions.clear()
        self.seconds = time.monotonic() - self.started


_jobs: OrderedDict[str, Job] = OrderedDict()


def add(job: Job) -> None:
    _jobs[job.name] = job
    for name in [name for name, old in _jobs.items() if old.settled and not old.file_closed][:-_REMEMBERED]:
        del _jobs[name]


def get(name: str) -> Job | None:
    return _jobs.get(name)


def everything() -> list[Job]:
    """Oldest first."""
    return list(_jobs.values())


def unsettled() -> list[Job]:
    return [job for job in _jobs.values() if not job.settled]


def about(text: Text, *kinds: str) -> Job | None:
    """The newest job that read this text, or that writes it; of these kinds, or of any."""
    uid = text.session_uid
    return next(
        (
            job
            for job in reversed(_jobs.values())
            if uid in (job.script_uid, job.target.uid) and (not kinds or job.kind in kinds)
        ),
        None,
    )


def running() -> list[Job]:
    """Oldest first."""
    return [job for job in _jobs.values() if job.running]


def left_behind() -> list[Job]:
    """Jobs whose file was closed under them and whose words nobody has taken back yet."""
    return [job for job in _jobs.values() if job.file_closed and job.settled and job.target.length]


def forget(name: str) -> None:
    _jobs.pop(name, None)


def clear() -> None:
    _jobs.clear()
