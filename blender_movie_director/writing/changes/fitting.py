"""A model's answer in the manner of the text that it replaces.

Models drop what they take for dirt: Windows' line ends, spaces at the end of lines, empty lines around a passage, and
marks of Fountain. What they were never shown (notes, cut text) is not in the answer either. None of that is a wish to
change something, so it is put back before the two are compared.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from .parts import content, end_of, lines_of, matches, usual_end

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Sequence

_FORCED = re.compile(r"^[.!@~>]\s*|\s*[<^]$")
_SCENE_NUMBER = re.compile(r"\s*#[^#\n]+#$")
_EMPHASIS = re.compile(r"[*_\\]")
_PLAIN = str.maketrans(
    {
        **dict.fromkeys("\u2018\u2019\u201a\u201b\u02bc\u00b4`", "'"),
        **dict.fromkeys("\u201c\u201d\u201e\u201f\u00ab\u00bb", '"'),
        **dict.fromkeys("\u2012\u2013\u2014\u2015", "--"),
    }
)
_DASH = "--"
_DASHES = re.compile(r"\s*-{2,}\s*|\s+-\s+")
"""A dash is two hyphens or more, or one between spaces; the spaces around it are a matter of taste."""


def fitted(base: str, answer: str, silent: Collection[int] = ()) -> str:
    """The answer as a proposal for `base`, whose lines `silent` (from 0) the model was not shown."""
    lines = lines_of(base)
    shown = [place for place in range(len(lines)) if place not in silent]
    while shown and not lines[shown[0]].strip():
        del shown[0]
    while shown and not lines[shown[-1]].strip():
        del shown[-1]
    found = list(_joined(lines, shown, _answered(answer)))
    return _with_ends(found, usual_end(base), ended=not lines or bool(end_of(lines[-1])))


def same_words(one: str, other: str) -> bool:
    """Whether two lines (or two texts) differ in nothing but what models change by habit: the shape of quotes, dashes
    and ellipses, spaces, and marks of Fountain (emphasis too)."""
    return one == other or bare(one) == bare(other)


def bare(line: str) -> str:
    """What is left of a line without its marks of Fountain and without a hand of its own: quotes, dashes, ellipses and
    spaces are always the same ones."""
    plain = _FORCED.sub("", _EMPHASIS.sub("", unshaped(line)))
    return _SCENE_NUMBER.sub("", plain).strip()


def unshaped(line: str) -> str:
    """A line with its marks, in plain quotes, dashes and spaces. What is no word and no mark is as good as any other."""
    return " ".join(_DASHES.sub(_DASH, line.translate(_PLAIN).replace("...", "\u2026")).split())


def _answered(answer: str) -> list[str]:
    """Its lines without their ends, and without spaces that nobody sees."""
    answered = [content(line).rstrip() for line in lines_of(answer)]
    while answered and not answered[0]:
        del answered[0]
    while answered and not answered[-1]:
        del answered[-1]
    return answered


def _joined(lines: Sequence[str], shown: Sequence[int], answered: Sequence[str]) -> Iterator[str]:
    """The lines of the proposal: what was not shown stays where it was, between the same neighbours."""
    done = shown_done = answered_done = 0
    old = [bare(content(lines[place])) for place in shown]
    for place, new_place, length in [*matches(old, [bare(line) for line in answered]), (len(old), len(answered), 0)]:
        first = shown[shown_done] if shown_done < len(shown) else _after(shown)
        yield from lines[done:first]
        last = shown[place] if place < len(shown) else _after(shown)
        yield from answered[answered_done:new_place]
        dropped = set(shown[shown_done:place])
        yield from (lines[each] for each in range(first, last) if each not in dropped)
        done = last
        for step in range(length):
            kept = shown[place + step]
            yield from lines[done:kept]
            yield _chosen(lines[kept], answered[new_place + step])
            done = kept + 1
        shown_done, answered_done = place + length, new_place + length
    yield from lines[done:]


def _after(shown: Sequence[int]) -> int:
    return shown[-1] + 1 if shown else 0


def _chosen(line: str, answered: str) -> str:
    """The line as it was, where the answer has only lost marks or spaces; else the answer's, with its own marks."""
    was = content(line)
    return line if answered in {was.rstrip(), bare(was)} else answered + end_of(line)


def _with_ends(lines: Sequence[str], end: str, *, ended: bool) -> str:
    """With a line end behind each, the last one only where the text had one there."""
    if not lines:
        return ""
    whole = [line if end_of(line) else line + end for line in lines]
    if not ended:
        whole[-1] = content(whole[-1])
    return "".join(whole)
