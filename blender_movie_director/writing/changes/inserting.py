"""Something new between two paragraphs."""

from __future__ import annotations

import re

from .hunks import Change
from .parts import content, end_of, is_blank, lines_of, usual_end

_MAY_PRECEDE_A_HEADING = re.compile(r"\s*[#=].*|.*(?:\*/|\]\])\s*", re.DOTALL)
"""Without an empty line in between: cut text, a note, a section, a synopsis, a page break."""


def insertion(base: str, line: int, words: str) -> Change:
    """`words` as paragraphs of their own before that line of the text (from 0), or at its end. No paragraph or speech
    is torn apart: what would come inside of one comes after it. Line ends are those of the text."""
    lines = lines_of(base)
    place = min(max(line, 0), len(lines))
    while 0 < place < len(lines) and not is_blank(lines[place - 1]) and not is_blank(lines[place]):
        place += 1
    end = usual_end(base)
    new = end.join(content(each) for each in lines_of(words.strip("\r\n"))) + end
    if place and content(lines[place - 1]) == lines[place - 1]:
        new = end + new  # the text ends without a line end
    if place and not is_blank(lines[place - 1]):
        new = end + new
    if not is_blank(lines[place]) if place < len(lines) else lines and _is_open(lines[-1]):
        new += end
    return Change(sum(map(len, lines[:place])), place, "", new)


def _is_open(last: str) -> bool:
    """Whether a next scene may begin right behind the last line of this one, and must not become a part of what comes
    in between. Any other line is the last one of the script."""
    return bool(end_of(last)) and _MAY_PRECEDE_A_HEADING.fullmatch(last) is not None
