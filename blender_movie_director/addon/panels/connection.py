"""Sidebar > Movie > Connection: the model, whether it answers, what it is told, and the servers of this computer."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from ...llm import network
from ...llm.stand_ins import STAND_IN
from .. import compat, engine, properties
from ..connection import lamp, offers, servers, standing
from ..drawing import BOX, wrapped
from ..operators.connection import (
    DIRECTOR_MT_effort,
    DIRECTOR_OT_begin_again,
    DIRECTOR_OT_check_connection,
    DIRECTOR_OT_find_servers,
    DIRECTOR_OT_show_preferences,
    DIRECTOR_OT_use_server,
)
from ..operators.models import DIRECTOR_OT_choose_model
from ..properties import EFFORTS
from .model_row import draw_hindrance
from .rows import NARROW, room_in

if TYPE_CHECKING:
    from bpy.types import Context, UILayout

    from ..connection.lamp import Lamp

_COLOURS = {lamp.OFF: 9, lamp.ON: 4, lamp.WAITING: 3, lamp.DOUBT: 2, lamp.TROUBLE: 1}


def draw_connection_header(layout: UILayout, context: Context) -> None:
    """The lamp can be seen while the panel is closed."""
    layout.label(text="Connection", icon=_icon(lamp.of(engine.model_for("", context.scene))))


def draw_connection(layout: UILayout, context: Context) -> None:
    settings = properties.of(context.scene)
    model = engine.model_for("", context.scene)
    row = layout.row(align=True)
    row.prop(settings, "model", text="", placeholder="no model yet" if model == STAND_IN else model)
    row.operator(DIRECTOR_OT_choose_model.bl_idname, text="", icon="DOWNARROW_HLT")
    _draw_known(layout, context, model)
    _draw_lamp(layout, context, model)
    _draw_settings(layout, context, model)
    draw_servers(layout, context)
    row = layout.row(align=True) if room_in(context) >= NARROW else layout.column(align=True)
    row.operator(DIRECTOR_OT_show_preferences.bl_idname, icon="PREFERENCES")
    row.operator(DIRECTOR_OT_begin_again.bl_idname)


def draw_servers(layout: UILayout, context: Context) -> None:
    """The button that looks for servers on this computer, and those that it found."""
    width = context.region.width
    row = layout.row()
    row.enabled = not servers.looking()
    wide = room_in(context) >= NARROW
    text = "Looking..." if servers.looking() else "Find Servers on This Computer" if wide else "Find Servers"
    row.operator(DIRECTOR_OT_find_servers.bl_idname, text=text, icon="VIEWZOOM")
    trouble = servers.trouble()
    if trouble is not None:
        draw_trouble(layout, *trouble, width=width)
    found = servers.found()
    if found is None:
        return
    if not found:
        wrapped(
            layout,
            "None answers. Start Ollama, LM Studio, llama.cpp, vLLM or a LiteLLM proxy, then look again.",
            width=width,
            icon="INFO",
        )
    for server in found:
        _draw_server(layout.box(), server, width - BOX)


def draw_trouble(layout: UILayout, what: str, remedy: str, *, width: int) -> None:
    box = layout.box()
    wrapped(box, what, width=width - BOX, icon="ERROR")
    if remedy:
        wrapped(box, remedy, width=width - BOX)


def _draw_server(layout: UILayout, server: dict[str, Any], width: int) -> None:
    wrapped(layout, f"{server['name']}, {_place_of(server['url'])}", width=width)
    models = server["models"]
    if not models:
        wrapped(layout, "It names no model: start one there, or give it its key in the preferences.", width=width)
        return
    column = layout.column(align=True)
    for model in models[: servers.MOST_SHOWN]:
        button = column.operator(DIRECTOR_OT_use_server.bl_idname, text=f"Use {model.partition('/')[2]}")
        button.provider, button.url, button.model = server["provider"], server["url"], model
    if len(models) > servers.MOST_SHOWN:
        wrapped(layout, f"and {len(models) - servers.MOST_SHOWN} more in the list of models", width=width)


def _place_of(url: str) -> str:
    """Short: on this computer its port tells a server from the others."""
    if not network.is_loopback_url(url):
        return url.partition("://")[2]
    return f"port {url.rpartition(':')[2].partition('/')[0]}"


def _draw_known(layout: UILayout, context: Context, model: str) -> None:
    """What the model can do and costs, once that was asked for."""
    if not offers.rows and model != STAND_IN:
        compat.soon(offers.ask_once)
    row = offers.rows.get(model)
    if row is None:
        return
    window = f"{offers.window(row)} tokens" if row["window"] else ""
    price = offers.price(row) + (" a million" if "$" in offers.price(row) else "")
    said = [part for part in (window, price, offers.abilities(row)) if part]
    wrapped(layout, ", ".join(said), width=context.region.width)


def _draw_lamp(layout: UILayout, context: Context, model: str) -> None:
    width = context.region.width
    shown = lamp.of(model)
    hindrance = standing.hindrance(model)
    if hindrance is not None and model != STAND_IN:
        draw_hindrance(layout, context, hindrance)
        return
    if shown.light == lamp.TROUBLE:
        draw_trouble(layout, shown.says, shown.remedy, width=width)
    else:
        wrapped(layout, f"{shown.says} {shown.remedy}".strip(), width=width, icon=_icon(shown))
    if model != STAND_IN:
        row = layout.row()
        row.enabled = shown.light != lamp.WAITING
        row.operator(DIRECTOR_OT_check_connection.bl_idname, icon="FILE_REFRESH")


def _draw_settings(layout: UILayout, context: Context, model: str) -> None:
    """Those alone that the model takes, as far as is known."""
    settings = properties.of(context.scene)
    taken = offers.taken_by(model)
    column = layout.column()
    column.prop(settings, "enable_streaming")
    if taken.temperature:
        column.prop(settings, "set_temperature", text="Temperature")
        if settings.set_temperature:
            column.prop(settings, "temperature", text="", slider=True)
    if taken.known and taken.efforts:
        chosen = settings.reasoning_effort
        text = EFFORTS[chosen] if chosen in taken.efforts else "Default"
        column.menu(DIRECTOR_MT_effort.bl_idname, text=f"Effort: {text}")
    if model != STAND_IN:
        column.prop(settings, "max_tokens")


def _icon(shown: Lamp) -> Any:
    return compat.lamp_icon(_COLOURS[shown.light])
