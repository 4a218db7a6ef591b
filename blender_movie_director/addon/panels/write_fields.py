"""The fields of the Write panel: few for each request, and the free instruction."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ..asking import wishes
from ..drawing import wrapped
from ..operators.write import DIRECTOR_OT_toggle_character
from ..script import current, following
from .instruction import draw_instruction
from .rows import NARROW, room_in

if TYPE_CHECKING:
    from bpy.types import Context, UILayout

    from ..asking.place import Cursor
    from ..asking.wishes import WritingWishes

_MOST_NAMES = 8
_HINT = "What else"


def draw_fields(layout: UILayout, context: Context, fields: WritingWishes, at: Cursor) -> None:
    column = layout.column()
    if fields.request == wishes.DIALOGUE:
        _draw_dialogue(column, context, fields, at)
    elif fields.request == wishes.DESCRIPTION:
        _draw_choice(column, context, fields, "description_mode")
        column.prop(fields, "only_seen", text="Filmable Only" if room_in(context) < NARROW else None)
    else:
        _draw_suggestions(column, context, fields)
    draw_instruction(column, fields.told(fields.request), fields.request, _HINT)


def _draw_dialogue(column: UILayout, context: Context, fields: WritingWishes, at: Cursor) -> None:
    _draw_choice(column, context, fields, "dialogue_mode")
    if fields.dialogue_mode == "new":
        _draw_line(column, context, fields, "heading")
    _draw_characters(column, context, fields, at)
    _draw_line(column, context, fields, "intention")
    _draw_line(column, context, fields, "tone")
    if fields.dialogue_mode != "rewrite":
        column.prop(fields, "length")


def _draw_suggestions(column: UILayout, context: Context, fields: WritingWishes) -> None:
    column.prop(fields, "about", text="")
    if fields.about not in ("turn", "titles"):
        _draw_choice(column, context, fields, "where")
    column.prop(fields, "count")


def _draw_choice(column: UILayout, context: Context, fields: WritingWishes, name: str) -> None:
    """Side by side where there is room, else in a menu."""
    if room_in(context) < NARROW:
        column.prop(fields, name, text="")
    else:
        column.row(align=True).prop(fields, name, expand=True)


def _draw_line(column: UILayout, context: Context, fields: WritingWishes, name: str) -> None:
    label = fields.bl_rna.properties[name].name
    if room_in(context) < NARROW:
        column.prop(fields, name, text="", placeholder=label)
        return
    split = column.split(factor=0.3)
    split.label(text=label)
    split.prop(fields, name, text="")


def _draw_characters(column: UILayout, context: Context, fields: WritingWishes, at: Cursor) -> None:
    """Those of the scene to choose from, those who are chosen, and a field for all others."""
    chosen = fields.chosen
    there = list(dict.fromkeys([*at.cast[:_MOST_NAMES], *chosen]))
    box = column.column(align=True)
    if there:
        grid = box.grid_flow(
            columns=1 if room_in(context) < NARROW else 2, even_columns=True, row_major=True, align=True
        )
        for name in there:
            grid.operator(
                DIRECTOR_OT_toggle_character.bl_idname, text=name, depress=name in chosen
            ).name = name  # fmt: skip
    box.prop(fields, "add_character", text="", placeholder="Who speaks" if not there else "Somebody else", icon="ADD")
    new = _strangers(context, chosen)
    if new:
        wrapped(column, f"New in this script: {', '.join(new)}", width=context.region.width)


def _strangers(context: Context, chosen: tuple[str, ...]) -> list[str]:
    """Who is chosen and has not spoken yet: they may, and a typing error is seen."""
    text = current.script(context) if chosen else None
    session = following.of(text) if text is not None else None
    if session is None or session.breakdown is None:
        return []
    from ...screenplay.facts.names import fold

    known = {fold(person.name) for person in session.breakdown.cast}
    return [name for name in chosen if fold(name) not in known]
