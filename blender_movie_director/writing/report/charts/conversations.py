"""Who talks with whom: a square for each pair, as large as they have exchanges."""

from __future__ import annotations

from math import sqrt
from typing import TYPE_CHECKING

from ....screenplay.facts.layout import counted
from ..drawing import GUTTER, NAME_COLUMNS, RIGHT, Drawing
from ..text import isolated
from .figure import Figure

if TYPE_CHECKING:
    from collections.abc import Sequence

    from ....screenplay import Breakdown
    from ....screenplay.facts.figures import Pair
    from ..subject import Subject

_MOST = 22
_WIDEST_CELL = 30
_TOP = 4


def conversations(subject: Subject) -> Figure:
    facts = subject.facts
    title = "Who talks with whom"
    talking = [pair for pair in facts.pairs if pair.exchanges]
    if not talking:
        return Figure("conversations", title, "Nobody answers anybody in this script.")
    names = _names(facts, talking)
    drawing = _chart(title, names, talking)
    return Figure(
        "conversations",
        title,
        _says(facts, names, talking),
        [drawing],
        columns=("one", "other", "exchanges", "scenes with exchanges", "scenes together"),
        rows=[
            (pair.first, pair.second, pair.exchanges, len(pair.exchange_scenes), len(pair.scenes)) for pair in talking
        ],
    )


def _names(facts: Breakdown, talking: Sequence[Pair]) -> list[str]:
    """Those who talk most, the most talkative first."""
    exchanges: dict[str, int] = {}
    for pair in talking:
        for name in (pair.first, pair.second):
            exchanges[name] = exchanges.get(name, 0) + pair.exchanges
    place = {character.name: index for index, character in enumerate(facts.cast)}
    return sorted(exchanges, key=lambda name: (-exchanges[name], place[name]))[:_MOST]


def _chart(title: str, names: Sequence[str], talking: Sequence[Pair]) -> Drawing:
    """Half a matrix: the other half would say the same. A name stands at the left of its row and above its column."""
    cell = min(_WIDEST_CELL, (RIGHT - GUTTER - 100) / len(names))
    most = talking[0].exchanges
    description = (
        f"The {len(names)} who talk most, each with each. A square is as large as they have exchanges, at most {most}."
    )
    bottom = _TOP + cell * len(names)
    drawing = Drawing("conversations", title, description, bottom + 4)
    place = {name: index for index, name in enumerate(names)}
    for index, name in enumerate(names):
        y = _TOP + cell * (index + 0.5)
        if index:
            drawing.name_at(y + 4, name)
        drawing.line("level", GUTTER, y, GUTTER + cell * index, y)
        drawing.line("level", GUTTER + cell * (index + 0.5), y + cell / 2, GUTTER + cell * (index + 0.5), bottom)
        if index < len(names) - 1:
            drawing.label("strong", GUTTER + cell * (index + 0.18), y + 4, name, NAME_COLUMNS)
    for pair in talking:
        if pair.first in place and pair.second in place:
            column, row = sorted((place[pair.first], place[pair.second]))
            side = max(sqrt(pair.exchanges / most) * (cell - 3), 2)
            x, y = GUTTER + cell * (column + 0.5), _TOP + cell * (row + 0.5)
            tip = f"{pair.first} and {pair.second}: {_told(pair)}"
            drawing.begin("pair", tip)
            drawing.rect("talk", x - side / 2, y - side / 2, side, side)
            if side >= 15:
                drawing.text("inverse mid", x, y + 4, str(pair.exchanges))
            drawing.end()
    return drawing


def _says(facts: Breakdown, names: Sequence[str], talking: Sequence[Pair]) -> str:
    top = talking[0]
    shown = f" Shown are the {len(names)} who talk most." if any(_hidden(pair, names) for pair in talking) else ""
    alone = len(facts.cast) - len({name for pair in talking for name in (pair.first, pair.second)})
    answered = f" {counted(alone, 'speaking part')} never gets an answer." if alone == 1 else ""
    answered = f" {alone} speaking parts never get an answer." if alone > 1 else answered
    return (
        f"{isolated(top.first)} and {isolated(top.second)} talk most: {_told(top)}. An exchange is one "
        "speaking right after the other; a square is as large as a pair has exchanges, and names stand over their "
        f"columns and before their rows.{shown}{answered}"
    )


def _told(pair: Pair) -> str:
    return f"{counted(pair.exchanges, 'exchange')} in {counted(len(pair.exchange_scenes), 'scene')}"


def _hidden(pair: Pair, names: Sequence[str]) -> bool:
    return pair.first not in names or pair.second not in names
