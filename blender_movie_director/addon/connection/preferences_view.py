"""The preferences as they are drawn: what one begins with first, the rest in parts that are closed until wanted."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, Any

from ...llm import keys
from .. import compat, preferences, queries
from ..drawing import wrapped
from ..operators.connection import (
    DIRECTOR_OT_add_row,
    DIRECTOR_OT_begin_again,
    DIRECTOR_OT_cache,
    DIRECTOR_OT_check_connection,
    DIRECTOR_OT_look_for_keys,
    DIRECTOR_OT_names_from_script,
    DIRECTOR_OT_remove_key,
    DIRECTOR_OT_remove_row,
)
from ..preferences import KINDS, PROVIDERS
from . import key_keeping, lamp, plain_settings

if TYPE_CHECKING:
    from collections.abc import Callable

    from bpy.types import Context, UILayout

    from ..preferences import DirectorPreferences

_PLACES = {"session": "session", "keyring": "keyring", "environment": "variable", "file": "file"}
_SENT = (
    "Sent to the model that you chose, and to nobody else: the scenes that a request is about, what you typed, and our "
    "instructions (shown on demand before each request). Nothing is sent until you ask for something. No telemetry."
)


def draw_preferences(layout: UILayout, context: Context, chosen: DirectorPreferences) -> None:
    layout.use_property_split = True
    layout.use_property_decorate = False
    width = context.region.width
    wrong = plain_settings.wrong(chosen)
    if wrong is not None:
        box = layout.box()
        wrapped(box, wrong[0], width=width, icon="ERROR")
        wrapped(box, f"{wrong[1]} Until then no request is sent.", width=width)
    parts: tuple[tuple[str, str, bool, Callable[[UILayout, DirectorPreferences, int], None]], ...] = (
        ("keys", "API Keys", False, _draw_keys),
        ("models", "Models", False, _draw_models),
        ("servers", "Servers", True, _draw_servers),
        ("budgets", "Budgets", True, _draw_budgets),
        ("limits", "Rate Limits", True, _draw_limits),
        ("cache", "Kept Answers", True, _draw_cache),
        ("privacy", "Privacy", True, _draw_privacy),
        ("timeouts", "Timeouts", True, _draw_timeouts),
    )
    for name, label, closed, draw in parts:
        panel: Any = layout.panel(
            f"movie_director_{name}", default_closed=closed
        )  # the stubs do not say what comes back
        header, body = panel
        header.label(text=label)
        if body is not None:
            draw(body, chosen, width)
    layout.separator()
    layout.prop(chosen, "worker_host")
    layout.operator(DIRECTOR_OT_begin_again.bl_idname)


def _draw_keys(layout: UILayout, chosen: DirectorPreferences, width: int) -> None:
    layout.prop(chosen, "key_place")
    place = key_keeping.place(chosen.key_place.lower())
    if place is not None:
        wrapped(layout, place["why"], width=width, icon="INFO" if place["usable"] else "ERROR")
    else:
        compat.soon(_look_once)
    problem = key_keeping.told.get("file_problem") or " ".join(key_keeping.troubles.get("", ()))
    if problem:
        wrapped(layout, problem, width=width, icon="ERROR")
    for provider, label in PROVIDERS.items():
        _draw_key(layout, provider, label, width)
    layout.operator(DIRECTOR_OT_look_for_keys.bl_idname, icon="FILE_REFRESH")


def _draw_key(layout: UILayout, provider: str, label: str, width: int) -> None:
    kept = preferences.place_of_key(provider)
    row = layout.row(align=True)
    placeholder = next((name for name in keys.variables_of(provider) if os.environ.get(name, "").strip()), "")
    row.prop(preferences.get(), f"key_{provider}", text=label, placeholder=placeholder)
    side = row.row(align=True)
    side.ui_units_x = 11
    side.enabled = bool(kept)
    where = side.row(align=True)
    where.ui_units_x = 4.5
    where.label(text="moving..." if key_keeping.looking(provider) else _PLACES.get(kept, ""))
    model = f"{provider}/"
    testing = lamp.checking(model)
    test = side.operator(DIRECTOR_OT_check_connection.bl_idname, text="Testing..." if testing else "Test")
    test.model = model
    side.operator(DIRECTOR_OT_remove_key.bl_idname, text="", icon="TRASH").provider = provider
    trouble = key_keeping.troubles.get(provider)
    if trouble is not None:
        wrapped(layout, " ".join(trouble), width=width, icon="ERROR")
    checked = lamp.checked(provider)
    if checked is not None and not testing:
        colour = 4 if checked.light == lamp.ON else 1 if checked.light == lamp.TROUBLE else 2
        wrapped(layout, f"{checked.says} {checked.remedy}", width=width, icon=compat.lamp_icon(colour))


def _look_once() -> None:
    if not key_keeping.looked():
        key_keeping.look()


def _draw_models(layout: UILayout, chosen: DirectorPreferences, width: int) -> None:
    layout.prop(chosen, "model")
    layout.prop(chosen, "fallbacks", placeholder="none")
    wrapped(layout, "For one kind of request, where it is to be another:", width=width)
    for name, label in KINDS.items():
        kind = chosen.kind(name)
        column = layout.column(align=True)
        column.prop(kind, "model", text=label, placeholder=chosen.model)
        if kind.model.strip() or kind.fallbacks.strip():
            column.prop(kind, "fallbacks", placeholder=chosen.fallbacks or "none")


def _draw_servers(layout: UILayout, chosen: DirectorPreferences, width: int) -> None:
    wrapped(
        layout,
        "Where a provider is reached, when not at its usual address. Ollama, LM Studio, llama.cpp, vLLM and a LiteLLM "
        "proxy on this computer need no line here.",
        width=width,
    )
    for index, server in enumerate(chosen.servers):
        row = _line(layout)
        provider = row.row()
        provider.ui_units_x = 7
        provider.prop(server, "provider", text="", placeholder="provider")
        row.prop(server, "url", text="", placeholder="http://127.0.0.1:4000")
        test = row.row(align=True)
        test.ui_units_x = 3
        test.operator(DIRECTOR_OT_check_connection.bl_idname, text="Test").model = f"{server.provider.strip()}/"
        _draw_remove(row, "servers", index)
        checked = lamp.checked(server.provider.strip().lower())
        if checked is not None:
            wrapped(layout, f"{checked.says} {checked.remedy}", width=width)
    layout.operator_menu_enum(DIRECTOR_OT_add_row.bl_idname, "kind", text="Add Server")


def _draw_budgets(layout: UILayout, chosen: DirectorPreferences, width: int) -> None:
    for name, label in (("request", "Each Request"), ("project", "Each Script"), ("month", "Each Month")):
        budget = getattr(chosen, f"{name}_budget")
        row = layout.row(align=True)
        row.prop(budget, "dollars", text=label)
        then = row.row(align=True)
        then.enabled = budget.dollars > 0
        then.prop(budget, "when_reached", text="")
    wrapped(
        layout,
        "US dollars; 0 is no bound. What a model costs that has no known price is not counted, and said to be unknown.",
        width=width,
    )


def _draw_limits(layout: UILayout, chosen: DirectorPreferences, width: int) -> None:
    wrapped(layout, "In a minute, for a provider (openai) or one model (openai/gpt-5). 0 is no limit.", width=width)
    if chosen.limits:
        titles = _line(layout)
        titles.active = False
        for title in ("For", "Requests", "Tokens", "At once"):
            titles.label(text=title)
    for index, limit in enumerate(chosen.limits):
        row = _line(layout)
        row.prop(limit, "of", text="", placeholder="openai")
        for name in ("requests", "tokens", "parallel"):
            row.prop(limit, name, text="")
        _draw_remove(row, "limits", index)
    layout.operator(DIRECTOR_OT_add_row.bl_idname, text="Add Limit").to = "limits"


def _draw_cache(layout: UILayout, chosen: DirectorPreferences, width: int) -> None:
    layout.prop(chosen, "use_cache")
    column = layout.column(align=True)
    column.enabled = chosen.use_cache
    column.prop(chosen, "cache_megabytes")
    column.prop(chosen, "cache_days")
    query = queries.of("cache")
    if query is not None and query.ended and query.trouble is not None:
        wrapped(layout, " ".join(query.trouble), width=width, icon="ERROR")
    elif query is not None and "cache" in query.parts:
        kept = query.parts["cache"]
        wrapped(layout, f"{kept['answers']:,} answers are kept, {kept['bytes'] / 1e6:.1f} MB.", width=width)
    row = layout.row(align=True)
    row.operator(DIRECTOR_OT_cache.bl_idname, text="How Much Is Kept").action = "size"
    row.operator(DIRECTOR_OT_cache.bl_idname, text="Clear", icon="TRASH").action = "clear"


def _draw_privacy(layout: UILayout, chosen: DirectorPreferences, width: int) -> None:
    wrapped(layout, _SENT, width=width)
    layout.prop(chosen, "log_requests")
    column = layout.column()
    column.enabled = chosen.log_requests
    column.prop(chosen, "anonymise_log")
    names = column.row(align=True)
    names.enabled = chosen.anonymise_log
    names.prop(chosen, "anonymise_names", placeholder="Idris, Nesta")
    names.operator(DIRECTOR_OT_names_from_script.bl_idname)


def _draw_timeouts(layout: UILayout, chosen: DirectorPreferences, width: int) -> None:
    wrapped(layout, "Seconds.", width=width)
    column = layout.column(align=True)
    for name in ("connect", "first_word", "silence", "total"):
        column.prop(chosen, name)
    wrapped(layout, "For one kind of request, where they are to be others (0: as above):", width=width)
    titles = _line(layout)
    titles.active = False
    for title in ("", "First word", "Silence", "Whole answer"):
        titles.label(text=title)
    for name, label in KINDS.items():
        row = _line(layout)
        row.label(text=label)
        for field in ("first_word", "silence", "total"):
            row.prop(chosen.kind(name), field, text="")


def _line(layout: UILayout) -> UILayout:
    row = layout.row(align=True)
    row.use_property_split = False
    return row


def _draw_remove(row: UILayout, of: str, index: int) -> None:
    button = row.operator(DIRECTOR_OT_remove_row.bl_idname, text="", icon="X")
    button.of, button.index = of, index
