"""What is to be read, by which model, with which words of one's own; and what that would cost."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ...llm.backends import needs_network
from .. import spending
from ..analysis import asking, scopes, settings, watching
from ..connection import standing
from ..drawing import BOX, counted, wrapped
from ..operators.analyze import DIRECTOR_OT_add_scene_to_scope, DIRECTOR_OT_analyze
from ..operators.results import DIRECTOR_OT_show_analysis_sent
from .instruction import draw_instruction
from .model_row import draw_model_row
from .rows import NARROW, room_in

if TYPE_CHECKING:
    from typing import Any

    from bpy.types import Context, Text, UILayout

    from ..analysis.scopes import Meant
    from ..analysis.settings import DirectorAnalysisSettings
    from ..analysis.watching import Estimate
    from ..script.session import Session

_LABELS = {"WHOLE": "Analyze Script", "SCENES": "Analyze Scenes", "SELECTION": "Analyze Selection"}


def draw_form(layout: UILayout, context: Context, script: Text, session: Session | None) -> None:
    width = context.region.width
    chosen = settings.of(context.scene)
    meant = scopes.meant(chosen.scope, chosen.scenes, script, session)
    asked = asking.payload(context.scene, meant.scope, settings.told(context.scene).words)
    hindered = standing.hindrance(asked["model"]) is not None and needs_network(asked["model"])
    empty = session is not None and session.settled and session.breakdown is None
    _draw_scope(layout, context, chosen, meant)
    hint = "Anything to look at in particular" if room_in(context) >= NARROW else "Instruction"
    draw_instruction(layout, settings.told(context.scene), asking.KIND, hint)
    draw_model_row(layout, context, asking.KIND)
    if not (meant.trouble or empty or hindered) and needs_network(asked["model"]):
        _draw_estimate(layout, watching.estimate(script, asked), chosen, width)
    if not (meant.trouble or empty):  # also before there is a key: who is careful looks first
        layout.operator(DIRECTOR_OT_show_analysis_sent.bl_idname, icon="HIDE_OFF")
    if empty:
        wrapped(layout, "There is nothing to analyze yet: write a scene first.", width=width, icon="INFO")
    text = _LABELS[chosen.scope] if room_in(context) >= NARROW else "Analyze"
    row = layout.row()
    row.scale_y = 1.4
    row.enabled = not (meant.trouble or empty or hindered)
    row.operator(DIRECTOR_OT_analyze.bl_idname, text=text, icon="VIEWZOOM").text = script.name


def _draw_scope(layout: UILayout, context: Context, chosen: DirectorAnalysisSettings, meant: Meant) -> None:
    column = layout.column(align=True)
    if room_in(context) >= NARROW:
        column.row(align=True).prop(chosen, "scope", expand=True)
    else:
        column.prop(chosen, "scope", text="")
    if chosen.scope == "SCENES":
        row = column.row(align=True)
        row.prop(chosen, "scenes", text="", placeholder="3, 5-8")
        row.operator(DIRECTOR_OT_add_scene_to_scope.bl_idname, text="", icon="ADD")
    if meant.trouble:
        wrapped(layout, meant.trouble, width=context.region.width, icon="ERROR")
    elif meant.said:
        wrapped(layout, meant.said, width=context.region.width)


def _draw_estimate(layout: UILayout, estimate: Estimate, chosen: DirectorAnalysisSettings, width: int) -> None:
    if estimate.trouble is not None:
        box = layout.box()
        wrapped(box, estimate.trouble[0], width=width - BOX, icon="ERROR")
        wrapped(box, estimate.trouble[1], width=width - BOX)
        return
    found = estimate.found
    if found is None:
        wrapped(layout, "Estimating...", width=width, icon="TIME")
        return
    column = layout.column()
    column.active = estimate.current
    wrapped(column, _told(found), width=width)
    if found["kept"] or chosen.afresh:
        column.prop(chosen, "afresh")


def _told(found: dict[str, Any]) -> str:
    """Requests, tokens, money, and what need not be asked."""
    sentences = []
    calls = len(found["calls"])
    if calls:
        sentences.append(f"{spending.about(found, requests=calls)}.")
    else:
        sentences.append("Nothing to ask: all of it was read before.")
    if found["kept"]:
        sentences.append(f"{counted(found['kept'], 'scene')} kept from before.")
    return " ".join(sentences)
