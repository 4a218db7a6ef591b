from __future__ import annotations

import asyncio
from typing import Any

import pytest

from blender_movie_director.llm import errors
from blender_movie_director.llm.events import ReasoningDelta, Retrying
from blender_movie_director.llm.pipeline import Call
from blender_movie_director.llm.retry import Retry
from blender_movie_director.llm.settings import Retries
from scripts.support.simulated_time import simulate
from tests.llm.policy import MODEL, Player, call, heard, until_it_ends, words

DOWN = errors.ServerError("It is down.", model=MODEL)
LIMITED = errors.RateLimitError("Too many.", model=MODEL, retry_after=7.0)
WRONG_KEY = errors.AuthenticationError("Wrong key.", model=MODEL)


def retry(chance: float = 1.0, **more: Any) -> Retry:
    return Retry(more.pop("retries", Retries()), chance=lambda: chance, **more)


def pauses(events: list[Any]) -> list[float]:
    return [event.seconds for event in events if isinstance(event, Retrying)]


def test_what_can_succeed_is_tried_again_with_growing_pauses() -> None:
    player = Player(first=[[DOWN], [DOWN], [DOWN], ["Once."]])
    events = simulate(heard(retry(retries=Retries(attempts=4)), call(), player))
    assert words(events) == "Once."
    assert pauses(events) == [0.5, 1.0, 2.0]
    assert [event.attempt for event in events if isinstance(event, Retrying)] == [2, 3, 4]
    assert player.times == [0.0, 0.5, 1.5, 3.5]


def test_pauses_are_scattered_and_bounded() -> None:
    player = Player(first=[[DOWN]])
    retries = Retries(attempts=200, longest_pause=8.0)
    events, error = simulate(until_it_ends(retry(0.25, retries=retries).stream(call(), player.onward)))
    assert error is DOWN
    assert pauses(events)[:7] == [0.125, 0.25, 0.5, 1.0, 2.0, 2.0, 2.0]
    assert len(player.calls) == 200


def test_retry_after_is_obeyed() -> None:
    player = Player(first=[[LIMITED], ["Once."]])
    assert pauses(simulate(heard(retry(), call(), player))) == [7.0]
    assert player.times == [0.0, 7.0]


@pytest.mark.parametrize("seconds", [61.0, float("inf")])
def test_a_retry_after_that_is_too_long_is_told_instead(seconds: float) -> None:
    player = Player(first=[[errors.RateLimitError("Too many.", retry_after=seconds)]])
    events, error = simulate(until_it_ends(retry().stream(call(), player.onward)))
    assert events == []
    assert f"wait {seconds:.0f} seconds" in str(error)
    assert len(player.calls) == 1


def test_a_retry_after_that_is_no_number_is_as_good_as_none() -> None:
    player = Player(first=[[errors.RateLimitError("Too many.", retry_after=float("nan"))], ["Once."]])
    assert pauses(simulate(heard(retry(), call(), player))) == [0.5]


@pytest.mark.parametrize(
    "error",
    [
        errors.BadRequestError("No."),
        errors.QuotaError("No."),
        errors.ContextWindowError("No."),
        errors.ContentFilterError("No."),
        errors.DeadlineError("No."),
        errors.BudgetError("No."),
        errors.AuthenticationError("No."),
        errors.OfflineError("No."),
        errors.CancelledError("No."),
    ],
)
def test_what_cannot_succeed_is_not_tried_again(error: errors.LLMError) -> None:
    player = Player(first=[[error]])
    events, raised = simulate(until_it_ends(retry().stream(call(), player.onward)))
    assert (events, raised, len(player.calls)) == ([], error, 1)


@pytest.mark.parametrize("shown", ["Once ", ReasoningDelta("Hm.")])
def test_nothing_is_started_again_after_the_first_word(shown: object) -> None:
    player = Player(first=[[shown, DOWN], ["Another."]])
    events, error = simulate(until_it_ends(retry().stream(call(), player.onward)))
    assert error is DOWN
    assert len(events) == 1
    assert len(player.calls) == 1


def test_no_attempt_begins_beyond_the_deadline() -> None:
    player = Player(first=[[LIMITED], ["Once."]])
    events, error = simulate(until_it_ends(retry().stream(call(deadline=5.0), player.onward)))
    assert (events, error, len(player.calls)) == ([], LIMITED, 1)


def test_no_attempt_begins_beyond_the_budget() -> None:
    async def refuse(call: Call) -> None:
        raise errors.BudgetError("Spent.")

    player = Player(first=[[DOWN], ["Once."]])
    events, error = simulate(until_it_ends(retry(allow=refuse).stream(call(), player.onward)))
    assert (events, error, len(player.calls)) == ([], DOWN, 1)


@pytest.mark.parametrize("refused", [WRONG_KEY, LIMITED])
def test_another_key_is_tried_at_once_and_does_not_count(refused: errors.LLMError) -> None:
    left = [True, True, True, False]
    player = Player(first=[[refused], [refused], [refused], ["Once."]])
    layer = retry(retries=Retries(attempts=1), next_key=lambda _model, _error: left.pop(0))
    events = simulate(heard(layer, call(), player))
    assert pauses(events) == [0.0, 0.0, 0.0]
    assert words(events) == "Once."


def test_a_ring_of_keys_without_end_is_left() -> None:
    player = Player(first=[[WRONG_KEY]])
    _, error = simulate(until_it_ends(retry(next_key=lambda _model, _error: True).stream(call(), player.onward)))
    assert error is WRONG_KEY
    assert len(player.calls) < 20


async def test_waiting_for_the_next_attempt_can_be_cancelled() -> None:
    player = Player(first=[[LIMITED]])
    task = asyncio.ensure_future(heard(retry(), call(), player))
    while not player.calls:  # noqa: ASYNC110 - a step of the loop is all it takes
        await asyncio.sleep(0)
    await asyncio.sleep(0)
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    assert player.running == 0
