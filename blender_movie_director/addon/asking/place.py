"""What place in the script a request is about: where the cursor stands, or what is selected. Said in words, and as the
worker wants it. Panels ask in `draw`: it looks at what was read before, and scans nothing."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

from .wishes import DIALOGUE, SUGGESTIONS

if TYPE_CHECKING:
    from bpy.types import Text

    from ..script.session import Session
    from .wishes import WritingWishes


class Cursor(NamedTuple):
    """Where somebody stands in a script, in lines from 0."""

    line: int
    first: int
    last: int
    selected: bool
    scene: int
    """From 1; 0 before the first one, and while nothing is known of the script."""
    scenes: int
    """How many there are."""
    heading: str
    number: str
    """As the script numbers the scene, or else its place."""
    cast: tuple[str, ...]
    """Who speaks in the scene."""


def cursor(wishes: WritingWishes, text: Text, session: Session | None) -> Cursor:
    line, end = text.current_line_index, text.select_end_line_index
    selected = (line, text.current_character) != (end, text.select_end_character)
    breakdown = session.breakdown if session is not None else None
    scenes = breakdown.scenes if breakdown is not None else ()
    # As the worker has it: a selection is of the scene in which it begins.
    where = min(line, end) if selected and takes_selection(wishes) else end
    index = session.scene_at(where) if session is not None and scenes else -1
    found = scenes[index] if 0 <= index < len(scenes) else None
    return Cursor(
        line=end,  # where the cursor blinks
        first=min(line, end),
        last=max(line, end),
        selected=selected,
        scene=found.ordinal if found is not None else 0,
        scenes=len(scenes),
        heading=found.heading if found is not None else "",
        number=(found.number or str(found.ordinal)) if found is not None else "",
        cast=found.cast if found is not None else (),
    )


def takes_selection(wishes: WritingWishes) -> bool:
    """Whether a selection is worked on, and not just a cursor."""
    return wishes.request != SUGGESTIONS and not (wishes.request == DIALOGUE and wishes.dialogue_mode != "rewrite")


def for_whole_script(wishes: WritingWishes) -> bool:
    """A turn is always a scene's, titles are always the film's."""
    if wishes.request != SUGGESTIONS or wishes.about == "turn":
        return False
    return wishes.about == "titles" or wishes.where == "script"


def plain(wishes: WritingWishes, at: Cursor) -> dict[str, Any]:
    """As `scene_context.Place.from_plain` reads it."""
    if for_whole_script(wishes):
        return {}
    if takes_selection(wishes) and at.selected:
        return {"lines": [at.first, at.last]}
    return {"line": at.line}


def in_words(wishes: WritingWishes, at: Cursor) -> str:
    """For the person: what will be worked on."""
    if for_whole_script(wishes):
        return "The whole script" + (f", {at.scenes} scene{'' if at.scenes == 1 else 's'}" if at.scenes else "")
    scene = f"Scene {at.number}: {at.heading}" if at.scene else ""
    if takes_selection(wishes) and at.selected:
        lines = f"lines {at.first + 1} to {at.last + 1}" if at.last > at.first else f"line {at.first + 1}"
        return f"The selection, {lines}" + (f" ({scene})" if scene else "")
    if wishes.request == DIALOGUE and wishes.dialogue_mode == "new":
        return f"A new scene after scene {at.number}: {at.heading}" if at.scene else "A new scene, before the first one"
    if wishes.request == DIALOGUE and wishes.dialogue_mode == "add":
        return f"{scene}, after line {at.line + 1}" if scene else f"After line {at.line + 1}"
    # From a menu it may be asked for before the script was read.
    return scene or ("Before the first scene" if at.scenes else f"Line {at.line + 1}")
