from __future__ import annotations

import asyncio
import threading
from contextlib import aclosing
from typing import TYPE_CHECKING

import pytest

from blender_movie_director.llm import errors
from blender_movie_director.llm.events import TextDelta, Waiting
from blender_movie_director.llm.limits import Limiter, Limits
from blender_movie_director.llm.messages import Usage
from blender_movie_director.llm.settings import Limit
from scripts.support.simulated_time import simulate
from tests.llm.policy import MODEL, Player, answer, call, collected, heard

if TYPE_CHECKING:
    from collections.abc import Mapping

    from blender_movie_director.llm.events import Event


def limits(given: Mapping[str, Limit], tokens: int = 0) -> Limits:
    """In the time of the running loop."""
    limiter = Limiter(asyncio.get_running_loop().time)
    return Limits(given, tokens=lambda _call: tokens, limiter=limiter)


async def all_at_once(layer: Limits, player: Player, count: int, model: str = MODEL) -> list[list[Event]]:
    return await asyncio.gather(*(heard(layer, call(str(index), model), player) for index in range(count)))


@pytest.mark.parametrize(("rate", "count"), [(60.0, 601), (7.0, 71), (0.5, 6)])
def test_a_rate_is_held_in_every_minute_and_on_the_whole(rate: float, count: int) -> None:
    async def work() -> list[float]:
        player = Player(first=[["Once."]])
        await all_at_once(limits({MODEL: Limit(requests_per_minute=rate)}), player, count)
        return player.times

    times = simulate(work())
    for begin in times:
        within = sum(begin <= time < begin + 60.0 for time in times)
        assert within <= max(1.0, rate)
    assert (count - 1) / (times[-1] / 60.0) == pytest.approx(rate, rel=0.02)


def test_everybody_is_served_in_the_order_of_coming() -> None:
    async def work() -> list[int]:
        layer, order = limits({MODEL: Limit(requests_per_minute=10)}), list[int]()
        player = Player(first=[["Once."]])

        async def one(index: int) -> None:
            await heard(layer, call(), player)
            order.append(index)

        await asyncio.gather(*map(one, range(45)))
        return order

    assert simulate(work()) == list(range(45))


def test_who_must_wait_is_told_once_and_why() -> None:
    async def work() -> list[list[Event]]:
        return await all_at_once(limits({"openai": Limit(requests_per_minute=2)}), Player(first=[["Once."]]), 3)

    first, second, third = simulate(work())
    assert first[0] == second[0] == TextDelta("Once.")
    assert third[0] == Waiting(60.0, "openai takes 2 requests a minute.")
    assert sum(isinstance(event, Waiting) for event in third) == 1


def test_tokens_are_counted_by_estimate_and_corrected_by_the_answer() -> None:
    async def work(usage: Usage) -> list[float]:
        player = Player(first=[["x", finish(usage)]])
        layer = limits({MODEL: Limit(tokens_per_minute=1000)}, tokens=500)
        for _ in range(4):
            await heard(layer, call(), player)
        return player.times

    assert simulate(work(Usage(None, None))) == [0.0, 0.0, 60.0, 60.0], "two of 500 fill a minute"
    assert simulate(work(Usage(80, 20))) == [0.0] * 4, "in truth they took a hundred each"
    assert simulate(work(Usage(900, 100))) == [0.0, 60.0, 120.0, 180.0]


def finish(usage: Usage) -> Event:
    from blender_movie_director.llm.events import Finished

    return Finished(answer("x", usage=usage))


def test_what_is_larger_than_the_whole_window_is_not_stuck() -> None:
    async def work() -> list[float]:
        player = Player(first=[["x", finish(Usage(5000, 0))]])
        layer = limits({MODEL: Limit(tokens_per_minute=1000)}, tokens=5000)
        await all_at_once(layer, player, 2)
        return player.times

    assert simulate(work()) == [0.0, 60.0]


