"""The field for words of one's own, the same in each panel that has one: with room for several lines where this Blender
has such a field, else of one line, with a button that opens a text for them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from .. import compat
from ..operators.write import DIRECTOR_OT_write_instruction

if TYPE_CHECKING:
    from bpy.types import UILayout

    from ..asking.wishes import Instruction


def draw_instruction(layout: UILayout, field: Instruction, request: str, hint: str) -> None:
    if field.text is not None:
        row = layout.row(align=True)
        row.prop(field.group, field.in_text, text="")
        row.operator(DIRECTOR_OT_write_instruction.bl_idname, text="", icon="GREASEPENCIL").request = request
        return
    if compat.textbox(layout, field.group, field.in_field, hint):
        return
    row = layout.row(align=True)
    row.prop(field.group, field.in_field, text="", placeholder=hint)
    row.operator(DIRECTOR_OT_write_instruction.bl_idname, text="", icon="TEXT").request = request
