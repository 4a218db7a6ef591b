"""The preferences as the worker wants them: plain data, by the names of a settings file (docs/settings.md)."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING, Any

from ...llm.stand_ins import STAND_IN
from ..preferences import KINDS

if TYPE_CHECKING:
    from ..preference_groups import BudgetPreferences, KindPreferences, LimitPreferences
    from ..preferences import DirectorPreferences


def plain(chosen: DirectorPreferences) -> dict[str, Any]:
    """Whatever stands in the fields: what is wrong with it is found where settings are read, and told as a sentence."""
    return {
        "default_model": chosen.model.strip() or STAND_IN,
        "fallback_models": names_in(chosen.fallbacks),
        "routes": {name: route for name in KINDS if (route := _route(chosen, chosen.kind(name), name))},
        "servers": {
            row.provider.strip().lower(): {"url": row.url.strip()}
            for row in chosen.servers
            if row.provider.strip() and row.url.strip()
        },
        "budgets": {
            scope: budget
            for scope in ("request", "project", "month")
            if (budget := _budget(getattr(chosen, f"{scope}_budget")))
        },
        "limits": {row.of.strip(): limit for row in chosen.limits if row.of.strip() and (limit := _limit(row))},
        "cache": {
            "enabled": chosen.use_cache,
            "megabytes": _number(chosen.cache_megabytes),
            "days": _number(chosen.cache_days),
        },
        "timeouts": _timeouts(chosen),
        "task_timeouts": {name: times for name in KINDS if (times := _timeouts(chosen.kind(name)))},
        "log_requests": chosen.log_requests,
        "anonymise_log": chosen.log_requests and chosen.anonymise_log,
        "anonymise_names": names_in(chosen.anonymise_names),
    }


def names_in(text: str) -> list[str]:
    return [name.strip() for name in text.split(",") if name.strip()]


def wrong(chosen: DirectorPreferences) -> tuple[str, str] | None:
    """What is wrong with the preferences and what would be right; every request would fail with these words."""
    return _wrong(repr(plain(chosen)))


@lru_cache(maxsize=4)
def _wrong(settings: str) -> tuple[str, str] | None:
    """Asked at each redraw, and worked out when something has changed."""
    from ast import literal_eval

    from ...llm import config
    from ...llm.errors import ConfigurationError

    try:
        config.from_plain(literal_eval(settings), "Preferences")
    except ConfigurationError as error:
        return error.what, error.remedy
    return None


def _route(chosen: DirectorPreferences, kind: KindPreferences, name: str) -> dict[str, Any]:
    """Nothing where it is as for everything."""
    if not (kind.model.strip() or kind.fallbacks.strip()):
        return {}
    return {"model": chosen.model_for(name), "fallbacks": names_in(kind.fallbacks or chosen.fallbacks)}


def _budget(budget: BudgetPreferences) -> dict[str, str]:
    if not budget.dollars:
        return {}
    # As text: Blender's numbers have seven digits, and 0.1 of them is not a tenth.
    return {"dollars": f"{budget.dollars:.4f}", "when_reached": budget.when_reached.lower()}


def _limit(row: LimitPreferences) -> dict[str, int]:
    given = {"requests_per_minute": row.requests, "tokens_per_minute": row.tokens, "parallel": row.parallel}
    return {name: number for name, number in given.items() if number}


def _timeouts(group: DirectorPreferences | KindPreferences) -> dict[str, float]:
    names = ("connect", "first_word", "silence", "total")
    return {name: _number(value) for name in names if (value := getattr(group, name, 0.0))}


def _number(value: float) -> float:
    return round(value, 3)
