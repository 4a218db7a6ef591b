"""Something new between two paragraphs."""

from __future__ import annotations

from .hunks import Change
from .parts import content, is_blank, lines_of, usual_end


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
    if place < len(lines) and not is_blank(lines[place]):
        new += end
    return Change(sum(map(len, lines[:place])), place, "", new)
