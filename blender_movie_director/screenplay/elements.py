"""The one vocabulary for scripts: what a screenplay is made of, and where each part stands in the text."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from functools import cached_property
from itertools import accumulate, chain, takewhile
from operator import attrgetter
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Mapping


class Kind(StrEnum):
    """What an element is on the page, or beside it."""

    TITLE_PAGE = "title_page"
    SCENE_HEADING = "scene_heading"
    ACTION = "action"
    CHARACTER = "character"
    PARENTHETICAL = "parenthetical"
    DIALOGUE = "dialogue"
    LYRIC = "lyric"
    TRANSITION = "transition"
    CENTERED = "centered"
    PAGE_BREAK = "page_break"
    SECTION = "section"
    SYNOPSIS = "synopsis"
    NOTE = "note"
    BONEYARD = "boneyard"


PRINTED = frozenset(
    {
        Kind.SCENE_HEADING,
        Kind.ACTION,
        Kind.CHARACTER,
        Kind.PARENTHETICAL,
        Kind.DIALOGUE,
        Kind.LYRIC,
        Kind.TRANSITION,
        Kind.CENTERED,
    }
)
"""The kinds whose words stand on a printed page of the script."""

SPOKEN = frozenset({Kind.DIALOGUE, Kind.LYRIC})
"""The kinds that an actor says or sings when they follow a cue."""


class Span(NamedTuple):
    """A stretch of the source. Lines and columns count characters from 0; the end column is exclusive."""

    line: int
    column: int
    end_line: int
    end_column: int


class Style(NamedTuple):
    """How a stretch of an element's text is set. What no style covers is plain."""

    start: int
    end: int
    bold: bool = False
    italic: bool = False
    underline: bool = False


class Element(NamedTuple):
    """One part of a script.

    `text` is what a reader reads: no forcing marks, no emphasis marks, no notes. `span` is everything that was
    typed for it: whole lines for what stands on lines of its own, exact columns for notes and boneyards.
    """

    kind: Kind
    text: str
    span: Span
    name: str = ""
    """A cue's speaker without extensions; a title page entry's key in lower case."""
    extensions: tuple[str, ...] = ()
    """A cue's `(V.O.)`, `(CONT'D)` and the like, without their parentheses."""
    dual: bool = False
    """This cue speaks at the same time as the cue before it."""
    number: str | None = None
    """A heading's scene number as written."""
    depth: int = 0
    """A section's depth: 1 for `#`, 2 for `##`."""
    forced: bool = False
    """The writer marked the kind with `.`, `!`, `@` or `>`; it was not told from the wording."""
    closed: bool = True
    """False for a boneyard that is never closed, and so hides everything to the end of the text."""
    styles: tuple[Style, ...] = ()
    """The emphasised stretches of `text`, in order and without overlap."""


class Block:
    """A stretch of a script that reads the same whatever stands before and after it. It never changes."""

    __slots__ = ("_placed", "_relative", "length", "line_breaks", "opens", "silent")

    def __init__(
        self, elements: tuple[Element, ...], line: int, length: int, line_breaks: int, *, opens: bool, silent: bool
    ) -> None:
        # Where the block stood last and its elements there: after an edit most blocks stand where they did.
        self._placed = line, elements
        self._relative: tuple[Element, ...] | None = None
        self.length = length
        """Characters of the source."""
        self.line_breaks = line_breaks
        self.opens = opens
        """It was read as a place where a title page may start."""
        self.silent = silent
        """Up to its end the script holds nothing but blank lines, notes and boneyards."""

    @property
    def elements(self) -> tuple[Element, ...]:
        """The block's elements, their lines counted from the start of the block."""
        if self._relative is None:
            line, elements = self._placed
            self._relative = _moved(elements, -line)
        return self._relative

    def elements_at(self, line: int) -> tuple[Element, ...]:
        """The block's elements as they stand in a script in which the block starts on that line."""
        was, elements = self._placed
        if was != line:
            elements = _moved(elements, line - was)
            self._placed = line, elements
        return elements


@dataclass(frozen=True)
class Script:
    """A script as read. The source stays the truth: elements are a reading of it, and edits are made to the source."""

    source: str = ""
    blocks: tuple[Block, ...] = field(default=(), repr=False, compare=False)
    """The stretches that were read one by one, in order. Together they are the whole source."""

    @cached_property
    def elements(self) -> tuple[Element, ...]:
        """In the order of the source. A note inside a line follows the element that it stands in."""
        placed = zip(self.blocks, self.block_lines, strict=True)
        return tuple(chain.from_iterable([block.elements_at(line) for block, line in placed]))

    @cached_property
    def title_page(self) -> Mapping[str, tuple[str, ...]]:
        """Title page entries in their order: key in lower case to lines of the value."""
        page: dict[str, list[str]] = {}
        for block in takewhile(attrgetter("opens"), self.blocks):
            for element in block.elements:
                if element.kind is Kind.TITLE_PAGE:
                    page.setdefault(element.name, []).extend(element.text.split("\n") if element.text else ())
        return {key: tuple(lines) for key, lines in page.items()}

    @cached_property
    def block_lines(self) -> tuple[int, ...]:
        """The line of the source on which each block starts."""
        return _starts([block.line_breaks for block in self.blocks])

    @cached_property
    def block_starts(self) -> tuple[int, ...]:
        """The character of the source with which each block starts."""
        return _starts([block.length for block in self.blocks])


def _starts(lengths: list[int]) -> tuple[int, ...]:
    return tuple(accumulate(lengths[:-1], initial=0)) if lengths else ()


def _moved(elements: tuple[Element, ...], shift: int) -> tuple[Element, ...]:
    # As quick as named tuples can be made: half a script moves when a line is added in its middle.
    new = tuple.__new__
    moved = []
    for element in elements:
        line, column, end_line, end_column = element[2]
        span = new(Span, (line + shift, column, end_line + shift, end_column))
        moved.append(new(Element, (*element[:2], span, *element[3:])))
    return tuple(moved)
