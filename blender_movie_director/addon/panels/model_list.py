"""The dialog in which a model is chosen. Models that can be asked at once stand first."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING, Any

import bpy

from ...llm.stand_ins import STAND_IN
from .. import compat, preferences, properties
from ..connection import offers, standing
from ..drawing import wrapped

if TYPE_CHECKING:
    from bpy.types import Context, Operator, UILayout

    from ..operators.models import DirectorModels

_ROWS = 12
_PROVIDER, _WINDOW, _PRICE, _CAN = 5.5, 3.2, 6.0, 9.5
"""Widths of columns, in Blender's units of 20 pixels."""


def opening(context: Context, kind: str) -> bool:
    """Whether the dialog can be opened now. If not, the models are asked for, and then it is opened."""
    if offers.asked() and offers.trouble() is not None:
        return True  # a name can be typed, and what went wrong is said there
    window = context.window.as_pointer() if context.window is not None else 0
    area = context.area.as_pointer() if context.area is not None else 0

    def open_it() -> None:
        windows = bpy.context.window_manager.windows
        found = next((one for one in windows if one.as_pointer() == window), None)
        if found is None or bpy.app.background:
            return  # it was closed meanwhile
        here = next((one for one in found.screen.areas if one.as_pointer() == area), None)
        with compat.override(window=found, **({"area": here} if here is not None else {})):
            bpy.ops.movie_director.choose_model("INVOKE_DEFAULT", kind=kind)  # type: ignore[attr-defined]

    offers.ask(live=True, then=open_it)
    return False


def fill(models: DirectorModels, chosen: str) -> None:
    """A line for each model, in their order; the one that is asked now is marked."""
    models.rows.clear()
    models.search = ""
    _fitting.cache_clear()
    # Asked once for each provider: there are a dozen of them, and hundreds of models.
    ready = {
        provider: (not standing.has_key(f"{provider}/"), not standing.is_local(f"{provider}/"))
        for provider in {row["provider"] for row in offers.rows.values()}
    }
    for name, _ in sorted(offers.rows.items(), key=lambda item: (ready[item[1]["provider"]], item[0])):
        models.rows.add().name = name
    models["active"] = models.rows.find(chosen)
    models.chosen = "" if chosen == STAND_IN else chosen


def fitting(models: DirectorModels) -> list[bool]:
    """For each line, whether it has all the words that are sought. Worked out once for each search."""
    return _fitting(tuple(models.search.casefold().split()), tuple(row.name for row in models.rows))


def draw_model(layout: UILayout, model: str) -> None:
    """One line of the list."""
    row = offers.rows.get(model)
    if row is None:
        layout.label(text=model)
        return
    line = layout.row(align=True)
    line.active = standing.has_key(model)
    _column(line, preferences.PROVIDERS.get(row["provider"], row["provider"]), _PROVIDER)
    line.label(text=model.partition("/")[2] or model)
    _column(line, offers.window(row), _WINDOW)
    _column(line, offers.price(row), _PRICE)
    _column(line, offers.abilities(row), _CAN)


def draw_dialog(layout: UILayout, context: Context, models: DirectorModels, operator: Operator) -> None:
    column = layout.column()
    column.prop(models, "search", text="", icon="VIEWZOOM")
    titles = column.row(align=True)
    titles.active = False
    for title, width in (("Provider", _PROVIDER), ("Model", 0), ("Window", _WINDOW), ("In / out", _PRICE)):
        _column(titles, title, width)
    _column(titles, "Can", _CAN)
    column.template_list(
        "DIRECTOR_UL_models", "", models, "rows", models, "active", rows=_ROWS, maxrows=_ROWS, sort_lock=True
    )
    trouble = offers.trouble()
    if trouble is not None:
        wrapped(column, " ".join(trouble), width=500, icon="ERROR")
    wrapped(column, "Prices are US dollars for a million tokens. Gray: a key is missing.", width=600)
    column.prop(models, "chosen", placeholder="provider/model")
    row = column.row(align=True)
    row.prop_enum(operator, "use_for", "SCENE")
    row.prop_enum(operator, "use_for", "ALWAYS")
    kind = str(getattr(operator, "kind", ""))
    if kind in preferences.KINDS:
        row.prop_enum(operator, "use_for", "KIND", text=f"For {preferences.KINDS[kind]}")
    own = properties.of(context.scene).model.strip()
    if own and getattr(operator, "use_for", "SCENE") != "SCENE":
        wrapped(column, f"This scene names a model of its own ({own}), which will be taken back.", width=600)


@lru_cache(maxsize=8)
def _fitting(words: tuple[str, ...], names: tuple[str, ...]) -> list[bool]:
    return [all(word in said for word in words) for said in map(_said_of, names)]


def _said_of(model: str) -> str:
    row = offers.rows.get(model)
    if row is None:
        return model.casefold()
    label = preferences.PROVIDERS.get(row["provider"], "")
    return f"{model} {label} {offers.abilities(row)} {offers.price(row)}".casefold()


def _column(row: UILayout, text: str, units: float) -> Any:
    column = row.row()
    if units:
        column.ui_units_x = units
    column.label(text=text)
