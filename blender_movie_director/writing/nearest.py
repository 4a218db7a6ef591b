"""The part of a text that stands nearest to a place in it, as much as there is room for. None of these takes more
tokens than it was given, however few: where nothing fits, nothing is taken."""

from __future__ import annotations

import re
from bisect import bisect_right
from typing import TYPE_CHECKING, NamedTuple

from .analysis.portions import tokens_of

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

_GAP = "\n\n"
_BETWEEN_PARAGRAPHS = re.compile(r"\n(?:[ \t]*\n)+")


class Stretch(NamedTuple):
    """Pieces of a text that follow one another."""

    text: str = ""
    before: bool = False
    """Whether something was left out before it."""
    after: bool = False


def beginning(text: str, room: int, model: str) -> str:
    """Whole words of it, where it has any."""
    size = bisect_right(range(len(text) + 1), room, key=lambda length: tokens_of(text[:length], model)) - 1
    if size >= len(text) or size <= 0:
        return text[: max(size, 0)]
    words = text[: size + 1].rpartition(" ")[0].rstrip()
    return words or text[:size]


def ending(text: str, room: int, model: str) -> str:
    """The same, from its end."""
    length = len(text)
    size = bisect_right(range(length + 1), room, key=lambda kept: tokens_of(text[length - kept :], model)) - 1
    if size >= length or size <= 0:
        return text[length - max(size, 0) :]
    words = text[length - size - 1 :].partition(" ")[2].lstrip()
    return words or text[length - size :]


def stretch(
    pieces: Sequence[str],
    at: int,
    room: int,
    model: str,
    *,
    gap: str = _GAP,
    cut: Callable[[str, int, str], str] = beginning,
) -> Stretch:
    """The piece at `at`, and those around it by turns. Of a piece that is too long by itself, what `cut` leaves."""
    if not pieces:
        return Stretch()
    first = min(max(at, 0), len(pieces) - 1)
    end = first + 1
    left = room - _size(pieces[first], gap, model)
    if left < 0:
        part = cut(pieces[first], room, model)
        shorter = len(part) < len(pieces[first])
        return Stretch(
            part, first > 0 or (shorter and cut is ending), end < len(pieces) or (shorter and cut is beginning)
        )
    open_ends = {-1, 1}
    while open_ends:
        for side in sorted(open_ends):
            place = first - 1 if side < 0 else end
            size = _size(pieces[place], gap, model) if 0 <= place < len(pieces) else left + 1
            if size > left:
                open_ends.discard(side)
                continue
            left -= size
            first, end = min(first, place), max(end, place + 1)
    return Stretch(gap.join(pieces[first:end]), first > 0, end < len(pieces))


def paragraphs(text: str) -> list[str]:
    return _BETWEEN_PARAGRAPHS.split(text) if text else []


def _size(piece: str, gap: str, model: str) -> int:
    """Estimates add up but for their rounding, and each is rounded up: the sum is never less than the whole."""
    return tokens_of(piece + gap, model)
