"""The record of usage: looked at anew, and out to a file."""

from pathlib import Path
from typing import TYPE_CHECKING

import bpy
from bpy.props import BoolProperty, EnumProperty, StringProperty
from bpy.types import Operator

from .. import queries, views

if TYPE_CHECKING:
    from bpy.stub_internal.rna_enums import OperatorReturnItems
    from bpy.types import Context, Event

    from ..queries import Query

_SECONDS_WITHOUT_A_WINDOW = 120.0
EXPORT = "usage as a file"
BY = [
    ("model", "Model", "A line for each model"),
    ("task", "Task", "A line for each kind of request"),
    ("day", "Day", "A line for each day, the newest first"),
    ("month", "Month", "A line for each month, the newest first"),
    ("project", "Project", "A line for each script"),
]


class DIRECTOR_OT_refresh_usage(Operator):
    """Read the record again: another Blender or the command line may have added to it"""

    bl_idname = "movie_director.refresh_usage"
    bl_label = "Refresh"
    bl_options = {"INTERNAL"}

    def execute(self, _context: "Context") -> "set[OperatorReturnItems]":
        from ..usage import figures

        figures.refresh()
        return {"FINISHED"}


class DIRECTOR_OT_export_usage(Operator):
    """Write every call that was made as a row for a spreadsheet"""

    bl_idname = "movie_director.export_usage"
    bl_label = "Export Usage"
    bl_options = {"REGISTER"}

    if TYPE_CHECKING:
        filepath: str
        filter_glob: str
        check_existing: bool
    else:
        filepath: StringProperty(subtype="FILE_PATH", options={"SKIP_SAVE", "HIDDEN"})
        filter_glob: StringProperty(default="*.csv", options={"HIDDEN"})
        check_existing: BoolProperty(default=True, options={"HIDDEN"})

    def invoke(self, context: "Context", _event: "Event") -> "set[OperatorReturnItems]":
        folder = Path(bpy.data.filepath).parent if bpy.data.filepath else Path.home()
        self.filepath = str(folder / "movie director usage.csv")
        context.window_manager.fileselect_add(self)
        return {"RUNNING_MODAL"}

    def check(self, _context: "Context") -> bool:
        """Called by the file selector after each change: the name ends as spreadsheets want it."""
        if not Path(self.filepath).name or self.filepath.lower().endswith(".csv"):
            return False
        self.filepath += ".csv"
        return True

    def execute(self, _context: "Context") -> "set[OperatorReturnItems]":
        from ..files import saving

        path = Path(bpy.path.abspath(self.filepath))
        if not path.name:
            self.report({"WARNING"}, "Give the file a name")
            return {"CANCELLED"}
        if saving.is_in_the_way(self, path):
            return {"CANCELLED"}

        def ended(_query: "Query") -> None:
            views.redraw_sidebars(set(views.areas_with_sidebar()))

        query = queries.ask(EXPORT, "usage", {"by": "model", "csv": str(path)}, ended)
        return saving.follow(self, query, path, "The file", _SECONDS_WITHOUT_A_WINDOW)


def attach() -> None:
    kind = EnumProperty(name="Sum By", description="What the lines of the table are", items=BY, options={"SKIP_SAVE"})
    bpy.types.WindowManager.movie_director_usage_by = kind  # type: ignore[attr-defined]


def detach() -> None:
    del bpy.types.WindowManager.movie_director_usage_by  # type: ignore[attr-defined]


CLASSES = (DIRECTOR_OT_export_usage, DIRECTOR_OT_refresh_usage)
