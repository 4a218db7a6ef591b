"""`LLMClient`, the one door to every model."""

from __future__ import annotations

import logging
from contextlib import aclosing
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from . import backends, network
from .errors import CutStreamError, OfflineError
from .events import Event, Finished
from .keys import provider_of

if TYPE_CHECKING:
    from collections.abc import AsyncGenerator, Mapping

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

    async def stream(self, request: Request) -> AsyncGenerator[Event, None]:
        """Yields events as they arrive, the last of them `Finished`; raises an `LLMError` otherwise."""
        if not self.settings.online and self.reaches_out(request.model):
            raise OfflineError(f"Blender is offline, and {request.model} is not on this computer.", model=request.model)
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

    def reaches_out(self, model: str) -> bool:
        """Whether a request to this model would leave this computer."""
        if not backends.needs_network(model):
            return False
        provider = provider_of(model)
        endpoint = self.settings.endpoints.get(provider) or network.LOCAL_PROVIDERS.get(provider, "")
        return not network.is_loopback_url(endpoint)

    async def close(self) -> None:
        while self._backends:
            name, backend = self._backends.popitem()
            log.debug("closing backend %s", name)
            await backend.close()

    def _backend(self, model: str) -> backends.Backend:
        name = backends.name_for(model)
        if name not in self._backends:
            self._backends[name] = backends.create(name, self.settings)
        return self._backends[name]
