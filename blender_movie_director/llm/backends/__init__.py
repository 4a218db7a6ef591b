"""The ways to reach a model. Another one is a module here and a line in `_FACTORIES`."""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Protocol, cast

if TYPE_CHECKING:
    from collections.abc import AsyncGenerator

    from ..client import ClientSettings
    from ..events import Event
    from ..messages import Request

STAND_IN = "scripted/stand-in"
"""The model of last resort: no model at all, but words that say so. Instant, offline, deterministic."""

STAND_IN_THROUGH_LITELLM = "scripted/stand-in-through-litellm"
"""The same words sent through a real LiteLLM call (its `mock_response`), so that everything but the network is real."""


class Backend(Protocol):
    """One way to reach models. Used from one event loop only."""

    def stream(self, request: Request) -> AsyncGenerator[Event, None]:
        """Yields `TextDelta`s and at the end one `Finished`. Closing the generator closes the connection."""
        ...

    async def close(self) -> None:
        """Releases what is held open. Nothing may be streamed afterwards."""
        ...


class _Factory(Protocol):
    def __call__(self, settings: ClientSettings) -> Backend: ...


# Modules by name and not by import: LiteLLM's takes seconds and may not be needed at all.
_FACTORIES = {
    "litellm": (".litellm", "LiteLLMBackend"),
    "scripted": (".scripted", "ScriptedBackend"),
}


def name_for(model: str) -> str:
    if model == STAND_IN_THROUGH_LITELLM:
        return "litellm"
    return "scripted" if model.startswith("scripted/") else "litellm"


def needs_network(model: str) -> bool:
    return not model.startswith("scripted/")


def create(name: str, settings: ClientSettings) -> Backend:
    module, attribute = _FACTORIES[name]
    factory = cast("_Factory", getattr(import_module(module, __package__), attribute))
    return factory(settings)
