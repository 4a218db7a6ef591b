"""`LLMClient`, the one door to every model."""

from __future__ import annotations

import logging
from collections.abc import AsyncIterator, Mapping
from contextlib import aclosing
from dataclasses import dataclass, field

from . import backends, network
from .errors import CutStreamError, OfflineError
from .events import Event, Finished
from .keys import provider_of
from .messages import Request, Response

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Timeouts:
    """Seconds. There is no bound on the whole answer: a slow local model that still writes is doing its work."""

    connect: float = 15.0
    first_word: float = 180.0
    silence: float = 90.0


@dataclass(frozen=True, slots=True)
class ClientSettings:
    """All that a client must be told. `keys` never shows in a repr."""

    online: bool = True
    keys: Mapping[str, str] = field(default_factory=dict, repr=False)
    endpoints: Mapping[str, str] = field(default_factory=dict)
    timeouts: Timeouts = Timeouts()


class LLMClient:
    """Sends requests to whichever backend their model belongs to.

    Lives on one event loop. Cancelling the task that iterates a stream closes the connection upstream.
    """

    def __init__(self, settings: ClientSettings) -> None:
        self.settings = settings
        self._backends: dict[str, backends.Backend] = {}

    async def stream(self, request: Request) -> AsyncIterator[Event]:
        """Yields events as they arrive, the last of them `Finished`; raises an `LLMError` otherwise."""
        self._check_network(request.model)
        backend = self._backend(request.model)
        finished = False
        async with aclosing(backend.stream(request)) as events:
            async for event in events:
                finished = isinstance(event, Finished)
                yield event
        if not finished:
            raise CutStreamError("The answer broke off before its end.", model=request.model)

    async def complete(self, request: Request) -> Response:
        """The whole answer at once."""
        async with aclosing(self.stream(request)) as events:
            async for event in events:
                if isinstance(event, Finished):
                    return event.response
        raise CutStreamError("The answer broke off before its end.", model=request.model)

    async def close(self) -> None:
        for name, backend in self._backends.items():
            log.debug("closing backend %s", name)
            await backend.close()
        self._backends.clear()

    def _backend(self, model: str) -> backends.Backend:
        name = backends.name_for(model)
        if name not in self._backends:
            self._backends[name] = backends.create(name, self.settings)
        return self._backends[name]

    def _check_network(self, model: str) -> None:
        if self.settings.online or not backends.needs_network(model):
            return
        provider = provider_of(model)
        endpoint = self.settings.endpoints.get(provider) or network.LOCAL_PROVIDERS.get(provider, "")
        if not network.is_loopback_url(endpoint):
            raise OfflineError(f"Blender is offline, and {model} is not on this computer.", model=model)
