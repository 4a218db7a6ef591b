"""The one vocabulary for scripts: what a screenplay is made of, and where each part stands in the text."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
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


@dataclass(frozen=True, slots=True)
class Script:
    """A script as read. The source stays the truth: elements are a reading of it, and edits are made to the source."""

    source: str
    title_page: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    """Title page entries in their order: key in lower case to lines of the value."""
    elements: tuple[Element, ...] = ()
    """In the order of the source. A note inside a line follows the element that it stands in."""
