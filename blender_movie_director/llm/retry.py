"""Tries again what can succeed, and only before the first word."""

from __future__ import annotations

import asyncio
import logging
import math
import random
from contextlib import aclosing
from dataclasses import replace
from typing import TYPE_CHECKING

from .errors import AuthenticationError, BudgetError, LLMError, QuotaError, RateLimitError
from .events import Event, ReasoningDelta, Retrying, TextDelta, ToolCallDelta

if TYPE_CHECKING:
    from collections.abc import AsyncGenerator, Awaitable, Callable

    from .pipeline import Call, Onward
    from .settings import Retries

log = logging.getLogger(__name__)

SHOWN = (TextDelta, ReasoningDelta, ToolCallDelta)
"""The events after which an answer has begun for whoever listens."""
_MOST_KEYS = 16  # a ring that never says no must not keep a call going round


def no_other_key(model: str, error: LLMError) -> bool:
    """The key ring of somebody who has one key."""
    del model, error
    return False


async def always(call: Call) -> None:
    """Nothing speaks against another attempt."""


class Retry:
    """Exponential pauses with full jitter; a Retry-After is obeyed where it is bearable.

    `next_key(model, error)` turns to the provider's next key and says whether there is one: then the next attempt
    follows at once and is not counted. `allow(call)` raises `BudgetError` where another attempt would cost too much.
    """

    def __init__(
        self,
        retries: Retries,
        *,
        next_key: Callable[[str, LLMError], bool] = no_other_key,
        allow: Callable[[Call], Awaitable[None]] = always,
        chance: Callable[[], float] = random.random,
        sleep: Callable[[float], Awaitable[None]] = asyncio.sleep,
    ) -> None:
        self._retries = retries
        self._next_key = next_key
        self._allow = allow
        self._chance = chance
        self._sleep = sleep

    async def stream(self, call: Call, onward: Onward) -> AsyncGenerator[Event, None]:
        counted = 1
        keys = 0
        while True:
            shown = False
            try:
                async with aclosing(onward(call)) as events:
                    async for event in events:
                        if not shown and isinstance(event, SHOWN):
                            shown = True
                        yield event
                return  # noqa: TRY300 - an `else` would stand far below
            except LLMError as error:
                if shown:
                    raise
                if keys < _MOST_KEYS and self._other_key(call, error):
                    keys += 1
                    pause = 0.0
                else:
                    pause = self._pause(call, error, counted)
                    counted += 1
                call = replace(call, attempt=call.attempt + 1)
                try:
                    await self._allow(call)
                except BudgetError as budget:
                    log.info("not tried again: %s", budget.what)
                    raise error from None
                why = error.what
            log.info("attempt %d at %s follows in %.1f s: %s", call.attempt, call.model, pause, why)
            yield Retrying(call.attempt, pause, why)
            if pause:
                await self._sleep(pause)

    def _other_key(self, call: Call, error: LLMError) -> bool:
        # An empty account is one key's trouble as much as a wrong key is.
        if not isinstance(error, AuthenticationError | RateLimitError | QuotaError):
            return False
        left = call.seconds_left
        return (left is None or left > 0) and self._next_key(call.model, error)

    def _pause(self, call: Call, error: LLMError, attempt: int) -> float:
        """Seconds until the next attempt; raises the error where there is none."""
        retries = self._retries
        if not error.retryable or attempt >= retries.attempts:
            raise error
        if error.retry_after is not None and not math.isnan(error.retry_after):
            pause = max(0.0, error.retry_after)
            if pause > retries.longest_retry_after:
                error.remedy = (
                    f"The server asks to wait {error.retry_after:.0f} seconds. Try again then, or choose another model."
                )
                raise error
        else:
            # Not 2 ** attempt alone: with very many attempts it would no longer be a float.
            longest = min(retries.longest_pause, retries.first_pause * 2.0 ** min(attempt - 1, 60))
            pause = self._chance() * longest
        left = call.seconds_left
        if left is not None and pause >= left:
            raise error
        return pause
