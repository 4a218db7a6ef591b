"""Which scenes are meant: all of them, those that are named, or those that are selected."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from bpy.types import Text

    from ..script.session import Session

_RANGE = re.compile(r"\s*-\s*|\s*\u2013\s*")
_SHOWN = 4


class Meant(NamedTuple):
    """What is to be read, for a job's payload (see `analysis.Scope.from_plain`); or what is wrong with the wish."""

    scope: Mapping[str, Any] | None = None
    """None for the whole script."""
    said: str = ""
    """The same for a person."""
    trouble: str = ""


def meant(kind: str, written: str, text: Text, session: Session | None) -> Meant:
    """Cheap enough for a `draw()`. Without a session, or with one that has read nothing yet, nothing can be named."""
    if kind == "WHOLE":
        return Meant()
    if kind == "SELECTION":
        return _selected(text, session)
    if session is None or session.breakdown is None:
        return Meant(trouble="The script is still being read.")
    asked = (session.breakdown, written)
    if _last.get("asked") != asked:
        _last.update(asked=asked, meant=_named(written, session.breakdown.scenes))
    found: Meant = _last["meant"]
    return found


_last: dict[str, Any] = {}
"""What was named last: a draw asks again and again."""


def _selected(text: Text, session: Session | None) -> Meant:
    lines = sorted((text.current_line_index, text.select_end_line_index))
    if session is None or session.breakdown is None:
        return Meant({"lines": lines})
    scenes = session.breakdown.scenes
    first, last = (session.scene_at(line) for line in lines)
    if last < 0:
        return Meant(trouble="The selection touches no scene. Select some lines of one, or choose All.")
    return _those(scenes[max(first, 0) : last + 1])


def _named(written: str, scenes: Sequence[Any]) -> Meant:
    places = {_label(scene).casefold(): place for place, scene in reversed(list(enumerate(scenes)))}
    chosen: set[int] = set()
    for part in re.split(r"[,;]|(?<![-\u2013\s])\s+(?![-\u2013\s])", written):
        name = part.strip()
        if not name:
            continue
        ends = [name] if name.casefold() in places else _RANGE.split(name, maxsplit=1)
        missing = [end for end in ends if end.casefold() not in places]
        if missing:
            return Meant(trouble=f"There is no scene {missing[0] or name}.")
        first, last = places[ends[0].casefold()], places[ends[-1].casefold()]
        chosen.update(range(min(first, last), max(first, last) + 1))
    if not chosen:
        return Meant(trouble="Name scenes by their numbers, for example 3, 5-8.")
    return _those([scenes[place] for place in sorted(chosen)])


def _those(scenes: Sequence[Any]) -> Meant:
    return Meant({"scenes": [scene.ordinal for scene in scenes]}, _said(scenes))


def _said(scenes: Sequence[Any]) -> str:
    if len(scenes) == 1:
        return f"Scene {_label(scenes[0])}: {scenes[0].heading}"
    labels = [_label(scene) for scene in scenes]
    if len(labels) <= _SHOWN:
        return f"Scenes {', '.join(labels[:-1])} and {labels[-1]}"
    return f"{len(labels)} scenes, from {labels[0]} to {labels[-1]}"


def _label(scene: Any) -> str:
    """As the list of scenes shows it."""
    return scene.number or str(scene.ordinal)
