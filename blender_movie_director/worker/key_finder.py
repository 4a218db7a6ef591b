"""Looks keys up off the worker's loop, and never waits for a keyring for long: one may ask its owner to unlock it, or
hang where nobody sees it."""

from __future__ import annotations

import asyncio
import logging
import threading
from contextlib import suppress
from typing import TYPE_CHECKING, TypeVar

from ..llm.errors import ConfigurationError
from ..llm.key_store import KeyStore

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from pathlib import Path

log = logging.getLogger(__name__)
T = TypeVar("T")

SECONDS = 5.0
"""For which jobs wait for a keyring. One that does not answer by then counts as empty."""
SECONDS_TO_CHANGE = 120.0
"""Somebody may be typing the password of the keyring."""


class KeyFinder:
    """The store of one configuration. `read` and `change` raise `ConfigurationError`."""

    def __init__(
        self,
        *,
        folder: Path | None,
        environment: Mapping[str, str],
        session_keys: Mapping[str, str],
        keyring: bool,
        seconds: float = SECONDS,
    ) -> None:
        self._store = KeyStore(folder=folder, environment=environment, keyring=keyring)
        # One of its own: a keyring that hangs holds the first one's lock.
        self._without_keyring = KeyStore(folder=folder, environment=environment, keyring=False)
        self._problem: ConfigurationError | None = None
        """A key of this session cannot be one."""
        try:
            for store in (self._store, self._without_keyring):
                for provider, key in session_keys.items():
                    store.set(provider.lower(), key)
        except ConfigurationError as error:
            self._problem = error
        self._keyring = keyring
        self.keyring_hangs = False
        """It did not answer in time, and is not asked again."""
        self._seconds = seconds

    async def keys(self, provider: str) -> tuple[str, ...]:
        return await self.read(lambda store: store.for_settings([provider]).get(provider, ()))

    async def read(self, look: Callable[[KeyStore], T]) -> T:
        """What `look` finds in the store, or in all of it but the keyring."""
        if self._problem is not None:
            raise self._problem
        if self._keyring and not self.keyring_hangs:
            try:
                return await on_a_thread(lambda: look(self._store), self._seconds)
            except TimeoutError:
                if not self.keyring_hangs:
                    log.warning("The keyring did not answer within %g seconds; going on without it.", self._seconds)
                self.keyring_hangs = True
        return await on_a_thread(lambda: look(self._without_keyring), self._seconds)

    async def change(self, change: Callable[[KeyStore], None]) -> None:
        """Raises `ConfigurationError`. Whoever is asked to unlock a keyring is given time."""
        try:
            await on_a_thread(lambda: change(self._store), SECONDS_TO_CHANGE)
        except TimeoutError:
            raise ConfigurationError(
                "The keyring did not answer.", "Unlock it and try again, or choose another place for the key."
            ) from None


async def on_a_thread(work: Callable[[], T], seconds: float) -> T:
    """What `work` returns or raises; TimeoutError where it takes longer. A thread of its own and not one of the
    loop's: those are waited for when the loop ends, and this one may never end."""
    loop = asyncio.get_running_loop()
    done: asyncio.Future[T] = loop.create_future()

    def settle(result: T | None, error: BaseException | None) -> None:
        if done.done():
            return
        if error is not None:
            done.set_exception(error)
        else:
            done.set_result(result)  # type: ignore[arg-type]

    def run() -> None:
        result, error = None, None
        try:
            result = work()
        except Exception as raised:  # noqa: BLE001 - it is raised where it is waited for
            error = raised
        with suppress(RuntimeError):  # the loop is closed: nobody waits any more
            loop.call_soon_threadsafe(settle, result, error)

    threading.Thread(target=run, name="movie-director-keys", daemon=True).start()
    async with asyncio.timeout(seconds):
        return await done
