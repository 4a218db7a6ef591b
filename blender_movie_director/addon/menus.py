"""Where people look for what can be done with a text: the Text Editor's header and its context menu; and keys."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import bpy
from bpy.types import Menu

from .operators.analyze import DIRECTOR_OT_analyze
from .operators.write import DIRECTOR_OT_write
from .script import current

if TYPE_CHECKING:
    from bpy.types import Context

_ENTRIES: tuple[tuple[str, str, str, Any], ...] = (
    ("dialogue", "add", "Go On with Dialogue", "D"),
    ("dialogue", "rewrite", "Rewrite Dialogue", "R"),
    ("dialogue", "new", "New Scene", ""),
    ("", "", "", ""),
    ("description", "expand", "Expand Description", "X"),
    ("description", "tighten", "Tighten Description", "T"),
    ("description", "rewrite", "Rewrite Description", ""),
    ("", "", "", ""),
    ("suggestions", "", "Suggestions", "I"),
)
"""Request, mode, what the menu calls it, and its key with Ctrl and Shift. Blender's own keymap leaves those free in its
Text Editor. Ctrl and Alt are left alone: together they are AltGr, with which many keyboards write letters."""
_MENU_KEY: Any = "M"

_keys: list[tuple[Any, Any]] = []


class DIRECTOR_MT_write(Menu):
    bl_idname = "DIRECTOR_MT_write"
    bl_label = "Movie Director"

    def draw(self, _context: Context) -> None:
        layout = self.layout
        for request, mode, label, _ in _ENTRIES:
            if not request:
                layout.separator()
                continue
            entry = layout.operator(DIRECTOR_OT_write.bl_idname, text=label)
            entry.request, entry.mode = request, mode
        layout.operator(DIRECTOR_OT_analyze.bl_idname)


def _draw(self: Any, context: Context) -> None:
    script = current.script(context)
    if script is not None and current.may_be_script(script):
        self.layout.menu(DIRECTOR_MT_write.bl_idname)


def _draw_below(self: Any, context: Context) -> None:
    self.layout.separator()
    _draw(self, context)


def attach() -> None:
    for menu, draw in _menus():
        menu.append(draw)
    keyconfig = bpy.context.window_manager.keyconfigs.addon
    if keyconfig is None:
        return  # Blender runs without a window
    keymap = keyconfig.keymaps.new(name="Text", space_type="TEXT_EDITOR")
    for request, mode, _, key in _ENTRIES:
        if key:
            item = keymap.keymap_items.new(DIRECTOR_OT_write.bl_idname, key, "PRESS", ctrl=True, shift=True)
            item.properties.request, item.properties.mode = request, mode
            _keys.append((keymap, item))
    item = keymap.keymap_items.new("wm.call_menu", _MENU_KEY, "PRESS", ctrl=True, shift=True)
    item.properties.name = DIRECTOR_MT_write.bl_idname
    _keys.append((keymap, item))


def detach() -> None:
    for keymap, item in _keys:
        keymap.keymap_items.remove(item)
    _keys.clear()
    for menu, draw in _menus():
        menu.remove(draw)


def _menus() -> tuple[tuple[Any, Any], ...]:
    return (bpy.types.TEXT_MT_editor_menus, _draw), (bpy.types.TEXT_MT_context_menu, _draw_below)


CLASSES = (DIRECTOR_MT_write,)
