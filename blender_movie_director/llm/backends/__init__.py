"""The ways to reach a model, and which model goes which way.

Another way is a module here and a line in `_FACTORIES`; or, from outside of this package, a call of `register` or an
entry point in the group `blender_movie_director.backends` (docs/backends.md has a worked example).
"""

from __future__ import annotations

import logging
from functools import cache
from importlib import import_module
from typing import TYPE_CHECKING, Any, Protocol, cast

from ..stand_ins import STAND_IN_THROUGH_LITELLM

if TYPE_CHECKING:
    from collections.abc import AsyncGenerator, Iterable
    from importlib.metadata import EntryPoint

    from ..events import Event
    from ..messages import Request
    from ..settings import ClientSettings

log = logging.getLogger(__name__)

GROUP = "blender_movie_director.backends"
"""The entry point group in which another package offers backends: `its-prefix = module:factory`."""

GATEWAYS = frozenset({"gateway", "litellm_proxy"})
"""Prefixes of LiteLLM's proxy: the rest of the name is what the proxy calls the model, slashes and all."""

OPENAI_COMPATIBLE = frozenset({"hosted_vllm", "llamafile", "lm_studio", "openai_compatible", "vllm"})
"""Servers of one's own that speak OpenAI's dialect and nothing else."""

OWN_DIALECT = frozenset({
    "anthropic", "azure", "azure_ai", "bedrock", "cerebras", "codestral", "cohere", "cohere_chat", "databricks",
    "gemini", "groq", "huggingface", "mistral", "ollama", "ollama_chat", "openrouter", "predibase", "replicate",
    "sagemaker", "snowflake", "vertex_ai", "vertex_ai_beta", "watsonx",
})  # fmt: skip
"""Providers that are asked through LiteLLM even at a server of one's own: what is spoken there is theirs."""


class Backend(Protocol):
    """One way to reach models. Used from one event loop only."""

    def stream(self, request: Request) -> AsyncGenerator[Event, None]:
        """Yields `TextDelta`s and at the end one `Finished`. Closing the generator closes the connection."""
        ...

    async def close(self) -> None:
        """Releases what is held open. Nothing may be streamed afterwards."""
        ...


class Factory(Protocol):
    """Makes a backend for a client. A factory of an entry point may carry `prefixes`: the names before the slash
    that belong to it, where they are more than the entry point's own name."""

    def __call__(self, settings: ClientSettings) -> Backend: ...


# Modules by name and not by import: LiteLLM's takes seconds and may not be needed at all.
_FACTORIES = {
    "gateway": (".gateway", "GatewayBackend"),
    "litellm": (".litellm", "LiteLLMBackend"),
    "scripted": (".scripted", "ScriptedBackend"),
}
_USUAL = {
    "litellm": "litellm",
    "scripted": "scripted",
    **dict.fromkeys(GATEWAYS | OPENAI_COMPATIBLE, "gateway"),
    **dict.fromkeys(OWN_DIALECT, "litellm"),
}
_registered: dict[str, Factory] = {}
_prefixes: dict[str, str] = {}


def register(name: str, factory: Factory, prefixes: Iterable[str] = ()) -> None:
    """Adds a backend, or puts another in the place of one that was registered so. `prefixes` (by default the name)
    are what stands before the slash in its models' names; `scripted` and `litellm` are not to be had."""
    wanted = {prefix.lower() for prefix in prefixes} or {name.lower()}
    if name in _FACTORIES or wanted & {"scripted", "litellm"}:
        raise ValueError(f"The name {name!r}, or one of its prefixes, belongs to a backend of Movie Director itself.")
    unregister(name)
    _registered[name] = factory
    _prefixes.update(dict.fromkeys(wanted, name))


def unregister(name: str) -> None:
    """Takes back a `register`; clients that have made the backend keep it."""
    _registered.pop(name, None)
    for prefix in [prefix for prefix, owner in _prefixes.items() if owner == name]:
        del _prefixes[prefix]


def name_for(model: str, settings: ClientSettings | None = None) -> str:
    """The backend that a model is reached by. `litellm/` before a name forces the library; what was registered
    comes before our own ways, entry points only where we know none."""
    prefix, slash, _ = model.partition("/")
    prefix = prefix.lower() if slash else "openai"
    if model == STAND_IN_THROUGH_LITELLM:
        return "litellm"
    if found := _USUAL.get(prefix) if prefix in {"litellm", "scripted"} else _prefixes.get(prefix, _USUAL.get(prefix)):
        return found
    if prefix != "openai" and prefix in _offered():
        return _offered()[prefix].name
    return "gateway" if settings is not None and prefix in settings.servers else "litellm"


def needs_network(model: str) -> bool:
    return not model.startswith("scripted/")


def create(name: str, settings: ClientSettings) -> Backend:
    """Raises `ConfigurationError` where another package's backend cannot be had."""
    if name in _registered:
        return _registered[name](settings)
    if name in _FACTORIES:
        module, attribute = _FACTORIES[name]
        factory = cast("Factory", getattr(import_module(module, __package__), attribute))
        return factory(settings)
    return _create_offered(name, settings)


@cache
def _offered() -> dict[str, EntryPoint]:
    """Other packages' entry points by prefix. Looked up with the first model that nobody here knows: it reads the
    metadata of every package there is."""
    from importlib import metadata  # noqa: PLC0415 - brings e-mail and sockets along, and Blender's panels import us

    found: dict[str, EntryPoint] = {}
    for entry in sorted(metadata.entry_points(group=GROUP), key=lambda entry: (entry.name, entry.value)):
        if entry.name in _FACTORIES or entry.name in found:
            log.warning("the backend %s (%s) is left out: its name is taken", entry.name, entry.value)
            continue
        for prefix in (entry.name, *_prefixes_of(entry)):
            found.setdefault(prefix.lower(), entry)
    return found


def _prefixes_of(entry: EntryPoint) -> tuple[str, ...]:
    try:
        return tuple(str(prefix) for prefix in getattr(entry.load(), "prefixes", ()))
    except Exception as error:  # noqa: BLE001 - another package's module may fail in any way, and must not fail ours
        log.warning("the backend %s (%s) cannot be loaded: %s", entry.name, entry.value, error)
        return ()


def _create_offered(name: str, settings: ClientSettings) -> Backend:
    from ..errors import ConfigurationError  # noqa: PLC0415 - settings import this module, and errors are not needed else

    entry: Any = next((entry for entry in _offered().values() if entry.name == name), None)
    try:
        if entry is None:
            raise LookupError(name)  # noqa: TRY301
        return cast("Factory", entry.load())(settings)
    except Exception as error:
        log.info("the backend %s cannot be made", name, exc_info=True)
        raise ConfigurationError(
            f"The backend {name}, which another package offers, could not be started ({type(error).__name__}).",
            "Reinstall or update that package, or choose another model.",
        ) from None
