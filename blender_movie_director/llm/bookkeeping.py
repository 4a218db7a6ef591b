"""Writes down each attempt that reached a backend, whatever became of it, and prices the answer."""

from __future__ import annotations

import asyncio
import logging
import time
from contextlib import aclosing
from dataclasses import replace
from decimal import Decimal
from typing import TYPE_CHECKING, Protocol

from .errors import (
    CancelledError,
    ConnectTimeoutError,
    CutStreamError,
    LLMError,
    RequestTimeoutError,
)
from .events import Event, Finished, ReasoningDelta, TextDelta, ToolCallDelta
from .keys import provider_of
from .ledger import Attempt, to_picodollars
from .messages import Cost, Response, Usage

if TYPE_CHECKING:
    from collections.abc import AsyncGenerator, Callable

    from .counting import Counter, Price
    from .ledger import Book
    from .pipeline import Call, Onward

log = logging.getLogger(__name__)


class Listener(Protocol):
    """Whoever wants to follow what calls take while they run. Called from the task that asks; must not raise."""

    def first_word(self, call: Call, seconds: float) -> None: ...

    def noted(self, attempt: Attempt) -> None:
        """What the ledger has just been told."""
        ...


class Bookkeeper:
    """Passes an answer on with its cost: the server's own figure, else the tokens by the price list.

    An attempt that broke off or was cancelled is priced too, by an estimate: the provider has read the request, and
    charges for the words that came. One that was refused costs nothing. `paid(call, cost)` hears of each.
    """

    def __init__(
        self,
        book: Book,
        counter: Counter,
        price: Price,
        *,
        paid: Callable[[Call, Cost], None] = lambda _call, _cost: None,
        listener: Listener | None = None,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._book = book
        self._counter = counter
        self._price = price
        self._paid = paid
        self._listener = listener
        self._clock = clock

    async def stream(self, call: Call, onward: Onward) -> AsyncGenerator[Event, None]:
        begun = self._clock()
        first: float | None = None
        said: list[Event] = []
        answer: Response | None = None
        outcome = "cut"
        request_id = ""
        read = True
        try:
            async with aclosing(onward(call)) as events:
                async for event in events:
                    if isinstance(event, Finished):
                        answer = self._priced(call, event.response)
                        break
                    if first is None:
                        first = self._clock() - begun
                        if self._listener is not None:
                            self._listener.first_word(call, first)
                    said.append(event)
                    yield event
            if answer is None:
                # Said here, innermost, so that the layers outside may try again what had not begun.
                raise CutStreamError("The answer broke off before its end.", model=call.model)  # noqa: TRY301
        except LLMError as error:
            outcome, read = _outcome(error)
            request_id = error.request_id
            raise
        except (asyncio.CancelledError, GeneratorExit):
            outcome = "cancelled"
            raise
        except Exception as error:
            outcome = f"failed:{type(error).__name__}"
            raise
        finally:
            if answer is not None:
                usage, cost, outcome, request_id = answer.usage, answer.cost, "finished", answer.request_id
            else:
                usage, cost = self._broken_off(call, said, read=read)
            lasted = self._clock() - begun
            self._note(call, usage, cost, outcome, request_id=request_id, first=first, duration=lasted)
        if answer is not None:
            yield Finished(answer)

    def replayed(self, call: Call, response: Response) -> None:
        """An answer came from the cache: no attempt, no cost, but a row of its own."""
        # Its tokens were counted when they were paid for.
        price = self._price(call.model, response.usage).amount
        saved = 0 if price is None else to_picodollars(price)
        self._note(call, Usage(0, 0), response.cost, "cache", request_id=response.request_id, saved=saved)

    def _priced(self, call: Call, response: Response) -> Response:
        usage = response.usage
        if response.stand_in:
            return replace(response, cost=Cost(Decimal(0), "free")) if response.cost.amount is None else response
        if usage.input_tokens is None or usage.output_tokens is None:
            counted = self._counter
            said = response.text + "".join(part.text for part in response.reasoning)
            said += "".join(tool.arguments for tool in response.tool_calls)
            asked, told = usage.input_tokens, usage.output_tokens
            usage = replace(
                usage,
                input_tokens=counted.request(call.model, call.request) if asked is None else asked,
                output_tokens=counted.text(call.model, said) if told is None else told,
                estimated=True,
            )
        cost = response.cost if response.cost.amount is not None else self._price(call.model, usage)
        return replace(response, usage=usage, cost=cost)

    def _saved(self, model: str, usage: Usage, cost: Cost) -> int:
        """By the provider's prompt cache. Less than nothing where more was written to it than read from it."""
        if cost.amount is None or not (usage.cached_tokens or usage.cache_write_tokens):
            return 0
        with_cache = self._price(model, usage).amount
        without = self._price(model, replace(usage, cached_tokens=0, cache_write_tokens=0)).amount
        return 0 if with_cache is None or without is None else to_picodollars(without - with_cache)

    def _broken_off(self, call: Call, said: list[Event], *, read: bool) -> tuple[Usage, Cost]:
        if not (read or said):
            return Usage(0, 0), Cost(Decimal(0), "free")
        words = self._counter.text(call.model, "".join(map(_words_of, said))) if said else 0
        usage = Usage(self._counter.request(call.model, call.request), words, estimated=True)
        return usage, self._price(call.model, usage)

    def _note(
        self,
        call: Call,
        usage: Usage,
        cost: Cost,
        outcome: str,
        *,
        request_id: str,
        first: float | None = None,
        duration: float = 0.0,
        saved: int | None = None,
    ) -> None:
        attempt = Attempt(
            time=time.time(),
            call=call.id,
            attempt=call.attempt,
            task=call.request.task,
            project=call.request.project,
            model=call.model,
            provider=provider_of(call.model),
            input_tokens=usage.input_tokens,
            output_tokens=usage.output_tokens,
            cached_tokens=usage.cached_tokens,
            reasoning_tokens=usage.reasoning_tokens,
            estimated=usage.estimated,
            picodollars=None if cost.amount is None else to_picodollars(cost.amount),
            cost_source=cost.source,
            first_word=first,
            duration=duration,
            outcome=outcome,
            request_id=request_id,
            saved=self._saved(call.model, usage, cost) if saved is None else saved,
        )
        try:
            self._book.add(attempt)
        except Exception:  # a book that fails is no reason for an answer to be lost
            log.exception("an attempt could not be written down")
        self._paid(call, cost)
        if self._listener is not None:
            self._listener.noted(attempt)


def _outcome(error: LLMError) -> tuple[str, bool]:
    """What to call it, and whether the server had taken the request and will charge for reading it."""
    if isinstance(error, CutStreamError):
        return "cut", True
    if isinstance(error, CancelledError):
        return "cancelled", True
    late = isinstance(error, RequestTimeoutError) and not isinstance(error, ConnectTimeoutError)
    return f"failed:{type(error).__name__}", late


def _words_of(event: Event) -> str:
    if isinstance(event, TextDelta | ReasoningDelta):
        return event.text
    return event.arguments if isinstance(event, ToolCallDelta) else ""
