"""The script as a chat sees it: all of it where it fits, else the scene at the cursor, its neighbours, and a list of
the scenes. It is fenced: whatever a script says, it gives no instructions."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from ...screenplay import ScriptError
from ..analysis import wording
from ..analysis.portions import tokens_of
from ..nearest import stretch
from ..scene_context import ANYWHERE, Place, SceneContext
from . import cursor

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from typing import Any

WHOLE, PART, NOTHING = "whole", "part", ""
_SHARE_OF_THE_SCENE = 2 / 3
"""Of the room; the rest is for the scenes around and the list."""
_SCENES_AROUND = 0.4
"""Of the room that is left once the scene at the cursor is in; the rest is for the list."""
_LEAST_ROOM = 120
_NOT_BEFORE = "(what stands before this is left out)"
_NOT_AFTER = "(what stands behind this is left out)"
_LONGEST_MARK = "a0" * 5
"""No mark takes more tokens than this one."""


class InView(NamedTuple):
    text: str = ""
    """The same for as long as the whole script is in view and not edited, wherever the cursor goes."""
    tokens: int = 0
    """Of both."""
    extent: str = NOTHING
    cursor: str = ""
    """Where the cursor is, to be said with the question; empty where nobody knows."""


def in_view(script: Mapping[str, Any] | None, room: int, model: str) -> InView:
    """`script`: `text`, `name` and perhaps `place`, as `scene_context.Place` has it; None for no script. What is in
    view takes at most `room` tokens."""
    if script is None or not str(script["text"]).strip() or room < _LEAST_ROOM:
        return InView()
    context = _context(str(script["text"]), str(script["name"]), script.get("place"))
    head = wording.head_of(context.facts)
    told = cursor.told(context)
    whole = _fenced(head, [("SCREENPLAY", _numbered(context))], told, model, WHOLE)
    if whole.tokens <= room:
        return whole
    left = room - _fenced(head, [], told, model, PART).tokens
    sections = list(_part(context, left, model)) if left >= _LEAST_ROOM else []
    return _fenced(head, sections, told, model, PART) if sections else InView()


def _context(text: str, name: str, place: Mapping[str, Any] | None) -> SceneContext:
    try:
        return SceneContext(text, name, Place.from_plain(place))
    except ScriptError:  # the scene is gone since: the talk goes on with the script's end in view
        return SceneContext(text, name, Place())


def _numbered(context: SceneContext) -> str:
    """All of the script. The scenes have the numbers by which the list and the writers' other requests call them."""
    scenes = context.facts.scenes
    texts = []
    for passage in context.passages:
        heading, _, rest = passage.text.partition("\n")
        number = scenes[passage.ordinal - 1].number if passage.ordinal else None
        own = f" (numbered {number} in the script)" if number and number != str(passage.ordinal) else ""
        texts.append(f"{passage.ordinal}. {heading}{own}\n{rest}" if passage.ordinal else passage.text)
    return "\n\n".join(texts)


def _part(context: SceneContext, room: int, model: str) -> Iterator[tuple[str, str]]:
    """In the order in which they get room: the scene at the cursor, those around it, the list."""
    here = _here(context, int(room * _SHARE_OF_THE_SCENE) if context.facts.scenes else room, model)
    left = room - _tokens(here, model)
    near = []
    for section in context.around(int(left * _SCENES_AROUND), model, {}):
        if section[0].startswith("SCENE ") and (size := _tokens([section], model)) <= left:
            near.append(section)
            left -= size
    name = "LIST OF THE SCENES"
    left -= _tokens([(name, "x")], model)
    listed = context.listed(left, model, {}) if context.facts.scenes and left > 0 else ""
    yield from (section for section in (*near, *here, (name, listed)) if section[1].strip())


def _here(context: SceneContext, room: int, model: str) -> list[tuple[str, str]]:
    """What of the scene is nearest to the cursor; where there are no scenes, of the script."""
    found = cursor.paragraphs_at(context)
    scene = context.scene
    if scene is not None:
        name = f"SCENE {scene.ordinal}, " + ("THE LAST ONE" if context.place == ANYWHERE else "AT THE CURSOR")
    else:
        name = "BEFORE THE FIRST SCENE" if context.facts.scenes else "THE SCRIPT, AT THE CURSOR"
    room -= _tokens([(name, f"{_NOT_BEFORE}\n\n{_NOT_AFTER}\n\n")], model)
    near = stretch([each.text for each in found.all], found.at, room, model)
    if not near.text.strip():
        return []
    texts = (_NOT_BEFORE if near.before else "", near.text, _NOT_AFTER if near.after else "")
    return [(name, "\n\n".join(text for text in texts if text))]


def _fenced(head: str, sections: Sequence[tuple[str, str]], told: str, model: str, extent: str) -> InView:
    mark = wording.mark_of("\n".join(text for _, text in sections)) if sections else _LONGEST_MARK
    text = f"{head}\nThe mark is {mark}.\n\n{_joined(sections, mark)}"
    return InView(text, tokens_of(f"{text}\n\n", model) + (tokens_of(told, model) if told else 0), extent, told)


def _joined(sections: Sequence[tuple[str, str]], mark: str) -> str:
    return "\n\n".join(wording.fence(name, text, mark) for name, text in sections)


def _tokens(sections: Sequence[tuple[str, str]], model: str) -> int:
    """With the lines around them."""
    return sum(tokens_of(_joined([section], _LONGEST_MARK) + "\n\n", model) for section in sections)
