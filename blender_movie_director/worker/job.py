"""One job of the worker: how it ends, what it asks the person, and what it has spent so far."""

from __future__ import annotations

import asyncio
from contextvars import ContextVar
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from ..llm.ledger import to_dollars
from .protocol import ENDINGS, Asking, Finished, FromWorker, Part

if TYPE_CHECKING:
    from collections.abc import Callable

    from ..llm.budget import Question
    from ..llm.ledger import Attempt
    from .connection import Connection

current: ContextVar[Job] = ContextVar("current")
"""The job in whose name something is asked or paid. Clients are shared, and the tasks of a job inherit it."""

_REMEDY = "Go on all the same? A yes holds for the rest of this request; without one, nothing more is sent."


class Job:
    def __init__(
        self,
        name: str,
        connection: Connection,
        emit: Callable[[FromWorker], None],
        *,
        model: str = "",
        keys_changed: Callable[[], None] = lambda: None,
    ) -> None:
        """`model` is the one that the payload names; a task that asks none stays on this computer."""
        self.name = name
        self.connection = connection
        self.keys_changed = keys_changed
        """To be called when keys were changed: jobs from now on get a client with the new ones."""
        self.reaches_out = bool(model) and connection.settings.reaches_out(model)
        self.running: asyncio.Task[None] | None = None
        self.stopped: FromWorker | None = None
        """The ending to tell of once it was cancelled."""
        self.spent = Spending()
        self._emit = emit
        self._told = False
        """Its ending has been told of; each job has exactly one."""
        self._questions: dict[str, tuple[int, asyncio.Future[bool]]] = {}

    def stop(self, ending: FromWorker) -> None:
        if self.stopped is None:
            self.stopped = ending
        if self.running is not None:
            self.running.cancel()

    def tell(self, part: FromWorker) -> None:
        """Nothing follows an ending."""
        if self._told:
            return
        self._emit(part)
        self._told = isinstance(part, ENDINGS)

    def tell_spent(self) -> None:
        self.tell(Part(self.name, "spent", self.spent.to_plain()))

    def finished(self, model: str, *, stand_in: bool) -> Finished:
        """The ending of a job that asked a model."""
        spent = self.spent
        return Finished(self.name, model, stand_in, spent.input_tokens, spent.output_tokens, spent.dollars)

    def done(self, model: str = "") -> Finished:
        """The ending of one that asked none; `model` is whom it was about."""
        return Finished(self.name, model, stand_in=False, input_tokens=None, output_tokens=None)

    async def ask(self, question: Question) -> bool:
        """The person's answer. Calls in parallel that meet the same budget share one question, and what was answered
        holds for those that come later: nobody wants to be asked for each of fourteen calls."""
        found = self._questions.get(question.scope)
        if found is None:
            number = len(self._questions) + 1
            answer: asyncio.Future[bool] = asyncio.get_running_loop().create_future()
            self._questions[question.scope] = (number, answer)
            self.tell(Asking(self.name, number, question.sentence, _REMEDY))
        else:
            _, answer = found
        return await asyncio.shield(answer)  # one call that is cancelled leaves the question to the others

    def answer(self, number: int, yes: bool) -> None:
        for asked, answer in self._questions.values():
            if asked == number and not answer.done():
                answer.set_result(yes)


class Spending:
    """The running totals of a job, attempts that failed or were cancelled included: they may have to be paid for."""

    def __init__(self) -> None:
        self.first_word: float | None = None
        self._calls: set[str] = set()
        self.input_tokens = self.output_tokens = self._cached = 0
        self._picodollars: int | None = 0

    def add(self, attempt: Attempt) -> None:
        self._calls.add(attempt.call)
        self.input_tokens += attempt.input_tokens or 0
        self.output_tokens += attempt.output_tokens or 0
        self._cached += attempt.cached_tokens
        known = self._picodollars is not None and attempt.picodollars is not None
        self._picodollars = (self._picodollars or 0) + (attempt.picodollars or 0) if known else None

    @property
    def dollars(self) -> str:
        """Empty where nobody knows."""
        return "" if self._picodollars is None else f"{_plain(to_dollars(self._picodollars)):f}"

    def to_plain(self) -> dict[str, Any]:
        return {
            "calls": len(self._calls),
            "input_tokens": self.input_tokens,
            "output_tokens": self.output_tokens,
            "cached_tokens": self._cached,
            "dollars": self.dollars,
            "first_word_s": self.first_word,
        }


class JobListener:
    """Passes on what calls take to the job in whose name they are made."""

    def first_word(self, _call: object, seconds: float) -> None:
        job = current.get(None)
        if job is not None and job.spent.first_word is None:
            job.spent.first_word = seconds
            job.tell_spent()

    def noted(self, attempt: Attempt) -> None:
        job = current.get(None)
        if job is not None:
            job.spent.add(attempt)
            job.tell_spent()


async def ask_the_person(question: Question) -> bool:
    """For a client that several jobs share. What no job asks, nobody answers: that is no yes."""
    job = current.get(None)
    return job is not None and await job.ask(question)


def _plain(amount: Decimal) -> Decimal:
    return amount.normalize() if amount else Decimal(0)
