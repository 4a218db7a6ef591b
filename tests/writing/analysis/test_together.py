from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from contextlib import aclosing

import pytest

from blender_movie_director.writing.analysis.together import together

Tell = Callable[[int], None]


async def test_as_many_at_a_time_as_allowed_and_begun_in_order() -> None:
    running = most = 0
    begun: list[int] = []

    def work(number: int) -> Callable[[Tell], Awaitable[None]]:
        async def do(tell: Tell) -> None:
            nonlocal running, most
            begun.append(number)
            running += 1
            most = max(most, running)
            for _ in range(10 - number):
                await asyncio.sleep(0)
            tell(number)
            running -= 1

        return do

    async with aclosing(together([work(number) for number in range(10)], 3)) as told:
        heard = [item async for item in told]
    assert sorted(heard) == begun == list(range(10))
    assert most == 3


async def test_an_error_ends_all_after_what_was_told_before_it() -> None:
    cancelled: list[int] = []

    async def wait(tell: Tell) -> None:
        tell(1)
        try:
            await asyncio.Event().wait()
        except asyncio.CancelledError:
            cancelled.append(1)
            raise

    async def fail(tell: Tell) -> None:
        await asyncio.sleep(0)
        tell(2)
        raise ValueError("no")

    heard: list[int] = []

    async def listen() -> None:
        async with aclosing(together([wait, fail, wait], 2)) as told:
            async for item in told:
                heard.append(item)  # noqa: PERF401 - what came before the error is the point

    with pytest.raises(ValueError, match="no"):
        await listen()
    assert heard == [1, 2]
    assert cancelled == [1]


async def test_closing_it_cancels_and_waits() -> None:
    ended: list[str] = []

    async def wait(tell: Tell) -> None:
        tell(1)
        try:
            await asyncio.Event().wait()
        finally:
            await asyncio.sleep(0)
            ended.append("ended")

    async with aclosing(together([wait, wait], 5)) as told:
        assert await anext(told) == 1
    assert ended == ["ended"] * 2


async def test_nothing_to_do() -> None:
    async with aclosing(together([], 4)) as told:
        assert [item async for item in told] == []
