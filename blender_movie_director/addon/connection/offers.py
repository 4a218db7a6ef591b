"""The models there are to choose from, as the worker's task `models` tells of them. Kept for the session."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, NamedTuple

from .. import queries, spending, views
from ..properties import EFFORTS

if TYPE_CHECKING:
    from collections.abc import Callable

    from ..queries import Query

_QUESTION = "models"


class Taken(NamedTuple):
    """What a model takes of a request's settings."""

    temperature: bool
    efforts: tuple[str, ...]
    known: bool


_UNKNOWN = Taken(temperature=True, efforts=tuple(EFFORTS), known=False)
"""What nobody knows is offered and sent: before it goes out, it is held against what the model is said to take."""
_STAND_IN = Taken(temperature=False, efforts=(), known=True)

rows: dict[str, Mapping[str, Any]] = {}
"""By the model's name; empty until they were first asked for."""


def taken_by(model: str) -> Taken:
    if model.startswith("scripted/"):
        return _STAND_IN
    row = rows.get(model)
    if row is None:
        return _UNKNOWN
    abilities = row["abilities"]
    return Taken(abilities["temperature"] is not False, tuple(abilities["reasoning_effort"] or ()), known=True)


def ask(*, live: bool = False, then: Callable[[], None] = lambda: None) -> None:
    """Has the worker tell which models it knows; `live` also asks the servers that are set and those on this computer.
    `then` is called when it has, or has failed."""

    def take(query: Query) -> None:
        found = query.parts.get("models")
        if found is not None:
            rows.clear()
            rows.update((row["name"], row) for row in found["models"])
        views.redraw()
        then()

    queries.ask(_QUESTION, "models", {"live": live}, take)


def ask_once() -> None:
    if not asked():
        ask()


def asked() -> bool:
    return queries.of(_QUESTION) is not None


def trouble() -> tuple[str, str] | None:
    query = queries.of(_QUESTION)
    return query.trouble if query is not None else None


def forget() -> None:
    rows.clear()


def window(row: Mapping[str, Any]) -> str:
    """As people say it: 128k, 1M."""
    tokens = row["window"]
    if not tokens:
        return "?"
    return f"{tokens / 1_000_000:.3g}M" if tokens >= 1_000_000 else f"{round(tokens / 1000)}k"


def price(row: Mapping[str, Any]) -> str:
    """For a million tokens in and out."""
    if not row["input_price"]:
        return spending.UNKNOWN
    if row["input_price"] == row["output_price"] == "0":
        return spending.FREE
    return f"{_dollars(row['input_price'])} / {_dollars(row['output_price'])}"


def _dollars(amount: str) -> str:
    """$3, $0.40, $0.075."""
    return f"${amount}0" if len(amount.partition(".")[2]) == 1 else f"${amount}"


def abilities(row: Mapping[str, Any]) -> str:
    able = row["abilities"]
    words = {"tools": able["tools"], "images": able["images"], "JSON": able["json_schema"]}
    return ", ".join([*(word for word, has in words.items() if has), *(["thinks"] if able["reasoning_effort"] else [])])
