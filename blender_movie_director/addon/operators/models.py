"""The list of models to choose from, with what each can do and costs."""

from typing import TYPE_CHECKING, Any, cast

import bpy
from bpy.props import CollectionProperty, EnumProperty, IntProperty, PointerProperty, StringProperty
from bpy.types import Operator, PropertyGroup, UIList

from .. import engine, preference_groups, preferences, properties, views

if TYPE_CHECKING:
    from bpy.stub_internal.rna_enums import OperatorReturnItems
    from bpy.types import Context, Event, UILayout

_WIDTH = 640


class DirectorModelRow(PropertyGroup):
    """Its name is the model's; all else is looked up by it."""


def _took_row(group: "DirectorModels", _context: "Context") -> None:
    if 0 <= group.active < len(group.rows):
        group.chosen = group.rows[group.active].name


class DirectorModels(PropertyGroup):
    """What the list holds while it is open."""

    if TYPE_CHECKING:
        rows: Any
        active: int
        search: str
        chosen: str
    else:
        rows: CollectionProperty(type=DirectorModelRow)
        active: IntProperty(update=_took_row)
        search: StringProperty(
            name="Search", description="Parts of a name or of what it can do, such as: claude images",
            options={"TEXTEDIT_UPDATE"},
        )  # fmt: skip
        chosen: StringProperty(
            name="Name",
            description="As provider/model. Any name may be typed",
            search=preference_groups.suggest_models,
            search_options={"SUGGESTION"},
        )


class DIRECTOR_UL_models(UIList):
    bl_idname = "DIRECTOR_UL_models"

    def draw_item(
        self, _context: "Context", layout: "UILayout", _data: Any, item: Any, _icon: Any, _active: Any, _property: Any,
        _index: int = 0, _flag: int = 0,
    ) -> None:  # fmt: skip
        from ..panels.model_list import draw_model

        draw_model(layout, item.name)

    def draw_filter(self, _context: "Context", layout: "UILayout") -> None:
        layout.label(text="First those that can be asked at once")

    def filter_items(self, _context: "Context", data: Any, _property: str) -> Any:
        from ..panels.model_list import fitting

        if not data.search.strip():
            return [], []
        return [self.bitflag_filter_item if fits else 0 for fits in fitting(data)], []


class DIRECTOR_OT_choose_model(Operator):
    """Choose which language model is asked, with what each can do and costs"""

    bl_idname = "movie_director.choose_model"
    bl_label = "Choose Model"
    bl_options = {"REGISTER", "INTERNAL"}

    if TYPE_CHECKING:
        model: str
        kind: str
        use_for: str
    else:
        model: StringProperty(
            name="Model", description="As provider/model. Empty means what the list shows", options={"SKIP_SAVE"}
        )
        kind: StringProperty(
            description="A kind of request, such as dialogue. Empty means all", options={"SKIP_SAVE", "HIDDEN"}
        )
        use_for: EnumProperty(
            name="Use For",
            items=[
                ("SCENE", "This Scene", "Kept in the .blend file"),
                ("ALWAYS", "Always", "Kept in the preferences, for every scene that names no other"),
                ("KIND", "This Kind of Request", "Kept in the preferences, for scenes that name no other"),
            ],
            default="SCENE",
            options={"SKIP_SAVE"},
        )

    def invoke(self, context: "Context", _event: "Event") -> "set[OperatorReturnItems]":
        from ..connection import offers
        from ..panels import model_list

        if not offers.rows and not model_list.opening(context, self.kind):
            self.report({"INFO"}, "The list of models is being put together")
            return {"FINISHED"}
        models = of_window()
        model_list.fill(models, engine.model_for(self.kind, context.scene))
        self.use_for = self._usual(context)
        # On the name that is set, so that Return alone changes nothing.
        return context.window_manager.invoke_props_dialog(self, width=_WIDTH)

    def draw(self, context: "Context") -> None:
        from ..panels.model_list import draw_dialog

        draw_dialog(self.layout, context, of_window(), self)

    def execute(self, context: "Context") -> "set[OperatorReturnItems]":
        from ..connection import offers

        model = (self.model or of_window().chosen).strip()
        if any(letter.isspace() for letter in model) or len(model) > 200:
            self.report({"WARNING"}, "A model's name has no spaces, for example anthropic/claude-sonnet-4-5")
            return {"CANCELLED"}
        scene = properties.of(context.scene)
        if self.use_for == "SCENE":
            scene.model = model
        else:
            chosen = preferences.get()
            if self.use_for == "KIND" and self.kind in preferences.KINDS:
                chosen.kind(self.kind).model = model
            else:
                chosen.model = model
            # Or what was chosen here would not be asked here.
            scene.model = ""
            preferences.changed()
        if not offers.asked():
            offers.ask()
        views.redraw()
        return {"FINISHED"}

    def _usual(self, context: "Context") -> str:
        """Where the model comes from that is asked now."""
        if properties.of(context.scene).model.strip():
            return "SCENE"
        if self.kind in preferences.KINDS and preferences.get().kind(self.kind).model.strip():
            return "KIND"
        return "ALWAYS"


def of_window() -> "DirectorModels":
    return cast("DirectorModels", bpy.context.window_manager.movie_director_models)  # type: ignore[attr-defined]


def attach() -> None:
    bpy.types.WindowManager.movie_director_models = PointerProperty(type=DirectorModels)  # type: ignore[attr-defined]


def detach() -> None:
    del bpy.types.WindowManager.movie_director_models  # type: ignore[attr-defined]


CLASSES = (DirectorModelRow, DirectorModels, DIRECTOR_UL_models, DIRECTOR_OT_choose_model)
