"""Keys that are entered and removed. In Blender's process they are for this session only: what is to last is handed to
the worker, which knows the keyring and the file, and is forgotten here once it is kept there."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, cast

from .. import kept, preferences, queries, views
from . import lamp

if TYPE_CHECKING:
    from ..preference_groups import KeptKey
    from ..queries import Query

KEPT = ("keyring", "file")
_MEANWHILE = "Until then it is there for this session."

told: dict[str, Any] = {}
"""The worker's last part `keys`: what it found of keys, and in which places new ones can be kept."""
_on_its_way: dict[str, str] = {}
"""Where the last key of a provider was sent to be kept."""
troubles: dict[str, tuple[str, str]] = {}
"""What went wrong and what to do, by provider; the empty name is for all of them."""


def enter(provider: str, value: str) -> None:
    """Takes a key that was typed in; it is of use at once, wherever it will be kept."""
    key = value.strip()
    preferences.session_keys[provider] = key
    kept.doubt()  # it may have been pasted somewhere before
    troubles.pop(provider, None)
    lamp.forget(provider)
    place = preferences.get().key_place.lower()
    if place in KEPT:
        _on_its_way[provider] = place
        payload = {"action": "set", "provider": provider, "value": key, "place": place}
        queries.ask(_question(provider), "keys", payload, lambda query: _entered(query, provider, key, place))
    views.redraw()


def remove(provider: str) -> None:
    """Forgets a provider's key wherever it was put from here: what the environment says is not ours to change."""
    on_its_way = _on_its_way.get(provider, "") if looking(provider) else ""
    queries.withdraw(_question(provider))
    troubles.pop(provider, None)
    lamp.forget(provider)
    preferences.session_keys.pop(provider, None)
    place = on_its_way or preferences.place_of_key(provider)
    if place in KEPT:
        payload = {"action": "remove", "provider": provider, "place": place}
        queries.ask(_question(provider), "keys", payload, lambda query: _answered(query, provider))
    views.redraw()


def look() -> None:
    """Has the worker look which keys there are."""
    queries.ask(_question(""), "keys", {"action": "list"}, lambda query: _answered(query, ""))


def looking(provider: str = "") -> bool:
    query = queries.of(_question(provider))
    return query is not None and not query.ended


def looked() -> bool:
    """Whether that was asked for since Blender started, whatever came of it."""
    return bool(told) or queries.of(_question("")) is not None


def place(name: str) -> Mapping[str, Any] | None:
    """What the worker says of a place to keep keys in; None before it was asked."""
    places: list[dict[str, Any]] = told.get("places", [])
    return next((each for each in places if each["id"] == name), None)


def forget() -> None:
    told.clear()
    troubles.clear()
    _on_its_way.clear()


def _question(provider: str) -> str:
    return f"keys.{provider}"


def _entered(query: Query, provider: str, key: str, place: str) -> None:
    _answered(query, provider)
    if query.trouble is not None:
        what, remedy = query.trouble
        troubles[provider] = (what, f"{remedy} {_MEANWHILE}")
        return
    # The worker still sees the one of this session, which comes before all others.
    _remember({provider: {"place": place}})
    if preferences.session_keys.get(provider) == key:
        del preferences.session_keys[provider]


def _answered(query: Query, provider: str) -> None:
    if query.trouble is not None:
        troubles[provider] = query.trouble
    elif "keys" in query.parts:
        troubles.pop(provider, None)
        told.clear()
        told.update(query.parts["keys"])
        _remember(told["providers"])
    views.redraw()


def _remember(providers: Mapping[str, Mapping[str, Any]]) -> None:
    """Which keys are kept is known without a worker when Blender next starts. A key of this session hides what is kept
    behind it, so of such a provider nothing is said."""
    rows = preferences.get().kept_keys
    for provider, found in providers.items():
        index = rows.find(provider)
        if found["place"] in KEPT:
            row = cast("KeptKey", rows[index] if index >= 0 else rows.add())
            if (row.name, row.place) != (provider, found["place"]):
                row.name, row.place = provider, found["place"]
                preferences.changed()
        elif index >= 0 and found["place"] != "session":
            rows.remove(index)
            preferences.changed()
