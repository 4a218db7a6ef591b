from __future__ import annotations

import asyncio
from decimal import Decimal
from typing import Any

import pytest

from blender_movie_director.llm import errors
from blender_movie_director.llm.bookkeeping import Bookkeeper
from blender_movie_director.llm.budget import BudgetGuard, Question, Reservations
from blender_movie_director.llm.counting import RoughCounter
from blender_movie_director.llm.events import Event
from blender_movie_director.llm.ledger import MemoryBook, to_picodollars
from blender_movie_director.llm.messages import Cost, Parameters, Request, Usage
from blender_movie_director.llm.pipeline import Call, compose
from blender_movie_director.llm.settings import Budget, Budgets
from tests.llm.policy import Player, call, collected, until_it_ends, words


class Counting(RoughCounter):
    def request(self, model: str, request: Request) -> int:
        del model, request
        return 100


def price(model: str, usage: Usage) -> Cost:
    """A cent for each hundred tokens; `openai/dear` ten times that, `openai/unknown` nobody knows."""
    if model == "openai/unknown":
        return Cost()
    if model == "openai/free":
        return Cost(Decimal(0), "free")
    tokens = (usage.input_tokens or 0) + (usage.output_tokens or 0)
    return Cost(tokens * Decimal("0.0001") * (10 if model == "openai/dear" else 1), "prices")


class Desk:
    """A guard and a bookkeeper around one player, as the client has them."""

    def __init__(self, budgets: Budgets, player: Player | None = None, **more: Any) -> None:
        self.book = more.pop("book", None) or MemoryBook()
        self.player = player or Player(first=[["Once."]], unknown=[["?"]], free=[["0"]], dear=[["$"]])
        self.guard = BudgetGuard(budgets, self.book, Counting(), price, **more)
        keeper = Bookkeeper(self.book, Counting(), price, paid=self.guard.paid)
        self.onward = compose([self.guard, keeper], self.player.onward)

    async def ask(self, model: str = "openai/first", **more: Any) -> list[Event]:
        return await collected(self.onward(paid_call(model, **more)))


def paid_call(model: str = "openai/first", **more: Any) -> Call:
    """Expected to take 100 tokens in and 100 out: two cents. In truth 10 and 5: 0.0015 dollars."""
    return call(model=model, parameters=Parameters(max_tokens=100), **{"project": "film"} | more)


def dollars(amount: str, when_reached: Any = "stop") -> Budget:
    return Budget(Decimal(amount), when_reached)


async def test_a_call_that_would_cost_too_much_is_not_sent() -> None:
    desk = Desk(Budgets())
    assert words(await desk.ask(budget=Decimal("0.02"))) == "Once."
    with pytest.raises(errors.BudgetError) as caught:
        await desk.ask(budget=Decimal("0.019"))
    assert caught.value.what == (
        "This call to openai/first may cost $0.02: that is more than the $0.019 allowed for this request."
    )
    assert len(desk.player.calls) == 1


@pytest.mark.parametrize("scope", ["project", "month"])
async def test_what_is_spent_counts(scope: str) -> None:
    desk = Desk(Budgets(**{scope: dollars("0.0230")}))
    await desk.ask()
    await desk.ask()
    await desk.ask()
    with pytest.raises(errors.BudgetError, match=rf"\$0.0045 is spent already.*\$0.023 allowed for this {scope}"):
        await desk.ask()
    assert desk.book.spent() == to_picodollars(Decimal("0.0045"))


async def test_projects_and_months_have_each_their_own() -> None:
    months = ["2026-11"]
    desk = Desk(Budgets(project=dollars("0.02")))
    await desk.ask()
    with pytest.raises(errors.BudgetError):
        await desk.ask()
    await desk.ask(project="other")
    desk = Desk(Budgets(month=dollars("0.02")), book=desk.book, month=lambda: months[0])
    months[0] = "1999-01"
    await desk.ask()


async def test_calls_in_parallel_cannot_overshoot_together() -> None:
    player = Player(first=[["Once ", 0.001, "upon."]])
    shared = Reservations()
    desks = [Desk(Budgets(month=dollars("0.10")), player, reservations=shared) for _ in range(2)]
    results = await asyncio.gather(*(desk.ask() for desk in desks * 10), return_exceptions=True)
    refused = [result for result in results if isinstance(result, errors.BudgetError)]
    assert len(player.calls) == 5, "five times two cents"
    assert len(refused) == 15
    assert "may be spent by calls that are running" in refused[0].what
    assert shared.calls == {}


