"""Screenplays in PDF."""

from __future__ import annotations

from collections import Counter
from itertools import pairwise
from typing import TYPE_CHECKING

from ..elements import Style
from ..reading import ScriptError
from .composing import compose
from .pdf_words import TYPEWRITER_WIDTH, words_of
from .recognising import recognise
from .rows import Row, Segment

if TYPE_CHECKING:
    from .parts import Imported
    from .pdf_words import Piece

_SAME_ROW = 3.0  # points
_APART = 2.6  # characters: wider than what parts two sentences
_NARROW = 0.3  # characters: less than any space
_PROPORTIONAL_SLACK = 0.15


def from_pdf(data: bytes, name: str = "The PDF") -> Imported:
    """Fountain for a typeset script. Raises ScriptError for one that holds no text, is locked or is broken."""
    words = words_of(data, name)
    if not any(words.pages):
        raise ScriptError(
            f"{name} holds no text, only pictures of pages.",
            "Have its text recognised (OCR) by another program, then import the PDF that comes of it.",
        )
    rows = rows_on(words.pages)
    parts, notes = recognise(rows, slack=0.0 if words.typewriter else _PROPORTIONAL_SLACK)
    if words.slanted:
        notes.append("Words set at an angle, such as a watermark, were left out.")
    if words.unknown:
        notes.append("The PDF does not say what some of its letters are: a \ufffd stands for each.")
    return compose(parts, literal=True, notes=notes)


def rows_on(pages: list[list[Piece]]) -> list[Row]:
    """The rows of all pages, their columns and gaps counted in the characters and rows that most words are set in."""
    sizes: Counter[float] = Counter()
    for pieces in pages:
        for piece in pieces:
            sizes[round(piece.size, 1)] += len(piece.text)
    width = max(sizes, key=lambda size: (sizes[size], -size)) * TYPEWRITER_WIDTH or 1.0
    grouped = [_grouped(pieces) for pieces in pages]
    leading = _leading(grouped, width / TYPEWRITER_WIDTH)
    top = max((rows[0][0].y for rows in grouped if rows), default=0.0)
    found: list[Row] = []
    for page, rows in enumerate(grouped):
        before: float | None = None
        for pieces in rows:
            segments = _segments(pieces, width)
            y = pieces[0].y
            gap = 0 if before is None else max(0, round((before - y) / leading) - 1)
            is_top = before is None and page > 0
            found.append(Row(segments, gap, page, is_top, height=(top - y) / leading))
            before = y
    return found


def _grouped(pieces: list[Piece]) -> list[list[Piece]]:
    """The pieces by rows, from the top down, each from left to right."""
    rows: list[list[Piece]] = []
    for piece in sorted(pieces, key=lambda piece: -piece.y):
        if rows and rows[-1][0].y - piece.y < _SAME_ROW:
            rows[-1].append(piece)
        else:
            rows.append([piece])
    # Pieces that begin at one place were drawn one after the other: sorting keeps their order.
    return [sorted(row, key=lambda piece: round(piece.x, 1)) for row in rows]


def _leading(pages: list[list[list[Piece]]], size: float) -> float:
    """The distance of two rows, in points."""
    distances = Counter(round(upper[0].y - lower[0].y, 1) for rows in pages for upper, lower in pairwise(rows))
    likely = {distance: count for distance, count in distances.items() if 0.8 * size <= distance <= 1.4 * size}
    return max(likely, key=lambda distance: likely[distance], default=size)


def _segments(pieces: list[Piece], width: float) -> tuple[Segment, ...]:
    segments: list[_Line] = []
    for piece in pieces:
        line = segments[-1] if segments else None
        if line is None or not line.takes(piece, width):
            segments.append(_Line(piece, width))
    return tuple(line.segment() for line in segments if line.text.strip())


class _Line:
    """Pieces that stand together on a row."""

    def __init__(self, piece: Piece, width: float) -> None:
        self.text = ""
        self._column = piece.x / width
        self._styles: list[Style] = []
        self._last = piece
        self._end = piece.x
        self._add(piece, 0)

    def takes(self, piece: Piece, width: float) -> bool:
        """Whether a piece is part of this line, which then has it."""
        gap = (piece.x - self._end) / width
        if piece.follows:
            self._add(piece, 0)
        elif gap > _APART:
            return False
        elif piece.text != self._last.text or abs(piece.x - self._last.x) > width * _NARROW:
            typed = round(gap) if self._last.even else 1
            self._add(piece, 0 if gap < _NARROW else max(1, typed))
        # Else the same words a hair apart: some programs make bold letters so.
        return True

    def _add(self, piece: Piece, spaces: int) -> None:
        words = piece.text
        if words.startswith(" ") and not self._last.even:
            words = f" {words.lstrip()}"  # pypdf put a space of its own where it did not know a width
        if spaces and not self.text.endswith(" ") and not words.startswith(" "):
            self.text += " " * spaces
        start = len(self.text)
        self._end = (self._end if piece.follows else piece.x) + piece.width
        self._last = piece
        self.text += words
        if piece.bold or piece.italic:
            self._set(Style(start, len(self.text), bold=piece.bold, italic=piece.italic))

    def _set(self, style: Style) -> None:
        """Words that stand next to each other in one style are one stretch of it, and not one each."""
        last = self._styles[-1] if self._styles else None
        if last and style == last._replace(start=style.start, end=style.end):
            between = self.text[last.end : style.start]
            if not between.strip():
                self._styles[-1] = last._replace(end=style.end)
                return
        self._styles.append(style)

    def segment(self) -> Segment:
        bare = self.text.lstrip()
        cut = len(self.text) - len(bare)
        bare = bare.rstrip()
        styles = tuple(
            style._replace(start=max(0, style.start - cut), end=min(len(bare), style.end - cut))
            for style in self._styles
            if style.end > cut and style.start - cut < len(bare)
        )
        return Segment(self._column + cut, bare, styles)
