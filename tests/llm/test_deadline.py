from __future__ import annotations

import asyncio
from contextlib import aclosing

import pytest

from blender_movie_director.llm import errors
from blender_movie_director.llm.deadline import within
from tests.llm.policy import Player, call, until_it_ends, words


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
