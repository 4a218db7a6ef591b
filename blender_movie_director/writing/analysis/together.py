"""Several pieces of work at the same time, never more than so many, and one stream of what they tell."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Any, TypeAlias, TypeVar

if TYPE_CHECKING:
    from collections.abc import AsyncGenerator, Awaitable, Callable, Sequence

T = TypeVar("T")
Work: TypeAlias = "Callable[[Callable[[T], None]], Awaitable[None]]"
_END: Any = object()


async def together(works: Sequence[Work[T]], limit: int) -> AsyncGenerator[T, None]:
    """Each work is given a function to tell with. They begin in their order; the first error ends all of them, once
    everything that was told before it has been passed on. Closing the generator cancels and waits for them."""
    told: asyncio.Queue[T] = asyncio.Queue()
    waiting = iter(works)

    async def worker() -> None:
        for work in waiting:
            await work(told.put_nowait)

    workers = [asyncio.ensure_future(worker()) for _ in range(min(max(limit, 1), len(works)))]
    all_of_them = asyncio.gather(*workers)
    all_of_them.add_done_callback(lambda done: told.put_nowait(_END) if done.cancelled() else _ended(done, told))
    try:
        while (item := await told.get()) is not _END:
            yield item
        await all_of_them
    finally:
        for task in workers:
            task.cancel()
        await asyncio.gather(*workers, return_exceptions=True)


def _ended(done: asyncio.Future[Any], told: asyncio.Queue[Any]) -> None:
    done.exception()  # whoever has closed the generator does not want to hear of it
    told.put_nowait(_END)
