"""Servers of models that answer on this computer, and how one of them is taken."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from ...llm import network
from .. import preferences, properties, queries, views
from . import lamp, offers

if TYPE_CHECKING:
    from bpy.types import Scene

    from ..queries import Query

_QUESTION = "discover"
MOST_SHOWN = 8
"""Models of one server in a sidebar; the others are in the list to choose from."""


def look() -> None:
    queries.ask(_QUESTION, "discover", {}, _answered)
    views.redraw()


def looking() -> bool:
    query = queries.of(_QUESTION)
    return query is not None and not query.ended


def found() -> list[dict[str, Any]] | None:
    """Those of the last look; None where nobody has looked."""
    query = queries.of(_QUESTION)
    if query is None or not query.ended or query.trouble is not None:
        return None
    servers: list[dict[str, Any]] = query.parts.get("servers", {}).get("servers", [])
    return servers


def trouble() -> tuple[str, str] | None:
    query = queries.of(_QUESTION)
    return query.trouble if query is not None else None


def use(provider: str, url: str, model: str, scene: Scene) -> None:
    """Asks this model from now on, at this address; in the scene at hand too, if that names one of its own."""
    chosen = preferences.get()
    chosen.set_server(provider, "" if _same(url, network.USUAL_ADDRESSES.get(provider, "")) else url)
    chosen.model, chosen.set_up = model, True
    if properties.of(scene).model.strip():
        properties.of(scene).model = model
    preferences.changed()
    preferences.beginning_again = False
    lamp.forget(provider)
    lamp.check(model)
    offers.ask(live=True)


def _same(one: str, other: str) -> bool:
    return one.rstrip("/").removesuffix("/v1") == other.rstrip("/").removesuffix("/v1")


def _answered(_query: Query) -> None:
    views.redraw()
