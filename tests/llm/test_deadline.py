from __future__ import annotations

import asyncio
from collections.abc import Iterator
from contextlib import aclosing
from decimal import Decimal
from pathlib import Path

import pytest

from blender_movie_director.llm import errors
from blender_movie_director.llm.answers import AnswerStore
from blender_movie_director.llm.bookkeeping import Bookkeeper
from blender_movie_director.llm.budget import BudgetGuard, Question
from blender_movie_director.llm.cache import Cache
from blender_movie_director.llm.counting import RoughCounter
from blender_movie_director.llm.deadline import Stopwatch, within
from blender_movie_director.llm.events import Event
from blender_movie_director.llm.ledger import MemoryBook
from blender_movie_director.llm.limits import Limiter, Limits
from blender_movie_director.llm.messages import Cost, Usage
from blender_movie_director.llm.pipeline import Call, Layer, compose
from blender_movie_director.llm.retry import Retry
from blender_movie_director.llm.settings import Budget, Budgets, Limit, Retries
from scripts.support.simulated_time import simulate
from tests.llm.policy import MODEL, Player, ask, call, until_it_ends, words

HOUR = 3600.0


@pytest.fixture
def store(tmp_path: Path) -> Iterator[AnswerStore]:
    store = AnswerStore(tmp_path, megabytes=1.0, days=30.0)
    yield store
    store.close()


async def test_time_that_is_over_ends_the_waiting_and_closes_the_call() -> None:
    player, running = Player(first=[["Once ", 60.0]]), call(deadline=0.01)
    events, error = await until_it_ends(within(player.onward(running), running))
    assert words(events) == "Once "
    assert isinstance(error, errors.DeadlineError)
    assert error.what == "openai/first had not finished after 0.01 seconds."
    assert player.running == 0


async def test_the_listeners_own_work_is_never_interrupted() -> None:
    player, running = Player(first=[["Once ", "upon."]]), call(deadline=0.01)
    async with aclosing(within(player.onward(running), running)) as events:
        await anext(events)
        await asyncio.sleep(0.03)  # the time runs out here
        with pytest.raises(errors.DeadlineError):
            await anext(events)
    task = asyncio.current_task()
    assert task is not None
    assert task.cancelling() == 0


async def test_who_is_cancelled_is_cancelled_and_not_late() -> None:
    player, running = Player(first=[["Once ", 60.0]]), call(deadline=30.0)
    task = asyncio.ensure_future(until_it_ends(within(player.onward(running), running)))
    while not player.running:  # noqa: ASYNC110 - a step of the loop is all it takes
        await asyncio.sleep(0)
    task.cancel()
    _, error = await task
    assert isinstance(error, asyncio.CancelledError)
    assert player.running == 0


async def test_a_deadline_that_is_over_from_the_start_sends_nothing() -> None:
    player, running = Player(first=[["Once."]]), call(deadline=-1.0)
    await asyncio.sleep(0)
    _, error = await until_it_ends(within(player.onward(running), running))
    assert isinstance(error, errors.DeadlineError)


async def test_without_a_deadline_events_pass_as_they_are() -> None:
    player, running = Player(first=[["Once."]]), call()
    events, error = await until_it_ends(within(player.onward(running), running))
    assert (words(events), error) == ("Once.", None)


def test_a_stopwatch_stands_still_with_another_for_as_long_as_it_is_to() -> None:
    now = [0.0]
    one, other = (Stopwatch(lambda: now[0]) for _ in range(2))
    with one.standing_still(), other.along_with(one), one.standing_still():
        now[0] = 10.0
    assert (one.seconds, other.seconds) == (0.0, 0.0)
    with one.standing_still():
        with other.along_with(one):
            now[0] = 20.0
        now[0] = 21.0
        assert (one.seconds, other.seconds) == (0.0, 1.0)


def a_dollar(model: str, usage: Usage) -> Cost:
    del model, usage
    return Cost(Decimal(1), "prices")


