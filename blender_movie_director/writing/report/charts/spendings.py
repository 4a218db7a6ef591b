"""What it has cost, by model and part of the work."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ....screenplay.facts.layout import counted
from ..drawing import GUTTER, Drawing
from ..money import in_dollars
from .figure import Figure

if TYPE_CHECKING:
    from collections.abc import Sequence

    from ..money import Spending
    from ..subject import Subject

_ROW = 36
_BAR = 14
_WIDEST = 460


def spendings(subject: Subject) -> Figure:
    title = "Money, by model and part of the work"
    spent = subject.spendings
    if not spent:
        return Figure("money", title, _nothing(subject))
    most = max(each.picodollars for each in spent) or 1
    description = f"A bar for each model and part of the work, as long as it has cost. {_sum(spent)}"
    drawing = Drawing("money", title, description, _ROW * len(spent) + 4)
    for place, each in enumerate(spent):
        y = _ROW * place + 14
        length = each.picodollars / most * _WIDEST
        drawing.name_at(y + 4, each.part or "(no part told)")
        drawing.rect("words", GUTTER, y - _BAR / 2, length, _BAR)
        drawing.text("strong", GUTTER + length + (7 if length else 0), y + 4, _price(each))
        stored = f" ({each.stored:,} from what was stored)" if each.stored else ""
        tokens = f"{each.input_tokens:,} tokens in, {each.output_tokens:,} out"
        told = f"{each.model}, {counted(each.calls, 'call')}{stored}, {tokens}"
        drawing.label("faint", GUTTER, y + 20, told, 105)
    return Figure(
        "money",
        title,
        _sum(spent),
        [drawing],
        columns=("part", "model", "calls", "from what was stored", "tokens in", "tokens out", "dollars"),
        rows=[
            (each.part, each.model, each.calls, each.stored, each.input_tokens, each.output_tokens, _price(each))
            for each in spent
        ],
    )


def _price(each: Spending) -> str:
    if each.unpriced and not each.picodollars:
        return "price unknown"
    return f"{in_dollars(each.dollars)}{f' and {each.unpriced:,} of unknown price' if each.unpriced else ''}"


def _sum(spent: Sequence[Spending]) -> str:
    calls = sum(each.calls for each in spent)
    tokens = sum(each.input_tokens + each.output_tokens for each in spent)
    unpriced = sum(each.unpriced for each in spent)
    whole = sum((each.dollars for each in spent[1:]), spent[0].dollars)
    money = "at a price that nobody has told" if unpriced == calls else f"for {in_dollars(whole)}"
    more = f", {unpriced:,} of them at an unknown price" if 0 < unpriced < calls else ""
    return f"{counted(calls, 'call')} and {tokens:,} tokens {money}{more}."


def _nothing(subject: Subject) -> str:
    if subject.analysis and subject.analysis.stand_in:
        return "No model was asked: a stand-in wrote the analysis, at no cost."
    if subject.analysis:
        return "Nothing: all of the analysis was read before and kept."
    return "Nothing: no model was asked."
