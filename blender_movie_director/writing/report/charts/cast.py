"""How many words and speeches each has."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ....screenplay.facts.layout import counted
from ..drawing import GUTTER, Drawing
from ..text import isolated, percent
from .figure import Figure

if TYPE_CHECKING:
    from ....screenplay import Breakdown
    from ..subject import Subject

_ROW = 19
_BAR = 13
_WIDEST = 500
_MOST = 24


def cast(subject: Subject) -> Figure:
    facts = subject.facts
    title = "Who has the words"
    if not facts.cast:
        return Figure("cast", title, "Nobody speaks in this script.")
    by_words = sorted(facts.cast, key=lambda character: (-character.words, character.name))
    # One more is not worth a row that says so.
    shown = by_words if len(by_words) <= _MOST + 1 else by_words[:_MOST]
    others = by_words[len(shown) :]
    rows = [(each.name, each.words, each.speeches) for each in shown]
    if others:
        name = f"{len(others)} others together"
        rows.append((name, sum(each.words for each in others), sum(each.speeches for each in others)))
    most = max(words for _, words, _ in rows) or 1
    description = (
        f"A bar for each of {counted(len(rows), 'row')}, as long as there are words; {rows[0][0]} has the most."
    )
    drawing = Drawing("cast", title, description, _ROW * len(rows) + 6)
    for place, (name, words, speeches) in enumerate(rows):
        y = _ROW * (place + 0.5) + 2
        length = words / most * _WIDEST
        drawing.name_at(y + 4, name)
        drawing.rect("others" if others and place == len(shown) else "words", GUTTER, y - _BAR / 2, length, _BAR)
        told = f"{counted(words, 'word')} in {speeches:,} {'speech' if speeches == 1 else 'speeches'}"
        drawing.text("", GUTTER + length + 7, y + 4, told)
    return Figure(
        "cast",
        title,
        _says(facts),
        [drawing],
        columns=("character", "words", "part", "speeches", "scenes", "longest speech", "monologues", "first", "last"),
        rows=[
            (
                each.name,
                each.words,
                each.share,
                each.speeches,
                len(each.scenes),
                each.longest,
                each.monologues,
                each.first_scene or 0,
                each.last_scene or 0,
            )
            for each in by_words
        ],
    )


def _says(facts: Breakdown) -> str:
    first = max(facts.cast, key=lambda character: character.words)
    longest = max(facts.cast, key=lambda character: character.longest)
    return (
        f"{isolated(first.name)} speaks {percent(first.share)} of all words. The longest speech, "
        f"{counted(longest.longest, 'word')}, is {isolated(longest.name)}'s (line {longest.longest_line + 1:,})."
    )
