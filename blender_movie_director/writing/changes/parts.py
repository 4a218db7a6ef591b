"""Texts cut into lines, and lines into what is taken or left as a whole: paragraphs, speeches, the space between."""

from __future__ import annotations

import re
from collections import Counter
from itertools import groupby
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

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
    from difflib import SequenceMatcher  # noqa: PLC0415 - only who compares needs it

    shortest = min(len(old), len(new))
    before = 0
    while before < shortest and old[before] == new[before]:
        before += 1
    after = 0
    while after < shortest - before and old[-after - 1] == new[-after - 1]:
        after += 1
    if before:
        yield 0, 0, before
    old_middle, new_middle = old[before : len(old) - after], new[before : len(new) - after]
    if _pairs(old_middle, new_middle) <= _MOST_COMPARED:
        for block in SequenceMatcher(None, old_middle, new_middle, autojunk=False).get_matching_blocks():
            if block.size:
                yield before + block.a, before + block.b, block.size
    if after:
        yield len(old) - after, len(new) - after, after


def _pairs(old: Sequence[str], new: Sequence[str]) -> int:
    """What difflib looks at, at the least: each pair of equal parts, and again for each block that it finds."""
    counted = Counter(new)
    return sum(counted[part] for part in old) + len(old) + len(new)
