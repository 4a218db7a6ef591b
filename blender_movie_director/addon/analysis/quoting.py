"""Where in the script of now a quote stands that a model gave with something it found."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ...writing.quotes import lines_of
from ..script import following
from . import results

if TYPE_CHECKING:
    from bpy.types import Text


def lines_of_element(text: Text, scene: int, element: int) -> tuple[int, int] | None:
    """The first and the last line of what was found in a scene, by the analysis's own ordinal and the element's place;
    None where the words are not there any more."""
    known = results.of(text)
    if known is None or scene not in known.scenes or known.scenes[scene]["reading"] is None:
        return None
    elements = known.scenes[scene]["reading"]["elements"]
    if not 0 <= element < len(elements):
        return None
    first, last = _scene_now(text, scene)
    words = text.as_string().split("\n")[first : last + 1]
    lines = lines_of(elements[element]["quote"], "\n".join(words))
    return (first + lines[0], first + lines[1]) if lines is not None else None


def _scene_now(text: Text, ordinal: int) -> tuple[int, int]:
    """The lines on which a scene of the analysis stands now."""
    known = results.of(text)
    assert known is not None
    scene = known.scenes[ordinal]
    if not ordinal:
        return 0, scene["last_line"]
    session = following.caught_up(text)
    found = results.compare_now(text)
    if found is not None and session.breakdown is not None:
        for now, then in (*found.same.items(), *found.earlier.items()):
            if then == ordinal:
                place = session.breakdown.scenes[now - 1]
                return place.first_line, place.last_line
    return scene["first_line"], scene["last_line"]
