"""Texts cut into lines, and lines into what is taken or left as a whole: paragraphs, speeches, the space between."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections import Counter
from itertools import groupby
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

_LINE = re.compile(r"[^\r\n]*(?:\r\n|\r|\n)|[^\r\n]+")
_LINE_END = re.compile(r"\r\n|\r|\n")
_MOST_COMPARED = 400_000
"""Pairs of equal parts. Beyond that a comparison takes too long for somebody who waits."""
_COMPARED_WHOLE = 200
"""Parts. Most scenes have fewer, and what is compared whole keeps together what was moved in one piece."""


def lines_of(text: str) -> list[str]:
    """With their ends. Only the ends that a script knows count: a form feed is no line end."""
    return _LINE.findall(text)


def content(line: str) -> str:
    return line.rstrip("\r\n")


def end_of(line: str) -> str:
    return line[len(content(line)) :]


def usual_end(text: str) -> str:
    """The line end that a text has most often."""
    ends = Counter(_LINE_END.findall(text))
    return ends.most_common(1)[0][0] if ends else "\n"


def is_blank(line: str) -> bool:
    """Whether it ends a paragraph: two spaces on an otherwise empty line keep a speech going."""
    plain = content(line)
    return not plain.strip() and (len(plain) < 2 or bool(plain.strip(" ")))


def parts_of(text: str) -> list[str]:
    """Paragraphs (a speech is one, from its cue on) and the empty lines between them, alternating."""
    return ["".join(lines) for _, lines in groupby(lines_of(text), is_blank)]


def matches(old: Sequence[str], new: Sequence[str]) -> Iterator[tuple[int, int, int]]:
    """Where two sequences are the same: place, place, length; in order. Bounded: what is too long or too repetitive to
    be compared is the same at its two ends only."""
    shortest = min(len(old), len(new))
    before = 0
    while before < shortest and old[before] == new[before]:
        before += 1
    after = 0
    while after < shortest - before and old[-after - 1] == new[-after - 1]:
        after += 1
    if before:
        yield 0, 0, before
    for place, new_place, length in _inside(old[before : len(old) - after], new[before : len(new) - after]):
        yield before + place, before + new_place, length
    if after:
        yield len(old) - after, len(new) - after, after


def _inside(old: Sequence[str], new: Sequence[str]) -> Iterator[tuple[int, int, int]]:
    """First by what has words. Half of a script is empty lines, which are only compared between those."""
    done = new_done = 0
    for place, new_place, length in [*_blocks(old, new, _is_space), (len(old), len(new), 0)]:
        for gap, new_gap, gap_length in _blocks(old[done:place], new[new_done:new_place], None):
            yield done + gap, new_done + new_gap, gap_length
        if length:
            yield place, new_place, length
        done, new_done = place + length, new_place + length


def _blocks(
    old: Sequence[str], new: Sequence[str], is_junk: Callable[[str], bool] | None
) -> Iterator[tuple[int, int, int]]:
    """In one piece what is the same in one piece."""
    begun = (0, 0, 0)
    for place, new_place, length in _pieces(old, new, is_junk):
        if (place, new_place) == (begun[0] + begun[2], begun[1] + begun[2]):
            begun = (begun[0], begun[1], begun[2] + length)
            continue
        if begun[2]:
            yield begun
        begun = (place, new_place, length)
    if begun[2]:
        yield begun


def _pieces(
    old: Sequence[str], new: Sequence[str], is_junk: Callable[[str], bool] | None
) -> Iterator[tuple[int, int, int]]:
    """What is long is first divided where a part stands once in both, so that only short stretches are compared: a
    comparison goes through the whole of a stretch for each difference in it."""
    done = new_done = 0
    anchors = _anchors(old, new) if max(len(old), len(new)) > _COMPARED_WHOLE else []
    for place, new_place in anchors:
        yield from _compared(old, new, (done, place), (new_done, new_place), is_junk)
        yield place, new_place, 1
        done, new_done = place + 1, new_place + 1
    yield from _compared(old, new, (done, len(old)), (new_done, len(new)), is_junk)


def _anchors(old: Sequence[str], new: Sequence[str]) -> list[tuple[int, int]]:
    """The most of those parts with words that stand once in both, and in the same order."""
    counted, new_counted = Counter(old), Counter(new)
    places = {part: place for place, part in enumerate(new) if new_counted[part] == 1 and not _is_space(part)}
    pairs = [(place, places[part]) for place, part in enumerate(old) if counted[part] == 1 and part in places]
    # For each length, the row of that length that ends earliest: where it ends, and with which pair.
    ends: list[int] = []
    last: list[int] = []
    before = []
    for number, (_, new_place) in enumerate(pairs):
        length = bisect_left(ends, new_place)
        before.append(last[length - 1] if length else -1)
        ends[length : length + 1] = [new_place]
        last[length : length + 1] = [number]
    found = []
    number = last[-1] if last else -1
    while number >= 0:
        found.append(pairs[number])
        number = before[number]
    return found[::-1]


def _compared(
    old: Sequence[str],
    new: Sequence[str],
    within: tuple[int, int],
    new_within: tuple[int, int],
    is_junk: Callable[[str], bool] | None,
) -> Iterator[tuple[int, int, int]]:
    from difflib import SequenceMatcher  # noqa: PLC0415 - only who compares needs it

    here, there = old[slice(*within)], new[slice(*new_within)]
    counted = Counter(there)
    # What difflib looks at, at the least: each pair of equal parts.
    pairs = sum(counted[part] for part in here if is_junk is None or not is_junk(part))
    if pairs <= _MOST_COMPARED and here and there:
        for block in SequenceMatcher(is_junk, here, there, autojunk=False).get_matching_blocks():
            if block.size:
                yield within[0] + block.a, new_within[0] + block.b, block.size


def _is_space(part: str) -> bool:
    return not part.strip()
