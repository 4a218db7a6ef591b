"""Which models a provider or a gateway offers, as it said itself, kept for a while so that a menu opens at once.

Who asks the server is given from outside; nothing here speaks to a network.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeAlias

if TYPE_CHECKING:
    from collections.abc import Iterable

Fetcher: TypeAlias = Callable[[str], Awaitable["Iterable[str]"]]
"""Asks a provider for the names of its models; raises an `LLMError` where it cannot."""

LASTS = 3600.0
"""Seconds for which a list is good. Providers change theirs every few weeks."""


@dataclass(frozen=True, slots=True)
class ModelList:
    provider: str
    models: tuple[str, ...]
    fetched: float
    """By the clock that the availability was made with."""

    def age(self, now: float) -> float:
        """Seconds since it was fetched; none if the clock was set back."""
        return max(0.0, now - self.fetched)


class Availability:
    """The lists of all providers. Used from one event loop; `known` may be read from anywhere."""

    def __init__(self, fetch: Fetcher, *, lasts: float = LASTS, clock: Callable[[], float] = time.time) -> None:
        self._fetch = fetch
        self._lasts = lasts
        self._clock = clock
        self._lists: dict[str, ModelList] = {}
        self._asking: dict[str, asyncio.Lock] = {}

    def known(self, provider: str) -> ModelList | None:
        """The list as it was last fetched, however old. Asks nobody."""
        return self._lists.get(provider)

    async def models_of(self, provider: str, *, refresh: bool = False) -> ModelList:
        """The provider's list, asked for if there is none, if it is too old, or if `refresh` wants a new one.

        Several who ask at once make one request. If it fails, its error is raised and the old list stays `known`."""
        wanted_at = self._clock()
        async with self._asking.setdefault(provider, asyncio.Lock()):
            found = self._lists.get(provider)
            if found is not None:
                # A list that came while this call stood in line is new enough for everybody.
                fresh = found.fetched > wanted_at if refresh else found.age(self._clock()) < self._lasts
                if fresh:
                    return found
            names = await self._fetch(provider)
            found = ModelList(provider, tuple(sorted(set(names))), self._clock())
            self._lists[provider] = found
            return found

    def forget(self, provider: str = "") -> None:
        """After a key or an address has changed; without a name, everything."""
        for name in [provider] if provider else list(self._lists):
            self._lists.pop(name, None)
