"""`LLMClient`, the one door to every model."""

from __future__ import annotations

import asyncio
import logging
from contextlib import aclosing
from dataclasses import replace
from decimal import Decimal
from typing import TYPE_CHECKING

from . import backends
from .answers import AnswerStore
from .bookkeeping import Bookkeeper
from .budget import BudgetGuard, shared_reservations
from .cache import Cache
from .counting import RoughCounter, expected, unpriced
from .deadline import within
from .errors import CutStreamError, OfflineError
from .events import Event, Finished
from .ledger import Ledger, MemoryBook
from .limits import Limits
from .messages import Cost
from .pipeline import Call, Layer, compose
from .retry import Retry, no_other_key
from .routing import Routing, model_for
from .sync import LoopThread

if TYPE_CHECKING:
    from collections.abc import AsyncGenerator, Awaitable, Callable, Iterator
    from types import TracebackType
    from typing import Self

    from .bookkeeping import Listener
    from .budget import Question
    from .counting import Counter, Price
    from .errors import LLMError
    from .messages import Request, Response, Usage
    from .settings import ClientSettings
    from .sync import CancelToken

log = logging.getLogger(__name__)


class LLMClient:
    """Sends requests to whichever backend their model belongs to, through the layers that `pipeline.py` lists.

    `stream` and `complete` may be called on any event loop, `stream_sync` and `complete_sync` on any thread that has
    none. Cancelling the task that iterates a stream closes the connection upstream. A client that was closed opens
    again when it is asked.
    """

    def __init__(
        self,
        settings: ClientSettings,
        *,
        counter: Counter | None = None,
        price: Price = unpriced,
        next_key: Callable[[str, LLMError], bool] = no_other_key,
        ask: Callable[[Question], Awaitable[bool]] | None = None,
        make_backend: Callable[[str, ClientSettings], backends.Backend] = backends.create,
        fitting: Layer | None = None,
        request_log: Layer | None = None,
        listener: Listener | None = None,
    ) -> None:
        """`counter` and `price` are for budgets, limits and the ledger; without them tokens are estimated and models
        unpriced. `next_key` turns to another key, `ask` is asked where a budget asks. `fitting` holds each request
        against what its model can take, `request_log` writes down what goes out and comes back, `listener` follows what
        is spent. `assembly.open_client` gives all of them."""
        self.settings = settings
        self._make_backend = make_backend
        # A backend's connections belong to the event loop that they were made on.
        self._backends: dict[asyncio.AbstractEventLoop, dict[str, backends.Backend]] = {}
        self._thread = LoopThread("movie-director-llm")
        counter = counter or RoughCounter()
        price = _free_where_nobody_is_asked(price)
        folder = settings.folder
        self.ledger = Ledger(folder) if folder else None
        self.answers = (
            AnswerStore(folder, megabytes=settings.cache_megabytes, days=settings.cache_days) if folder else None
        )
        book = self.ledger or MemoryBook()
        reservations = shared_reservations(folder) if folder else None
        guard = BudgetGuard(settings.budgets, book, counter, price, ask=ask, reservations=reservations)
        keeper = Bookkeeper(book, counter, price, paid=guard.paid, listener=listener)

        def tokens(call: Call) -> int:
            usage = expected(call, counter)
            return (usage.input_tokens or 0) + (usage.output_tokens or 0)

        layers: list[Layer] = [
            guard,
            Routing(settings, allow=guard.allow, admit=self._admit),
            *([fitting] if fitting is not None else []),
            Retry(settings.retries, next_key=next_key, allow=guard.allow),
            Limits(settings.limits, tokens=tokens),
            keeper,
            *([request_log] if request_log is not None else []),
        ]
        if self.answers is not None:
            layers.insert(0, Cache(self.answers, self._server_of, replayed=keeper.replayed))
        self._onward = compose(layers, self._ask)

    async def stream(self, request: Request) -> AsyncGenerator[Event, None]:
        """Yields events as they arrive, the last of them `Finished`; raises an `LLMError` otherwise."""
        call = self._call(request)
        finished = False
        events = self._onward(call)
        if call.request.deadline is not None:
            events = within(events, call)
        async with aclosing(events):
            async for event in events:
                finished = isinstance(event, Finished)
                yield event
        if not finished:
            raise CutStreamError("The answer broke off before its end.", model=call.model)

    async def complete(self, request: Request) -> Response:
        """The whole answer at once."""
        async with aclosing(self.stream(request)) as events:
            async for event in events:
                if isinstance(event, Finished):
                    return event.response
        raise CutStreamError("The answer broke off before its end.", model=request.model)

    def stream_sync(self, request: Request, cancel: CancelToken | None = None) -> Iterator[Event]:
        """`stream` for a thread without an event loop, which it blocks between the events. Leaving the loop over
        them closes the connection upstream."""
        return self._thread.iterate(lambda: self.stream(request), cancel)

    def complete_sync(self, request: Request, cancel: CancelToken | None = None) -> Response:
        """`complete` for a thread without an event loop, which it blocks until the answer is there."""
        return self._thread.run(lambda: self.complete(request), cancel)

    def reaches_out(self, model: str) -> bool:
        """Whether a request to this model would leave this computer."""
        return self.settings.reaches_out(model)

    async def close(self) -> None:
        """Closes the connections, the files and the thread of the sync calls."""
        if self._thread.loop not in (None, asyncio.get_running_loop()):
            await asyncio.to_thread(self._stop_thread)
        await self._close_backends()
        for loop in [loop for loop in self._backends if loop.is_closed()]:
            self._backends.setdefault(asyncio.get_running_loop(), {}).update(self._backends.pop(loop))
            await self._close_backends()
        self._close_files()

    def close_sync(self) -> None:
        """`close` for a thread without an event loop; blocks for a bounded time."""
        if self._thread.loop is not None or self._backends:
            self._stop_thread()
        self._close_files()

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close_sync()

    def _call(self, request: Request) -> Call:
        total = self.settings.timeouts_for(request.task).total
        if total is not None and (request.deadline is None or total < request.deadline):
            request = replace(request, deadline=total)
        return Call(request, model_for(self.settings, request))

    def _ask(self, call: Call) -> AsyncGenerator[Event, None]:
        """The end of the way: the backend that speaks to the server."""
        request = call.request if call.request.model == call.model else replace(call.request, model=call.model)
        return self._backend(call.model).stream(request)

    def _backend(self, model: str) -> backends.Backend:
        mine = self._backends.setdefault(asyncio.get_running_loop(), {})
        name = backends.name_for(model, self.settings)
        if name not in mine:
            mine[name] = self._make_backend(name, self.settings)
        return mine[name]

    def _admit(self, call: Call) -> None:
        if not self.settings.online and self.reaches_out(call.model):
            raise OfflineError(f"Blender is offline, and {call.model} is not on this computer.", model=call.model)

    def _server_of(self, model: str) -> str:
        server = self.settings.server_for(model)
        return server.url if server else ""

    def _stop_thread(self) -> None:
        self._thread.run(self._close_backends)
        self._thread.stop()

    async def _close_backends(self) -> None:
        """Those of the running loop."""
        mine = self._backends.pop(asyncio.get_running_loop(), {})
        while mine:
            name, backend = mine.popitem()
            log.debug("closing backend %s", name)
            await backend.close()

    def _close_files(self) -> None:
        if self.ledger is not None:
            self.ledger.close()
        if self.answers is not None:
            self.answers.close()


def _free_where_nobody_is_asked(price: Price) -> Price:
    def priced(model: str, usage: Usage) -> Cost:
        return price(model, usage) if backends.needs_network(model) else Cost(Decimal(0), "free")

    return priced
