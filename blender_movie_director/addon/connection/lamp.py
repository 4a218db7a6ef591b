"""How the connection to a model stands: what the last check and the last requests showed, as a lamp shows it."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING, NamedTuple

from ...llm import keys
from .. import jobs, queries, views
from . import standing

if TYPE_CHECKING:
    from collections.abc import Callable

    from ..jobs import Job
    from ..queries import Query

OFF, ON, WAITING, DOUBT, TROUBLE = "off", "on", "waiting", "doubt", "trouble"


class Lamp(NamedTuple):
    light: str
    says: str
    remedy: str = ""
    ms: float | None = None
    """Until the first sign of an answer."""


class _News(NamedTuple):
    when: float
    lamp: Lamp


_checks: dict[str, _News] = {}
"""By provider."""
_requests: dict[str, _News] = {}
"""By model."""


def of(model: str) -> Lamp:
    hindrance = standing.hindrance(model)
    if hindrance is not None:
        light = OFF if hindrance.remedy == "model" else DOUBT
        return Lamp(light, hindrance.what)
    if checking(model):
        return Lamp(WAITING, "Asking whether it answers...")
    news = [found for found in (_checks.get(keys.provider_of(model)), _requests.get(model)) if found is not None]
    if news:
        return max(news).lamp
    return Lamp(OFF, "Not asked yet.")


def check(model: str, then: Callable[[], None] = lambda: None) -> None:
    """Has the model's provider asked whether it answers and takes the key, which costs nothing. `then` is called when
    that is known."""
    provider = keys.provider_of(model)

    def take(query: Query) -> None:
        _checks[provider] = _News(time.monotonic(), _told(query))
        views.redraw()
        then()

    queries.ask(_question(provider), "check", {"provider": provider, "model": model}, take)
    views.redraw()


def checking(model: str) -> bool:
    query = queries.of(_question(keys.provider_of(model)))
    return query is not None and not query.ended


def checked(provider: str) -> Lamp | None:
    """What the last check of a provider showed."""
    news = _checks.get(provider)
    return news.lamp if news is not None else None


def models_of(provider: str) -> list[str]:
    """The models that a provider named when it was last asked, as requests name them."""
    query = queries.of(_question(provider))
    return list(query.parts.get("health", {}).get("models", ())) if query is not None else []


def heard_of(job: Job) -> None:
    """A request that ended shows as much as a check does."""
    if job.state is jobs.State.FINISHED and not job.stand_in:
        seconds = job.spent.get("first_word_s")
        ms = round(seconds * 1000, 1) if seconds is not None else None
        _requests[job.answered_by or job.model] = _News(time.monotonic(), _connected(ms))
    elif job.state is jobs.State.FAILED:
        _requests[job.model] = _News(time.monotonic(), Lamp(TROUBLE, job.what, job.remedy))


def forget(provider: str) -> None:
    """Its key or its address is another one now."""
    queries.withdraw(_question(provider))
    _checks.pop(provider, None)
    for model in [model for model in _requests if keys.provider_of(model) == provider]:
        del _requests[model]


def forget_all() -> None:
    _checks.clear()
    _requests.clear()


def _question(provider: str) -> str:
    return f"check.{provider}"


def _connected(ms: float | None) -> Lamp:
    if ms is None:
        return Lamp(ON, "Connected.")
    after = f"{ms / 1000:.1f} s" if ms >= 1000 else f"{ms:.0f} ms"
    return Lamp(ON, f"Connected. It answered after {after}.", ms=ms)


def _told(query: Query) -> Lamp:
    if query.trouble is not None:
        return Lamp(TROUBLE, *query.trouble)
    health = query.parts["health"]
    if health["ok"]:
        return _connected(health["ms"])
    return Lamp(TROUBLE if health["ok"] is False else DOUBT, health["what"], health["remedy"], health["ms"])
