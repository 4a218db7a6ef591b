"""Pages and their lines. Lines are set when somebody asks for a page: row numbers alone need none of them."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from ..elements import Kind, Style
from .continuing import with_continued
from .paper import Align
from .wrapping import columns, rows_of, wrap

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from ..elements import Element, Script
    from .paper import Paper, Place, Rules


class Line(NamedTuple):
    """One printed line."""

    row: int
    """Counted from the top of the page's text."""
    column: int
    """Counted from the left edge of the paper."""
    text: str
    kind: Kind
    element: int
    """The place in `script.elements`; -1 for what the paginator added, such as (MORE)."""
    styles: tuple[Style, ...] = ()
    """The emphasised stretches of this line's text."""
    number: str = ""
    """The scene number that stands in both margins."""


class Start(NamedTuple):
    """Where a page begins."""

    element: int
    line: int = 0
    """How many of that element's lines stand on pages before."""
    cue: int = -1
    """The cue whose speech goes on at the top of this page; -1 if none does."""


class Setting(NamedTuple):
    """What it takes to set any page: the script, the rules, and what the paginator found out."""

    script: Script
    rules: Rules
    places: Mapping[Kind, Place]
    dual: Mapping[int, Mapping[Kind, Place]]
    """Elements that stand in one of two columns."""
    parted: Mapping[int, str]
    """What elements say that are broken over pages inside a line, with a line's end there."""
    continued: frozenset[int]
    """Cues of speakers who go on."""
    starts: Sequence[Start]
    rows: Sequence[int | None]
    lines_per_page: int

    def place(self, index: int) -> Place:
        """Where an element stands."""
        return self.dual.get(index, self.places)[self.script.elements[index].kind]

    def text(self, index: int) -> str:
        """What an element says on paper."""
        element = self.script.elements[index]
        if index in self.parted:
            return self.parted[index]
        if index in self.continued:
            return with_continued(element, self.rules.continued)
        return capitals(element.text) if element.kind in _IN_CAPITALS else element.text


_IN_CAPITALS = frozenset({Kind.SCENE_HEADING, Kind.TRANSITION})


class Page:
    """One page of a script."""

    def __init__(self, number: str, index: int, setting: Setting) -> None:
        self.number = number
        """As printed, without its full stop."""
        self._index = index
        self._setting = setting
        self._lines: tuple[Line, ...] | None = None

    @property
    def lines(self) -> tuple[Line, ...]:
        """From top to bottom; of dual dialogue the first speech, then the second."""
        if self._lines is None:
            self._lines = tuple(_set_page(self._setting, self._index))
        return self._lines


class Pagination(NamedTuple):
    """A script on pages."""

    pages: tuple[Page, ...]
    rows: tuple[int | None, ...]
    """For each element the row on which it starts, counted through all pages; None if it does not print."""
    end_row: int
    """The row after the last printed line."""
    lines_per_page: int
    paper: Paper
    first_speeches: frozenset[int] = frozenset()
    """The cues on the left of two side by side."""
    second_speeches: frozenset[int] = frozenset()
    """The cues on the right of two side by side."""

    def page_of(self, index: int) -> str | None:
        """The number of the page on which an element starts, or None if it does not print."""
        row = self.rows[index]
        return None if row is None else self.pages[row // self.lines_per_page].number


def capitals(text: str) -> str:
    """Upper case that is as long as the text, so that styles keep their places."""
    upper = text.upper()
    if len(upper) == len(text):
        return upper
    return "".join([large if len(large := character.upper()) == 1 else character for character in text])


def continued_cue(setting: Setting, index: int) -> list[str]:
    """The cue at the top of a page that a speech runs over to. Two lines at most, however long the name."""
    text = with_continued(setting.script.elements[index], setting.rules.continued)
    width = setting.places[Kind.CHARACTER].width
    return [text[start:end] for start, end in wrap(text, width)[:2]]


def _set_page(setting: Setting, index: int) -> Iterator[Line]:
    start = setting.starts[index]
    last = index + 1 == len(setting.starts)
    end = Start(len(setting.rows)) if last else setting.starts[index + 1]
    top = index * setting.lines_per_page
    row = 0
    cue_place = setting.places[Kind.CHARACTER]
    if start.cue >= 0:
        for text in continued_cue(setting, start.cue):
            yield Line(row, cue_place.column, text, Kind.CHARACTER, -1)
            row += 1
    for element in range(start.element, end.element + (end.line > 0)):
        first = start.line if element == start.element else 0
        starts_at = setting.rows[element]
        if starts_at is not None:
            at = row if first else starts_at - top
            stop = end.line if element == end.element else None
            for line in _set_element(setting, element, at, first, stop):
                yield line
                row = max(row, line.row + 1)
    if end.cue >= 0:
        yield Line(row, cue_place.column, setting.rules.more, Kind.CHARACTER, -1)


def _set_element(setting: Setting, index: int, row: int, first: int, stop: int | None) -> Iterator[Line]:
    element = setting.script.elements[index]
    place, text = setting.place(index), setting.text(index)
    for at, (start, end) in enumerate(rows_of(text, place.width, place.spacing)[first:stop], first):
        nth, before = divmod(at, place.spacing)
        if before < place.spacing - 1:
            row += 1
            continue
        line = text[start:end]
        yield Line(
            row,
            _column(place, line, nth),
            line,
            element.kind,
            index,
            styles_between(element, start, end),
            (element.number or "") if nth == 0 else "",
        )
        row += 1


def _column(place: Place, line: str, nth: int) -> int:
    room = place.width - columns(line)
    if place.align is Align.CENTER:
        return place.column + room // 2
    if place.align is Align.RIGHT:
        return place.column + room
    return place.column + (place.hang if nth else 0)


def styles_between(element: Element, start: int, end: int) -> tuple[Style, ...]:
    """The styles of one line's text. What is sung is in italics throughout."""
    if element.kind is Kind.LYRIC:
        return tuple(_italic(element.styles, start, end))
    if not element.styles:
        return ()
    return tuple(
        style._replace(start=max(style.start, start) - start, end=min(style.end, end) - start)
        for style in element.styles
        if style.start < end and style.end > start
    )


def _italic(styles: tuple[Style, ...], start: int, end: int) -> Iterator[Style]:
    place = start
    for style in styles:
        if style.start >= end or style.end <= start:
            continue
        if style.start > place:
            yield Style(place - start, style.start - start, italic=True)
        first, last = max(style.start, start) - start, min(style.end, end) - start
        yield Style(first, last, style.bold, italic=True, underline=style.underline)
        place = style.end
    if place < end:
        yield Style(place - start, end - start, italic=True)
