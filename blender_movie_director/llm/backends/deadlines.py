"""How long an answer may take: until its first word, between two words, and altogether."""

from __future__ import annotations

import asyncio
import time
from typing import TYPE_CHECKING, Self

from ..errors import DeadlineError, FirstWordTimeoutError, SilenceTimeoutError

if TYPE_CHECKING:
    from types import TracebackType

    from ..errors import RequestTimeoutError
    from ..settings import Timeouts


class Deadlines:
    """One answer's. Each wait goes into `async with deadlines:`, which raises the error that names what was late.

    Never around a `yield`: time-outs cancel whatever the task is doing, and that would be the listener's work.
    """

    def __init__(self, model: str, timeouts: Timeouts, total: float | None = None) -> None:
        """`total` is the request's own; the shorter one counts."""
        now = time.monotonic()
        self._model = model
        self._timeouts = timeouts
        totals = [seconds for seconds in (timeouts.total, total) if seconds is not None]
        self._total = min(totals, default=None)
        self._end = None if self._total is None else now + self._total
        self._next = now + timeouts.first_word
        self._words = False
        self._ending = False
        self._timeout: asyncio.Timeout | None = None

    @property
    def connect(self) -> float:
        return self._timeouts.connect

    def word(self) -> None:
        """A word has come: the next one may take as long as silence may."""
        self._words = True
        if not self._ending:
            self._next = time.monotonic() + self._timeouts.silence

    def ending(self, seconds: float) -> None:
        """The end has been said; what belongs to it may take this long, however it comes."""
        if not self._ending:
            self._ending = True
            self._next = min(self._next, time.monotonic() + seconds)

    async def __aenter__(self) -> Self:
        due = self._next if self._end is None else min(self._next, self._end)
        self._timeout = asyncio.timeout(max(0.0, due - time.monotonic()))
        await self._timeout.__aenter__()
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        assert self._timeout is not None
        late = False
        try:
            await self._timeout.__aexit__(kind, error, trace)
        except TimeoutError:
            late = True  # aiohttp's own time-outs are TimeoutErrors too, but do not come from here
        if late:
            raise self._error() from None

    def _error(self) -> RequestTimeoutError:
        if self._total is not None and self._end is not None and self._end <= self._next:
            return DeadlineError(f"{self._model} was not done within {self._total:g} seconds.", model=self._model)
        if self._words:
            seconds = self._timeouts.silence
            return SilenceTimeoutError(f"{self._model} went silent for {seconds:g} seconds.", model=self._model)
        seconds = self._timeouts.first_word
        return FirstWordTimeoutError(f"{self._model} did not say a word for {seconds:g} seconds.", model=self._model)
