"""What stands between the two formats: a script as the paragraphs that Final Draft thinks in."""

from __future__ import annotations

from typing import NamedTuple

from ..elements import Kind, Style

BONEYARD = "Boneyard"
"""The title of a script note that holds what Fountain hides between `/*` and `*/`.

Final Draft keeps a note's title and drops every attribute it does not know, so the title is where this survives.
"""
BEFORE = -1
"""The offset of an aside that stands before its paragraph."""


class Aside(NamedTuple):
    """A note or a boneyard, and the place in the paragraph's text at which it stands."""

    kind: Kind
    text: str
    offset: int = BEFORE
    entry: int | None = None
    """How many entries of the title page come before it, for one that stands among them."""


class Synopsis(NamedTuple):
    """One line of a scene's summary."""

    text: str
    styles: tuple[Style, ...] = ()


class Paragraph(NamedTuple):
    """One paragraph of a script. Asides before it come first, the others by their offset."""

    kind: Kind
    text: str = ""
    styles: tuple[Style, ...] = ()
    number: str | None = None
    depth: int = 0
    dual: bool = False
    """A cue that speaks at the same time as the cue before it."""
    starts_page: bool = False
    asides: tuple[Aside, ...] = ()
    synopses: tuple[Synopsis, ...] = ()
    """What stands directly under a scene heading."""


SPEECH = frozenset({Kind.PARENTHETICAL, Kind.DIALOGUE, Kind.LYRIC})
"""What may stand under a cue."""
EMPTY = Kind.PAGE_BREAK
"""The kind of a paragraph that prints nothing: it carries asides, or ends a page."""
