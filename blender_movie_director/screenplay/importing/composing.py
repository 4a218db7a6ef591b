"""Parts become Fountain. A forcing mark is written only where the words would otherwise be read as something else."""

from __future__ import annotations

from bisect import bisect_right
from itertools import groupby
from typing import TYPE_CHECKING

from ..elements import Kind
from ..fountain import parse
from .parts import DOUBTFUL, Doubt, Imported
from .rows import shifted
from .spelling import FORCES, UNFORCED, lines_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from ..elements import Element, Style
    from .parts import Part

_SAID = frozenset({Kind.PARENTHETICAL, Kind.DIALOGUE, Kind.LYRIC, Kind.NOTE})
_ASIDE = frozenset({Kind.NOTE, Kind.BONEYARD})
_UNTRIED = frozenset({Kind.TITLE_PAGE, Kind.NOTE, Kind.PAGE_BREAK})
# What begins so in a text that was typed is Fountain already.
_FOUNTAIN = (".", "!", "@", ">", "#", "=", "~", "[[", "/*")
# Read before each trial, so that the words in question are not taken for a title page.
_BEFORE = "===\n\n"
_NAMES = {
    Kind.TITLE_PAGE: "a part of the title page",
    Kind.SCENE_HEADING: "a scene heading",
    Kind.CHARACTER: "a character's cue",
    Kind.PARENTHETICAL: "a parenthetical",
    Kind.TRANSITION: "a transition",
    Kind.CENTERED: "centered text",
}


class _Writer:
    """Lines of Fountain, and how certain each is."""

    def __init__(self, *, literal: bool) -> None:
        self._literal = literal
        self.lines: list[str] = []
        self.starts: list[int] = []
        self.parts: list[Part] = []

    def add(self, block: list[Part]) -> None:
        if self.lines:
            self.lines.append("")
        for part, lines in zip(block, self._best(block), strict=True):
            self.starts.append(len(self.lines))
            self.parts.append(part)
            self.lines += lines

    def part_at(self, line: int) -> Part:
        return self.parts[max(0, bisect_right(self.starts, line) - 1)]

    def _best(self, block: list[Part]) -> list[list[str]]:
        """The barest writing that reads back as what it is; the barest of all if none does."""
        if block[0].kind in _UNTRIED or (not self._literal and block[0].text.startswith(_FOUNTAIN)):
            return [lines_of(part, UNFORCED, literal=self._literal) for part in block]
        wanted = [(part.kind, self._reading(part)) for part in block if part.kind not in _ASIDE]
        for force in FORCES:
            tried = [lines_of(part, force, literal=self._literal) for part in block]
            text = _BEFORE + "\n".join("\n".join(lines) for lines in tried)
            found = [element for element in parse(text).elements[1:] if element.kind not in _ASIDE]
            if [(each.kind, self._reading(each)) for each in found] == wanted:
                return tried
        return [lines_of(part, UNFORCED, literal=self._literal) for part in block]

    def _reading(self, part: Part | Element) -> str:
        """Words that may hold marks of their own are known by their kind alone."""
        return part.text if self._literal else ""


def compose(parts: Iterable[Part], *, literal: bool, notes: Iterable[str] = ()) -> Imported:
    """`literal` says that the parts' asterisks and underscores are characters, and emphasis is in their styles."""
    writer = _Writer(literal=literal)
    for block in _blocks(_disarmed(part) if literal else part for part in parts):
        writer.add(block)
    text = "\n".join([*writer.lines, ""]) if writer.lines else ""
    shift = 0
    if writer.parts and writer.parts[0].kind is not Kind.TITLE_PAGE and parse(text).title_page:
        # `Note: he is dead.` would be read as a title page where it opens the text. An empty title keeps it action.
        text, shift = f"Title:\n\n{text}", 2
    confidences = []
    doubts: list[Doubt] = []
    for element in parse(text).elements:
        part = writer.part_at(element.span.line - shift)
        confidences.append(part.confidence)
        line = element.span.line
        if part.confidence < DOUBTFUL and (not doubts or doubts[-1].line != line):
            what = _NAMES.get(element.kind, element.kind.value)
            doubts.append(Doubt(line, f"Line {line + 1} was taken for {what}, which may be wrong."))
    return Imported(text, tuple(confidences), tuple(doubts), tuple(notes))


def _disarmed(part: Part) -> Part:
    """What would open a note or a boneyard, parted: nothing else keeps the words behind it in print."""
    if part.kind is Kind.NOTE or not ("[[" in part.text or "/*" in part.text):
        return part
    return part._replace(text=part.text.replace("[[", "[ [").replace("/*", "/ *"), styles=())


def _blocks(parts: Iterable[Part]) -> Iterator[list[Part]]:
    """What stands together with no empty line between: a title page, a speech, or one element."""
    block: list[Part] = []
    for part in parts:
        first = block[0].kind if block else None
        if (first is Kind.CHARACTER and part.kind in _SAID) or (first is part.kind is Kind.TITLE_PAGE):
            block.append(part)
        else:
            if block:
                yield _paragraphs_joined(block)
            block = [_with_a_place(part)]
    if block:
        yield _paragraphs_joined(block)


def _paragraphs_joined(block: list[Part]) -> list[Part]:
    """Two paragraphs of one speech are one element in Fountain, which tells them apart by their lines alone."""
    joined: list[Part] = []
    for kind, group in groupby(block, lambda part: part.kind):
        parts = list(group)
        if kind is Kind.DIALOGUE and len(parts) > 1:
            parts = [_joined(parts)]
        joined += parts
    return joined


def _joined(parts: list[Part]) -> Part:
    styles: list[Style] = []
    start = 0
    for part in parts:
        styles += shifted(part.styles, start)
        start += len(part.text) + 1
    confidence = min(part.confidence for part in parts)
    return parts[0]._replace(text="\n".join(part.text for part in parts), confidence=confidence, styles=tuple(styles))


def _with_a_place(part: Part) -> Part:
    """Dialogue that nobody says has no place in Fountain: it is kept as action."""
    if part.kind in {Kind.DIALOGUE, Kind.PARENTHETICAL}:
        return part._replace(kind=Kind.ACTION, confidence=min(part.confidence, 0.4))
    return part
