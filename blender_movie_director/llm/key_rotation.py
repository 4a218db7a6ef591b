"""Which of a provider's keys is used next, where it has several."""

from __future__ import annotations

import hashlib
import threading
import time
from typing import TYPE_CHECKING

from .errors import AuthenticationError, QuotaError, RateLimitError
from .keys import Secret, provider_of

if TYPE_CHECKING:
    from collections.abc import Callable

    from .errors import LLMError
    from .settings import ClientSettings

REST = 20.0
"""Seconds for which a key rests that was limited by a server which did not say how long."""
REST_WITHOUT_CREDIT = 3600.0


class KeyState:
    """What is known of keys, by a digest of each: it holds none of them. Thread-safe.

    One for the whole process, since a key that one client saw refused is refused for all."""

    def __init__(self) -> None:
        self.lock = threading.Lock()
        self.refused: set[str] = set()
        self.resting: dict[str, float] = {}

    def forget(self, *keys: str | Secret) -> None:
        """Gives keys another chance: all, or those named (they were set anew, or a check found that they work)."""
        with self.lock:
            if not keys:
                self.refused.clear()
                self.resting.clear()
            for key in keys:
                self.refused.discard(digest(Secret(key)))
                self.resting.pop(digest(Secret(key)), None)


SHARED = KeyState()


def digest(key: Secret) -> str:
    return hashlib.sha256(key.reveal().encode("utf-8", "surrogatepass")).hexdigest()


class KeyRotation:
    """Hands out keys in the order in which they are set, the next one when one is refused (401) or limited (429).

    A refused key is not used again in this session; a limited one rests for as long as the server said.
    """

    def __init__(
        self, settings: ClientSettings, *, state: KeyState = SHARED, clock: Callable[[], float] = time.monotonic
    ) -> None:
        self._settings = settings
        self._state = state
        self._clock = clock

    def current(self, model: str) -> Secret | None:
        """The key to use now. None: this provider has no key, or every one was refused (`why_none` tells which).

        Where all are resting it is the one that is free soonest: whether to wait is not decided here."""
        with self._state.lock:
            left = self._usable(model)
            return min(left, key=self._free_at) if left else None

    def failed(self, model: str, error: LLMError, key: Secret | None = None) -> bool:
        """Notes what an attempt met. True if there is another key to try at once, False for any other error.

        Name the `key` that was used wherever calls run side by side: what is current may have moved on by then.
        """
        if not isinstance(error, AuthenticationError | RateLimitError | QuotaError):
            return False
        with self._state.lock:
            left = self._usable(model)
            used = key or (min(left, key=self._free_at) if left else None)
            if used is None:
                return False
            if isinstance(error, AuthenticationError):
                self._state.refused.add(digest(used))
            else:
                usual = REST_WITHOUT_CREDIT if isinstance(error, QuotaError) else REST
                rest = usual if error.retry_after is None else max(0.0, error.retry_after)
                self._state.resting[digest(used)] = self._clock() + rest
            return any(other != used and self._free_at(other) <= self._clock() for other in self._usable(model))

    def why_none(self, model: str) -> AuthenticationError:
        """The error to raise where `current` gave None and the provider wants a key."""
        provider, known = provider_of(model), len(self._settings.keys_for(model))
        if not known:
            return AuthenticationError(f"There is no API key for {provider}.", model=model)
        which = "The API key" if known == 1 else f"Each of the {known} API keys"
        return AuthenticationError(f"{which} for {provider} was refused.", model=model, status=401)

    def __repr__(self) -> str:
        return "KeyRotation()"

    def _usable(self, model: str) -> list[Secret]:
        found = [Secret(key) for key in dict.fromkeys(self._settings.keys_for(model)) if key]
        return [key for key in found if digest(key) not in self._state.refused]

    def _free_at(self, key: Secret) -> float:
        """0 for every key that is free, so that those keep the order in which they were set."""
        until = self._state.resting.get(digest(key), 0.0)
        return until if until > self._clock() else 0.0
