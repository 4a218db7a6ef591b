"""Scripts in from files and out to files."""

from pathlib import Path
from typing import TYPE_CHECKING, Any

import bpy
from bpy.props import BoolProperty, EnumProperty, StringProperty
from bpy.types import FileHandler, Operator

from .. import SIDEBARS, views
from ..faults import sentences
from ..files import formats, imports
from ..script import current
from .conversions import follow

if TYPE_CHECKING:
    from bpy.stub_internal.rna_enums import OperatorReturnItems
    from bpy.types import Context, Event


class DIRECTOR_OT_import_script(Operator):
    """Bring a screenplay in as a new text: Fountain, Final Draft, PDF, Fade In, Celtx or plain text"""

    bl_idname = "movie_director.import_script"
    bl_label = "Import Script"
    bl_options = {"REGISTER"}  # the undo step is pushed when the text is there, which may be later

    if TYPE_CHECKING:
        filepath: str
        filter_glob: str
    else:
        filepath: StringProperty(subtype="FILE_PATH", options={"SKIP_SAVE", "HIDDEN"})
        filter_glob: StringProperty(default=formats.glob(formats.IMPORTED), options={"HIDDEN"})

    def invoke(self, context: "Context", _event: "Event") -> "set[OperatorReturnItems]":
        if self.filepath:
            return self.execute(context)  # dropped onto an editor
        context.window_manager.fileselect_add(self)
        return {"RUNNING_MODAL"}

    def execute(self, _context: "Context") -> "set[OperatorReturnItems]":
        path = Path(bpy.path.abspath(self.filepath))
        if not imports.is_quick(path):
            return follow(self, imports.bring_in_later(path))
        try:
            text = imports.bring_in(path)
        except Exception as error:  # noqa: BLE001 - see faults.py
            self.report({"ERROR"}, " ".join(sentences(error, f"reading {path.name}")))
            return {"CANCELLED"}
        self.report({"INFO"}, imports.outcome(path, text))
        return {"FINISHED"}


class DIRECTOR_OT_export_script(Operator):
    """Write the screenplay to a file: Fountain, Final Draft, PDF, a web page, tables or a timeline"""

    bl_idname = "movie_director.export_script"
    bl_label = "Export Script"
    bl_options = {"REGISTER"}

    if TYPE_CHECKING:
        filepath: str
        filter_glob: str
        check_existing: bool
        format: str
        paper: str
        scene_numbers: bool
        text: str
    else:
        filepath: StringProperty(subtype="FILE_PATH", options={"SKIP_SAVE", "HIDDEN"})
        filter_glob: StringProperty(
            default=formats.glob(tuple(kind[3] for kind in formats.EXPORTED)), options={"HIDDEN"}
        )
        check_existing: BoolProperty(default=True, options={"HIDDEN"})
        format: EnumProperty(
            name="Format", description="What kind of file to write", items=[kind[:3] for kind in formats.EXPORTED]
        )
        paper: EnumProperty(
            name="Paper",
            description="Size of a printed page",
            items=[("letter", "US Letter", "8.5 by 11 inches"), ("a4", "A4", "210 by 297 millimetres")],
        )
        scene_numbers: BoolProperty(
            name="Scene Numbers", description="Print the script's scene numbers in both margins", default=True
        )
        text: StringProperty(
            name="Text",
            description="Name of the text that holds the script. Empty means the one in the editor",
            options={"SKIP_SAVE", "HIDDEN"},
        )

    def invoke(self, context: "Context", _event: "Event") -> "set[OperatorReturnItems]":
        from ..files import exports

        script = self._script(context)
        if script is None:
            return self._nothing_to_write()
        self.filepath = str(exports.suggested_path(script, formats.suffix_of(self.format)))
        self.paper = exports.paper_of(script) or self.paper
        context.window_manager.fileselect_add(self)
        return {"RUNNING_MODAL"}

    def check(self, _context: "Context") -> bool:
        """Called by the file selector after each change: the name ends as the format wants it."""
        from ..files import saving

        return saving.end_with(self, formats.suffix_of(self.format), {kind[3] for kind in formats.EXPORTED})

    def draw(self, _context: "Context") -> None:
        column = self.layout.column()
        column.props_enum(self, "format")
        if self.format == "PDF":
            column.separator()
            column.prop(self, "paper", text="")
            column.prop(self, "scene_numbers")

    def execute(self, context: "Context") -> "set[OperatorReturnItems]":
        from ..files import exports, saving

        script = self._script(context)
        if script is None:
            return self._nothing_to_write()
        path = Path(bpy.path.abspath(self.filepath))
        if saving.is_in_the_way(self, path, exports.in_the_way(path)):
            return {"CANCELLED"}
        options = {
            "paper": self.paper,
            "scene_numbers": self.scene_numbers,
            "fps": context.scene.render.fps / context.scene.render.fps_base,
        }
        if not exports.is_quick(script, path):
            return follow(self, exports.write_out_later(script, path, options))
        try:
            outcome = exports.write_out(script, path, options)
        except Exception as error:  # noqa: BLE001 - see faults.py
            self.report({"ERROR"}, " ".join(sentences(error, f"writing {path.name}")))
            return {"CANCELLED"}
        self.report({"INFO"}, outcome)
        return {"FINISHED"}

    def _script(self, context: "Context") -> bpy.types.Text | None:
        return bpy.data.texts.get(self.text) if self.text else current.script(context)

    def _nothing_to_write(self) -> "set[OperatorReturnItems]":
        self.report({"WARNING"}, "Choose the text that holds your script, then export it")
        return {"CANCELLED"}


class DIRECTOR_OT_dismiss_notes(Operator):
    """Hide what was noticed when this script was imported"""

    bl_idname = "movie_director.dismiss_notes"
    bl_label = "Understood"
    bl_options = {"INTERNAL"}

    def execute(self, context: "Context") -> "set[OperatorReturnItems]":
        text = current.script(context)
        if text is None:
            return {"CANCELLED"}
        imports.dismiss_notes(text)
        views.redraw()
        return {"FINISHED"}


class DIRECTOR_FH_script(FileHandler):
    """Screenplays dropped onto the editors that show them."""

    bl_idname = "DIRECTOR_FH_script"
    bl_label = "Screenplay"
    bl_import_operator = DIRECTOR_OT_import_script.bl_idname
    bl_file_extensions = formats.DROPPED

    @classmethod
    def poll_drop(cls, context: "Context") -> bool:
        return context.area is not None and context.area.type in SIDEBARS


def _draw_import(self: Any, _context: "Context") -> None:
    self.layout.operator_context = "INVOKE_DEFAULT"
    self.layout.operator(DIRECTOR_OT_import_script.bl_idname, text="Screenplay (.fountain/.fdx/.pdf)")


def _draw_export(self: Any, _context: "Context") -> None:
    self.layout.operator_context = "INVOKE_DEFAULT"
    self.layout.operator(DIRECTOR_OT_export_script.bl_idname, text="Screenplay (.fountain/.fdx/.pdf)")


def attach() -> None:
    for menu, draw in _menus():
        menu.append(draw)


def detach() -> None:
    for menu, draw in _menus():
        menu.remove(draw)


def _menus() -> tuple[tuple[Any, Any], ...]:
    return (bpy.types.TOPBAR_MT_file_import, _draw_import), (bpy.types.TOPBAR_MT_file_export, _draw_export)


CLASSES = (
    DIRECTOR_OT_import_script,
    DIRECTOR_OT_export_script,
    DIRECTOR_OT_dismiss_notes,
    DIRECTOR_FH_script,
)
