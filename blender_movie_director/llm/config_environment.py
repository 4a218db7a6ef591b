"""Settings from environment variables: our own (LLM_...), and those that providers and gateways have made usual."""

from __future__ import annotations

from dataclasses import replace
from difflib import get_close_matches
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal, cast

from . import keys
from .settings import Budget, ClientSettings, Limit, Route, Server
from .settings_reader import as_address, as_choice, as_dollars, as_flag, as_names, as_number, wrong
from .stand_ins import STAND_IN

if TYPE_CHECKING:
    from collections.abc import Mapping

_NEAR = 0.8
VARIABLES = (
    "LLM_ANONYMISE_LOG", "LLM_BUDGET_MONTH", "LLM_BUDGET_PROJECT", "LLM_BUDGET_REQUEST", "LLM_BUDGET_WHEN_REACHED",
    "LLM_CACHE", "LLM_CACHE_DAYS", "LLM_CACHE_MEGABYTES", "LLM_DEFAULT_MODEL", "LLM_FALLBACK_MODELS", "LLM_FOLDER",
    "LLM_LOG_REQUESTS", "LLM_MAX_RETRIES", "LLM_OFFLINE", "LLM_RATE_LIMIT", "LLM_RATE_LIMIT_PARALLEL",
    "LLM_RATE_LIMIT_REQUESTS", "LLM_RATE_LIMIT_TOKENS", "LLM_TIMEOUT", "LLM_TIMEOUT_CONNECT", "LLM_TIMEOUT_FIRST_WORD",
    "LLM_TIMEOUT_SILENCE", "LLM_TIMEOUT_TOTAL", "LLM_USE_MOCK",
)  # fmt: skip
"""Ours. A variable that is nearly one of these is taken for a slip; other programs' LLM_... are left alone."""

SERVERS = {
    "azure": ("AZURE_API_BASE",),
    "litellm_proxy": ("LITELLM_PROXY_URL", "LITELLM_PROXY_API_BASE"),
    "ollama": ("OLLAMA_API_BASE", "OLLAMA_HOST"),
    "openai": ("OPENAI_BASE_URL", "OPENAI_API_BASE"),
}
"""By provider, the variables that name its server; the first one that is set counts."""


class _Variables:
    """Blank means not set, as shells write it."""

    def __init__(self, environment: Mapping[str, str]) -> None:
        self._environment = environment

    def text(self, name: str) -> str:
        return self._environment.get(name, "").strip()

    def number(self, name: str, **bounds: Any) -> float | None:
        return as_number(self.text(name), name, **bounds) if self.text(name) else None

    def flag(self, name: str) -> bool | None:
        return as_flag(self.text(name), name) if self.text(name) else None


def from_environment(settings: ClientSettings, environment: Mapping[str, str]) -> ClientSettings:
    """`settings` with what the environment says in place of what it said. Raises `ConfigurationError`."""
    for name in environment:
        near = get_close_matches(name, VARIABLES, 1, _NEAR) if name.startswith("LLM_") and name not in VARIABLES else []
        if near:
            wrong(name, "is not a setting", near[0])
    read = _Variables(environment)
    settings = _servers_and_keys(settings, read, environment)
    for step in (_simple, _timeouts, _cache, _budgets, _models, _limits):
        settings = step(settings, read)
    return settings


def _servers_and_keys(settings: ClientSettings, read: _Variables, environment: Mapping[str, str]) -> ClientSettings:
    servers = dict(settings.servers)
    for provider, names in SERVERS.items():
        name = next((name for name in names if read.text(name)), "")
        if not name:
            continue
        value = _ollama_address(read.text(name)) if name == "OLLAMA_HOST" else read.text(name)
        url = as_address(value, name)
        # Only the address is replaced: what a file says of certificates and headers was meant for that server.
        same = ("ollama", "ollama_chat") if provider == "ollama" else (provider,)
        for one in same:
            servers[one] = replace(servers[one], url=url) if one in servers and servers[one].url == url else Server(url)
    organisation = read.text("OPENAI_ORGANIZATION") or read.text("OPENAI_ORG_ID")
    if organisation and "openai" in servers and not servers["openai"].organisation:
        servers["openai"] = replace(servers["openai"], organisation=organisation)
    return replace(settings, servers=servers, keys={**settings.keys, **keys.all_from_environment(environment)})


def _ollama_address(value: str) -> str:
    """OLLAMA_HOST is what Ollama's own server listens on too: often without a scheme or a port, or every address."""
    scheme, separator, rest = value.partition("://")
    if not separator:
        scheme, rest = "http", value
    host, colon, port = rest.rstrip("/").rpartition(":")
    if not colon or not port.isdigit():
        host, port = rest.rstrip("/"), "11434" if not separator else ""
    host = "127.0.0.1" if host in ("", "0.0.0.0", "[::]", "::") else host  # noqa: S104 - it is what is replaced
    return f"{scheme}://{host}:{port}" if port else f"{scheme}://{host}"


