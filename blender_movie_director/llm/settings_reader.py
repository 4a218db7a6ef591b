"""Reads settings one by one, and says of each that is wrong where it stands, what is wrong and what would be right."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal, InvalidOperation
from difflib import get_close_matches
from typing import TYPE_CHECKING, Any, NoReturn
from urllib.parse import urlsplit

from .errors import ConfigurationError

if TYPE_CHECKING:
    from collections.abc import Iterable

_YES = ("1", "true", "yes", "on")
_NO = ("0", "false", "no", "off")


def wrong(where: str, what: str, right: str) -> NoReturn:
    raise ConfigurationError(f"{where} {what}.", f"It should be {right}.")


def as_text(value: object, where: str) -> str:
    if not isinstance(value, str):
        wrong(where, "is not a text", "a text in quotation marks")
    return value.strip()


def as_flag(value: object, where: str) -> bool:
    if isinstance(value, bool):
        return value
    if isinstance(value, str) and value.strip().lower() in (*_YES, *_NO):
        return value.strip().lower() in _YES
    wrong(where, f"is {_shown(value)}", "true or false")


def as_number(value: object, where: str, *, least: float = 0.0, above: bool = True, whole: bool = False) -> float:
    """At least `least`, or more than it if `above`."""
    kind = "a whole number" if whole else "a number"
    right = f"{kind} {'above' if above else 'of at least'} {least:g}"
    if isinstance(value, bool) or not isinstance(value, int | float | Decimal | str):
        wrong(where, f"is {_shown(value)}", right)
    try:
        number = float(value)
    except (ValueError, OverflowError):
        wrong(where, f"is {_shown(value)}", right)
    if (
        not math.isfinite(number)
        or number < least
        or (above and number == least)
        or (whole and not number.is_integer())
    ):
        wrong(where, f"is {_shown(value)}", right)
    return number


def as_dollars(value: object, where: str) -> Decimal:
    right = "an amount in US dollars, such as 2.50"
    if isinstance(value, bool) or not isinstance(value, int | float | Decimal | str):
        wrong(where, f"is {_shown(value)}", right)
    try:
        amount = Decimal(str(value).strip().removeprefix("$"))
    except InvalidOperation:
        wrong(where, f"is {_shown(value)}", right)
    if not amount.is_finite() or amount < 0:
        wrong(where, f"is {_shown(value)}", right)
    return amount


def as_choice(value: object, where: str, choices: Iterable[str]) -> str:
    allowed = tuple(choices)
    text = value.strip().lower() if isinstance(value, str) else None
    if text not in allowed:
        wrong(where, f"is {_shown(value)}", f"one of {', '.join(allowed)}")
    return text


def as_names(value: object, where: str) -> tuple[str, ...]:
    """A list of texts, or one text with commas."""
    parts = value.split(",") if isinstance(value, str) else value
    if not isinstance(parts, list | tuple) or not all(isinstance(part, str) for part in parts):
        wrong(where, f"is {_shown(value)}", "a list of names")
    return tuple(part.strip() for part in parts if part.strip())


def as_address(value: object, where: str) -> str:
    right = "an address such as http://127.0.0.1:4000"
    text = as_text(value, where)
    try:
        parts = urlsplit(text)
        _ = parts.port
    except ValueError:
        wrong(where, "is not an address", right)
    if parts.scheme not in ("http", "https") or not parts.hostname:
        wrong(where, "is not an address that begins with http:// or https://", right)
    if parts.username or parts.password:
        wrong(where, "holds a name or a password", "the address alone; a key belongs among the keys")
    return text.rstrip("/")


@dataclass(slots=True)
class Table:
    """A table of a settings file. `done` complains of whatever was not asked for."""

    values: Mapping[str, Any]
    where: str
    known: list[str] = field(default_factory=list)

    def take(self, key: str) -> Any:
        """None where it is not set. (Neither TOML nor our JSON files have a null that means something.)"""
        self.known.append(key)
        return self.values.get(key)

    def place(self, key: str) -> str:
        return f'{self.where}: "{key}"'

    def table(self, key: str) -> Table | None:
        value = self.take(key)
        if value is None:
            return None
        if not isinstance(value, Mapping):
            wrong(self.place(key), "is not a table", f"a table, such as [{key}]")
        return Table(value, f"{self.where} [{key}]")

    def tables(self, key: str) -> dict[str, Table]:
        """A table whose keys are names of the user's own, and whose values are tables."""
        outer = self.table(key)
        found: dict[str, Table] = {}
        for name in outer.values if outer else ():
            assert outer is not None
            inner = outer.table(name)
            if inner is not None:
                found[name] = Table(inner.values, f'{self.where} [{key}."{name}"]')
        return found

    def done(self) -> None:
        for key in self.values:
            if key not in self.known:
                near = get_close_matches(key, self.known, 1, 0.5)
                right = f'"{near[0]}"' if near else f"one of {', '.join(sorted(self.known))}"
                wrong(self.place(key), "is not a setting", right)


def _shown(value: object) -> str:
    """Short, and never more than a number or a word: who knows what was put where it does not belong."""
    if isinstance(value, bool):
        return "true" if value else "false"
    text = str(value)
    if isinstance(value, int | float | Decimal | str) and len(text) <= 24:
        return f'"{text}"' if isinstance(value, str) else text
    return "something else"
