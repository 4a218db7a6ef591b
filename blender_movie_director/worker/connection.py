"""What one configuration comes to: its settings, the keys that they need, and the client that is made of both."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from ..llm import backends, config
from ..llm.assembly import open_client
from ..llm.errors import ConfigurationError
from ..llm.keys import provider_of
from ..llm.settings import ClientSettings
from .key_finder import KeyFinder

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    from ..llm.bookkeeping import Listener
    from ..llm.budget import Question
    from ..llm.client import LLMClient
    from .protocol import Configure

NAME = "Preferences"
"""What sentences call the settings."""


class Connection:
    """Belongs to one event loop. Keys are looked up when a job first needs them, by provider."""

    def __init__(
        self,
        message: Configure,
        *,
        ask: Callable[[Question], Awaitable[bool]] | None = None,
        listener: Listener | None = None,
        heard_of: Callable[[tuple[str, ...]], None] = lambda _keys: None,
    ) -> None:
        """`heard_of` is told of each key before anything is done with it."""
        self.message = message
        self._heard_of = heard_of
        self._problem: ConfigurationError | None = None
        settings = ClientSettings()
        try:
            settings = config.from_plain(message.settings, NAME)
        except ConfigurationError as error:
            self._problem = error
        folder = Path(message.folder) if message.folder else settings.folder
        self.finder = KeyFinder(
            folder=folder,
            environment=message.environment,
            session_keys=message.session_keys,
            keyring=message.keyring,
        )
        self._keys = dict(settings.keys)
        """Grows while jobs name further providers; the client looks into it with each request."""
        self.settings = replace(
            settings,
            online=message.online and settings.online,
            folder=folder,
            keys=self._keys,
        )
        self._client = open_client(self.settings, ask=ask, listener=listener)
        self._looking: dict[str, asyncio.Task[None]] = {}

    async def client(self, *models: str) -> LLMClient:
        """The client, once the keys are there that these models and those of the settings need. Raises
        `ConfigurationError` where the settings are wrong."""
        self.checked_settings()
        wanted = [model for model in (*models, *self.settings.models()) if backends.needs_network(model)]
        providers = dict.fromkeys(map(provider_of, wanted))
        for provider in providers:
            if provider not in self._looking:
                self._looking[provider] = asyncio.create_task(self._look(provider))
        # Shielded: a job that is cancelled meanwhile takes nothing from the others.
        await asyncio.gather(*(asyncio.shield(self._looking[provider]) for provider in providers))
        return self._client

    def checked_settings(self) -> ClientSettings:
        """Without keys that nobody has looked for yet. Raises `ConfigurationError` where they are wrong."""
        if self._problem is not None:
            raise self._problem
        return self.settings

    async def close(self) -> None:
        for task in self._looking.values():
            task.cancel()
        await asyncio.gather(*self._looking.values(), return_exceptions=True)
        await self._client.close()

    async def _look(self, provider: str) -> None:
        found = await self.finder.keys(provider)
        self._heard_of(found)
        if found:
            self._keys[provider] = found
