"""Which model answers, and which takes its place when it cannot."""

from __future__ import annotations

import copy
import logging
import threading
import time
from contextlib import aclosing
from dataclasses import replace
from typing import TYPE_CHECKING

from .errors import (
    AuthenticationError,
    BudgetError,
    ConfigurationError,
    ConnectionFailedError,
    ContentFilterError,
    ContextWindowError,
    CutStreamError,
    DeadlineError,
    LLMError,
    NotFoundError,
    OfflineError,
    PermissionDeniedError,
    QuotaError,
    RateLimitError,
    RequestTimeoutError,
    ServerError,
    TLSError,
)
from .events import Event, FellBack, Finished, TextDelta
from .retry import always
from .settings import Route

if TYPE_CHECKING:
    from collections.abc import AsyncGenerator, Awaitable, Callable, Iterator

    from .messages import Request
    from .pipeline import Call, Onward
    from .settings import ClientSettings

log = logging.getLogger(__name__)

_MODEL_IS_DOWN = (
    AuthenticationError,
    ConnectionFailedError,
    CutStreamError,
    NotFoundError,
    PermissionDeniedError,
    QuotaError,
    RateLimitError,
    RequestTimeoutError,
    ServerError,
    TLSError,
)
"""What would very likely happen to the next request too: the model is passed over for a while."""

_ANOTHER_MAY_HELP = (*_MODEL_IS_DOWN, ConfigurationError, ContentFilterError, ContextWindowError, OfflineError)
"""Offline: a model on this computer may stand among the fallbacks. Configuration: what is missing for one provider may
be there for the next. Not here: a bad request (a fault of ours, which another model might hide), a budget (asking a
cheaper model is the user's decision), an invalid answer (repaired elsewhere), our own cancelling and the deadline."""


def route_for(settings: ClientSettings, request: Request) -> Route:
    """The route of the request's task, else the general one; with the request's own model where it names one."""
    route = settings.routes.get(request.task) or settings.routes.get("") or Route(settings.default_model)
    return replace(route, model=request.model) if request.model and request.model != route.model else route


def model_for(settings: ClientSettings, request: Request) -> str:
    """The model that is asked first."""
    return request.model or route_for(settings, request).model


class Cooldowns:
    """Which models failed lately. Any thread may ask."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._until: dict[object, float] = {}
        self._lock = threading.Lock()

    def failed(self, model: object, seconds: float) -> None:
        with self._lock:
            self._until[model] = max(self._clock() + seconds, self._until.get(model, 0.0))

    def answered(self, model: object) -> None:
        if self._until:
            with self._lock:
                self._until.pop(model, None)

    def forget(self) -> None:
        with self._lock:
            self._until.clear()

    def cooling(self, model: object) -> bool:
        return bool(self._until) and self._until.get(model, 0.0) > self._clock()


SHARED = Cooldowns()
"""The cooldowns of this process: a model that is down is down for every client."""


class Routing:
    """`allow(call)` is asked before each model but the first and may raise `BudgetError`, `admit(call)` before each
    and may raise `OfflineError`: such a model is passed over."""

    def __init__(
        self,
        settings: ClientSettings,
        *,
        allow: Callable[[Call], Awaitable[None]] = always,
        admit: Callable[[Call], None] = lambda _call: None,
        cooldowns: Cooldowns = SHARED,
    ) -> None:
        self._settings = settings
        self._allow = allow
        self._admit = admit
        self._cooldowns = cooldowns

    async def stream(self, call: Call, onward: Onward) -> AsyncGenerator[Event, None]:
        route = route_for(self._settings, call.request)
        chosen = call.model
        failures: dict[str, LLMError] = {}
        following = await self._instead_of_cooling(call, route)
        if following is not None:
            yield FellBack(call.model, following.model, f"{call.model} failed a moment ago.")
            call = following
        while True:
            partial: list[str] = []
            try:
                self._admit(call)
                async with aclosing(onward(call)) as events:
                    async for event in events:
                        if isinstance(event, TextDelta):
                            partial.append(event.text)
                        elif isinstance(event, Finished):
                            self._cooldowns.answered(self._name(call.model))
                        yield event
                return  # noqa: TRY300 - an `else` would stand far below
            except LLMError as error:
                failures[call.model] = error
                if isinstance(error, DeadlineError) or not isinstance(error, _ANOTHER_MAY_HELP):
                    raise _all_of(failures, error) from None
                self._cool(call.model, route, error)
                following = await self._next(call, route, error, failures)
                if following is None:
                    raise _all_of(failures, failures.get(chosen, error)) from None
                why = error.what
            log.info("%s takes the place of %s: %s", following.model, call.model, why)
            yield FellBack(call.model, following.model, why, "".join(partial))
            call = following

    async def _instead_of_cooling(self, call: Call, route: Route) -> Call | None:
        if not self._cooldowns.cooling(self._name(call.model)):
            return None
        for model in route.fallbacks:
            if model != call.model and not self._cooldowns.cooling(self._name(model)):
                other = replace(call, model=model)
                try:
                    self._admit(other)
                    await self._allow(other)
                except (BudgetError, OfflineError):
                    continue
                return other
        return None

    async def _next(self, call: Call, route: Route, error: LLMError, failed: dict[str, LLMError]) -> Call | None:
        left = call.seconds_left
        if left is not None and left <= 0:
            return None
        for model in self._candidates(route, error):
            if model in failed:
                continue
            other = replace(call, model=model, attempt=call.attempt + 1)
            try:
                self._admit(other)
                await self._allow(other)
            except (BudgetError, OfflineError) as refused:
                failed[model] = refused
                continue
            return other
        return None

    def _candidates(self, route: Route, error: LLMError) -> Iterator[str]:
        special: tuple[str, ...] = ()
        if isinstance(error, ContextWindowError):
            special = route.larger_window
        elif isinstance(error, ContentFilterError):
            special = route.less_strict
        # The model that a cooldown passed over is a last resort too: nobody has asked it in this call.
        models = dict.fromkeys((*special, *route.fallbacks, route.model))
        cooling = [model for model in models if self._cooldowns.cooling(self._name(model))]
        yield from (model for model in models if model not in cooling)
        yield from cooling

    def _cool(self, model: str, route: Route, error: LLMError) -> None:
        if isinstance(error, _MODEL_IS_DOWN):
            self._cooldowns.failed(self._name(model), max(route.cooldown, error.retry_after or 0.0))

    def _name(self, model: str) -> tuple[str, str, int]:
        """A model at another server, or asked with another key, is another model: who has just corrected one
        of them must not wait for the end of a cooldown."""
        server = self._settings.server_for(model)
        return (model, server.url if server else "", hash(self._settings.keys_for(model)))


def _all_of(failures: dict[str, LLMError], chosen: LLMError) -> LLMError:
    """The error of the model that was chosen, with what became of the others."""
    if len(failures) == 1:
        return chosen
    error = copy.copy(chosen)
    told = " ".join(f"{model}: {failure.what}" for model, failure in failures.items())
    error.what = f"No model could answer. {told}"
    error.args = (error.what,)
    return error
