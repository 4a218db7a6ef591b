"""Which model a request will be sent to, in one line for the panels that ask: with a button that chooses another, and
where it cannot work the reason and the way out."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ...llm.stand_ins import STAND_IN
from .. import engine
from ..connection import standing
from ..drawing import wrapped
from ..operators.connection import DIRECTOR_OT_go_online, DIRECTOR_OT_show_preferences
from ..operators.models import DIRECTOR_OT_choose_model
from .rows import NARROW, room_in

if TYPE_CHECKING:
    from bpy.types import Context, UILayout

    from ..connection.standing import Hindrance


def draw_model_row(layout: UILayout, context: Context, kind: str) -> None:
    """`kind` is one of `preferences.KINDS`."""
    model = engine.model_for(kind, context.scene)
    column = layout.column(align=True)
    nothing = "Choose a Model" if room_in(context) >= NARROW else "Model..."
    text = nothing if model == STAND_IN else model.partition("/")[2] or model
    column.operator(DIRECTOR_OT_choose_model.bl_idname, text=text, icon="DOWNARROW_HLT").kind = kind
    found = standing.hindrance(model)
    if found is not None:
        draw_hindrance(layout, context, found)


def draw_hindrance(layout: UILayout, context: Context, found: Hindrance) -> None:
    """The remedy for having no model is the button that stands above."""
    wrapped(layout, found.what, width=context.region.width, icon="INFO" if found.remedy == "model" else "ERROR")
    if found.remedy == "key":
        layout.operator(DIRECTOR_OT_show_preferences.bl_idname, text="Add Key...", icon="PREFERENCES")
    elif found.remedy == "online":
        layout.operator(DIRECTOR_OT_go_online.bl_idname, icon="PREFERENCES")
