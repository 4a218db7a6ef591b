"""Keys, servers and the connection to a model; what the Connection panel and the preferences offer to do."""

from typing import TYPE_CHECKING

import bpy
from bpy.props import BoolProperty, EnumProperty, IntProperty, StringProperty
from bpy.types import Menu, Operator

from .. import PACKAGE, engine, jobs, preference_groups, preferences, properties, views

if TYPE_CHECKING:
    from bpy.stub_internal.rna_enums import OperatorReturnItems
    from bpy.types import Context

_NO_WINDOW = "There is no window in which preferences could be shown"


class _OfProvider:
    """What operators about one provider share."""

    if TYPE_CHECKING:
        provider: str
    else:
        provider: StringProperty(options={"SKIP_SAVE", "HIDDEN"})


class DIRECTOR_OT_check_connection(Operator):
    """Ask whether the provider answers and takes the key. Costs nothing: no model is asked"""

    bl_idname = "movie_director.check_connection"
    bl_label = "Test Connection"
    bl_options = {"INTERNAL"}

    if TYPE_CHECKING:
        model: str
    else:
        model: StringProperty(
            description="A model, or a provider's name and a slash. Empty means the scene's model",
            options={"SKIP_SAVE", "HIDDEN"},
        )

    def execute(self, context: "Context") -> "set[OperatorReturnItems]":
        from ..connection import lamp

        lamp.check(self.model or engine.model_for("", context.scene))
        return {"FINISHED"}


class DIRECTOR_OT_remove_key(_OfProvider, Operator):
    """Forget this key, wherever it is kept"""

    bl_idname = "movie_director.remove_key"
    bl_label = "Remove Key"
    bl_options = {"INTERNAL"}

    def execute(self, _context: "Context") -> "set[OperatorReturnItems]":
        from ..connection import key_keeping

        if preferences.place_of_key(self.provider) == "environment":
            self.report({"WARNING"}, "This key is set in the environment: take it away where Blender is started")
            return {"CANCELLED"}
        key_keeping.remove(self.provider)
        return {"FINISHED"}


class DIRECTOR_OT_look_for_keys(Operator):
    """Look again which keys there are, and where new ones can be kept"""

    bl_idname = "movie_director.look_for_keys"
    bl_label = "Look Again"
    bl_options = {"INTERNAL"}

    def execute(self, _context: "Context") -> "set[OperatorReturnItems]":
        from ..connection import key_keeping

        key_keeping.look()
        return {"FINISHED"}


class DIRECTOR_OT_find_servers(Operator):
    """Look which model servers answer on this computer: Ollama, LM Studio, llama.cpp, vLLM, a LiteLLM proxy"""

    bl_idname = "movie_director.find_servers"
    bl_label = "Find Servers on This Computer"
    bl_options = {"INTERNAL"}

    def execute(self, _context: "Context") -> "set[OperatorReturnItems]":
        from ..connection import servers

        servers.look()
        return {"FINISHED"}


class DIRECTOR_OT_use_server(_OfProvider, Operator):
    """Ask this model from now on, on this computer"""

    bl_idname = "movie_director.use_server"
    bl_label = "Use"
    bl_options = {"INTERNAL"}

    if TYPE_CHECKING:
        url: str
        model: str
    else:
        url: StringProperty(options={"SKIP_SAVE", "HIDDEN"})
        model: StringProperty(options={"SKIP_SAVE", "HIDDEN"})

    def execute(self, context: "Context") -> "set[OperatorReturnItems]":
        from ..connection import servers

        servers.use(self.provider, self.url, self.model, context.scene)
        self.report({"INFO"}, f"{self.model} is asked from now on")
        return {"FINISHED"}


class DIRECTOR_OT_use_key(_OfProvider, Operator):
    """Test the key, and ask a good model of this provider from now on"""

    bl_idname = "movie_director.use_key"
    bl_label = "Use This Key"
    bl_options = {"INTERNAL"}

    def execute(self, context: "Context") -> "set[OperatorReturnItems]":
        from ..connection import beginning

        if self.provider not in beginning.GOOD_MODELS:
            self.report({"WARNING"}, "Enter this provider's address in the preferences, then choose a model of it")
            return {"CANCELLED"}
        if not preferences.place_of_key(self.provider):
            self.report({"WARNING"}, "Paste the key into the field first")
            return {"CANCELLED"}
        beginning.use_key(self.provider, context.scene)
        return {"FINISHED"}


class DIRECTOR_OT_go_on_without(Operator):
    """Begin with no model: scenes, cast and pages need none. One can be chosen at any time"""

    bl_idname = "movie_director.go_on_without"
    bl_label = "Go On Without a Model"
    bl_options = {"INTERNAL"}

    def execute(self, _context: "Context") -> "set[OperatorReturnItems]":
        from ..connection import beginning

        beginning.go_on_without()
        return {"FINISHED"}


class DIRECTOR_OT_begin_again(Operator):
    """Show the ways to begin once more: a key, a server on this computer, or neither"""

    bl_idname = "movie_director.begin_again"
    bl_label = "Set Up Again"
    bl_options = {"INTERNAL"}

    def execute(self, _context: "Context") -> "set[OperatorReturnItems]":
        preferences.beginning_again = True
        views.redraw()
        return {"FINISHED"}


class DIRECTOR_OT_show_preferences(Operator):
    """Open Movie Director's preferences: keys, servers, models, budgets"""

    bl_idname = "movie_director.show_preferences"
    bl_label = "Preferences..."
    bl_options = {"INTERNAL"}

    def execute(self, _context: "Context") -> "set[OperatorReturnItems]":
        if not bpy.context.window_manager.windows or bpy.app.background:
            self.report({"WARNING"}, _NO_WINDOW)
            return {"CANCELLED"}
        bpy.ops.preferences.addon_show(module=PACKAGE)
        return {"FINISHED"}


