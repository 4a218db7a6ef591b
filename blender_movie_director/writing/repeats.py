"""What an answer repeats of the script around its place: models like to begin with the last speech that they were
shown, or give the whole scene. That is there already."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ..screenplay import Kind
from .changes.fitting import bare
from .changes.parts import is_blank, lines_of, parts_of
from .pieces import piece_of_script

if TYPE_CHECKING:
    from collections.abc import Sequence

    _Words = tuple[str, ...]

_MOST_NEW = 0.5
"""Of what stands before a repeated paragraph, as much may differ where the whole scene was given again."""


def without_repeats(answer: str, so_far: str, rest: str, passage: str = "") -> str:
    """The answer without paragraphs at its beginning that stand at the end of `so_far`, and without those at its end
    that stand at the beginning of `rest`, whatever their quotes and marks. What `passage` begins or ends with itself
    stays. An answer that is nothing else stays as it is."""
    words, own, before, after = map(_paragraphs, (answer, passage, so_far, rest))
    first = _repeated(words, before, own, heading=_begins_with_heading(answer))
    mirrored = [found[::-1] for found in (words, after, own)]
    last = len(words) - _repeated(*mirrored, heading=False)
    if (first, last) == (0, len(words)) or first >= last:
        return answer
    return _joined(parts_of(answer), first, last)


def repeat_faults(answer: str, so_far: str, rest: str) -> tuple[str, ...]:
    """For an answer that has nothing new."""
    there = {(), *_paragraphs(so_far), *_paragraphs(rest)}  # a paragraph of spaces is nothing new either
    words = _paragraphs(answer)
    if words and there.issuperset(words):
        return ("It only repeats what stands there already.",)
    return ()


def _repeated(words: Sequence[_Words], before: Sequence[_Words], own: Sequence[_Words], *, heading: bool) -> int:
    """How many paragraphs at the beginning are those at the end of what stands before."""
    if not words or not before or (own and words[0] == own[0]):
        return 0
    for count in range(min(len(words), len(before)), 0, -1):
        if words[:count] == before[-count:]:
            return count
    if words[0] not in before:
        return 0
    # The scene from somewhere on, but not letter by letter: up to where it ended.
    there = set(before)
    ends = [place + 1 for place, each in enumerate(words) if each == before[-1]]
    if ends and sum(each not in there for each in words[: ends[-1]]) <= ends[-1] * _MOST_NEW:
        return ends[-1]
    return int(heading and words[0] == before[0])


def _paragraphs(text: str) -> list[_Words]:
    """The words of each, line by line."""
    parts = [part for part in parts_of(text) if not _is_space(part)]
    return [tuple(bare(line) for line in part.split("\n") if line.strip()) for part in parts]


def _begins_with_heading(text: str) -> bool:
    return bool(text.strip()) and piece_of_script(text.lstrip("\n"))[0].kind is Kind.SCENE_HEADING


def _joined(parts: Sequence[str], first: int, last: int) -> str:
    """These of the paragraphs, with the empty lines between them."""
    places = [place for place, part in enumerate(parts) if not _is_space(part)]
    return "".join(parts[places[first] : places[last - 1] + 1]).strip("\n")


def _is_space(part: str) -> bool:
    return is_blank(lines_of(part)[0])
