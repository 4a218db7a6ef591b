"""Which servers answer, how quickly, and what the last failure was: plain data for whoever shows it.

Fed by the calls themselves and by an explicit check; nothing here reaches out by itself.
"""

from __future__ import annotations

import threading
import time
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from . import errors

if TYPE_CHECKING:
    from collections.abc import Callable

_DOWN = (
    errors.ConnectionFailedError,
    errors.ConnectTimeoutError,
    errors.FirstWordTimeoutError,
    errors.ServerError,
    errors.TLSError,
)
"""Failures of the server itself. A refused key or a full rate limit comes from one that is up."""


@dataclass(frozen=True, slots=True)
class State:
    """`up` is None as long as nobody has tried."""

    endpoint: str
    up: bool | None = None
    latency: float | None = None
    """Seconds until the last answer's first sign."""
    last_error: str = ""
    """The last failure's sentence, kept after the server has come back."""
    since: float | None = None
    """The Unix time since which `up` is what it is."""
    failures: int = 0
    """In a row."""


class Health:
    """The states of all endpoints. Safe to use from any thread."""

    def __init__(self, clock: Callable[[], float] = time.time) -> None:
        self._clock = clock
        self._lock = threading.Lock()
        self._states: dict[str, State] = {}

    def succeeded(self, endpoint: str, latency: float | None = None) -> None:
        with self._lock:
            state = self._turned(endpoint, up=True)
            self._states[endpoint] = replace(state, latency=state.latency if latency is None else latency, failures=0)

    def failed(self, endpoint: str, error: errors.LLMError) -> None:
        """Also for errors that a server in good health answers with; those count as a sign of life."""
        with self._lock:
            if isinstance(error, _DOWN):
                state = self._turned(endpoint, up=False)
                self._states[endpoint] = replace(state, last_error=error.what, failures=state.failures + 1)
            elif error.status is not None:
                self._states[endpoint] = replace(self._turned(endpoint, up=True), last_error=error.what, failures=0)

    def state(self, endpoint: str) -> State:
        with self._lock:
            return self._states.get(endpoint, State(endpoint))

    def states(self) -> tuple[State, ...]:
        with self._lock:
            return tuple(self._states[endpoint] for endpoint in sorted(self._states))

    def _turned(self, endpoint: str, *, up: bool) -> State:
        state = self._states.get(endpoint, State(endpoint))
        return state if state.up is up else replace(state, up=up, since=self._clock())
