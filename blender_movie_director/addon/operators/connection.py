"""Which model is asked, and whether it can be."""

from __future__ import annotations

from typing import TYPE_CHECKING

import bpy
from bpy.props import StringProperty
from bpy.types import Operator

from .. import PACKAGE, preferences, properties, views

if TYPE_CHECKING:
    from bpy.stub_internal.rna_enums import OperatorReturnItems
    from bpy.types import Context, Event


class DIRECTOR_OT_choose_model(Operator):
    """Choose which language model is asked"""

    bl_idname = "movie_director.choose_model"
    bl_label = "Choose Model"
    bl_options = {"REGISTER"}

    if TYPE_CHECKING:
        model: str
        kind: str
    else:
        model: StringProperty(
            name="Model", search=preferences.suggest_models, search_options={"SUGGESTION"}, options={"SKIP_SAVE"}
        )
        kind: StringProperty(options={"SKIP_SAVE", "HIDDEN"})

    def invoke(self, context: Context, _event: Event) -> set[OperatorReturnItems]:
        self.model = properties.of(context.scene).model
        return context.window_manager.invoke_props_dialog(self)

    def execute(self, context: Context) -> set[OperatorReturnItems]:
        properties.of(context.scene).model = self.model.strip()
        views.redraw()
        return {"FINISHED"}


class DIRECTOR_OT_show_preferences(Operator):
    """Open Movie Director's preferences: keys, servers, models, budgets"""

    bl_idname = "movie_director.show_preferences"
    bl_label = "Open Preferences"
    bl_options = {"INTERNAL"}

    def execute(self, _context: Context) -> set[OperatorReturnItems]:
        if bpy.app.background:
            self.report({"WARNING"}, "There is no window in which preferences could be shown")
            return {"CANCELLED"}
        bpy.ops.preferences.addon_show(module=PACKAGE)
        return {"FINISHED"}


class DIRECTOR_OT_go_online(Operator):
    """Open Blender's preference Allow Online Access, which every extension has to keep to"""

    bl_idname = "movie_director.go_online"
    bl_label = "Online Access..."
    bl_options = {"INTERNAL"}

    def execute(self, context: Context) -> set[OperatorReturnItems]:
        if bpy.app.background:
            self.report({"WARNING"}, "There is no window in which preferences could be shown")
            return {"CANCELLED"}
        bpy.ops.screen.userpref_show()
        context.preferences.active_section = "SYSTEM"
        return {"FINISHED"}


CLASSES = (DIRECTOR_OT_choose_model, DIRECTOR_OT_show_preferences, DIRECTOR_OT_go_online)