class Asking:
    """A client's layers around a player, with a person who takes an hour to say yes. Made on a loop whose time is
    simulated; so are the calls."""

    def __init__(self, player: Player, dollars: str, *outermost: Layer) -> None:
        self.questions = 0
        self.limiter = Limiter(asyncio.get_running_loop().time)
        book = MemoryBook()
        guard = BudgetGuard(
            Budgets(request=Budget(Decimal(dollars), "ask")), book, RoughCounter(), a_dollar, ask=self.person
        )
        self.onward = compose(
            [
                *outermost,
                guard,
                Retry(Retries(attempts=2, first_pause=0.0), allow=guard.allow),
                Limits({MODEL: Limit(parallel=1)}, limiter=self.limiter),
                Bookkeeper(book, RoughCounter(), a_dollar, paid=guard.paid),
            ],
            player.onward,
        )

    async def person(self, _question: Question) -> bool:
        self.questions += 1
        await asyncio.sleep(HOUR)
        return True

    async def answered(self, deadline: float = 5.0) -> tuple[list[Event], BaseException | None, float]:
        """The events, the error, and the seconds that all of it took."""
        now = asyncio.get_running_loop().time
        begun = now()
        asked = Call(ask(deadline=deadline), MODEL, time=Stopwatch(now))
        return *await until_it_ends(within(self.onward(asked), asked)), now() - begun


@pytest.mark.parametrize(("seconds", "in_time"), [(4.0, True), (6.0, False)])
def test_the_time_in_which_a_person_is_asked_does_not_count(seconds: float, in_time: bool) -> None:
    async def work() -> None:
        events, error, took = await Asking(Player(first=[[seconds, "Once."]]), "0").answered()
        assert words(events) == ("Once." if in_time else "")
        assert isinstance(error, errors.DeadlineError) is not in_time
        assert took == pytest.approx(HOUR + min(seconds, 5.0)), "and what comes before and after it does"

    simulate(work())


@pytest.mark.parametrize(("seconds", "in_time"), [(1.0, True), (3.0, False)])
def test_nor_does_it_between_two_attempts(seconds: float, in_time: bool) -> None:
    async def work() -> None:
        # An answer that is cut before its first word has cost its dollar; another would be the second.
        asking = Asking(Player(first=[[3.0, None], [seconds, "Once."]]), "1.5")
        events, error, took = await asking.answered()
        assert asking.questions == 1
        assert words(events) == ("Once." if in_time else "")
        assert isinstance(error, errors.DeadlineError) is not in_time
        assert took == pytest.approx(HOUR + 3.0 + min(seconds, 2.0))

    simulate(work())


def test_a_question_between_two_attempts_holds_nobody_up() -> None:
    async def work() -> None:
        player = Player(first=[[3.0, None], ["Once."]])
        asking = Asking(player, "1.5")
        first = asyncio.ensure_future(asking.answered())
        await asyncio.sleep(HOUR / 2)
        assert asking.questions == 1
        other = Limits({MODEL: Limit(parallel=1)}, limiter=asking.limiter)
        events, _ = await until_it_ends(other.stream(call(), player.onward))
        assert (words(events), first.done()) == ("Once.", False)
        events, _, _ = await first
        assert words(events) == "Once."

    simulate(work())


def test_who_is_cancelled_while_a_person_is_asked_does_not_wait_for_the_answer() -> None:
    async def work() -> None:
        asking = Asking(Player(first=[["Once."]]), "0")
        task = asyncio.ensure_future(asking.answered())
        await asyncio.sleep(HOUR / 2)
        task.cancel()
        _, error, took = await task
        assert isinstance(error, asyncio.CancelledError)
        assert took == HOUR / 2

    simulate(work())


def test_the_person_is_asked_for_all_who_share_a_call(store: AnswerStore) -> None:
    """The second one comes while the question is open; its own time stands still as well."""

    async def work() -> None:
        player = Player(first=[[4.0, "Once."]])
        asking = Asking(player, "0", Cache(store, lambda _model: ""))
        first = asyncio.ensure_future(asking.answered())
        await asyncio.sleep(HOUR / 2)
        second = asyncio.ensure_future(asking.answered())
        for events, error, _ in await asyncio.gather(first, second):
            assert (words(events), error) == ("Once.", None)
        assert (asking.questions, len(player.calls)) == (1, 1)

    simulate(work())


def test_one_who_leaves_a_shared_call_leaves_the_others_their_time(store: AnswerStore) -> None:
    """The one that was asked is cancelled; the other is asked anew, and has lost nothing."""

    async def work() -> None:
        asking = Asking(Player(first=[[4.0, "Once."]]), "0", Cache(store, lambda _model: ""))
        first = asyncio.ensure_future(asking.answered())
        await asyncio.sleep(HOUR / 4)
        second = asyncio.ensure_future(asking.answered())
        await asyncio.sleep(HOUR / 4)
        first.cancel()
        events, error, took = await second
        assert (words(events), error, asking.questions) == ("Once.", None, 2)
        assert took == pytest.approx(HOUR / 4 + HOUR + 4.0)

    simulate(work())
