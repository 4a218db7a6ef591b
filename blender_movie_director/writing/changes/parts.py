"""Texts cut into lines, and lines into what is taken or left as a whole: paragraphs, speeches, the space between."""

from __future__ import annotations

import re
from collections import Counter
from itertools import groupby
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

_LINE = re.compile(r"[^\r\n]*(?:\r\n|\r|\n)|[^\r\n]+")
_LINE_END = re.compile(r"\r\n|\r|\n")
_MOST_COMPARED = 400_000
"""Pairs of equal parts. Beyond that a comparison takes too long for somebody who waits."""


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
    from difflib import SequenceMatcher  # noqa: PLC0415 - only who compares needs it

    counted = Counter(new)
    # What difflib looks at, at the least: each pair of equal parts.
    pairs = sum(counted[part] for part in old if is_junk is None or not is_junk(part))
    if old and new and pairs <= _MOST_COMPARED:
        for block in SequenceMatcher(is_junk, old, new, autojunk=False).get_matching_blocks():
            if block.size:
                yield block.a, block.b, block.size


def _is_space(part: str) -> bool:
    return not part.strip()
