"""The pacing curve: how much of each page is dialogue, where scenes begin, and what the acts and turns are."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from ....screenplay.facts.layout import columns
from ..axes import Axis, bands_above, levels_behind, scale_below
from ..bands import Band, acts_of, sequences_of, turning_points_of
from ..drawing import GUTTER, WIDTH, Drawing
from ..text import escaped, number, percent, scene_links
from .figure import Figure

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from ....screenplay import Breakdown
    from ....screenplay.facts.figures import PageFigures
    from ...analysis.results import Beat
    from ..subject import Subject

_ACTS = 22
_SEQUENCES = 18
_TURNS = 16
"""Units that a row of each takes above the plot."""
_PLOT = 150
_STARTS = 36
_AROUND = 2
"""Pages on each side that the curve takes into account."""
_FEWEST_FOR_A_CURVE = 8
_FEWEST_PAGES = 3
_MOST_SEQUENCES = 40
_LETTER = 6.4
_LONGEST_NAME = 30
_ROWS_OF_TURNS = 4


class _Mark(NamedTuple):
    """Where a turning point stands."""

    turn: Beat
    x: float
    row: int
    before: bool
    """Its name stands before it."""


def pacing(subject: Subject) -> Figure:
    facts = subject.facts
    title = "Pace"
    if len(facts.pacing) < _FEWEST_PAGES:
        return Figure("pace", title, f"A curve takes at least {_FEWEST_PAGES} pages, and the script has fewer.")
    axis = Axis(len(facts.pacing))
    places = _places(facts)
    acts, sequences, turns = acts_of(subject), sequences_of(subject), turning_points_of(subject)
    if len(sequences) > _MOST_SEQUENCES:
        sequences = ()
    marks = _marks(turns, axis, places)
    turns_at = _ACTS * bool(acts) + _SEQUENCES * bool(sequences)
    top = turns_at + _TURNS * max((mark.row + 1 for mark in marks), default=0) + 14
    bottom = top + _PLOT
    starts_bottom = bottom + 14 + _STARTS
    description = (
        f"For each of {facts.pages} pages the part of dialogue in the words of dialogue and action, with a curve of "
        "five pages' average, and below it the number of scenes that begin on the page."
    )
    drawing = Drawing("pace", title, description, starts_bottom + 20)
    if acts:
        kind = "acts" if any("act" in act.name.casefold() for act in acts) else "parts"
        drawing.text("faint end", GUTTER - 10, 11, kind)
        bands_above(axis, drawing, _on_pages(acts, places, axis.count), 0, starts_bottom)
    if sequences:
        _sequences(drawing, axis, _on_pages(sequences, places, axis.count), turns_at - _SEQUENCES)
    if marks:
        drawing.text("faint end", GUTTER - 10, turns_at + 13, "turning points")
    levels_behind(axis, drawing, [(top, "100 %"), (top + _PLOT / 2, "50 %"), (bottom, "0 %")])
    drawing.text("dialogue-words end", GUTTER - 10, top + _PLOT / 4 + 4, "dialogue, of the words")
    _pages(drawing, axis, facts.pacing, bottom)
    curve = _averages(facts.pacing)
    if len(curve) >= _FEWEST_FOR_A_CURVE:
        drawing.curve("curve", [(axis.x(place + 1.5), bottom - part * _PLOT) for place, part in enumerate(curve)])
    _turns(drawing, marks, turns_at + 4, bottom)
    _starts(drawing, axis, facts.pacing, starts_bottom)
    scale_below(axis, drawing, starts_bottom + 15, "page", [page.number for page in facts.pacing])
    return Figure(
        "pace",
        title,
        _says(facts, curve),
        [drawing],
        _key(turns, subject),
        ("page", "scenes that begin", "words", "dialogue", "action", "dialogue, part"),
        [
            (
                page.number,
                ", ".join(map(str, page.scenes)),
                page.words,
                page.dialogue_words,
                page.action_words,
                page.dialogue_share,
            )
            for page in facts.pacing
        ],
    )


def _places(facts: Breakdown) -> dict[int, float]:
    """Where on the axis of pages each scene begins: those of one page one after the other."""
    return {
        ordinal: place + index / len(page.scenes)
        for place, page in enumerate(facts.pacing, 1)
        for index, ordinal in enumerate(page.scenes)
    }


def _on_pages(bands: Sequence[Band], places: Mapping[int, float], pages: int) -> list[Band]:
    """Bands of scenes as bands of pages; the axis takes parts of a page."""
    return [Band(band.name, places[int(band.first)], places.get(int(band.last) + 1, pages + 1) - 1) for band in bands]


def _sequences(drawing: Drawing, axis: Axis, bands: Sequence[Band], y: float) -> None:
    drawing.text("faint end", GUTTER - 10, y + 11, "sequences")
    for band in bands:
        x, end = axis.x(band.first), axis.x(band.last + 1)
        drawing.rect("sequence", x + 0.5, y, max(end - x - 1, 0.5), 14, tip=band.name)
        drawing.label("small", x + 4, y + 10.5, band.name, int((end - x - 8) / 5.6))


def _pages(drawing: Drawing, axis: Axis, pages: Sequence[PageFigures], bottom: float) -> None:
    for place, page in enumerate(pages, 1):
        x, width = axis.bar(place)
        height = page.dialogue_share * _PLOT
        tip = (
            f"Page {page.number}: {percent(page.dialogue_share)} dialogue, {page.dialogue_words:,} words spoken, "
            f"{page.action_words:,} of action"
        )
        drawing.begin("page", tip, page.scenes[0] if page.scenes else 0)
        drawing.rect("hit", axis.x(place), bottom - _PLOT, axis.step, _PLOT)
        drawing.rect("share", x, bottom - height, width, height)
        drawing.end()


def _starts(drawing: Drawing, axis: Axis, pages: Sequence[PageFigures], bottom: float) -> None:
    most = max(len(page.scenes) for page in pages) or 1
    drawing.text("faint end", GUTTER - 10, bottom - _STARTS / 2 + 4, f"new scenes, at most {most}")
    drawing.line("level", axis.left, bottom, axis.right, bottom)
    for place, page in enumerate(pages, 1):
        if page.scenes:
            x, width = axis.bar(place)
            height = len(page.scenes) / most * _STARTS
            drawing.rect("starts", x, bottom - height, width, height)


def _averages(pages: Sequence[PageFigures]) -> list[float]:
    """Of the words of five pages, not of their percentages: an almost empty page counts as little as it holds."""
    found = []
    for place in range(len(pages)):
        near = pages[max(place - _AROUND, 0) : place + _AROUND + 1]
        spoken = sum(page.dialogue_words for page in near)
        compared = spoken + sum(page.action_words for page in near)
        found.append(spoken / compared if compared else 0.0)
    return found


def _marks(turns: Sequence[Beat], axis: Axis, places: Mapping[int, float]) -> list[_Mark]:
    """Each in the first row in which its name has room; the last row takes what fits nowhere."""
    ends = [0.0] * _ROWS_OF_TURNS
    marks = []
    for turn in turns:
        x = axis.x(places[turn.scenes[0]])
        width = min(columns(turn.name), _LONGEST_NAME) * _LETTER + 14
        # A name at the right edge stands before its mark.
        before = x + width > WIDTH
        start, end = (x - width, x + 8) if before else (x - 6, x + width)
        row = next((row for row, taken in enumerate(ends) if taken <= start), _ROWS_OF_TURNS - 1)
        ends[row] = end
        marks.append(_Mark(turn, x, row, before))
    return marks


def _turns(drawing: Drawing, marks: Sequence[_Mark], top: float, bottom: float) -> None:
    """First all lines, so that no name is crossed by one that comes after it."""
    for mark in marks:
        drawing.line("turn-line", mark.x, top + _TURNS * mark.row + 5, mark.x, bottom)
    for mark in marks:
        turn, x, y = mark.turn, mark.x, top + _TURNS * mark.row
        tip = f"{turn.name}, scene {turn.scenes[0]}: {turn.what}"
        drawing.shape("turn", f"M{number(x)} {number(y)}l5 5l-5 5l-5 -5z", tip)
        if mark.before:
            drawing.label("turn-name end", x - 8, y + 9, turn.name, _LONGEST_NAME)
        else:
            drawing.label("turn-name", x + 8, y + 9, turn.name, _LONGEST_NAME)


def _says(facts: Breakdown, curve: Sequence[float]) -> str:
    says = f"{percent(facts.dialogue_share)} of the words of dialogue and action are dialogue."
    if len(curve) < _FEWEST_FOR_A_CURVE:
        return f"{says} A bar is a page; the bars below count the scenes that begin on it."
    most = max(range(len(curve)), key=lambda place: curve[place])
    least = min(range(len(curve)), key=lambda place: curve[place])
    numbers = [escaped(facts.pacing[place].number) for place in (most, least)]
    return (
        f"{says} Most is said around page {numbers[0]} ({percent(curve[most])}), least around page {numbers[1]} "
        f"({percent(curve[least])}). A bar is a page, the curve the average of five; the bars below count the scenes "
        "that begin on the page."
    )


def _key(turns: Sequence[Beat], subject: Subject) -> str:
    """The turning points once more, with room for their names."""
    items = "".join(
        f"<li><b>{escaped(turn.name)}</b> {scene_links(turn.scenes, subject.ordinals)}</li>" for turn in turns
    )
    return f'<ol class="turns" aria-label="Turning points">{items}</ol>' if turns else ""