def _simple(settings: ClientSettings, read: _Variables) -> ClientSettings:
    given: dict[str, Any] = {}
    if (offline := read.flag("LLM_OFFLINE")) is not None:
        given["online"] = not offline
    for variable, name in (("LLM_LOG_REQUESTS", "log_requests"), ("LLM_ANONYMISE_LOG", "anonymise_log")):
        if (flag := read.flag(variable)) is not None:
            given[name] = flag
    if read.text("LLM_FOLDER"):
        given["folder"] = Path(read.text("LLM_FOLDER")).expanduser()
    if (retries := read.number("LLM_MAX_RETRIES", above=False, whole=True)) is not None:
        given["retries"] = replace(settings.retries, attempts=int(retries) + 1)
    return replace(settings, **given)


def _timeouts(settings: ClientSettings, read: _Variables) -> ClientSettings:
    given: dict[str, float] = {}
    if (seconds := read.number("LLM_TIMEOUT")) is not None:
        # As everywhere else: how long nothing may be heard, not how long an answer may be.
        given = {"first_word": seconds, "silence": seconds}
    for name in ("connect", "first_word", "silence", "total"):
        if (seconds := read.number(f"LLM_TIMEOUT_{name.upper()}")) is not None:
            given[name] = seconds
    tasks = {task: replace(timeouts, **given) for task, timeouts in settings.task_timeouts.items()}
    return replace(settings, timeouts=replace(settings.timeouts, **given), task_timeouts=tasks)


def _cache(settings: ClientSettings, read: _Variables) -> ClientSettings:
    given: dict[str, Any] = {}
    if (megabytes := read.number("LLM_CACHE_MEGABYTES", above=False)) is not None:
        given["cache_megabytes"] = megabytes
    if (days := read.number("LLM_CACHE_DAYS")) is not None:
        given["cache_days"] = days
    cache = read.text("LLM_CACHE")
    if cache.lower() in ("0", "false", "no", "off"):
        given["cache_megabytes"] = 0.0
    elif cache and cache.lower() not in ("1", "true", "yes", "on"):
        if not any(letter in cache for letter in "/\\~."):
            wrong("LLM_CACHE", f'is "{cache[:24]}"', "on, off, or the path of a folder")
        given["folder"] = Path(cache).expanduser()
    elif cache and not settings.cache_megabytes:
        given.setdefault("cache_megabytes", ClientSettings().cache_megabytes)
    return replace(settings, **given)


def _budgets(settings: ClientSettings, read: _Variables) -> ClientSettings:
    reached = read.text("LLM_BUDGET_WHEN_REACHED")
    what = as_choice(reached, "LLM_BUDGET_WHEN_REACHED", ("warn", "ask", "stop")) if reached else ""
    budgets = settings.budgets
    for name in ("request", "project", "month"):
        variable, before = f"LLM_BUDGET_{name.upper()}", getattr(budgets, name)
        amount = as_dollars(read.text(variable), variable) if read.text(variable) else before and before.dollars
        if amount is not None:
            then = what or (before.when_reached if before else "stop")
            budgets = replace(budgets, **{name: Budget(amount, cast("Literal['warn', 'ask', 'stop']", then))})
    return replace(settings, budgets=budgets)


def _models(settings: ClientSettings, read: _Variables) -> ClientSettings:
    model, fallbacks = read.text("LLM_DEFAULT_MODEL"), read.text("LLM_FALLBACK_MODELS")
    for variable, names in (
        ("LLM_DEFAULT_MODEL", (model,)),
        ("LLM_FALLBACK_MODELS", as_names(fallbacks, "LLM_FALLBACK_MODELS")),
    ):
        if any(letter.isspace() for name in names for letter in name):
            wrong(
                variable, "is not a model's name", "a name like provider/model, for example anthropic/claude-sonnet-4-5"
            )
    if model:
        settings = replace(settings, default_model=model)
    if model and "" in settings.routes:
        settings = replace(settings, routes={**settings.routes, "": replace(settings.routes[""], model=model)})
    if fallbacks:
        general = settings.routes.get("", Route(settings.default_model))
        general = replace(general, fallbacks=as_names(fallbacks, "LLM_FALLBACK_MODELS"))
        settings = replace(settings, routes={**settings.routes, "": general})
    if read.flag("LLM_USE_MOCK"):
        settings = replace(settings, default_model=STAND_IN, routes={})
    return settings


def _limits(settings: ClientSettings, read: _Variables) -> ClientSettings:
    """`LLM_RATE_LIMIT_REQUESTS=60` is for the default model's provider, `openai=60, groq/llama=30` for those named."""
    limits = dict(settings.limits)
    names = {
        "LLM_RATE_LIMIT": "requests_per_minute",
        "LLM_RATE_LIMIT_REQUESTS": "requests_per_minute",
        "LLM_RATE_LIMIT_TOKENS": "tokens_per_minute",
        "LLM_RATE_LIMIT_PARALLEL": "parallel",
    }
    for variable, name in names.items():
        for part in as_names(read.text(variable), variable):
            who, equals, value = part.rpartition("=")
            owner = who.strip().lower() if equals else keys.provider_of(settings.default_model)
            limit = limits.get(owner, Limit())
            if name == "parallel":
                most = as_number(value.strip(), variable, least=1, above=False, whole=True)
                limits[owner] = replace(limit, parallel=int(most))
            else:
                limits[owner] = replace(limit, **{name: as_number(value.strip(), variable)})  # type: ignore[arg-type]
    return replace(settings, limits=limits)
