"""The gaps of a ticker on Blender's main thread: whatever holds the thread up shows as a longer one."""

from __future__ import annotations

import importlib
import time
from typing import TYPE_CHECKING, Any

from .errors import ScriptError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator
    from types import ModuleType

_SECONDS = 120
# Only Windows' clock of a thread's own time is too coarse.
clock = time.thread_time if time.get_clock_info("thread_time").resolution < 1e-4 else time.perf_counter


def module(extension: str, inner: str) -> ModuleType:
    return importlib.import_module(f"{extension}.addon.{inner}")


def compile_all(extension: str) -> None:
    """What the extension does by itself a few seconds after it was enabled, where timers fire."""
    precompile = module(extension, "precompile")
    while precompile._step() is not None:  # noqa: SLF001
        time.sleep(0.1)


def worst_gap(turns: Iterable[None]) -> float:
    """Milliseconds between two turns of the ticker, at worst; its own pause of 1 ms included."""
    worst = 0.0
    last = time.perf_counter()
    for _ in turns:
        time.sleep(0.001)
        now = time.perf_counter()
        worst = max(worst, now - last)
        last = now
    return worst * 1e3


def for_seconds(seconds: float) -> Iterator[None]:
    until = time.monotonic() + seconds
    while time.monotonic() < until:
        yield


class Ours:
    """What we did on the main thread ourselves, in milliseconds. On a busy machine the ticker alone has gaps that would
    hide ours; what is timed here is never hidden, and another program that has the processor for a moment is not taken
    for us."""

    def __init__(self) -> None:
        self.took: list[float] = []

    def timed(self, work: Callable[[], Any]) -> Any:
        begun = clock()
        result = work()
        self.took.append((clock() - begun) * 1e3)
        return result

    def request(
        self, click: Callable[[], Any], done: Callable[[], bool], *timers: Callable[[], float | None]
    ) -> Iterator[None]:
        """A click, and then the timers at the intervals that they ask for, as Blender's window calls them."""
        self.timed(click)
        until = time.monotonic() + _SECONDS
        due = dict.fromkeys(timers, 0.0)
        while not done():
            if time.monotonic() > until:
                raise ScriptError("The request did not come to its end.")
            for timer in timers:
                if time.perf_counter() >= due[timer]:
                    interval = self.timed(timer)
                    due[timer] = time.perf_counter() + (interval or 0.0)
            yield
