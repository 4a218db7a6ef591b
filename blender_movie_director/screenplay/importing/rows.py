"""A typeset page as rows of text at columns: the common ground of pasted text and PDF."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterator

    from ..elements import Style

_TAB = 8
# Two spaces end a sentence in many a script; three begin something else on the same row.
_PIECE = re.compile(r"\S+(?: {1,2}\S+)*")
_BREAK = re.compile(r"\r\n|[\n\r\v\x85\u2028\u2029]")
_ODD_SPACES = str.maketrans({"\xa0": " ", "\u2007": " ", "\u202f": " ", "\u200b": None, "\ufeff": None, "\0": None})


class Segment(NamedTuple):
    """Words that stand together on a row."""

    column: float
    """In characters from the left."""
    text: str
    styles: tuple[Style, ...] = ()

    @property
    def end(self) -> float:
        return self.column + len(self.text)


class Row(NamedTuple):
    """One row of a page that has words on it."""

    segments: tuple[Segment, ...]
    gap: int = 0
    """Empty rows before it."""
    page: int = 0
    top: bool = False
    """A page break stands before it."""
    more: bool = False
    """`(MORE)` stood before it, so a speech goes on here."""
    number: str | None = None
    """The scene number that stood beside it."""
    height: float = 0.0
    """How far down its page it stands, in rows; 0 where that is not known."""

    @property
    def column(self) -> float:
        return self.segments[0].column

    @property
    def end(self) -> float:
        return self.segments[-1].end

    @property
    def text(self) -> str:
        if len(self.segments) == 1:
            return self.segments[0].text
        return self.joined().text

    @property
    def fresh(self) -> bool:
        """Whether it may begin something: after an empty row or at the top of a page."""
        return self.gap > 0 or self.top

    @property
    def bold(self) -> bool:
        """Whether all of its letters are."""
        slim = any(
            letter != " " and not any(style.bold and style.start <= place < style.end for style in segment.styles)
            for segment in self.segments
            for place, letter in enumerate(segment.text)
        )
        return not slim

    def joined(self) -> Segment:
        """All of it as one segment, with the spaces that stand between."""
        first, *others = self.segments
        text, styles = first.text, list(first.styles)
        for segment in others:
            text += " " * max(1, round(segment.column - first.column - len(text)))
            styles += shifted(segment.styles, len(text))
            text += segment.text
        return Segment(first.column, text, tuple(styles))


def shifted(styles: tuple[Style, ...], by: int) -> Iterator[Style]:
    """The same styles for a text that begins `by` characters later."""
    return (style._replace(start=style.start + by, end=style.end + by) for style in styles)


def rows_of(text: str) -> list[Row]:
    """The rows of a plain text. A form feed begins a page."""
    rows: list[Row] = []
    pages = text.split("\f")
    gap = 1
    for page, content in enumerate(pages):
        top = page > 0
        for line in _BREAK.split(content):
            expanded = line.translate(_ODD_SPACES).expandtabs(_TAB)
            segments = tuple(Segment(match.start(), match.group()) for match in _PIECE.finditer(expanded))
            if segments:
                rows.append(Row(segments, gap, page if len(pages) > 1 else -1, top))
                gap, top = 0, False
            else:
                gap += 1
    return rows