class DIRECTOR_OT_go_online(Operator):
    """Open Blender's preference Allow Online Access, which every extension has to keep to"""

    bl_idname = "movie_director.go_online"
    bl_label = "Go Online..."
    bl_options = {"INTERNAL"}

    def execute(self, context: "Context") -> "set[OperatorReturnItems]":
        if not bpy.context.window_manager.windows or bpy.app.background:
            self.report({"WARNING"}, _NO_WINDOW)
            return {"CANCELLED"}
        bpy.ops.screen.userpref_show()
        context.preferences.active_section = "SYSTEM"
        return {"FINISHED"}


class DIRECTOR_OT_add_row(Operator):
    """Add a line to this list"""

    bl_idname = "movie_director.add_row"
    bl_label = "Add"
    bl_options = {"INTERNAL"}

    if TYPE_CHECKING:
        to: str
        kind: str
    else:
        to: StringProperty(default="servers", options={"SKIP_SAVE", "HIDDEN"})
        kind: EnumProperty(
            name="Kind",
            items=[(name, label, "") for name, label in preference_groups.SERVER_KINDS.items()],
            options={"SKIP_SAVE"},
        )

    def execute(self, _context: "Context") -> "set[OperatorReturnItems]":
        from ...llm import network

        chosen = preferences.get()
        if self.to == "servers":
            row = chosen.servers.add()
            row.provider, row.url = self.kind, network.USUAL_ADDRESSES.get(self.kind, "")
        else:
            chosen.limits.add()
        preferences.changed()
        return {"FINISHED"}


class DIRECTOR_OT_remove_row(Operator):
    """Take this line out of the list"""

    bl_idname = "movie_director.remove_row"
    bl_label = "Remove"
    bl_options = {"INTERNAL"}

    if TYPE_CHECKING:
        of: str
        index: int
    else:
        of: StringProperty(options={"SKIP_SAVE", "HIDDEN"})
        index: IntProperty(options={"SKIP_SAVE", "HIDDEN"})

    def execute(self, _context: "Context") -> "set[OperatorReturnItems]":
        rows = preferences.get().limits if self.of == "limits" else preferences.get().servers
        if not 0 <= self.index < len(rows):
            return {"CANCELLED"}
        rows.remove(self.index)
        preferences.changed()
        return {"FINISHED"}


class DIRECTOR_OT_cache(Operator):
    """Ask how much is kept of answers on this computer, or throw all of it away"""

    bl_idname = "movie_director.cache"
    bl_label = "Kept Answers"
    bl_options = {"INTERNAL"}

    if TYPE_CHECKING:
        action: str
    else:
        action: StringProperty(description="size or clear", default="size", options={"SKIP_SAVE", "HIDDEN"})

    def execute(self, _context: "Context") -> "set[OperatorReturnItems]":
        from .. import queries

        queries.ask("cache", "cache", {"action": self.action}, lambda _query: views.redraw())
        return {"FINISHED"}


class DIRECTOR_OT_names_from_script(Operator):
    """Take the cast of the script that is open for the names to swap"""

    bl_idname = "movie_director.names_from_script"
    bl_label = "From the Script"
    bl_options = {"INTERNAL"}

    def execute(self, _context: "Context") -> "set[OperatorReturnItems]":
        from ..connection import privacy

        added = privacy.take_names_of_open_scripts()
        if not added:
            self.report({"INFO"}, "No further name was found: open a script and its sidebar first")
        return {"FINISHED"}


class DIRECTOR_OT_answer(Operator):
    """Answer what a request asks before it goes on"""

    bl_idname = "movie_director.answer"
    bl_label = "Answer"
    bl_options = {"INTERNAL"}

    if TYPE_CHECKING:
        job: str
        yes: bool
    else:
        job: StringProperty(options={"SKIP_SAVE", "HIDDEN"})
        yes: BoolProperty(options={"SKIP_SAVE", "HIDDEN"})

    def execute(self, _context: "Context") -> "set[OperatorReturnItems]":
        job = jobs.get(self.job)
        supervisor = engine.started()
        if job is None or not job.running or job.asking is None or supervisor is None:
            return {"CANCELLED"}
        supervisor.answer(job.name, job.asking.number, self.yes)
        job.answered()
        views.redraw()
        return {"FINISHED"}


class DIRECTOR_MT_effort(Menu):
    """How long the model may think before it writes"""

    bl_idname = "DIRECTOR_MT_effort"
    bl_label = "Effort"

    def draw(self, context: "Context") -> None:
        from ..connection import offers

        settings = properties.of(context.scene)
        for level in ("DEFAULT", *offers.taken_by(engine.model_for("", context.scene)).efforts):
            self.layout.prop_enum(settings, "reasoning_effort", level)


CLASSES = (
    DIRECTOR_OT_check_connection,
    DIRECTOR_OT_remove_key,
    DIRECTOR_OT_look_for_keys,
    DIRECTOR_OT_find_servers,
    DIRECTOR_OT_use_server,
    DIRECTOR_OT_use_key,
    DIRECTOR_OT_go_on_without,
    DIRECTOR_OT_begin_again,
    DIRECTOR_OT_show_preferences,
    DIRECTOR_OT_go_online,
    DIRECTOR_OT_add_row,
    DIRECTOR_OT_remove_row,
    DIRECTOR_OT_cache,
    DIRECTOR_OT_names_from_script,
    DIRECTOR_OT_answer,
    DIRECTOR_MT_effort,
)
