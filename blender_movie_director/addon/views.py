"""What is on the screen: redraws, a text brought into view, a result shown beside its script, and a view that follows
growing words."""

from __future__ import annotations

from collections.abc import Container, Iterator
from contextlib import AbstractContextManager
from typing import TYPE_CHECKING, cast

import bpy

from . import SIDEBARS, compat

if TYPE_CHECKING:
    from bpy.types import Area, Screen, SpaceTextEditor, Text, Window

_WIDE_ENOUGH_TO_SPLIT = 500

_followed: dict[int, int] = {}
"""Areas whose view follows the end of their text: the first line shown after we last scrolled, by area."""


def redraw() -> None:
    """Marks what shows our work: text editors, the sidebars of the others, and preferences. Blender draws them at its
    next turn."""
    for _, area in _areas():
        if area.type in ("TEXT_EDITOR", "PREFERENCES"):
            area.tag_redraw()
    redraw_sidebars(areas_with_sidebar())


def redraw_sidebars(pointers: Container[int]) -> None:
    """The sidebars of these areas alone: a viewport need not be rendered again for a panel."""
    for _, area in _areas():
        if area.as_pointer() in pointers:
            for region in area.regions:
                if region.type == "UI":
                    region.tag_redraw()


def areas_with_sidebar() -> list[int]:
    """Pointers of the areas on the screen that could show our panels."""
    shown = (area for _, area in _areas() if area.type in SIDEBARS)
    return [area.as_pointer() for area in shown if getattr(area.spaces.active, "show_region_ui", False)]


def texts_on_screen() -> list[Text]:
    """What the text editors show: that of the window at hand first, of each window the largest first."""
    here = bpy.context.window
    editors = sorted(_text_editors(), key=lambda one: (one[0] != here, -one[2].width * one[2].height))
    return [text for _, _, area in editors if (text := _space(area).text) is not None]


def editor_of(text: Text | None) -> int:
    """Pointer of the largest editor that shows a text, in the window at hand first; 0 where none does."""
    here = bpy.context.window
    showing = [
        (window != here, -area.width * area.height, area)
        for window, _, area in _text_editors()
        if _space(area).text == text
    ]
    return min(showing, key=lambda one: one[:2])[2].as_pointer() if showing else 0


def text_editor_on_screen() -> bool:
    return next(_text_editors(), None) is not None


def bring_into_view(text: Text, line: int | None = None) -> bool:
    """Shows a text, and a line in the middle of it, in the editor at hand, else where it is shown already, else in any
    editor of the window, else of another. False where there is no text editor on the screen."""
    here, at_hand = bpy.context.window, bpy.context.area

    def order(editor: tuple[Window, Screen, Area]) -> tuple[bool, bool, bool, int]:
        window, _, area = editor
        return area != at_hand, _space(area).text != text, window != here, -area.width * area.height

    found = min(_text_editors(), key=order, default=None)
    if found is None:
        return False
    window, screen, area = found
    space = _space(area)
    if space.text != text:
        space.text = text
        space.top = 0
    region = next(region for region in area.regions if region.type == "WINDOW")
    if line is not None:
        with compat.override(window=window, screen=screen, area=area, region=region):
            if bpy.ops.text.jump.poll():  # type: ignore[call-arg] # the stubs want an argument too many
                bpy.ops.text.jump(line=line + 1)
    return True


def editor_for(*texts: Text) -> int:
    """The pointer of the text editor at hand, else of one that shows one of these texts, else of the largest of this
    window; 0 where there is none on the screen."""
    here, at_hand = bpy.context.window, bpy.context.area

    def order(editor: tuple[Window, Screen, Area]) -> tuple[bool, bool, bool, int]:
        window, _, area = editor
        return area != at_hand, _space(area).text not in texts, window != here, -area.width * area.height

    found = min(_text_editors(), key=order, default=None)
    return found[2].as_pointer() if found is not None else 0


def shown_in(editor: int) -> Text | None:
    """The text that an editor (an area's pointer) shows."""
    return next((_space(area).text for _, _, area in _text_editors() if area.as_pointer() == editor), None)


def top_of(editor: int) -> int:
    """The first line that an editor shows."""
    return next((_space(area).top for _, _, area in _text_editors() if area.as_pointer() == editor), 0)


def show_in(editor: int, text: Text, top: int = 0) -> bool:
    """Shows a text in that editor, from that line on; False where the editor is gone."""
    for _, _, area in _text_editors():
        if area.as_pointer() == editor:
            space = _space(area)
            space.text = text
            space.top = top
            return True
    return False


def acting_in(editor: int, text: Text) -> AbstractContextManager[None] | None:
    """Within it, Blender's text operators act on the text, in that editor, which shows it from then on. None where the
    editor is gone."""
    for window, screen, area in _text_editors():
        if area.as_pointer() == editor:
            _space(area).text = text
            region = next(region for region in area.regions if region.type == "WINDOW")
            return compat.override(window=window, screen=screen, area=area, region=region)
    return None


def show_beside(script_area: int, text: Text) -> bool:
    """Shows a text in another text editor than the given one (an area's pointer), which is split if there is no
    other. False where there is no such editor on the screen, or no room."""
    editors = list(_text_editors())
    here = next(((window, area) for window, _, area in editors if area.as_pointer() == script_area), None)
    if here is None:
        return False
    window, area = here
    if any(_space(other).text == text for _, _, other in editors):
        return True
    others = [other for other in window.screen.areas if other.type == "TEXT_EDITOR" and other != area]
    beside = others[0] if others else _split(window, area)
    if beside is None:
        return False
    space = _space(beside)
    space.text = text
    space.top = 0
    space.show_word_wrap = True
    space.show_line_numbers = False
    space.show_syntax_highlight = False
    space.show_region_ui = False
    _followed[beside.as_pointer()] = 0
    return True


def follow(text: Text) -> None:
    """Brings the end of a growing text into view again, unless its reader has scrolled up or selected something."""
    if (text.current_line_index, text.current_character) != (text.select_end_line_index, text.select_end_character):
        return
    for window, screen, area in _text_editors():
        space = _space(area)
        last = _followed.get(area.as_pointer())
        if space.text != text or last is None or space.top < last:
            continue
        region = next(region for region in area.regions if region.type == "WINDOW")
        with compat.override(window=window, screen=screen, area=area, region=region):
            bpy.ops.text.move(type="FILE_BOTTOM")
        _followed[area.as_pointer()] = space.top


def forget() -> None:
    _followed.clear()


def _split(window: Window, area: Area) -> Area | None:
    if area.width < _WIDE_ENOUGH_TO_SPLIT * bpy.context.preferences.system.ui_scale:
        return None
    before = set(window.screen.areas)
    with compat.override(window=window, screen=window.screen, area=area, region=area.regions[0]):
        bpy.ops.screen.area_split(direction="VERTICAL", factor=0.501)
    return next((new for new in window.screen.areas if new not in before), None)


def _text_editors() -> Iterator[tuple[Window, Screen, Area]]:
    for window, area in _areas():
        if area.type == "TEXT_EDITOR":
            yield window, window.screen, area


def _areas() -> Iterator[tuple[Window, Area]]:
    for window in bpy.context.window_manager.windows:
        for area in window.screen.areas:
            yield window, area


def _space(area: Area) -> SpaceTextEditor:
    return cast("SpaceTextEditor", area.spaces.active)
