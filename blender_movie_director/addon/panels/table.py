"""All panels of the sidebar, in one table. Each is drawn by a module that is loaded when it is first drawn, so that
enabling the extension and opening other people's tabs cost nothing."""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any, NamedTuple

from bpy.types import Panel

from .. import SIDEBARS
from . import polls

if TYPE_CHECKING:
    from collections.abc import Callable

    from bpy.types import Context


class Row(NamedTuple):
    """One panel, in the sidebar of each editor."""

    name: str
    label: str
    """Empty where the module has a `draw_NAME_header`."""
    module: str
    """Of this folder. Its `draw_NAME(layout, context)` draws the panel."""
    poll: Callable[[Context], bool]
    """Blender asks it for every panel whenever it draws any sidebar: it looks at little, and loads nothing."""
    parent: str = ""
    closed: bool = False


PANELS = (
    Row("beginning", "Get Started", "beginning", polls.beginning),
    Row("script", "Script", "script", polls.script_or_text_editor),
    Row("scenes", "", "parts", polls.counted, parent="script"),
    Row("cast", "", "parts", polls.counted, parent="script", closed=True),
    Row("check", "", "parts", polls.counted, parent="script", closed=True),
    Row("analysis", "Analysis", "analysis", polls.script_or_left_behind),
    Row("write", "Write", "write", polls.script),
    Row("takes", "Takes", "takes", polls.script_or_takes),
    Row("take", "", "take", polls.has_takes, parent="takes"),
    Row("chat", "Chat", "chat", polls.chat),
    Row("usage", "Usage", "usage", polls.script_or_text_editor, closed=True),
    Row("connection", "", "connection", polls.script_or_text_editor, closed=True),
)
"""In their order from top to bottom."""


def panel_name(row: str, space: str = "TEXT_EDITOR") -> str:
    """The `bl_idname` of a panel in an editor."""
    return f"DIRECTOR_PT_{row}" + ("" if space == "TEXT_EDITOR" else f"_{space.lower()}")


def _panel(row: Row, order: int, space: str) -> type:
    """A panel of Blender's belongs to one kind of editor: there is one class for each."""

    def draw(self: Any, context: Context) -> None:
        getattr(_module(row), f"draw_{row.name}")(self.layout, context)

    def draw_header(self: Any, context: Context) -> None:
        getattr(_module(row), f"draw_{row.name}_header")(self.layout, context)

    name = panel_name(row.name, space)
    made: dict[str, Any] = {
        "__module__": __name__,
        "bl_idname": name,
        "bl_label": row.label,
        "bl_space_type": space,
        "bl_region_type": "UI",
        "bl_category": "Movie",
        "bl_order": order,
        "bl_options": {"DEFAULT_CLOSED"} if row.closed else set(),
        "poll": classmethod(lambda _cls, context: row.poll(context)),
        "draw": draw,
    }
    if row.parent:
        made["bl_parent_id"] = panel_name(row.parent, space)
    if not row.label:
        made["draw_header"] = draw_header
    return type(name, (Panel,), made)


def _module(row: Row) -> Any:
    return import_module(f".{row.module}", __package__)


CLASSES = tuple(_panel(row, order, space) for space in SIDEBARS for order, row in enumerate(PANELS))
