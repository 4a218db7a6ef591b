"""What is left of a text without its notes and boneyards, and where each remaining line stands in the source."""

from __future__ import annotations

import re
from bisect import bisect_right
from dataclasses import dataclass
from typing import TYPE_CHECKING

from .elements import Element, Kind, Span

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

# Only these end a line, as in Blender's Text Editor: str.splitlines() would also break at form feeds and U+2028.
_BREAK = re.compile(r"\r\n|\n|\r")
_OPENER = re.compile(r"/\*|\[\[")
# Two spaces on a line keep a note together; an emptier line ends it. `\r(?!\n)` keeps CRLF from counting twice.
_EMPTY_LINE = re.compile(r"(?:\r\n|\n|\r(?!\n))[ \t]?(?:\r\n|\n|\r(?!\n))")


@dataclass(slots=True)
class Visible:
    """Lines as a reader sees them. A line joined across a note that ran over a line break counts as one."""

    lines: list[str]
    rows: Sequence[int]
    """The source line on which each line starts."""
    places: dict[int, Span]
    """Where a line stands, for those that are not simply a whole line of the source."""
    asides: list[Element]
    """The notes and boneyards, in order."""

    def span(self, first: int, last: int) -> Span:
        """The stretch of the source from one line to another, both included."""
        start = self.places.get(first)
        end = self.places.get(last)
        line, column = (start.line, start.column) if start else (self.rows[first], 0)
        if end:
            return Span(line, column, end.end_line, end.end_column)
        return Span(line, column, self.rows[last], len(self.lines[last]))


def visible(text: str) -> Visible:
    """Take the notes, the boneyards and a byte order mark out of a text."""
    lines = _BREAK.split(text) if "\r" in text else text.split("\n")
    if "[[" not in text and "/*" not in text and not text.startswith("\ufeff"):
        return Visible(lines, range(len(lines)), {}, [])
    starts = [0, *(match.end() for match in _BREAK.finditer(text))]
    cuts: list[tuple[Span, bool]] = []
    asides: list[Element] = []
    if text.startswith("\ufeff"):
        cuts.append((Span(0, 0, 0, 1), False))
    for kind, start, end, closed in _asides(text):
        line = bisect_right(starts, start) - 1
        end_line = bisect_right(starts, end) - 1
        span = Span(line, start - starts[line], end_line, end - starts[end_line])
        inner = text[start + 2 : end - 2 if closed else end]
        cuts.append((span, kind is Kind.BONEYARD and _EMPTY_LINE.search(inner) is not None))
        asides.append(Element(kind, _inner_text(kind, inner), span, closed=closed))
    return _without(lines, cuts, asides)


def _asides(text: str) -> Iterator[tuple[Kind, int, int, bool]]:
    """Every note and boneyard: kind, start, end, and whether it is closed."""
    position = 0
    # The last place found for each is kept while it lies ahead, so that a run of unclosed openers stays linear.
    note_end = empty_line = 0
    while match := _OPENER.search(text, position):
        start = match.start()
        position = match.end()
        if match.group() == "/*":
            found = text.find("*/", position)
            end = len(text) if found < 0 else found + 2
            yield Kind.BONEYARD, start, end, found >= 0
            position = end
            continue
        if note_end < position:
            note_end = _or_end(text, text.find("]]", position))
        if note_end == len(text):
            continue
        if empty_line < position:
            blank = _EMPTY_LINE.search(text, position)
            empty_line = blank.start() if blank else len(text)
        if note_end < empty_line:
            yield Kind.NOTE, start, note_end + 2, True
            position = note_end + 2


def _or_end(text: str, found: int) -> int:
    return len(text) if found < 0 else found


def _inner_text(kind: Kind, inner: str) -> str:
    lines = _BREAK.split(inner)
    if kind is Kind.NOTE:
        lines = [line.strip() for line in lines]
    return "\n".join(lines).strip()


def _without(lines: list[str], cuts: list[tuple[Span, bool]], asides: list[Element]) -> Visible:
    kept: list[str] = []
    rows: list[int] = []
    places: dict[int, Span] = {}
    row = index = 0
    while index < len(cuts):
        first = cuts[index][0].line
        kept += lines[row:first]
        rows += range(row, first)
        row, column, hides_empty_line = first, 0, False
        pieces: list[tuple[str, int, int]] = []
        while index < len(cuts) and cuts[index][0].line == row:
            span, empty_line = cuts[index]
            pieces.append((lines[row][column : span.column], row, column))
            row, column = span.end_line, span.end_column
            hides_empty_line = hides_empty_line or empty_line
            index += 1
        pieces.append((lines[row][column:], row, column))
        joined = _join([piece for piece, _, _ in pieces])
        if joined.strip():
            places[len(kept)] = _place([piece for piece in pieces if piece[0]])
            kept.append(joined)
            rows.append(first)
        elif hides_empty_line:
            # A cut scene parts what stands around it, as in the specification's own example. Any other line that
            # held only a note or a boneyard leaves no trace: it must not end the speech that it stands in.
            places[len(kept)] = Span(first, 0, row, len(lines[row]))
            kept.append("")
            rows.append(first)
        row += 1
    kept += lines[row:]
    rows += range(row, len(lines))
    return Visible(kept, rows, places, asides)


def _join(pieces: list[str]) -> str:
    """One space, not two, where a note stood between words; none where it stood at the end."""
    out = [pieces[0]]
    spaced = pieces[0].endswith(" ")
    for piece in pieces[1:]:
        if not piece:
            continue
        out.append(piece[1:] if spaced and piece.startswith(" ") else piece)
        spaced = piece.endswith(" ")
    joined = "".join(out)
    return joined if pieces[-1].strip() else joined.rstrip()


def _place(pieces: list[tuple[str, int, int]]) -> Span:
    _, line, column = pieces[0]
    text, end_line, end_start = pieces[-1]
    return Span(line, column, end_line, end_start + len(text))
