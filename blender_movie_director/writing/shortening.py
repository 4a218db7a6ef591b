"""What of a request's material is left out where a model's window is too small for all of it: first of the scene at the
cursor what is farthest from it, then what stands around. What is to be given back whole is never shortened."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from .analysis.portions import tokens_of
from .nearest import beginning, ending, paragraphs, stretch

if TYPE_CHECKING:
    from collections.abc import Sequence

    Parts = Sequence[tuple[str, str]]
    """Names and texts."""

PASSAGE = "PASSAGE"
"""What comes back whole."""
SO_FAR, REST = "SO FAR", "REST OF THE SCENE"
"""What stands before and after the place of the answer, in its scene."""
SCENE_BEFORE = "SCENE BEFORE THE NEW ONE"
EARLIER = "(earlier part of the scene left out)"
LATER = "(later part of the scene left out)"
MIDDLE = "(middle of the scene left out)"
_KEPT_AT_ITS_END = frozenset({SO_FAR, SCENE_BEFORE})
_KEPT_AT_ITS_BEGINNING = frozenset({REST})
_KEPT_AT_BOTH = re.compile(r"SCENE \d+")
"""A scene with no place in it; those around have more to their names."""
_ROUNDING = 2


def shortened(parts: Parts, most: int, model: str) -> list[tuple[str, str]]:
    """The same parts, those that may be shortened in at most so many tokens together: the short ones whole."""
    sizes = {place: tokens_of(text, model) for place, (name, text) in enumerate(parts) if _may_be_shortened(name)}
    found = list(parts)
    if sum(sizes.values()) <= most:
        return found
    left = most
    for count, place in enumerate(sorted(sizes, key=lambda place: sizes[place])):
        name, text = parts[place]
        share = left // (len(sizes) - count)
        if sizes[place] > share:
            found[place] = (name, _shorter(name, text, share, model))
        left -= tokens_of(found[place][1], model) if found[place][1] else 0
    return [part for part in found if part[1].strip()]


def less(parts: Parts, over: int, model: str) -> list[tuple[str, str]]:
    """Without about so many tokens more: a part that stands around, or else some of the scene at the cursor. The same
    parts where there is nothing left to leave out."""
    around = [place for place, (name, _) in enumerate(parts) if name != PASSAGE and not _may_be_shortened(name)]
    if around:
        return [part for place, part in enumerate(parts) if place != around[-1]]
    size = sum(tokens_of(text, model) for name, text in parts if _may_be_shortened(name))
    return shortened(parts, max(size - over - _ROUNDING, 0), model)


def _may_be_shortened(name: str) -> bool:
    return name in _KEPT_AT_ITS_END or name in _KEPT_AT_ITS_BEGINNING or _KEPT_AT_BOTH.fullmatch(name) is not None


def _shorter(name: str, text: str, room: int, model: str) -> str:
    """What is kept of it, and a word about what is not; nothing where there is no room for that."""
    pieces = paragraphs(text)
    if name in _KEPT_AT_ITS_END:
        kept = stretch(pieces, len(pieces), room - tokens_of(f"{EARLIER}\n\n", model), model, cut=ending).text
        return f"{EARLIER}\n\n{kept}" if kept else ""
    if name in _KEPT_AT_ITS_BEGINNING:
        kept = stretch(pieces, 0, room - tokens_of(f"\n\n{LATER}", model), model, cut=beginning).text
        return f"{kept}\n\n{LATER}" if kept else ""
    half = (room - tokens_of(f"\n\n{MIDDLE}\n\n", model)) // 2
    first = stretch(pieces, 0, half, model, cut=beginning).text
    last = stretch(pieces, len(pieces), half, model, cut=ending).text
    return f"{first}\n\n{MIDDLE}\n\n{last}" if first and last else ""
