"""The pacing curve: how much of each page is dialogue, where scenes begin, and what the acts and turns are."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ....screenplay.facts.layout import columns
from ..axes import Axis, bands_above, levels_behind, scale_below
from ..bands import Band, acts_of, sequences_of, turning_points_of
from ..drawing import GUTTER, RIGHT, Drawing
from ..text import escaped, percent, scene_links
from .figure import Figure

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from ....screenplay import Breakdown
    from ....screenplay.facts.figures import PageFigures
    from ...analysis.results import Beat
    from ..subject import Subject

_PLOT = 150
_STARTS = 36
_AROUND = 2
"""Pages on each side that the curve takes into account."""
_FEWEST_FOR_A_CURVE = 8
_FEWEST_PAGES = 3
_MOST_SEQUENCES = 40
_LETTER = 6.4
_LONGEST_NAME = 26
_ROWS_OF_TURNS = 4


def pacing(subject: Subject) -> Figure:
    facts = subject.facts
    title = "Pace"
    if len(facts.pacing) < _FEWEST_PAGES:
        return Figure("pace", title, f"Too short to have a pace: that takes {_FEWEST_PAGES} pages.")
    axis = Axis(len(facts.pacing))
    places = _places(facts)
    turns = turning_points_of(subject)
    acts, sequences = acts_of(subject), sequences_of(subject)
    rows = _rows_of(turns, axis, places)
    turns_at = 22 * bool(acts) + 18 * bool(sequences)
    top = turns_at + 16 * (max(rows, default=-1) + 1) + 14
    bottom = top + _PLOT
    starts_bottom = bottom + 14 + _STARTS
    description = (
        f"For each of {facts.pages} pages the part of dialogue in the words of dialogue and action, with a curve of "
        "five pages' average, and below it the number of scenes that begin on the page."
    )
    drawing = Drawing("pace", title, description, starts_bottom + 20)
    if acts:
        drawing.text(
            "faint end", GUTTER - 10, 11, "acts" if any("act" in act.name.lower() for act in acts) else "parts"
        )
        bands_above(axis, drawing, _on_pages(acts, places, axis.count), 0, starts_bottom)
    if 0 < len(sequences) <= _MOST_SEQUENCES:
        _sequences(drawing, axis, _on_pages(sequences, places, axis.count), 22 * bool(acts))
    if turns:
        drawing.text("faint end", GUTTER - 10, turns_at + 13, "turning points")
    levels_behind(axis, drawing, [(top, "100 %"), (top + _PLOT / 2, "50 %"), (bottom, "0 %")])
    drawing.text("dialogue-words end", GUTTER - 10, top + _PLOT / 4 + 4, "dialogue, of the words")
    _pages(drawing, axis, facts.pacing, bottom)
    curve = _averages(facts.pacing)
    if len(facts.pacing) >= _FEWEST_FOR_A_CURVE:
        drawing.curve("curve", [(axis.x(place + 1.5), bottom - part * _PLOT) for place, part in enumerate(curve)])
    for turn, row in zip(turns, rows, strict=True):
        _turn(drawing, turn, axis.x(places[turn.scenes[0]]), turns_at + 16 * row + 4, bottom)
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


def _rows_of(turns: Sequence[Beat], axis: Axis, places: Mapping[int, float]) -> list[int]:
    """In which row each turning point's name has room; the last row takes what fits nowhere."""
    ends = [0.0] * _ROWS_OF_TURNS
    rows = []
    for turn in turns:
        x = axis.x(places[turn.scenes[0]])
        row = next((row for row, end in enumerate(ends) if end <= x), _ROWS_OF_TURNS - 1)
        ends[row] = x + 16 + min(columns(turn.name), _LONGEST_NAME) * _LETTER
        rows.append(row)
    return rows


def _turn(drawing: Drawing, turn: Beat, x: float, y: float, bottom: float) -> None:
    drawing.line("turn-line", x, y + 5, x, bottom)
    drawing.shape("turn", f"M{x:.1f} {y}l5 5l-5 5l-5 -5z", f"{turn.name}, scene {turn.scenes[0]}: {turn.what}")
    # A name at the right edge stands before its mark.
    if x + _LONGEST_NAME * _LETTER > RIGHT + 50:
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
