"""Settings from a TOML or JSON file, from the environment, or as plain data. Every option stands in docs/settings.md.

What counts, in this order: what the code says, the environment, the file, the defaults.
"""

from __future__ import annotations

import json
import os
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, fields, replace
from decimal import Decimal
from pathlib import Path
from typing import Any, Literal, cast

from . import keys
from .config_environment import from_environment
from .errors import ConfigurationError
from .private_file import why_not_private
from .settings import Budget, Budgets, ClientSettings, Limit, Retries, Route, Server, Timeouts
from .settings_reader import (
    Table,
    as_address,
    as_choice,
    as_dollars,
    as_flag,
    as_names,
    as_number,
    as_text,
    wrong,
)
from .stand_ins import STAND_IN

WHEN_REACHED = ("warn", "ask", "stop")


def load(path: Path | None = None, environment: Mapping[str, str] | None = None, **code: Any) -> ClientSettings:
    """The settings that a client is made with. `code` names fields of `ClientSettings`.

    `environment` None means this process's own. Raises `ConfigurationError` for the first thing that is wrong.
    """
    settings = from_file(path) if path is not None else ClientSettings()
    settings = from_environment(settings, os.environ if environment is None else environment)
    unknown = set(code) - {field.name for field in fields(ClientSettings)}
    if unknown:
        raise ConfigurationError(f"There is no setting called {min(unknown)}.", "See docs/settings.md for all of them.")
    return replace(settings, **code)


def from_file(path: Path) -> ClientSettings:
    return _settings(Table(_read(path), path.name), _Source(path))


def from_plain(table: Mapping[str, Any], name: str) -> ClientSettings:
    """What a file with the same contents would say. `name` is what sentences call it; paths have to be whole ones."""
    if not isinstance(table, Mapping):
        wrong(name, "holds no settings", "a table of them")
    return _settings(Table(table, name), _Source(None))


@dataclass(frozen=True, slots=True)
class _Source:
    """Where a table comes from."""

    file: Path | None

    def path(self, value: object, where: str) -> Path:
        """Relative to the file that names it."""
        found = Path(as_text(value, where)).expanduser()
        if self.file is not None:
            return self.file.parent / found
        if not found.is_absolute():
            wrong(where, "is not a whole path", "one that begins at the root of a disk")
        return found

    def refuse_unless_private(self, where: str) -> None:
        """What came in no file was read by nobody else."""
        problem = why_not_private(self.file) if self.file is not None else ""
        if problem:
            variable = keys.ENVIRONMENT_VARIABLES["openai"]
            raise ConfigurationError(
                f"{where} may hold keys. {problem}",
                f"Let nobody but you read it (chmod 600), or set keys in the environment, such as {variable}.",
            )


def _read(path: Path) -> dict[str, Any]:
    try:
        text = path.read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        why = error.strerror if isinstance(error, OSError) and error.strerror else "it is not UTF-8 text"
        raise ConfigurationError(f"The settings file {path} cannot be read: {why}.", "Choose another file.") from None
    try:
        if path.suffix.lower() == ".json":
            read = json.loads(text, parse_float=Decimal)
        else:
            read = tomllib.loads(text, parse_float=Decimal)
    except json.JSONDecodeError as error:  # without its cause, which holds the whole text
        raise ConfigurationError(
            f"{path.name} is not valid JSON (line {error.lineno}).", "Correct that line."
        ) from None
    except (ValueError, RecursionError) as error:
        raise ConfigurationError(f"{path.name} is not valid TOML: {error}.", "Correct that line.") from None
    if not isinstance(read, dict):
        raise ConfigurationError(f"{path.name} holds no settings.", "See docs/settings.md for an example.")
    return read


def _settings(table: Table, source: _Source) -> ClientSettings:
    given: dict[str, Any] = {}
    for name in ("default_model",):
        if (value := table.take(name)) is not None:
            given[name] = _model(value, table.place(name))
    for name in ("log_requests", "anonymise_log"):
        if (value := table.take(name)) is not None:
            given[name] = as_flag(value, table.place(name))
    if (value := table.take("anonymise_names")) is not None:
        given["anonymise_names"] = as_names(value, table.place("anonymise_names"))
    if given.get("anonymise_log") and not given.get("anonymise_names"):
        wrong(table.place("anonymise_log"), "is true, and no names are given", 'anonymise_names = ["...", "..."] too')
    if (value := table.take("offline")) is not None:
        given["online"] = not as_flag(value, table.place("offline"))
    if (value := table.take("folder")) is not None:
        given["folder"] = source.path(value, table.place("folder"))
    given |= _cache(table)
    given["timeouts"] = _timeouts(table.table("timeouts"), Timeouts())
    given["task_timeouts"] = {
        task: _timeouts(inner, given["timeouts"]) for task, inner in table.tables("task_timeouts").items()
    }
    given["retries"] = _retries(table.table("retries"))
    given["limits"] = {name.lower(): _limit(inner) for name, inner in table.tables("limits").items()}
    given["budgets"] = _budgets(table.table("budgets"))
    given["servers"] = {name.lower(): _server(inner, source) for name, inner in table.tables("servers").items()}
    given["keys"] = _keys(table.table("keys"), source)
    given["routes"] = {task: _route(inner) for task, inner in table.tables("routes").items()}
    settings = _with_models(given, table)
    table.done()
    return settings


