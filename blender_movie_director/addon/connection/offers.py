"""The models there are to choose from, as the worker's task `models` tells of them. Kept for the session."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, NamedTuple

from ..properties import EFFORTS


class Taken(NamedTuple):
    """What a model takes of a request's settings."""

    temperature: bool
    efforts: tuple[str, ...]
    known: bool


_UNKNOWN = Taken(temperature=True, efforts=tuple(EFFORTS), known=False)
"""What nobody knows is offered and sent: before it goes out, it is held against what the model is said to take."""

rows: dict[str, Mapping[str, Any]] = {}
"""By the model's name; empty until they were first asked for."""


def taken_by(model: str) -> Taken:
    row = rows.get(model)
    if row is None:
        return _UNKNOWN
    abilities = row["abilities"]
    return Taken(abilities["temperature"] is not False, tuple(abilities["reasoning_effort"] or ()), known=True)
