"""The script as a chat sees it: all of it where it fits, else the scene at the cursor, its neighbours, and a list of
the scenes. It is fenced: whatever a script says, it gives no instructions."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from ...screenplay import ScriptError
from ..analysis import wording
from ..analysis.portions import tokens_of
from ..scene_context import Place, SceneContext

if TYPE_CHECKING:
    from collections.abc import Mapping
    from typing import Any

WHOLE, PART, NOTHING = "whole", "part", ""
_SCENES_AROUND = 0.4
"""Of the room that is left once the scene at the cursor is in; the rest is for the list."""
_LEAST_ROOM = 120


class InView(NamedTuple):
    text: str = ""
    tokens: int = 0
    extent: str = NOTHING


def in_view(script: Mapping[str, Any] | None, room: int, model: str) -> InView:
    """`script`: `text`, `name` and perhaps `place`, as `scene_context.Place` has it; None for no script. What is in
    view takes at most about `room` tokens."""
    if script is None or not str(script["text"]).strip() or room < _LEAST_ROOM:
        return InView()
    context = _context(str(script["text"]), str(script["name"]), script.get("place"))
    head = wording.head_of(context.facts)
    left = room - tokens_of(head, model)
    whole = "\n\n".join(passage.text for passage in context.passages)
    size = tokens_of(whole, model)
    if size <= left:
        return _fenced(head, [("SCREENPLAY", whole)], model, WHOLE)
    return _fenced(head, _part(context, left, model), model, PART)


def _context(text: str, name: str, place: Mapping[str, Any] | None) -> SceneContext:
    try:
        return SceneContext(text, name, Place.from_plain(place))
    except ScriptError:  # the scene is gone since: the talk goes on with the script's end in view
        return SceneContext(text, name, Place())


def _part(context: SceneContext, room: int, model: str) -> list[tuple[str, str]]:
    scene = context.scene
    sections: list[tuple[str, str]] = []
    if scene is not None:
        here = next(passage.text for passage in context.passages if passage.ordinal == scene.ordinal)
        while tokens_of(here, model) > room * 2 // 3:
            here = here[: len(here) * 2 // 3]
        sections.append((f"SCENE {scene.ordinal}, AT THE CURSOR", here))
        room -= tokens_of(here, model)
    around = context.around(int(room * _SCENES_AROUND), model, {})
    near = [section for section in around if section[0].startswith("SCENE ")]
    room -= sum(tokens_of(text, model) for _, text in near)
    listed = context.listed(max(room, 0), model, {}) if context.facts.scenes else ""
    return [*near, *sections, ("LIST OF THE SCENES", listed)]


def _fenced(head: str, sections: list[tuple[str, str]], model: str, extent: str) -> InView:
    body = "\n".join(text for _, text in sections)
    mark = wording.mark_of(body)
    fenced = "\n\n".join(f"<<<{name} {mark}\n{text}\n<<<END {mark}" for name, text in sections if text.strip())
    text = f"{head}\nThe mark is {mark}.\n\n{fenced}"
    return InView(text, tokens_of(text, model), extent)
