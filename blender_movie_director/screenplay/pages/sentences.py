"""A paragraph that is broken over pages where a sentence ends inside a line: both halves are wrapped anew."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

from .breaking import BREAKS_INSIDE, FEWEST, Break
from .wrapping import rows_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from .breaking import Unit
    from .lines import Setting

_END = re.compile(r"""[.!?…]["'”\u2019»)\]]* +(?=\S)""")


class Split(NamedTuple):
    """Where a paragraph is broken, and its text with a line's end there."""

    found: Break
    text: str


def split_at_sentence(setting: Setting, units: Sequence[Unit], room: int, found: Break) -> Split | None:
    """The last end of a sentence that the page has room for, if it comes after the place that was found."""
    used = 0
    for number, unit in enumerate(units):
        start = used + (unit.space if used else 0)
        used = start + len(unit.lines)
        if used > room or (number + 1 < len(units) and unit.cue >= 0 and used == room):
            break
    else:
        return None
    if unit.members or unit.kind not in BREAKS_INSIDE or number < found.unit:
        return None
    if unit.said + len(unit.lines) // unit.spacing + unit.to_say < 2 * FEWEST:
        return None  # it would have lines enough on both sides only for being wrapped anew
    text, place = setting.text(unit.element), setting.places[unit.kind]
    first = rows_of(text, place.width, place.spacing)[unit.skipped][0]
    free = room - start - (unit.cue >= 0 and not setting.rules.more_below)
    best: Split | None = None
    for match in _END.finditer(text, first):
        cut = match.end() - 1
        above = len(rows_of(text[first:cut], place.width, place.spacing))
        if above > free:
            break
        below = len(rows_of(text[cut + 1 :], place.width, place.spacing))
        enough = unit.said + above // place.spacing >= FEWEST and below // place.spacing + unit.to_say >= FEWEST
        if enough and Break(number, above) > found:
            best = Split(Break(number, above), f"{text[:cut]}\n{text[cut + 1 :]}")
    return best
