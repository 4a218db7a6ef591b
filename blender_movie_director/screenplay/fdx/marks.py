"""Styled text as Fountain types it: emphasis marks where it is set, and escapes where it holds such a mark itself."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from itertools import pairwise
from operator import attrgetter
from typing import TYPE_CHECKING

from ..elements import Style
from ..emphasis import styled
from .runs import joined

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence

_BOLD, _ITALIC, _UNDERLINE = 2, 3, 4
_MARKS = {_BOLD: "**", _ITALIC: "*", _UNDERLINE: "_"}
# Which mark stands outside when several cover the same words; what is left out when nothing else can be read back.
_ORDERS = (
    (_UNDERLINE, _BOLD, _ITALIC),
    (_BOLD, _ITALIC, _UNDERLINE),
    (_ITALIC, _BOLD, _UNDERLINE),
    (_BOLD, _UNDERLINE, _ITALIC),
    (_BOLD, _ITALIC),
    (_BOLD, _UNDERLINE),
    (_ITALIC, _UNDERLINE),
    (_BOLD,),
    (_ITALIC,),
    (_UNDERLINE,),
    (),
)
_NOTHING: Mapping[int, str] = {}

_Range = tuple[int, int, int]
"""Start, end and attribute of one stretch."""


def mark_up(text: str, styles: Sequence[Style], inserts: Mapping[int, str] = _NOTHING) -> str:
    """The text with its marks. `inserts` are put in as they are, each at its offset: notes, that is."""
    if not styles and not inserts and "*" not in text and "_" not in text:
        return text
    out = []
    start = first = 0
    offsets = sorted(inserts)
    for line in text.split("\n"):
        end = start + len(line)
        while first < len(styles) and styles[first].end <= start:
            first += 1
        last = bisect_left(styles, end, first, key=attrgetter("start"))
        here = offsets[bisect_left(offsets, start) : bisect_right(offsets, end)]
        ranges = _ranges(line, start, styles[first:last])
        out.append(_mark_line(line, ranges, {offset - start: inserts[offset] for offset in here}))
        start = end + 1
    return "\n".join(out)


def _ranges(line: str, start: int, styles: Sequence[Style]) -> list[_Range]:
    """The longest stretches of bold, of italic and of underline on a line. No mark can stand beside a space."""
    found: list[_Range] = []
    for attribute in _MARKS:
        last: tuple[int, int] | None = None
        for style in styles:
            first, end = max(style.start - start, 0), min(style.end - start, len(line))
            if not style[attribute] or end <= first:
                continue
            if last and last[1] == first:
                first = last[0]
                found.pop()
            last = (first, end)
            found.append((first, end, attribute))
    shrunk = []
    for first, end, attribute in found:
        words = line[first:end]
        first += len(words) - len(words.lstrip())  # noqa: PLW2901 - the same stretch, without its spaces
        end = first + len(words.strip())  # noqa: PLW2901
        if first < end:
            shrunk.append((first, end, attribute))
    return shrunk


def _mark_line(line: str, ranges: list[_Range], inserts: Mapping[int, str]) -> str:
    for order in _ORDERS:
        kept = [each for each in ranges if each[2] in order]
        expected = (line, _styles(kept))
        for escape in _ESCAPES:
            typed = _typed(line, kept, order, _NOTHING, escape)
            if styled(typed) == expected and "/*" not in typed:  # which would open a boneyard
                return _typed(line, kept, order, inserts, escape)
    return _typed(line, [], (), inserts, _ESCAPES[0])  # a run of backslashes before a star, say


def _styles(ranges: list[_Range]) -> tuple[Style, ...]:
    """What reading the marks of these ranges must give."""
    changes: dict[int, set[int]] = {}
    for first, end, attribute in ranges:
        changes.setdefault(first, set()).symmetric_difference_update({attribute})
        changes.setdefault(end, set()).symmetric_difference_update({attribute})
    styles: list[Style] = []
    on: set[int] = set()
    for first, end in pairwise(sorted(changes)):
        on ^= changes[first]
        if on:
            styles.append(Style(first, end, _BOLD in on, _ITALIC in on, _UNDERLINE in on))
    return joined(styles)


def _typed(
    line: str, ranges: list[_Range], order: Sequence[int], inserts: Mapping[int, str], escape: Callable[[str, int], str]
) -> str:
    out = []
    place = 0
    for offset, mark in _changes(ranges, order, inserts):
        out += [escape(line[place:offset], place), mark]
        place = offset
    out.append(escape(line[place:], place))
    return "".join(out)


def _nothing(text: str, _place: int) -> str:
    return text


def _inside(text: str, place: int) -> str:
    """Escapes all but what starts the line: a heading may start with a star, but not with a backslash."""
    start = 0 if place else len(text) - len(text.lstrip("*_"))
    return text[:start] + _everything(text[start:], place)


def _everything(text: str, _place: int) -> str:
    return text.replace("*", "\\*").replace("_", "\\_")


_ESCAPES = (_nothing, _inside, _everything)


def _changes(ranges: list[_Range], order: Sequence[int], inserts: Mapping[int, str]) -> Iterator[tuple[int, str]]:
    """Every mark and insert with its offset, in order. Marks are closed in the order in which they are open."""
    starting: dict[int, list[_Range]] = {}
    for each in ranges:
        starting.setdefault(each[0], []).append(each)
    open_now: list[_Range] = []
    for place in sorted({*inserts, *starting, *(end for _, end, _ in ranges)}):
        again: list[_Range] = []
        while any(end == place for _, end, _ in open_now):
            closed = open_now.pop()
            yield place, _MARKS[closed[2]]
            if closed[1] != place:
                again.append(closed)
        if place in inserts:
            yield place, inserts[place]
        for each in sorted([*again, *starting.get(place, ())], key=lambda item: (-item[1], order.index(item[2]))):
            open_now.append(each)
            yield place, _MARKS[each[2]]
