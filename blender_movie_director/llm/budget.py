"""Stops, or asks about, what would cost more than was allowed, before anything is sent.

A call is let through when what is spent, what other running calls of this process may still cost, and what this one
may cost stay within each budget together. So calls in parallel cannot overshoot together; another process counts from
the moment in which its attempts are written down.
"""

from __future__ import annotations

import logging
import threading
from collections import defaultdict
from contextlib import aclosing
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Literal

from .counting import expected
from .errors import BudgetError
from .ledger import this_month, to_dollars, to_picodollars
from .settings import Budget

if TYPE_CHECKING:
    from collections.abc import AsyncGenerator, Awaitable, Callable, Iterator

    from .counting import Counter, Price
    from .events import Event
    from .ledger import Book
    from .messages import Cost
    from .pipeline import Call, Onward
    from .settings import Budgets

log = logging.getLogger(__name__)

Scope = Literal["request", "project", "month"]


@dataclass(frozen=True, slots=True)
class Question:
    """What a budget that asks wants to know. `sentence` says it all."""

    sentence: str
    scope: Scope
    call: Call


@dataclass(slots=True)
class _Running:
    """A call under way: what it may still cost, and what its attempts have cost so far."""

    project: str
    reserved: int = 0
    spent: int = 0
    agreed: set[Scope] = field(default_factory=set)


class Reservations:
    """What the running calls of this process may cost. Any thread may use it."""

    def __init__(self) -> None:
        self.lock = threading.Lock()
        self.calls: dict[str, _Running] = {}

    def others(self, call_id: str, project: str | None) -> int:
        return sum(
            running.reserved
            for other, running in self.calls.items()
            if other != call_id and (project is None or running.project == project)
        )


_shared: defaultdict[object, Reservations] = defaultdict(Reservations)


def shared_reservations(book: object) -> Reservations:
    """Those of all clients in this process that keep the same book (a ledger's folder)."""
    return _shared[book]


class BudgetGuard:
    """A budget of a request, of its project and of the month (by the wall clock).

    A model without a known price is let through under any budget, since nobody could say what to compare; that is
    logged, and the ledger counts it as unpriced and not as nothing. `ask` is awaited by the call; None refuses.
    Meanwhile its deadline does not run, and it holds no place that others wait for: `limits.py` stands further in.
    """

    def __init__(
        self,
        budgets: Budgets,
        book: Book,
        counter: Counter,
        price: Price,
        *,
        ask: Callable[[Question], Awaitable[bool]] | None = None,
        reservations: Reservations | None = None,
        month: Callable[[], str] = this_month,
    ) -> None:
        self._budgets = budgets
        self._book = book
        self._counter = counter
        self._price = price
        self._ask = ask
        self._reservations = reservations or Reservations()
        self._month = month
        self._said: set[str] = set()

    def stream(self, call: Call, onward: Onward) -> AsyncGenerator[Event, None]:
        return self._stream(call, onward) if any(True for _ in self._applying(call)) else onward(call)

    async def _stream(self, call: Call, onward: Onward) -> AsyncGenerator[Event, None]:
        with self._reservations.lock:
            self._reservations.calls[call.id] = _Running(call.request.project)
        try:
            await self.allow(call)
            async with aclosing(onward(call)) as events:
                async for event in events:
                    yield event
        finally:
            with self._reservations.lock:
                self._reservations.calls.pop(call.id, None)

    async def allow(self, call: Call) -> None:
        """Reserves what this attempt may cost; raises `BudgetError` where it would be too much. Asked again before
        each further attempt, since another model has another price."""
        running = self._reservations.calls.get(call.id)
        if running is None:
            return
        usage = expected(call, self._counter)
        estimate = self._price(call.model, usage)
        if estimate.amount is None:
            self._say(call.model, f"{call.model} has no known price: the budgets cannot count it.")
            return
        money = to_picodollars(estimate.amount)
        while True:
            with self._reservations.lock:
                over = self._over(call, running, money)
                if over is None:
                    running.reserved = money
                    return
            scope, budget, sentence = over
            if budget.when_reached == "warn":
                log.warning("%s", sentence)
            elif budget.when_reached == "stop" or self._ask is None:
                raise BudgetError(sentence, model=call.model)
            else:
                with call.time.standing_still():
                    yes = await self._ask(Question(sentence, scope, call))
                if not yes:
                    raise BudgetError(sentence, "Say yes when it asks, raise the budget, or choose a cheaper model.")
            running.agreed.add(scope)

    def paid(self, call: Call, cost: Cost) -> None:
        """Told by the bookkeeper of each attempt, when it is in the book: it is no longer a reservation."""
        running = self._reservations.calls.get(call.id)
        if running is not None:
            with self._reservations.lock:
                running.reserved = 0
                running.spent += to_picodollars(cost.amount) if cost.amount is not None else 0

    def _applying(self, call: Call) -> Iterator[tuple[Scope, Budget]]:
        if call.request.budget is not None:
            yield "request", Budget(call.request.budget)
        if self._budgets.request is not None:
            yield "request", self._budgets.request
        if self._budgets.project is not None:
            yield "project", self._budgets.project
        if self._budgets.month is not None:
            yield "month", self._budgets.month

    def _over(self, call: Call, running: _Running, money: int) -> tuple[Scope, Budget, str] | None:
        """The first budget that would be exceeded and that nobody has agreed to exceed."""
        if money <= 0:  # a model on this computer costs nothing, whatever is spent
            return None
        for scope, budget in self._applying(call):
            if scope in running.agreed and budget.when_reached != "stop":
                continue
            if scope == "request":
                spent, others = running.spent, 0
            elif scope == "project":
                project = call.request.project
                spent = self._book.spent(project=project)
                others = self._reservations.others(call.id, project)
            else:
                spent = self._book.spent(month=self._month())
                others = self._reservations.others(call.id, None)
            if spent + others + money > to_picodollars(budget.dollars):
                return scope, budget, _sentence(scope, call, budget, money=money, spent=spent, others=others)
        return None

    def _say(self, model: str, sentence: str) -> None:
        if model not in self._said:
            self._said.add(model)
            log.warning("%s", sentence)


_WHOSE = {"request": "this request", "project": "this project", "month": "this month"}


def _sentence(scope: Scope, call: Call, budget: Budget, *, money: int, spent: int, others: int) -> str:
    parts = [f"This call to {call.model} may cost {_money(money)}"]
    if spent:
        parts.append(f"{_money(spent)} is spent already")
    if others:
        parts.append(f"{_money(others)} may be spent by calls that are running")
    listed = parts[0] if len(parts) == 1 else f"{', '.join(parts[:-1])}, and {parts[-1]}"
    return f"{listed}: that is more than the {_money(to_picodollars(budget.dollars))} allowed for {_WHOSE[scope]}."


def _money(picodollars: int) -> str:
    """To the cent, and what is less than a dollar to its first two digits: a call often costs less than a cent."""
    dollars = to_dollars(picodollars)
    return f"${dollars:.2f}" if dollars >= 1 else f"${float(f'{dollars:.2g}'):.12f}".rstrip("0").rstrip(".")
