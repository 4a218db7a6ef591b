"""What a page carries besides the script: page numbers, headers, (MORE), CONTINUED, revision marks, scene numbers."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from ..headings import is_heading
from . import wording
from .rows import Segment

if TYPE_CHECKING:
    from .rows import Row

_CONTINUED = re.compile(r"\(?CONTINUED:?\)?:?(?:\s*\(\d+\))?:?", re.IGNORECASE)
_MORE = re.compile(r"[(\[]\s*(?:MORE|CONT(?:INUED|'D|\u2019D))\s*[)\]]", re.IGNORECASE)
_PAGE_NUMBER = re.compile(
    r"(?:page\s+)?[-\u2013\u2014]?\s*(\d{1,4})([A-Z]?)\s*[-\u2013\u2014.]?(?:\s*of\s+\d+)?", re.IGNORECASE
)
_DIGITS = re.compile(r"\d+")
_MARKS = re.compile(r"\*+")
_TITLE_PAGES = 2
"""By so many pages the numbers may be behind."""
_RIGHT_HALF = 45.0  # columns: nothing but page numbers, transitions and revision marks begins so far to the right


class Furniture:
    """Takes the furniture out of rows, and remembers what it took."""

    def __init__(self, rows: list[Row]) -> None:
        self._rows = rows
        self._headers = _headers(rows)
        self._page_numbers = _page_numbers(rows)
        self._revision_marks = 0

    def removed(self) -> list[Row]:
        """The rows that are left, with their scene numbers beside them."""
        kept: list[Row] = []
        gap, top, more = 0, False, False
        for index, row in enumerate(self._rows):
            outside = index in self._page_numbers or index in self._headers
            left = None if outside else self._without_marks(row)
            if left is not None and _MORE.fullmatch(left.text):
                left, more = None, True
            if left is None:
                # Where furniture stood a page ended.
                gap, top = gap + row.gap, True
                continue
            kept.append(left._replace(gap=gap + left.gap, top=top or left.top, more=more))
            gap, top, more = 0, False, False
        return kept

    def notes(self) -> list[str]:
        notes = []
        if self._headers:
            notes.append("What stands at the head or foot of every page was left out.")
        if self._revision_marks:
            notes.append("The revision marks (*) beside the text were left out.")
        return notes

    def _without_marks(self, row: Row) -> Row | None:
        """Without revision marks, and with the scene number beside it; None if nothing is left."""
        segments = row.segments
        if _MARKS.fullmatch(segments[-1].text) and (len(segments) > 1 or segments[0].column > _RIGHT_HALF):
            self._revision_marks += 1
            segments = segments[:-1]
        if not segments:
            return None
        segments, number = _scene_number(segments)
        row = row._replace(segments=segments, number=number)
        return None if _CONTINUED.fullmatch(row.text) else row


def _scene_number(segments: tuple[Segment, ...]) -> tuple[tuple[Segment, ...], str | None]:
    first, last = segments[0], segments[-1]
    if len(segments) == 1:
        found = wording.numbered_heading(first.text)
        if not found:
            return segments, None
        number, heading = found
        return (Segment(first.column + first.text.index(heading), heading),), number
    left = first.text if wording.is_scene_number(first.text) else ""
    right = last.text if wording.is_scene_number(last.text) else ""
    inner = segments[1:] if left else segments
    if right and len(inner) > 1:
        inner = inner[:-1]
    else:
        right = ""
    if right and not left and len(inner) == 1 and wording.numbered_heading(inner[0].text):
        return _scene_number(inner)
    words = inner[0].text
    if (left and left == right) or ((left or right) and (is_heading(words) or _CONTINUED.fullmatch(words))):
        return inner, (left or right).rstrip(".)")
    return segments, None


def _page_numbers(rows: list[Row]) -> set[int]:
    """The rows that hold nothing but a page's number. One far to the right counts by itself, and so does one at the
    head or foot of about that page; any other one only if it goes on from the number before it."""
    found: set[int] = set()
    last: int | None = None
    for index, row in enumerate(rows):
        match = _PAGE_NUMBER.fullmatch(row.text) if len(row.segments) == 1 else None
        if not match:
            continue
        value = int(match[1])
        following = rows[index + 1] if index + 1 < len(rows) else None
        alone = row.fresh and (following is None or following.fresh)
        at_edge = row.top or (following is not None and following.page != row.page)
        placed = row.column > _RIGHT_HALF or (at_edge and abs(value - row.page) <= _TITLE_PAGES)
        if (placed and alone) or (alone and last is not None and value in {last, last + 1}):
            found.add(index)
            last = value
        elif alone and last is None:
            found |= _begins_a_sequence(rows, index, value)
            last = value if found else None
    return found


def _begins_a_sequence(rows: list[Row], index: int, value: int) -> set[int]:
    """A lone number at the left is a page's if the next lone number is the next page's."""
    for place in range(index + 1, len(rows)):  # a slice would copy the rest of the text for each number
        later = rows[place]
        match = _PAGE_NUMBER.fullmatch(later.text) if len(later.segments) == 1 and later.fresh else None
        if match:
            return {index} if int(match[1]) == value + 1 else set()
    return set()


def _headers(rows: list[Row]) -> set[int]:
    """The rows at the head or foot of pages that say the same at the same place on a quarter of them, apart from
    numbers."""
    pages = {row.page for row in rows}
    if len(pages) < 2:
        return set()
    seen: dict[tuple[str, float, float], list[int]] = {}
    for index, row in enumerate(rows):
        last = index + 1 == len(rows) or rows[index + 1].page != row.page
        first = index == 0 or rows[index - 1].page != row.page
        lonely_first = first and not last and rows[index + 1].gap > 0
        if lonely_first or (last and row.gap > 0):
            seen.setdefault(_header_key(row), []).append(index)
    enough = max(2, len(pages) // 4)
    return {index for key, found in seen.items() if len(found) >= enough and _is_a_header(key[0]) for index in found}


def _is_a_header(words: str) -> bool:
    """A cue or a heading that happens to begin several pages is none."""
    return not (_MORE.fullmatch(words) or _CONTINUED.fullmatch(words) or is_heading(words))


def _header_key(row: Row) -> tuple[str, float, float]:
    """The first words alone: what stands to the right of them is a page number, or is not there on the first page."""
    return _DIGITS.sub("#", row.segments[0].text), round(row.column), round(row.height)
