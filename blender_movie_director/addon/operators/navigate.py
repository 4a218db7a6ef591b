"""Getting about in a script by its lists."""

from typing import TYPE_CHECKING

from bpy.props import StringProperty
from bpy.types import Operator

from ..script import lists

if TYPE_CHECKING:
    from bpy.stub_internal.rna_enums import OperatorReturnItems
    from bpy.types import Context


class DIRECTOR_OT_show_only(Operator):
    """Show only the scenes in which this character speaks, or all again"""

    bl_idname = "movie_director.show_only"
    bl_label = "Show Only Their Scenes"
    bl_options = {"INTERNAL"}

    if TYPE_CHECKING:
        script: str
        person: str
    else:
        script: StringProperty(options={"SKIP_SAVE", "HIDDEN"})
        person: StringProperty(options={"SKIP_SAVE", "HIDDEN"})

    def execute(self, context: "Context") -> "set[OperatorReturnItems]":
        shown = lists.of(int(self.script))
        if shown is None:
            return {"CANCELLED"}
        shown.only = self.person
        if context.area is not None:
            context.area.tag_redraw()
        return {"FINISHED"}


CLASSES = (DIRECTOR_OT_show_only,)