def test_calls_at_the_same_time_are_held_for_the_whole_stream() -> None:
    async def work() -> tuple[int, list[float]]:
        player = Player(first=[["Once ", 1.0, "upon ", 1.0, "a time."]])
        await all_at_once(limits({"openai": Limit(parallel=3)}), player, 9)
        return player.most_running, player.times

    assert simulate(work()) == (3, [0.0] * 3 + [2.0] * 3 + [4.0] * 3)


def test_a_place_is_given_back_however_the_stream_ends() -> None:
    async def work() -> None:
        layer = limits({MODEL: Limit(parallel=1)})
        failing = Player(first=[["Once ", errors.ServerError("No.")]])
        for _ in range(2):
            with pytest.raises(errors.ServerError):
                await heard(layer, call(), failing)
        slow = Player(first=[["Once ", 1000.0]])
        async with aclosing(layer.stream(call(), slow.onward)) as events:
            await anext(events)
        task = asyncio.ensure_future(heard(layer, call(), slow))
        await asyncio.sleep(1.0)
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await task
        assert slow.running == 0
        assert not isinstance((await heard(layer, call(), Player(first=[["x"]])))[0], Waiting)

    simulate(work())


def test_who_is_cancelled_while_waiting_leaves_the_line_to_the_others() -> None:
    async def work() -> list[float]:
        layer, player = limits({MODEL: Limit(requests_per_minute=1)}), Player(first=[["Once."]])
        tasks = [asyncio.ensure_future(heard(layer, call(), player)) for _ in range(4)]
        await asyncio.sleep(5.0)
        tasks[1].cancel()  # the next in line, for whom the alarm is set
        done = await asyncio.gather(*tasks, return_exceptions=True)
        assert isinstance(done[1], asyncio.CancelledError)
        return player.times

    assert simulate(work()) == [0.0, 60.0, 120.0]


def test_all_limits_that_apply_are_kept_and_others_do_not_wait() -> None:
    given = {"openai": Limit(requests_per_minute=3), MODEL: Limit(requests_per_minute=1)}

    async def work() -> list[tuple[str, float]]:
        layer, player = limits(given), Player(first=[["x"]], second=[["x"]])
        player.acts["groq/third"] = [["x"]]
        models = [MODEL, MODEL, "openai/second", "openai/second", "groq/third"]
        await asyncio.gather(*(heard(layer, call(model=model), player) for model in models))
        return list(zip(player.calls, player.times, strict=True))

    served = simulate(work())
    assert (MODEL, 0.0) in served
    assert ("groq/third", 0.0) in served, "nobody waits for a gate that is not his"
    assert (MODEL, 60.0) in served
    # Who came later for the same provider does not overtake the one that waits.
    assert [time for model, time in served if model == "openai/second"] == [60.0, 60.0]


async def test_limits_hold_across_threads_and_their_loops() -> None:
    limiter, most, running = Limiter(), 0, 0
    lock = threading.Lock()
    layer = Limits({MODEL: Limit(parallel=2)}, limiter=limiter)

    class Counting(Player):
        async def _play(self, model: str):  # type: ignore[no-untyped-def]
            nonlocal most, running
            with lock:
                running += 1
                most = max(most, running)
            async with aclosing(super()._play(model)) as events:
                async for event in events:
                    yield event
            with lock:
                running -= 1

    def thread() -> None:
        player = Counting(first=[["Once ", 0.001, "upon."]])
        asyncio.run(all(player))

    async def all(player: Player) -> None:  # noqa: A001
        await asyncio.gather(*(collected(layer.stream(call(), player.onward)) for _ in range(10)))

    async with asyncio.timeout(20):
        await asyncio.gather(*(asyncio.to_thread(thread) for _ in range(3)))
    assert most == 2
    assert running == 0


@pytest.mark.parametrize("limit", [Limit(requests_per_minute=0), Limit(tokens_per_minute=-1), Limit(parallel=0)])
async def test_a_limit_that_lets_nothing_through_is_said_so(limit: Limit) -> None:
    with pytest.raises(errors.ConfigurationError, match="nothing through"):
        await heard(limits({MODEL: limit}), call(), Player(first=[["x"]]))
