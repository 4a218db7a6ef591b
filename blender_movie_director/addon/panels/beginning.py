"""Sidebar > Movie > Get Started: three ways to a model, until one was chosen."""

from __future__ import annotations

from typing import TYPE_CHECKING

import bpy

from .. import preferences
from ..connection import beginning, key_keeping, lamp
from ..drawing import BOX, wrapped
from ..operators.connection import DIRECTOR_OT_go_on_without, DIRECTOR_OT_go_online, DIRECTOR_OT_use_key
from .connection import draw_servers, draw_trouble

if TYPE_CHECKING:
    from bpy.types import Context, UILayout


def draw_beginning(layout: UILayout, context: Context) -> None:
    width = context.region.width
    wrapped(layout, "Which language model is to write with you? There are three ways.", width=width)
    _draw_key(layout.box(), context)
    box = layout.box()
    wrapped(box, "2. A model on this computer", width=width - BOX)
    draw_servers(box, context)
    box = layout.box()
    wrapped(box, "3. No model at all", width=width - BOX)
    wrapped(box, "Scenes, cast and pages need none. A stand-in shows where a model would write.", width=width - BOX)
    box.operator(DIRECTOR_OT_go_on_without.bl_idname, text="Go On Without")


def _draw_key(layout: UILayout, context: Context) -> None:
    width = context.region.width - BOX
    wrapped(layout, "1. A provider's key", width=width)
    if not bpy.app.online_access:
        wrapped(layout, "Blender is offline: providers cannot be asked.", width=width, icon="ERROR")
        layout.operator(DIRECTOR_OT_go_online.bl_idname, icon="PREFERENCES")
    chosen = preferences.get()
    at_hand = beginning.keys_at_hand()
    for provider in at_hand:
        if provider != chosen.new_provider:
            _draw_use(layout, provider, f"Use {preferences.PROVIDERS[provider]}")
            wrapped(layout, _where(provider), width=width)
            _draw_refusal(layout, provider, width)
    provider = chosen.new_provider
    column = layout.column(align=True)
    column.prop(chosen, "new_provider", text="")
    if provider not in beginning.GOOD_MODELS:
        wrapped(layout, "This one needs an address too: enter both in the preferences.", width=width, icon="INFO")
        return
    row = column.row(align=True)
    row.prop(chosen, f"key_{provider}", text="", placeholder="Paste your key")
    row.operator("wm.url_open", text="", icon="URL").url = beginning.PAGES[provider]
    _draw_use(layout, provider, "Use This Key")
    if provider in at_hand:
        wrapped(layout, _where(provider), width=width)
    trouble = key_keeping.troubles.get(provider)
    if trouble is not None:
        wrapped(layout, " ".join(trouble), width=width, icon="INFO")
    _draw_refusal(layout, provider, width)


def _draw_refusal(layout: UILayout, provider: str, width: int) -> None:
    refused = beginning.refused(provider)
    if refused is not None:
        draw_trouble(layout, refused.says, refused.remedy, width=width)


def _draw_use(layout: UILayout, provider: str, text: str) -> None:
    model = beginning.GOOD_MODELS[provider][0]
    waiting = lamp.checking(model)
    row = layout.row()
    row.scale_y = 1.2
    row.enabled = bpy.app.online_access and bool(preferences.place_of_key(provider)) and not waiting
    row.operator(DIRECTOR_OT_use_key.bl_idname, text="Testing..." if waiting else text).provider = provider


def _where(provider: str) -> str:
    variable = beginning.variable_of(provider)
    if preferences.place_of_key(provider) == "environment":
        return f"Its key is set in the environment ({variable})."
    return "Its key is kept on this computer."
