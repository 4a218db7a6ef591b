"""A text laid out as lines with words and the gaps between them, and which gap of one text is which of another."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

from .parts import is_blank

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator, Sequence

_NOTE = re.compile(r"\[\[(?:(?!\[\[).)*?\]\]", re.DOTALL)
_EMPTY = re.compile(r"^[ \t]*$", re.MULTILINE)
_KEPT_OPEN = "  "


class Laid(NamedTuple):
    words: Sequence[str]
    """The lines that a model is shown and that are not blank."""
    gaps: Sequence[Sequence[str]]
    """What stands before each of them, and behind the last: empty lines, and lines that a model is not shown."""

    @classmethod
    def out(cls, lines: Sequence[str], silent: Collection[int] = ()) -> Laid:
        words: list[str] = []
        gaps: list[list[str]] = [[]]
        for place, line in enumerate(lines):
            if place in silent or not line.strip():
                gaps[-1].append(line)
            else:
                words.append(line)
                gaps.append([])
        return cls(words, gaps)


def keeps_on(line: str) -> bool:
    """Whether a line without words holds together what stands around it: a speech, or a note over several lines."""
    return not line.strip() and not is_blank(line)


def parts(gap: Sequence[str]) -> bool:
    """Whether one paragraph ends with it and another begins."""
    return any(is_blank(line) for line in gap)


def is_silent(gap: Sequence[str]) -> bool:
    """Whether there is anything in it that a model was not shown."""
    return any(line.strip() for line in gap)


def joined(gaps: Iterable[Sequence[str]]) -> list[str]:
    """Several gaps as one, for the words between them are gone. Where two of them met with empty lines, once those."""
    lines: list[str] = []
    for gap in gaps:
        done = len(gap) if not is_silent(gap) else next(place for place, line in enumerate(gap) if line.strip())
        lines += gap[done:] if lines and is_blank(lines[-1]) else gap
    return lines


def kept_open(lines: Sequence[str]) -> list[str]:
    """With the two spaces on empty lines inside of notes, without which a note ends there, and is printed."""
    return _NOTE.sub(lambda note: _EMPTY.sub(_KEPT_OPEN, note[0]), "\n".join(lines)).split("\n")


class Paired(NamedTuple):
    gaps: Sequence[Sequence[int]]
    """For each gap of the new text, those of the old one that have come to be it."""
    even: Collection[int]
    """The gaps of the new text around which as many lines are new as are gone."""


def paired(old: Laid, new: Laid, matches: Iterable[tuple[int, int, int]]) -> Paired:
    """`matches` are the lines that are the same: place, place, length."""
    found: list[list[int]] = [[] for _ in new.gaps]
    even: set[int] = set()
    done = new_done = 0
    for place, new_place, length in [*matches, (len(old.words), len(new.words), 0)]:
        here, there = range(done, place + 1), range(new_done, new_place + 1)
        for gap, partner in _stretch(old, new, here, there):
            found[partner].append(gap)
        if len(here) == len(there):
            even.update(there)
        for step in range(1, length):
            found[new_place + step].append(place + step)
        done, new_done = place + length, new_place + length
    return Paired(list(_opened(old, new, found)), even)


def _stretch(old: Laid, new: Laid, here: range, there: range) -> Iterable[tuple[int, int]]:
    """For the gaps around lines that are not the same: from the outside inwards, then in their order."""
    if len(there) == 1:
        return [(gap, there[0]) for gap in here]
    if len(here) == 1:
        # What was not shown stays where it is, unless it stands on what comes next.
        gap = old.gaps[here[0]]
        goes_along = here[0] > 0 and (not is_silent(gap) or bool(gap[-1].strip()))
        return [(here[0], there[-1] if goes_along or here[0] == len(old.words) else there[0])]
    open_gaps = [gap for gap in there[1:-1] if _is_open(new, gap)]
    inner = [gap for gap in here[1:-1] if old.gaps[gap]]
    left = [gap for gap in inner[len(open_gaps) :] if is_silent(old.gaps[gap])]
    place = next(gap for gap in range(there[-1], len(new.gaps)) if _is_open(new, gap)) if left else 0
    return [
        (here[0], there[0]),
        *zip(inner, open_gaps, strict=False),
        *((gap, place) for gap in left),
        (here[-1], there[-1]),
    ]


def _is_open(laid: Laid, gap: int) -> bool:
    """Whether it is between two paragraphs, or before the first one or behind the last."""
    return bool(laid.gaps[gap]) or gap in {0, len(laid.words)}


def _opened(old: Laid, new: Laid, found: Sequence[Sequence[int]]) -> Iterator[Sequence[int]]:
    """What was not shown and stood between two paragraphs comes between two again: never between a name and what that
    says, nor into a sentence."""
    waiting: list[int] = []
    for place, gaps in enumerate(found):
        if _is_open(new, place):
            yield sorted([*waiting, *gaps])
            waiting = []
            continue
        parting = [gap for gap in gaps if is_silent(old.gaps[gap]) and parts(old.gaps[gap])]
        waiting += parting
        yield [gap for gap in gaps if gap not in parting]
