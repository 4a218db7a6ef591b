"""Wraps text at a width in columns. A wide East Asian character takes two columns, a combining one none."""

from __future__ import annotations

import re
import unicodedata

# Every character that is not one column wide is in here, and some that are. It spares most texts a look at each one.
# What is left out is named: a set that reaches to the end of Unicode would take many times as long to compile.
_UNEVEN = re.compile(
    "[^\0-\xac\xae-\u02ff\u0370-\u0482\u048a-\u0590\u1e00-\u200a\u2010-\u2029\u202f-\u205f\u2070-\u20cf\u2100-\u22ff"
    "\u2400-\u25fc\u27c0-\u2b1a\u2b56-\u2cee\u2cf2-\u2d7e\u2d80-\u2ddf\u2e00-\u2e7f]"
)
_WIDE = frozenset("WF")
_NO_WIDTH = frozenset({"Mn", "Me", "Cf"})
# What must not begin a line of Chinese or Japanese, by their typographers' rules.
_NEVER_FIRST = frozenset(
    "、。・」』】〉》ー…々ぁぃぅぇぉっゃゅょァィゥェォッャュョ,.!?:;)]}'\"\u2019\u201d"
    "\uff0c\uff0e\uff1a\uff1b\uff1f\uff01\uff09\uff3d\uff5d\u3015"  # the wide forms of , . : ; ? ! ) ] }
)


def columns(text: str) -> int:
    """How many columns a line of text takes."""
    if text.isascii() or not _UNEVEN.search(text):
        return len(text)
    return sum(map(_width, text))


def wrap(text: str, width: int) -> list[tuple[int, int]]:
    """Where each line of the wrapped text starts and ends. Spaces at a break belong to no line."""
    if text.isascii() or not _UNEVEN.search(text):
        cut = _cut
        if len(text) <= width and "\n" not in text:
            return [(0, len(text))]
    else:
        cut = _cut_uneven
    lines: list[tuple[int, int]] = []
    start, length = 0, len(text)
    while True:
        end = text.find("\n", start)
        if end < 0:
            end = length
        first = start
        stop = cut(text, start, end, width)
        while stop < end:
            following = stop
            while following < end and text[following] == " ":
                following += 1
            while stop > start and text[stop - 1] == " ":
                stop -= 1
            lines.append((start, stop))
            start = following
            stop = cut(text, start, end, width)
        # Spaces at the end of a line that was wrapped make no line of their own.
        if start < end or start == first:
            lines.append((start, stop))
        if end == length:
            return lines
        start = end + 1


def rows_of(text: str, width: int, spacing: int) -> list[tuple[int, int]]:
    """The same with the empty rows that a spacing of more than one puts before each line."""
    lines = wrap(text, width)
    if spacing == 1:
        return lines
    return [row for start, end in lines for row in (*[(start, start)] * (spacing - 1), (start, end))]


def first_line(text: str, width: int) -> str:
    """As much of a text as one line holds."""
    start, end = wrap(text, width)[0]
    return text[start:end]


def _cut(text: str, start: int, end: int, width: int) -> int:
    """Where a line that starts here ends, in text of even width."""
    if end - start <= width:
        return end
    space = text.rfind(" ", start, start + width + 1)
    # A leading space is no place to break: it would leave an empty line and the same text again.
    if space <= start or text[start:space].isspace():
        return start + width
    return space


def _cut_uneven(text: str, start: int, end: int, width: int) -> int:
    used, last, blank = 0, 0, True
    for place in range(start, end):
        character = text[place]
        size = _width(character)
        if used + size > width and place > start:
            return last if last > start and character != " " else place
        used += size
        if character != " ":
            blank = False
            # Chinese and Japanese break between any two characters, everything else at spaces.
            if _breaks_between(text, place, end):
                last = place + 1
        elif not blank:
            last = place
    return end


def _breaks_between(text: str, place: int, end: int) -> bool:
    """Whether a line may end after this character and the next one begin with what follows."""
    if place + 1 >= end:
        return False
    following = text[place + 1]
    if following in _NEVER_FIRST or _width(following) == 0:
        return False
    return _width(text[place]) == 2 or _width(following) == 2


def _width(character: str) -> int:
    if character < "\u0300" and character != "\xad":
        return 1
    category = unicodedata.category(character)
    if category in _NO_WIDTH:
        return 0
    # Some Pythons call characters that do not exist yet wide, others do not.
    return 2 if category != "Cn" and unicodedata.east_asian_width(character) in _WIDE else 1
