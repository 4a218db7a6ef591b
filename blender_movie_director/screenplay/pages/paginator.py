"""Breaks a script into pages, in one pass over its elements.

Blocks are laid down one under the other as if a page had no end: a paragraph, or a cue with all that is said under it.
When a block runs over its page, the run that it belongs to is broken by the rules of `breaking.py`, and what follows
goes on below. So the rules cost time once a page and not once an element.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from ..elements import Kind
from ..steps import at_once
from .breaking import choose
from .continuing import continued_cues
from .lines import Page, Pagination, Setting, Start, continued_cue
from .paper import FIRST_SPEECH, RULES, SECOND_SPEECH, US_LETTER, places
from .runs import rest_of, stands_apart, units_of
from .sentences import split_at_sentence
from .wrapping import rows_of, wrap

if TYPE_CHECKING:
    from collections.abc import Generator, Mapping, Sequence

    from ..elements import Script
    from .breaking import Unit
    from .paper import Paper, Place, Rules

_STEP = 200
"""Elements between two steps: about half a millisecond."""

# An attribute of an Enum is looked up in Python code: too slow for a loop over every element.
_ACTION = Kind.ACTION
_CHARACTER = Kind.CHARACTER
_HEADING = Kind.SCENE_HEADING
_LYRIC = Kind.LYRIC
_PAGE_BREAK = Kind.PAGE_BREAK
_TRANSITION = Kind.TRANSITION
_ASIDES = frozenset({Kind.NOTE, Kind.BONEYARD})


def paginate(script: Script, paper: Paper = US_LETTER, rules: Rules = RULES) -> Pagination:
    """Lay a script out on pages. A script that prints nothing has none."""
    return at_once(paginate_steps(script, paper, rules))


def paginate_steps(script: Script, paper: Paper = US_LETTER, rules: Rules = RULES) -> Generator[None, None, Pagination]:
    """The same in small steps, for those who must not wait."""
    filler = _Filler(script, paper, rules)
    yield from filler.fill()
    return filler.pagination()


class _Filler:
    """The pages so far. Rows are counted through all pages; `_top` and `_end` are those of the page being filled."""

    def __init__(self, script: Script, paper: Paper, rules: Rules) -> None:
        self._elements = script.elements
        self._paper = paper
        self._places = places(rules)
        self._rows: list[int | None] = [None] * len(self._elements)
        self._starts: list[Start] = []
        self._dual: dict[int, Mapping[Kind, Place]] = {}
        self._parted: dict[int, str] = {}
        continued = continued_cues(self._elements) if rules.continue_speakers else frozenset[int]()
        self._setting = Setting(
            script, rules, self._places, self._dual, self._parted, continued, self._starts, self._rows, paper.rows
        )
        self._top = 0
        self._end = paper.rows
        self._end_row = 0

    def pagination(self) -> Pagination:
        """What was found, once every step is done."""
        rows = tuple(self._rows)
        setting = self._setting._replace(rows=rows, starts=tuple(self._starts))
        pages = tuple([Page(str(index + 1), index, setting) for index in range(len(self._starts))])
        first, second = self._cues_in(FIRST_SPEECH), self._cues_in(SECOND_SPEECH)
        return Pagination(pages, rows, self._end_row, self._paper.rows, self._paper, first, second)

    def _cues_in(self, column: Mapping[Kind, Place]) -> frozenset[int]:
        return frozenset(
            [
                index
                for index, stands_in in self._dual.items()
                if stands_in is column and self._elements[index].kind is _CHARACTER
            ]
        )

    def fill(self) -> Generator[None, None, None]:
        """Lay every element down."""
        elements, rows, known = self._elements, self._rows, self._places
        index, row, pause = 0, 0, _STEP
        run = before = -1  # where the run starts, and the one before it on the same page
        heading_open = parted = False
        while index < len(elements):
            if index >= pause:
                pause = index + _STEP
                yield
            kind = elements[index].kind
            place = known.get(kind)
            if place is None:
                if kind is _PAGE_BREAK:
                    if heading_open:
                        row = self._break(run, index, row)
                    heading_open, parted = False, True
                index += 1
                continue
            if parted or not self._starts:
                row, before, parted = self._next_page(Start(index)), -1, False
            elif row > self._top:
                row += self._space_above(index) if kind is _ACTION else place.space
            if not heading_open:
                run, before = index, run
            first = index
            if kind is _CHARACTER:
                index, row = self._lay_speech(first, row)
            else:
                rows[first] = row
                row += self._height(first, place)
                index += 1
            heading_open = kind is _HEADING
            if row > self._end:
                row, run = self._overrun(run, before, first, index, row)
        if heading_open:
            row = self._break(run, len(elements), row)
        self._end_row = row

    def _space_above(self, index: int) -> int:
        """Blank lines before action. Those between two actions are the writer's, however many there are."""
        element, above = self._elements[index], self._elements[index - 1]
        typed = element.span.line - above.span.end_line - 1 if above.kind is _ACTION else 0
        return max(typed, self._places[_ACTION].space)

    def _overrun(self, run: int, before: int, first: int, stop: int, row: int) -> tuple[int, int]:
        """What to do now that the page is full: the row after the run, and where the next run starts."""
        kind = self._elements[first].kind
        if kind is _HEADING:
            # It waits for what follows it. Of more headings than a page holds, only the last one has to.
            return (row, run) if row <= self._end + self._paper.rows else (self._break(run, stop, row), first)
        along = kind is _TRANSITION and before >= 0 and self._elements[before].kind is not _TRANSITION
        return self._break(before if along else run, stop, row), -1

    def _height(self, index: int, place: Place) -> int:
        width = place.width
        text = self._elements[index].text
        if self._setting.continued:
            text = self._setting.text(index)
        # Half the width is enough for any text, even if every character of it is a wide one.
        if len(text) * 2 <= width and "\n" not in text:
            return place.spacing
        return len(wrap(text, width)) * place.spacing

    def _lay_speech(self, first: int, row: int) -> tuple[int, int]:
        """Lay a cue and what is said under it; with a speech at the same time, both side by side."""
        second, end = self._lay_column(first, row, self._places)
        if second == len(self._elements) or not self._elements[second].dual:
            return second, end
        _, left = self._lay_column(first, row, FIRST_SPEECH)
        index, right = self._lay_column(second, row, SECOND_SPEECH)
        self._dual.update(dict.fromkeys(range(first, second), FIRST_SPEECH))
        self._dual.update(dict.fromkeys(range(second, index), SECOND_SPEECH))
        return index, max(left, right)

    def _lay_column(self, first: int, row: int, known: Mapping[Kind, Place]) -> tuple[int, int]:
        elements, rows = self._elements, self._rows
        rows[first] = row
        row += self._height(first, known[_CHARACTER])
        index = first + 1
        while index < len(elements):
            kind = elements[index].kind
            place = known.get(kind)
            if place is None:
                if kind not in _ASIDES:
                    break
            elif not place.spoken or (kind is _LYRIC and stands_apart(elements, index)):
                break
            else:
                rows[index] = row
                row += self._height(index, place)
            index += 1
        return index, row

    def _next_page(self, start: Start) -> int:
        if self._starts:
            self._top = self._end
            self._end += self._paper.rows
        self._starts.append(start)
        return self._top

    def _break(self, first: int, stop: int, row: int) -> int:
        """Break a run that goes over the end of its page; the row after it."""
        if row <= self._end:
            return row
        start = self._rows[first] or 0
        units = units_of(self._setting, first, stop)
        too_high = [unit for unit in units if unit.members and len(unit.lines) > self._paper.rows]
        if too_high:
            # No page holds the two of them: they speak one after the other.
            for index, _ in too_high[0].members:
                del self._dual[index]
            units = units_of(self._setting, first, stop)
            row = self._lay(units, start)
        at_top = start == self._top
        while row > self._end:
            found = choose(units, self._end - start, self._setting.rules, at_top=at_top)
            if self._setting.rules.break_at_sentences:
                split = split_at_sentence(self._setting, units, self._end - start, found)
                if split:
                    found = split.found
                    units = self._part(units, found.unit, split.text)
            unit = units[found.unit]
            start = self._next_page(Start(unit.element, unit.skipped + found.line, unit.cue))
            if unit.cue >= 0:
                start += len(continued_cue(self._setting, unit.cue))
            units, at_top = rest_of(units, found), True
            row = self._lay(units, start)
        return row

    def _part(self, units: Sequence[Unit], number: int, text: str) -> list[Unit]:
        """The units, of which one has a text with a line's end in it."""
        unit, place = units[number], self._places[units[number].kind]
        self._parted[unit.element] = text
        rows = rows_of(text, place.width, place.spacing)[unit.skipped :]
        wrapped = unit._replace(lines=tuple([text[start:end] for start, end in rows]))
        return [*units[:number], wrapped, *units[number + 1 :]]

    def _lay(self, units: Sequence[Unit], row: int) -> int:
        """Put units one under the other; the row after them."""
        for number, unit in enumerate(units):
            if number:
                row += unit.space
            for index, offset in unit.members or ((unit.element, 0),):
                if not unit.skipped:
                    self._rows[index] = row + offset
            row += len(unit.lines)
        return row
