"""All that a client is told: which servers and keys there are, which models to ask, and within what bounds.

Made in code by Blender's side, or read from a file and the environment by `config.py`.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Literal

from .backends import needs_network
from .keys import provider_of
from .network import USUAL_ADDRESSES, is_loopback_url
from .stand_ins import STAND_IN

if TYPE_CHECKING:
    from collections.abc import Mapping
    from decimal import Decimal
    from pathlib import Path


@dataclass(frozen=True, slots=True)
class Timeouts:
    """Seconds. `total` is None by default: a slow local model that still writes is doing its work."""

    connect: float = 15.0
    first_word: float = 180.0
    silence: float = 90.0
    total: float | None = None


@dataclass(frozen=True, slots=True)
class Retries:
    """How often and how patiently what can succeed is tried again. `attempts` counts the first one too."""

    attempts: int = 3
    first_pause: float = 0.5
    longest_pause: float = 30.0
    longest_retry_after: float = 60.0
    """A server that asks for more than this is not waited for: the error says how long it wants."""


@dataclass(frozen=True, slots=True)
class Limit:
    """For a provider (`openai`) or one model (`openai/gpt-5`); all that apply are kept."""

    requests_per_minute: float | None = None
    tokens_per_minute: float | None = None
    parallel: int | None = None


@dataclass(frozen=True, slots=True)
class Route:
    """The model for a task, and those that take its place: in general, where its window is too small,
    and where it refuses the content."""

    model: str
    fallbacks: tuple[str, ...] = ()
    larger_window: tuple[str, ...] = ()
    less_strict: tuple[str, ...] = ()
    cooldown: float = 60.0
    """Seconds for which a model that failed is passed over, where another one is there."""


@dataclass(frozen=True, slots=True)
class Budget:
    dollars: Decimal
    when_reached: Literal["warn", "ask", "stop"] = "stop"


@dataclass(frozen=True, slots=True)
class Budgets:
    request: Budget | None = None
    project: Budget | None = None
    month: Budget | None = None


@dataclass(frozen=True, slots=True)
class Server:
    """Where a provider is reached, when not at its usual address, and how."""

    url: str
    headers: Mapping[str, str] = field(default_factory=dict, repr=False)
    organisation: str = ""
    ca_file: str = ""
    client_certificate: str = ""
    client_key: str = ""


@dataclass(frozen=True, slots=True)
class ClientSettings:
    """`keys` never shows in a repr. Several keys of a provider are used in turn when one is refused or limited."""

    online: bool = True
    keys: Mapping[str, str | tuple[str, ...]] = field(default_factory=dict, repr=False)
    servers: Mapping[str, Server] = field(default_factory=dict)
    default_model: str = STAND_IN
    routes: Mapping[str, Route] = field(default_factory=dict)
    """By task; the empty name is for all others."""
    timeouts: Timeouts = Timeouts()
    task_timeouts: Mapping[str, Timeouts] = field(default_factory=dict)
    retries: Retries = Retries()
    limits: Mapping[str, Limit] = field(default_factory=dict)
    budgets: Budgets = Budgets()
    folder: Path | None = None
    """Where the ledger, the cache and the log live. None: no ledger and no cache."""
    cache_megabytes: float = 100.0
    cache_days: float = 30.0
    log_requests: bool = False
    anonymise_log: bool = False
    anonymise_names: tuple[str, ...] = ()
    """The names that are swapped in the log: nobody else knows which words are names."""

    def server_for(self, model: str) -> Server | None:
        """The server that a model is asked at: the one that is set, or the usual one of a local provider."""
        provider = provider_of(model)
        if provider in self.servers:
            return self.servers[provider]
        usual = USUAL_ADDRESSES.get(provider)
        return Server(usual) if usual else None

    def reaches_out(self, model: str) -> bool:
        """Whether a request to this model would leave this computer."""
        if not needs_network(model):
            return False
        server = self.server_for(model)
        return server is None or not is_loopback_url(server.url)

    def models(self) -> tuple[str, ...]:
        """All that are named here, and may so be asked without anybody naming them again."""
        named = [self.default_model]
        for route in self.routes.values():
            named += [route.model, *route.fallbacks, *route.larger_window, *route.less_strict]
        return tuple(dict.fromkeys(named))

    def keys_for(self, model: str) -> tuple[str, ...]:
        found = self.keys.get(provider_of(model), ())
        return (found,) if isinstance(found, str) else tuple(found)

    def secrets(self) -> tuple[str, ...]:
        """Everything that no text may show."""
        keys = [key for found in self.keys.values() for key in ([found] if isinstance(found, str) else found)]
        headers = [value for server in self.servers.values() for value in server.headers.values()]
        return tuple(keys + headers)

    def timeouts_for(self, task: str) -> Timeouts:
        return self.task_timeouts.get(task, self.timeouts)
