"""What each row is: told from where it stands, what its words are, and what stands before and after it."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from ..elements import Kind
from ..headings import is_heading
from . import wording
from .centering import broad_centered
from .columns import find_columns

if TYPE_CHECKING:
    from .columns import Columns
    from .rows import Row

_SPEECH = frozenset({Kind.CHARACTER, Kind.PARENTHETICAL, Kind.DIALOGUE})
_LOOSE = 0.85  # with so many of its rows after an empty one, empty rows tell nothing
_TIGHT = 0.05
_NEARLY_ALL = 0.9
_REST_OF_A_CUT = "TO:"
_LONG_CUE = 24
"""Characters: a shorter cue needs no second row."""


class Judged(NamedTuple):
    row: Row
    kind: Kind
    confidence: float
    continues: bool = False
    """It is the rest of a heading or a parenthetical that began on a row before."""


class Layout(NamedTuple):
    """How a text is set, as a whole."""

    columns: Columns
    loose: bool
    """Nearly every row stands after an empty one."""
    tight: bool
    """Hardly any does."""
    bold_headings: bool
    """Nearly every heading is bold, so that bold tells one that has no INT or EXT."""


def find_layout(rows: list[Row]) -> Layout:
    after_gap = sum(row.gap > 0 for row in rows)
    enough = len(rows) > 5
    headings = [row for row in rows if is_heading(row.text) and row.text.isupper()]
    bold = sum(row.bold for row in headings)
    return Layout(
        find_columns(rows),
        loose=enough and after_gap > len(rows) * _LOOSE,
        tight=enough and after_gap - 1 <= len(rows) * _TIGHT,
        bold_headings=bold > 1 and bold > len(headings) * _NEARLY_ALL,
    )


def judge(rows: list[Row], layout: Layout) -> list[Judged]:
    """Every row with its kind."""
    reader = _Indented(rows, layout) if layout.columns.indented else _Flush(rows, layout)
    return reader.judged()


class _Reader:
    """One pass over the rows. Knows what the last row was."""

    def __init__(self, rows: list[Row], layout: Layout) -> None:
        self._rows = rows
        self._columns = layout.columns
        self._one_row_each = layout.loose or layout.tight
        self._tight = layout.tight
        self._bold_headings = layout.bold_headings
        self._centered = broad_centered(rows, layout.columns) if layout.columns.indented else set()
        self._last: Judged | None = None
        self._open_parentheses = 0

    def judged(self) -> list[Judged]:
        found = []
        for index, row in enumerate(self._rows):
            following = self._rows[index + 1] if index + 1 < len(self._rows) else None
            if index in self._centered:
                self._last = Judged(row, Kind.CENTERED, 0.85)
            else:
                self._last = self._cut(row, following) or self._judge(row, following)
            if self._last.kind is Kind.PARENTHETICAL:
                self._open_parentheses += row.text.count("(") - row.text.count(")")
            else:
                self._open_parentheses = 0
            found.append(self._last)
        return found

    def _judge(self, row: Row, following: Row | None) -> Judged:
        raise NotImplementedError

    def _cut(self, row: Row, following: Row | None) -> Judged | None:
        """A transition that was too long for one row: `RETURNING BACK` and, below it, `TO:`."""
        last = self._last
        if row.text == _REST_OF_A_CUT and last is not None and last.kind is Kind.TRANSITION and row.gap == 0:
            return Judged(row, Kind.TRANSITION, 0.8, continues=True)
        below = following is not None and following.gap == 0 and following.text == _REST_OF_A_CUT
        return Judged(row, Kind.TRANSITION, 0.8) if below and row.fresh and row.text.isupper() else None

    @property
    def _in_speech(self) -> bool:
        return self._last is not None and self._last.kind in _SPEECH

    def _heading(self, row: Row) -> Judged | None:
        if row.number is not None:
            return Judged(row, Kind.SCENE_HEADING, 0.98 if is_heading(row.text) else 0.85)
        if is_heading(row.text) and (row.fresh or row.text.isupper()):
            return Judged(row, Kind.SCENE_HEADING, 0.99 if row.text.isupper() else 0.85)
        named = row.fresh and row.text.isupper() and not wording.is_transition(row.text)
        if named and self._bold_headings and row.bold:
            return Judged(row, Kind.SCENE_HEADING, 0.75)
        last = self._last
        wraps = (
            last is not None
            and last.kind is Kind.SCENE_HEADING
            and not row.fresh
            and row.text.isupper()
            and last.row.end + 1 + len(row.text.split()[0]) > self._columns.right
        )
        return Judged(row, Kind.SCENE_HEADING, 0.8, continues=True) if wraps else None

    def _said(self, row: Row, confidence: float) -> Judged:
        """A row of a speech that is no cue."""
        if self._last is not None and self._last.kind is Kind.PARENTHETICAL and self._open_parentheses > 0:
            return Judged(row, Kind.PARENTHETICAL, confidence, continues=True)
        if row.text.startswith("(") and self._is_aside(row):
            return Judged(row, Kind.PARENTHETICAL, confidence)
        return Judged(row, Kind.DIALOGUE, confidence)

    def _is_aside(self, row: Row) -> bool:
        """Whether the parenthesis is all there is on the row, or goes on below it."""
        return row.text.endswith(")") or row.text.count("(") > row.text.count(")")


class _Indented(_Reader):
    """Columns tell, and wording where they do not."""

    def _judge(self, row: Row, following: Row | None) -> Judged:
        columns = self._columns
        if columns.is_action(row):
            heading = self._heading(row)
            if heading:
                return heading
        if self._is_rest_of_cue(row):
            return Judged(row, Kind.CHARACTER, 0.8, continues=True)
        if self._goes_on(row):
            certain = columns.is_dialogue(row) or columns.is_parenthetical(row)
            return self._said(row, 0.97 if certain else 0.8)
        if self._is_cue(row, following):
            return Judged(row, Kind.CHARACTER, 0.98 if columns.is_cue(row) else 0.8)
        return self._at_left(row, following) if columns.is_action(row) else self._placed(row)

    def _goes_on(self, row: Row) -> bool:
        """Whether the speech before this row goes on in it."""
        columns = self._columns
        if not self._in_speech or wording.is_cut(row.text):
            return False
        spoken_here = columns.is_dialogue(row) or columns.is_parenthetical(row)
        if row.top and not row.more:
            return spoken_here and not columns.is_action(row)
        if row.gap == 0:
            return spoken_here or not columns.is_action(row)
        # An empty row inside a speech: only what stands where dialogue or an aside stands can be part of it.
        aside = columns.is_parenthetical(row) and row.text.startswith("(")
        return (columns.is_dialogue(row) or aside) and not columns.is_action(row)

    def _is_rest_of_cue(self, row: Row) -> bool:
        """Whether the cue above was too long for its row and goes on in this one."""
        last, columns = self._last, self._columns
        if last is None or last.kind is not Kind.CHARACTER or row.fresh or len(last.row.text) < _LONG_CUE:
            return False
        elsewhere = columns.is_dialogue(row) or columns.is_parenthetical(row)
        return columns.is_cue(row) and not elsewhere and abs(row.column - last.row.column) < 1 and row.text.isupper()

    def _is_cue(self, row: Row, following: Row | None) -> bool:
        columns = self._columns
        if following is None or columns.is_action(row) or len(row.segments) > 1:
            return False
        spoken_below = columns.is_dialogue(following) or columns.is_parenthetical(following)
        if following.fresh:
            # Some programs leave a cue behind at the foot of a page.
            return following.top and columns.is_cue(row) and spoken_below and wording.is_cue(row.text)
        if columns.is_cue(row):
            return wording.is_cue(row.text) or (following.column < row.column and not row.text.startswith("("))
        return wording.is_cue(row.text) and (spoken_below or not columns.is_action(following))

    def _at_left(self, row: Row, following: Row | None) -> Judged:
        """What stands where action stands and is no heading."""
        if wording.is_cut(row.text) and (following is None or following.fresh):
            return Judged(row, Kind.TRANSITION, 0.8)
        return Judged(row, Kind.ACTION, 0.96)

    def _placed(self, row: Row) -> Judged:
        """What is indented and no speech."""
        columns = self._columns
        if columns.is_centered(row, 6 if wording.opens_or_ends(row.text) else 1.1):
            return Judged(row, Kind.CENTERED, 0.9)
        at_right = abs(row.end - columns.right) < 3.6
        right_aligned = at_right and row.column > columns.center - 4
        if wording.is_transition(row.text) and row.column > columns.center - 8:
            return Judged(row, Kind.TRANSITION, 0.97 if right_aligned else 0.85)
        # Some programs center on the paper, whose middle is left of that of action.
        if columns.is_centered(row, 2.6 if at_right else 3.2):
            return Judged(row, Kind.CENTERED, 0.8)
        if right_aligned or (row.column > columns.center and row.text.isupper()):
            return Judged(row, Kind.TRANSITION, 0.7)
        if columns.is_dialogue(row):
            return Judged(row, Kind.ACTION, 0.35)
        return Judged(row, Kind.ACTION, 0.5)


class _Flush(_Reader):
    """All rows begin at the left, or each is centered: wording and empty rows tell."""

    def _judge(self, row: Row, following: Row | None) -> Judged:
        heading = self._heading(row)
        if heading:
            return heading
        if self._goes_on(row):
            return self._said(row, 0.62 if self._one_row_each else 0.9)
        if (row.fresh or self._tight) and self._is_cue(row, following):
            return Judged(row, Kind.CHARACTER, 0.65 if self._one_row_each else 0.88)
        if wording.is_transition(row.text) and not wording.opens_or_ends(row.text):
            return Judged(row, Kind.TRANSITION, 0.9 if wording.is_cut(row.text) else 0.7)
        return Judged(row, Kind.ACTION, 0.65 if self._tight else 0.9)

    def _goes_on(self, row: Row) -> bool:
        last = self._last
        if last is None or not self._in_speech or wording.is_cut(row.text):
            return False
        if self._one_row_each:
            # One row is one paragraph here, so a speech is one row and the parentheticals around it.
            return last.kind is not Kind.DIALOGUE or (row.text.startswith("(") and self._is_aside(row))
        return row.gap == 0

    def _is_cue(self, row: Row, following: Row | None) -> bool:
        if following is None or not wording.is_cue(row.text) or is_heading(following.text):
            return False
        if self._one_row_each:
            few_words = len(row.text.split("(")[0].split()) <= 3
            return few_words and not wording.is_cue(following.text) and not wording.is_cut(following.text)
        return not following.fresh
