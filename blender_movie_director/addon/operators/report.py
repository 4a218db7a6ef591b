"""What is known of a script as a report: to a file, and into the browser."""

from pathlib import Path
from typing import TYPE_CHECKING

import bpy
from bpy.props import BoolProperty, EnumProperty, StringProperty
from bpy.types import Operator

from .. import views
from ..script import current

if TYPE_CHECKING:
    from bpy.stub_internal.rna_enums import OperatorReturnItems
    from bpy.types import Context, Event

_SECONDS_WITHOUT_A_WINDOW = 300.0
_FORMATS = [
    ("HTML", "Web Page", "One page with charts, which needs no network: to look at, to print, to send"),
    ("MD", "Markdown", "The same to read, with tables in the place of charts"),
    ("CSV", "Tables", "Every table as a file of its own, for spreadsheets"),
    ("JSON", "Data", "Everything, for other programs"),
]


class DIRECTOR_OT_write_report(Operator):
    """Write everything that is known of the script to a file: what is counted, and what a model has said of it"""

    bl_idname = "movie_director.write_report"
    bl_label = "Write Report"
    bl_options = {"REGISTER"}

    if TYPE_CHECKING:
        filepath: str
        filter_glob: str
        check_existing: bool
        format: str
        text: str
    else:
        filepath: StringProperty(subtype="FILE_PATH", options={"SKIP_SAVE", "HIDDEN"})
        filter_glob: StringProperty(default="*.html;*.md;*.csv;*.json", options={"HIDDEN"})
        check_existing: BoolProperty(default=True, options={"HIDDEN"})
        format: EnumProperty(name="Format", description="What kind of report to write", items=_FORMATS)
        text: StringProperty(
            name="Text",
            description="Name of the text that holds the script. Empty means the one in the editor",
            options={"SKIP_SAVE", "HIDDEN"},
        )

    def invoke(self, context: "Context", _event: "Event") -> "set[OperatorReturnItems]":
        from ..analysis import reporting

        script = self._script(context)
        if script is None:
            return self._nothing_to_write()
        # Another script in the meantime: the file selector comes back to this one all the same.
        self.text = script.name
        self.filepath = str(reporting.suggested_path(script, self.format))
        context.window_manager.fileselect_add(self)
        return {"RUNNING_MODAL"}

    def check(self, _context: "Context") -> bool:
        """Called by the file selector after each change: the name ends as the format wants it."""
        from ..analysis import reporting
        from ..files import saving

        return saving.end_with(self, reporting.ENDINGS[self.format], reporting.ENDINGS.values())

    def draw(self, _context: "Context") -> None:
        self.layout.column().props_enum(self, "format")

    def execute(self, context: "Context") -> "set[OperatorReturnItems]":
        from ..analysis import reporting
        from ..files import exports, saving

        script = self._script(context)
        if script is None:
            return self._nothing_to_write()
        path = Path(bpy.path.abspath(self.filepath))
        if not path.name:
            self.report({"WARNING"}, "Give the report a name")
            return {"CANCELLED"}
        if saving.is_in_the_way(self, path, exports.in_the_way(path)):
            return {"CANCELLED"}
        query = reporting.write(script, path, self.format)
        views.redraw()
        return saving.follow(self, query, path, "The report", _SECONDS_WITHOUT_A_WINDOW)

    def _script(self, context: "Context") -> bpy.types.Text | None:
        return bpy.data.texts.get(self.text) if self.text else current.script(context)

    def _nothing_to_write(self) -> "set[OperatorReturnItems]":
        self.report({"WARNING"}, "Choose the text that holds your script, then write its report")
        return {"CANCELLED"}


class DIRECTOR_OT_open_report(Operator):
    """Show the report that was written last: a web page in your browser, anything else in its own program"""

    bl_idname = "movie_director.open_report"
    bl_label = "Open Report"
    bl_options = {"INTERNAL"}

    def execute(self, context: "Context") -> "set[OperatorReturnItems]":
        from ..analysis import reporting

        script = current.script(context)
        path = reporting.written(script) if script is not None else None
        if path is None or not path.is_file():
            self.report({"WARNING"}, "There is no report yet, or it was moved. Write it first")
            return {"CANCELLED"}
        if path.suffix.lower() == ".html":
            # Not `path_open`: what a desktop opens pages with may be an editor.
            bpy.ops.wm.url_open(url=path.absolute().as_uri())
        else:
            bpy.ops.wm.path_open(filepath=str(path))
        return {"FINISHED"}


class DIRECTOR_OT_dismiss_report(Operator):
    """Hide what became of the report"""

    bl_idname = "movie_director.dismiss_report"
    bl_label = "Dismiss"
    bl_options = {"INTERNAL"}

    def execute(self, context: "Context") -> "set[OperatorReturnItems]":
        from ..analysis import reporting

        script = current.script(context)
        if script is None:
            return {"CANCELLED"}
        reporting.dismiss(script)
        views.redraw()
        return {"FINISHED"}


CLASSES = (DIRECTOR_OT_dismiss_report, DIRECTOR_OT_open_report, DIRECTOR_OT_write_report)
