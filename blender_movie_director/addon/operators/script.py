"""Getting a script into the editor."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import bpy
from bpy.types import Operator

from .. import compat

if TYPE_CHECKING:
    from bpy.stub_internal.rna_enums import OperatorReturnItems
    from bpy.types import Context

_PACKAGE_FOLDER = Path(__file__).resolve().parents[2]
_EXAMPLE = "one_below.fountain"


def example_file() -> Path | None:
    """The example screenplay: inside the extension, or beside the package in a checkout."""
    for folder in (_PACKAGE_FOLDER / "examples", _PACKAGE_FOLDER.parent / "examples"):
        if (folder / _EXAMPLE).is_file():
            return folder / _EXAMPLE
    return None


class DIRECTOR_OT_open_example(Operator):
    """Open a short example screenplay, to see what Movie Director does with one"""

    bl_idname = "movie_director.open_example"
    bl_label = "Open Example Screenplay"
    bl_options = {"REGISTER", "UNDO"}

    def execute(self, context: Context) -> set[OperatorReturnItems]:
        path = example_file()
        if path is None:
            self.report({"WARNING"}, "The example screenplay is missing; reinstalling the extension brings it back")
            return {"CANCELLED"}
        text = bpy.data.texts.new(compat.free_text_name(path.name))
        text.write(path.read_text(encoding="utf-8"))
        text.cursor_set(0)
        space = context.space_data
        if isinstance(space, bpy.types.SpaceTextEditor):
            space.text = text
            space.top = 0
            space.show_word_wrap = True
        return {"FINISHED"}


CLASSES = (DIRECTOR_OT_open_example,)