async def test_a_reservation_ends_with_its_call_however_that_ends() -> None:
    player = Player(first=[[errors.ServerError("No.")], ["Once ", 1000.0]])
    desk = Desk(Budgets(month=dollars("0.04")), player)
    with pytest.raises(errors.ServerError):
        await desk.ask()
    task = asyncio.ensure_future(desk.ask())
    while len(player.calls) < 2:  # noqa: ASYNC110 - a step of the loop is all it takes
        await asyncio.sleep(0)
    await asyncio.sleep(0)
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    assert desk.guard._reservations.calls == {}


async def test_a_partial_answer_is_paid_for() -> None:
    desk = Desk(
        Budgets(month=dollars("0.021")), Player(first=[["Once upon a time. " * 20, errors.CutStreamError("Cut.")]])
    )
    with pytest.raises(errors.CutStreamError):
        await desk.ask()
    assert desk.book.spent() == to_picodollars(Decimal("0.0001") * (100 + 103))
    with pytest.raises(errors.BudgetError):
        await desk.ask()


async def test_another_model_is_another_price() -> None:
    desk = Desk(Budgets())
    running = paid_call(budget=Decimal("0.05"))
    stream = desk.guard.stream(running, desk.player.onward)
    await anext(stream)
    running.model = "openai/dear"
    with pytest.raises(errors.BudgetError, match="openai/dear may cost"):
        await desk.guard.allow(running)
    await stream.aclose()


async def test_attempts_of_one_call_count_together_for_its_budget() -> None:
    desk = Desk(Budgets())
    running = paid_call(budget=Decimal("0.03"))
    stream = desk.guard.stream(running, desk.player.onward)
    await anext(stream)
    desk.guard.paid(running, Cost(Decimal("0.005"), "prices"))
    await desk.guard.allow(running)
    desk.guard.paid(running, Cost(Decimal("0.006"), "prices"))
    with pytest.raises(errors.BudgetError, match=r"\$0.011 is spent already"):
        await desk.guard.allow(running)
    await stream.aclose()


async def test_warn_says_it_and_passes(caplog: pytest.LogCaptureFixture) -> None:
    desk = Desk(Budgets(month=dollars("0.01", "warn")))
    assert words(await desk.ask()) == "Once."
    assert "more than the $0.01 allowed for this month" in caplog.text


@pytest.mark.parametrize("yes", [True, False])
async def test_ask_asks_once_and_obeys(yes: bool) -> None:
    asked: list[Question] = []

    async def answer(question: Question) -> bool:
        asked.append(question)
        return yes

    desk = Desk(Budgets(month=dollars("0.01", "ask")), ask=answer)
    _, error = await until_it_ends(desk.onward(paid_call()))
    assert [question.scope for question in asked] == ["month"]
    assert isinstance(error, errors.BudgetError) is not yes
    assert len(desk.player.calls) == yes


async def test_ask_without_anybody_to_ask_stops() -> None:
    with pytest.raises(errors.BudgetError):
        await Desk(Budgets(request=dollars("0.01", "ask"))).ask()


async def test_a_warning_does_not_open_a_budget_that_stops() -> None:
    desk = Desk(Budgets(request=dollars("0.001", "warn"), month=dollars("0.01")))
    with pytest.raises(errors.BudgetError, match="this month"):
        await desk.ask()
    desk = Desk(Budgets(request=dollars("0.001", "warn")))
    with pytest.raises(errors.BudgetError, match="this request"):
        await desk.ask(budget=Decimal("0.01"))


async def test_a_model_without_a_price_passes_and_that_is_said_once(caplog: pytest.LogCaptureFixture) -> None:
    desk = Desk(Budgets(month=dollars("0")))
    for _ in range(2):
        assert words(await desk.ask("openai/unknown")) == "?"
    assert caplog.text.count("openai/unknown has no known price") == 1


async def test_what_is_free_passes_when_everything_is_spent() -> None:
    assert words(await Desk(Budgets(month=dollars("0"))).ask("openai/free")) == "0"
