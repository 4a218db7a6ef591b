"""What is left of a text without its notes and boneyards, and where each remaining line stands in the source."""

from __future__ import annotations

from bisect import bisect_right
from dataclasses import dataclass
from itertools import accumulate
from typing import TYPE_CHECKING

from .asides import EMPTY_LINE, LINE_BREAK, find_asides, holds_asides, split_lines
from .elements import Element, Kind, Span
from .headings import is_heading

if TYPE_CHECKING:
    from collections.abc import Sequence

# A span is made for every element, and this is the quickest way to make one.
_new = tuple.__new__


@dataclass(slots=True)
class Visible:
    """Lines as a reader sees them. A line joined across a note that ran over a line break counts as one."""

    lines: list[str]
    rows: Sequence[int]
    """The line of the text on which each line starts."""
    places: dict[int, Span]
    """Where in the text a line stands, for those that are not simply a whole line of it."""
    asides: list[Element]
    """The notes and boneyards, in order."""
    line_breaks: int
    """How many line breaks the text holds."""
    row: int
    """The line of the script on which the text starts."""

    @property
    def whole(self) -> bool:
        """Whether every line of the text is there as it was typed."""
        return not self.places and len(self.rows) == self.line_breaks + 1

    def span(self, first: int, last: int) -> Span:
        """The stretch of the script from one line to another, both included."""
        start, end = self.places.get(first), self.places.get(last)
        line, column = (start.line, start.column) if start else (self.rows[first], 0)
        end_line, end_column = (end.end_line, end.end_column) if end else (self.rows[last], len(self.lines[last]))
        return _new(Span, (self.row + line, column, self.row + end_line, end_column))


def visible(text: str, row: int = 0, *, starts_script: bool = True) -> Visible:
    """Take the notes, the boneyards and a script's byte order mark out of a text that starts on that line."""
    lines = split_lines(text)
    marked = starts_script and text.startswith("\ufeff")
    if not marked and not holds_asides(text):
        return Visible(lines, range(len(lines)), {}, [], len(lines) - 1, row)
    starts = _line_starts(text, lines)
    cuts: list[tuple[Span, bool]] = [(Span(0, 0, 0, 1), False)] if marked else []
    asides: list[Element] = []
    for kind, start, end, closed in find_asides(text, 0, len(text)):
        line, end_line = bisect_right(starts, start) - 1, bisect_right(starts, end) - 1
        column, end_column = start - starts[line], end - starts[end_line]
        inner = text[start + 2 : end - 2 if closed else end]
        parts = kind is Kind.BONEYARD and line != end_line and _parts(inner, lines, end_line)
        cuts.append((Span(line, column, end_line, end_column), parts))
        span = Span(row + line, column, row + end_line, end_column)
        asides.append(Element(kind, _inner_text(kind, inner), span, closed=closed))
    kept, rows, places = _without(lines, cuts)
    return Visible(kept, rows, places, asides, len(lines) - 1, row)


def _line_starts(text: str, lines: list[str]) -> list[int]:
    """The character with which each line starts."""
    if "\r" in text:
        return [0, *(match.end() for match in LINE_BREAK.finditer(text))]
    return list(accumulate([len(line) + 1 for line in lines[:-1]], initial=0))


def _parts(cut: str, lines: list[str], end_line: int) -> bool:
    """Whether a boneyard over lines parts what stands around it: a cut scene does, as in the specification's own
    example, and so does any cut before a heading. A speech of which some lines are cut goes on."""
    below = lines[end_line + 1] if end_line + 1 < len(lines) else ""
    return EMPTY_LINE.search(cut) is not None or is_heading(below)


def _inner_text(kind: Kind, inner: str) -> str:
    lines = split_lines(inner)
    if kind is Kind.NOTE:
        lines = [line.strip() for line in lines]
    return "\n".join(lines).strip()


def _without(lines: list[str], cuts: list[tuple[Span, bool]]) -> tuple[list[str], list[int], dict[int, Span]]:
    """The lines that are left, the lines they started on, and the places of those that were cut."""
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
            # Any other line that held only a note or a boneyard leaves no trace: it must not end the speech that it
            # stands in.
            places[len(kept)] = Span(first, 0, row, len(lines[row]))
            kept.append("")
            rows.append(first)
        row += 1
    kept += lines[row:]
    rows += range(row, len(lines))
    return kept, rows, places


def _join(pieces: list[str]) -> str:
    """One space, not two, where a note stood between words; none where it stood at the start or the end."""
    out = [pieces[0]]
    spaced = not pieces[0] or pieces[0].endswith(" ")
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
