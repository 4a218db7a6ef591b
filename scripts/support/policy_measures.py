"""What the policy around a model call costs: against the bare backend below it, in the same run.

python3 -m scripts.support.policy_measures
"""

from __future__ import annotations

import asyncio
import json
import statistics
import sys
import tempfile
import time
from contextlib import aclosing
from dataclasses import replace
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

from blender_movie_director.llm.client import LLMClient
from blender_movie_director.llm.events import Finished, TextDelta
from blender_movie_director.llm.limits import Limiter, Limits
from blender_movie_director.llm.messages import Cost, Message, Request, Response, Usage
from blender_movie_director.llm.pipeline import Call
from blender_movie_director.llm.settings import Budget, Budgets, ClientSettings, Limit, Route

from .simulated_time import simulate

if TYPE_CHECKING:
    from collections.abc import AsyncGenerator, Callable

    from blender_movie_director.llm.events import Event

MODEL = "openai/some-model"
ROUNDS = 7
CALLS = 100
CHUNKS = 5_000
REQUEST = Request((Message("system", "Be brief."), Message("user", "Tell me a story. " * 200)), MODEL, project="film")


class _Backend:
    """Says prepared words at once."""

    def __init__(self, chunks: int) -> None:
        self._events: list[Event] = [TextDelta("word ") for _ in range(chunks)]
        self._events.append(Finished(Response("word " * chunks, MODEL, "stop", Usage(800, chunks))))

    async def stream(self, request: Request) -> AsyncGenerator[Event, None]:
        del request
        for event in self._events:
            yield event

    async def close(self) -> None:
        """Nothing is held open."""


def measure() -> dict[str, float]:
    """Milliseconds, microseconds, and a share; each the median of several rounds."""
    with tempfile.TemporaryDirectory(prefix="movie-director-policy-") as folder:
        return asyncio.run(_costs(Path(folder))) | {"limiter_error": limiter_error()}


def limiter_error() -> float:
    """How far a limit of 60 per minute is missed over ten simulated minutes; infinite if anybody was overtaken."""
    return simulate(_limited(601, 60.0))


async def _limited(count: int, rate: float) -> float:
    loop = asyncio.get_running_loop()
    layer = Limits({MODEL: Limit(requests_per_minute=rate)}, limiter=Limiter(loop.time))
    backend = _Backend(1)
    served: list[tuple[int, float]] = []

    async def one(index: int) -> None:
        async def onward(call: Call) -> AsyncGenerator[Event, None]:
            served.append((index, loop.time()))
            async for event in backend.stream(call.request):
                yield event

        await _listen(layer.stream(Call(REQUEST, MODEL), onward))

    await asyncio.gather(*map(one, range(count)))
    if [index for index, _ in served] != list(range(count)):
        return float("inf")
    held = (count - 1) / (served[-1][1] / 60.0)
    times = [when for _, when in served]
    most = max(sum(begin <= when < begin + 60.0 for when in times) for begin in times)
    return max(abs(held / rate - 1.0), most / rate - 1.0)


async def _costs(folder: Path) -> dict[str, float]:
    settings = ClientSettings(
        folder=folder,
        routes={"": Route(MODEL, ("openai/another",))},
        limits={"openai": Limit(1e9, 1e12, 100)},
        budgets=Budgets(month=Budget(Decimal(1_000_000))),
    )

    def client(chunks: int) -> tuple[_Backend, LLMClient]:
        backend = _Backend(chunks)
        return backend, LLMClient(settings, price=_price, make_backend=lambda _name, _settings: backend)

    per_call, per_chunk, hits = [], [], []
    short_backend, short = client(1)
    long_backend, long = client(CHUNKS)
    number = 0

    def fresh() -> Request:
        nonlocal number
        number += 1
        return replace(REQUEST, messages=(*REQUEST.messages, Message("user", str(number))))

    await _time(lambda: short.stream(fresh()), 10)  # the files are made, and everything is warm
    for _ in range(ROUNDS):
        bare = await _time(lambda: short_backend.stream(REQUEST), CALLS)
        ours = await _time(lambda: short.stream(fresh()), CALLS)
        per_call.append((ours - bare) * 1e6)
        bare = await _time(lambda: long_backend.stream(REQUEST), 1)
        ours = await _time(lambda: long.stream(fresh()), 1)
        per_chunk.append(((ours - bare) * 1e6 - per_call[-1]) / CHUNKS)
        again = fresh()
        await short.complete(again)
        hits.append(await _time(lambda again=again: short.stream(again), CALLS) * 1e3)  # type: ignore[misc]
    await short.close()
    await long.close()
    return {
        "cache_hit_ms": statistics.median(hits),
        "policy_overhead_us": statistics.median(per_call),
        "policy_overhead_us_per_chunk": statistics.median(per_chunk),
    }


async def _time(begin: Callable[[], AsyncGenerator[Event, None]], times: int) -> float:
    """Seconds for one."""
    begun = time.perf_counter()
    for _ in range(times):
        await _listen(begin())
    return (time.perf_counter() - begun) / times


async def _listen(stream: AsyncGenerator[Event, None]) -> None:
    async with aclosing(stream) as events:
        async for _ in events:
            pass


def _price(model: str, usage: Usage) -> Cost:
    del model
    return Cost(((usage.input_tokens or 0) + (usage.output_tokens or 0)) * Decimal("0.000001"), "prices")


if __name__ == "__main__":
    print(f"figures: {json.dumps(measure())}")
