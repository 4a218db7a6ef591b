"""Changes that were made for a text, in what has become of that text since.

A change moves along where nothing has happened to what it replaces and to the paragraphs around it. What reads already
as it would have it is left out. All others are conflicts: they are named with both versions, and nothing is guessed.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from ...screenplay import ScriptError
from .hunks import Change
from .parts import is_blank, lines_of, matches

if TYPE_CHECKING:
    from collections.abc import Sequence

_FOUND_FROM = 0.4
"""The part of the paragraphs that must still be there for a text to be found again."""


class Conflict(NamedTuple):
    change: Change
    """As it was made, for the text of then."""
    now: str
    """What stands in its place now, as far as that can be told."""
    line: int
    """Where that is, from 0."""

    @property
    def sentence(self) -> str:
        return f"Around line {self.line + 1} the script was changed too."


class Merged(NamedTuple):
    changes: tuple[Change, ...]
    """In the coordinates of the text of now."""
    conflicts: tuple[Conflict, ...]
    numbers: tuple[int, ...]
    """For each of `changes` the number that it had, from 0."""


def merge(base: str, current: str, changes: Sequence[Change], line: int = 0) -> Merged:
    """`current` is what has become of `base`, or a whole script with that in it; `line` is the line on which it stood
    there. Raises ScriptError where it cannot be found again."""
    start = place_of(base, current, line)
    if start is not None:
        first = len(lines_of(current[:start]))
        moved = [change._replace(start=change.start + start, line=change.line + first) for change in changes]
        return Merged(tuple(moved), (), tuple(range(len(moved))))
    alignment = _Alignment(lines_of(base), lines_of(current), line)
    merged, conflicts, numbers = [], [], []
    for number, change in enumerate(changes):
        found = alignment.moved(change)
        if found is not None:
            merged.append(found)
            numbers.append(number)
        elif (conflict := alignment.conflict(change)).now.strip() != change.new.strip():
            conflicts.append(conflict)
    return Merged(tuple(merged), tuple(conflicts), tuple(numbers))


def place_of(base: str, current: str, line: int = 0) -> int | None:
    """Where the very text stands, from the start of a line on: of several places the one nearest to the line. None
    where it was changed since."""
    if base == current:
        return 0
    if not base.strip():
        return None
    places = []
    place = current.find(base)
    while place >= 0:
        ends = place + len(base)
        whole = ends == len(current) or base[-1] in "\r\n" or current[ends] in "\r\n"
        if whole and (place == 0 or current[place - 1] in "\r\n"):
            places.append(place)
        place = current.find(base, place + 1)
    if len(places) < 2:
        return places[0] if places else None
    return min(places, key=lambda found: abs(len(lines_of(current[:found])) - line))


class _Alignment:
    """Which line of now is which line of then, told by the lines that are not blank."""

    def __init__(self, old: list[str], new: list[str], line: int) -> None:
        self._old, self._new = old, new
        self._old_words = [place for place, each in enumerate(old) if not is_blank(each)]
        self._new_words = [place for place, each in enumerate(new) if not is_blank(each)]
        self._now = self._aligned(line)
        if len(self._now) < max(len(self._old_words) * _FOUND_FROM, 1):
            raise ScriptError(
                "The part of the script that this was written for cannot be found any more.",
                "Copy what you want of it by hand, or ask again for the script as it is now.",
            )

    def _aligned(self, line: int) -> dict[int, int]:
        old = [self._old[place].strip() for place in self._old_words]
        new = [self._new[place].strip() for place in self._new_words]
        first, last = self._window(old, new, line)
        return {
            self._old_words[old_place + step]: self._new_words[first + new_place + step]
            for old_place, new_place, length in matches(old, new[first:last])
            for step in range(length)
        }

    def _window(self, old: list[str], new: list[str], line: int) -> tuple[int, int]:
        """Where in a long text the old one most likely is: around the longest piece of it that is still there."""
        if len(new) <= 2 * len(old) + 20:
            return 0, len(new)
        best = max(matches(old, new), key=lambda found: self._weight(old, found, line), default=(0, 0, 0))
        slack = len(old) // 2 + 10
        return max(best[1] - best[0] - slack, 0), best[1] + len(old) - best[0] + slack

    def _weight(self, old: list[str], found: tuple[int, int, int], line: int) -> tuple[int, int]:
        place, now, length = found
        return sum(map(len, old[place : place + length])), -abs(self._new_words[now] - line)

    def moved(self, change: Change) -> Change | None:
        """The change in the text of now; None where its place is not what it was."""
        first, last = self._around(change)
        start = self._line_now(first, last)
        if start is None or self._new[start : start + last - first] != self._old[first:last]:
            return None
        line = start + change.line - first
        return Change(sum(map(len, self._new[:line])), line, change.old, change.new)

    def _around(self, change: Change) -> tuple[int, int]:
        """The lines that have to be as they were: the change's own, and those up to the next words on both sides."""
        first, last = change.line, change.line + len(lines_of(change.old))
        while first > 0 and is_blank(self._old[first - 1]):
            first -= 1
        while last < len(self._old) and is_blank(self._old[last]):
            last += 1
        return max(first - 1, 0), min(last + 1, len(self._old))

    def _line_now(self, first: int, last: int) -> int | None:
        """Where the stretch begins now, if all of its words stand as far from each other as they did."""
        places = {self._now[line] - line for line in range(first, last) if line in self._now}
        complete = all(line in self._now for line in range(first, last) if not is_blank(self._old[line]))
        return first + places.pop() if complete and len(places) == 1 and first + min(places) >= 0 else None

    def conflict(self, change: Change) -> Conflict:
        """With what stands between the nearest lines that are still there; at the ends of the text, as many lines as
        there were."""
        last = change.line + len(lines_of(change.old))
        before = max((line for line in self._now if line < change.line), default=None)
        after = min((line for line in self._now if line >= last), default=None)
        first = max(min(self._now.values()) - min(self._now), 0)
        start = self._now[before] + 1 if before is not None else first
        if after is not None:
            end = self._now[after]
        else:
            end = start + len(self._old) - (before + 1 if before is not None else 0)
        return Conflict(change, "".join(self._new[start:end]), start)