def _with_models(given: dict[str, Any], table: Table) -> ClientSettings:
    fallbacks, mock = table.take("fallback_models"), table.take("use_mock")
    settings = ClientSettings(**given)
    if fallbacks is not None:
        where = table.place("fallback_models")
        if "" in settings.routes:
            wrong(where, 'is set, and so is the route for all tasks (routes."")', "only one of the two")
        route = Route(settings.default_model, tuple(_model(name, where) for name in as_names(fallbacks, where)))
        settings = replace(settings, routes={**settings.routes, "": route})
    if mock is not None and as_flag(mock, table.place("use_mock")):
        settings = replace(settings, default_model=STAND_IN, routes={})
    return settings


def _model(value: object, where: str) -> str:
    name = as_text(value, where)
    if not name or any(letter.isspace() for letter in name):
        wrong(where, "is not a model's name", "a name like provider/model, for example anthropic/claude-sonnet-4-5")
    return name


def _cache(table: Table) -> dict[str, Any]:
    inner = table.table("cache")
    given: dict[str, Any] = {}
    if inner is None:
        return given
    for key in ("megabytes", "days"):
        if (value := inner.take(key)) is not None:
            given[f"cache_{key}"] = as_number(value, inner.place(key), above=key == "days")
    enabled = inner.take("enabled")
    if enabled is not None and not as_flag(enabled, inner.place("enabled")):
        given["cache_megabytes"] = 0.0
    inner.done()
    return given


def _timeouts(table: Table | None, usual: Timeouts) -> Timeouts:
    if table is None:
        return usual
    given = {
        key: as_number(value, table.place(key))
        for key in ("connect", "first_word", "silence", "total")
        if (value := table.take(key)) is not None
    }
    table.done()
    return replace(usual, **given)


def _retries(table: Table | None) -> Retries:
    if table is None:
        return Retries()
    given: dict[str, Any] = {}
    if (value := table.take("attempts")) is not None:
        given["attempts"] = int(as_number(value, table.place("attempts"), least=1, above=False, whole=True))
    for key in ("first_pause", "longest_pause", "longest_retry_after"):
        if (value := table.take(key)) is not None:
            given[key] = as_number(value, table.place(key), above=False)
    table.done()
    return Retries(**given)


def _limit(table: Table) -> Limit:
    given: dict[str, Any] = {}
    for key in ("requests_per_minute", "tokens_per_minute"):
        if (value := table.take(key)) is not None:
            given[key] = as_number(value, table.place(key))
    if (value := table.take("parallel")) is not None:
        given["parallel"] = int(as_number(value, table.place("parallel"), least=1, above=False, whole=True))
    table.done()
    return Limit(**given)


def _budgets(table: Table | None) -> Budgets:
    if table is None:
        return Budgets()
    found: dict[str, Budget] = {}
    for name in ("request", "project", "month"):
        inner = table.table(name)
        if inner is None:
            continue
        dollars, reached = inner.take("dollars"), inner.take("when_reached")
        if dollars is None:
            wrong(inner.place("dollars"), "is missing", "an amount in US dollars, such as 2.50")
        what = as_choice(reached, inner.place("when_reached"), WHEN_REACHED) if reached is not None else "stop"
        found[name] = Budget(as_dollars(dollars, inner.place("dollars")), cast("Literal['warn', 'ask', 'stop']", what))
        inner.done()
    table.done()
    return Budgets(**found)


def _route(table: Table) -> Route:
    model = table.take("model")
    if model is None:
        wrong(table.place("model"), "is missing", "a name like provider/model")
    given: dict[str, Any] = {"model": _model(model, table.place("model"))}
    for key in ("fallbacks", "larger_window", "less_strict"):
        if (value := table.take(key)) is not None:
            given[key] = tuple(_model(name, table.place(key)) for name in as_names(value, table.place(key)))
    if (value := table.take("cooldown")) is not None:
        given["cooldown"] = as_number(value, table.place("cooldown"), above=False)
    table.done()
    return Route(**given)


def _server(table: Table, source: _Source) -> Server:
    url = table.take("url")
    if url is None:
        wrong(table.place("url"), "is missing", "an address such as http://127.0.0.1:4000")
    given: dict[str, Any] = {"url": as_address(url, table.place("url"))}
    headers = table.table("headers")
    if headers is not None and headers.values:
        source.refuse_unless_private(headers.where)  # a header may well be a key
        given["headers"] = {name: as_text(value, headers.place(name)) for name, value in headers.values.items()}
    if (value := table.take("organisation")) is not None:
        given["organisation"] = as_text(value, table.place("organisation"))
    for key in ("ca_file", "client_certificate", "client_key"):
        if (value := table.take(key)) is not None:
            found = source.path(value, table.place(key))
            if not found.is_file():
                wrong(table.place(key), "names a file that is not there", "the path of a file in PEM form")
            given[key] = str(found)
    table.done()
    return Server(**given)


def _keys(table: Table | None, source: _Source) -> dict[str, tuple[str, ...]]:
    if table is None or not table.values:
        return {}
    source.refuse_unless_private(table.where)
    found = {}
    for provider, value in table.values.items():
        # Never `_shown`: whatever stands here may be a key.
        if not isinstance(value, str | list) or not all(isinstance(key, str) for key in value):
            wrong(table.place(provider), "is not a key", "a key in quotation marks, or a list of keys")
        given = [value] if isinstance(value, str) else value
        found[provider.lower()] = tuple(key.strip() for key in given if key.strip())
    return {provider: values for provider, values in found.items() if values}
