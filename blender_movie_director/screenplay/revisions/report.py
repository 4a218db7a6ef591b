"""The table of changes as plain text."""

from __future__ import annotations

import textwrap
from typing import TYPE_CHECKING

from .changes import Change

if TYPE_CHECKING:
    from collections.abc import Iterator

    from .changes import Changes, SceneChange

_WIDTH = 80
_INDENT = " " * 4


def as_text(changes: Changes, *, lines: bool = True) -> str:
    """What changed, to be read in a text editor or a terminal; `lines` adds every line that is gone or new."""
    rows = [*_head(changes)]
    for scene in changes.scenes:
        rows += ["", *_scene(scene)]
        if lines:
            rows += _lines(scene)
    return "\n".join(rows) + "\n"


def _head(changes: Changes) -> Iterator[str]:
    if not changes.scenes:
        yield f"No scene changed: both versions have the same {changes.new_scenes}."
        return
    counted = {change: changes.count(change) for change in Change}
    as_they_were = changes.new_scenes - sum(scene.new_ordinal is not None for scene in changes.scenes)
    yield f"{changes.old_scenes} scenes before, {changes.new_scenes} now; {as_they_were} are as they were."
    yield ", ".join(f"{number} {change}" for change, number in counted.items() if number)
    for rename in changes.renames:
        yield f"{rename.old} is called {rename.new} now, in {rename.speeches} speeches."


def _scene(scene: SceneChange) -> Iterator[str]:
    was = _number(scene.old_number, scene.old_ordinal)
    now = _number(scene.new_number, scene.new_ordinal)
    places = now if was == now else " -> ".join(place for place in (was, now) if place)
    yield from textwrap.wrap(f"{places}  {scene.heading}", _WIDTH, subsequent_indent=_INDENT)
    if Change.HEADING in scene.changes:
        yield from textwrap.wrap(
            f"it was {scene.old_heading}", _WIDTH, initial_indent=_INDENT, subsequent_indent=_INDENT
        )
    yield _INDENT + ", ".join(_said(scene, change) for change in scene.changes)


def _number(number: str | None, ordinal: int | None) -> str:
    return number or (str(ordinal) if ordinal is not None else "")


def _said(scene: SceneChange, change: Change) -> str:
    if change is Change.SPLIT_OFF:
        return f"{change} from scene {scene.other_number}"
    if change is Change.MERGED:
        return f"{change} into scene {scene.other_number}"
    if change is Change.REWRITTEN:
        return f"{max(scene.rewritten, 0.01):.0%} {change}" if scene.rewritten else "emphasis changed"
    return str(change)


def _lines(scene: SceneChange) -> Iterator[str]:
    for line in scene.lines:
        mark = "+ " if line.new else "- "
        for part in line.text.split("\n"):
            yield from textwrap.wrap(part, _WIDTH, initial_indent=_INDENT + mark, subsequent_indent=_INDENT + "  ")
