"""A run of elements, unit by unit, ready to be broken."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ..elements import SPOKEN, Kind
from .breaking import Unit
from .wrapping import rows_of, wrap

if TYPE_CHECKING:
    from collections.abc import Sequence

    from ..elements import Element
    from .breaking import Break
    from .lines import Setting


# In Python 3.11 looking up a member of an enumeration takes longer than what is asked of it here.
_CHARACTER, _LYRIC = Kind.CHARACTER, Kind.LYRIC


def stands_apart(elements: Sequence[Element], index: int) -> bool:
    """Whether a lyric is no part of the speech before it: a blank line is between them."""
    return elements[index].kind is _LYRIC and elements[index].span.line > elements[index - 1].span.end_line + 1


def units_of(setting: Setting, first: int, stop: int) -> list[Unit]:
    """The units of a run, from its first element to the one after its last."""
    units: list[Unit] = []
    cue = -1
    said = 0
    for index in range(first, stop):
        if setting.rows[index] is None:
            continue
        if index in setting.dual:
            if not (units and units[-1].members):
                units.append(_pair(setting, [each for each in range(index, stop) if each in setting.dual]))
            continue
        kind = setting.script.elements[index].kind
        place = setting.places[kind]
        if not place.spoken or stands_apart(setting.script.elements, index):
            cue, said = -1, 0
        text = setting.text(index)
        lines = tuple([text[start:end] for start, end in rows_of(text, place.width, place.spacing)])
        space = place.space if cue < 0 else 0
        units.append(Unit(index, kind, space, lines, cue, said=said, spacing=place.spacing))
        if kind is _CHARACTER:
            cue = index
        elif kind in SPOKEN:
            said += len(lines) // place.spacing
    return _with_what_follows(units)


def rest_of(units: Sequence[Unit], found: Break) -> list[Unit]:
    """What a break leaves for the next page."""
    broken = units[found.unit]
    rest = broken._replace(lines=broken.lines[found.line :], skipped=broken.skipped + found.line)
    return [rest, *units[found.unit + 1 :]]


def _pair(setting: Setting, members: Sequence[int]) -> Unit:
    """Two speeches side by side, as one piece."""
    elements = setting.script.elements
    top = setting.rows[members[0]] or 0
    shown = [(index, row - top) for index in members if (row := setting.rows[index]) is not None]
    height = max(row + len(wrap(setting.text(index), setting.place(index).width)) for index, row in shown)
    space = setting.places[Kind.CHARACTER].space
    return Unit(members[0], elements[members[0]].kind, space, ("",) * height, members=tuple(shown))


def _with_what_follows(units: Sequence[Unit]) -> list[Unit]:
    """The same, each knowing how many lines of its speech come after it."""
    counted: list[Unit] = []
    to_say = 0
    for unit in reversed(units):
        counted.append(unit._replace(to_say=to_say) if to_say else unit)
        to_say = 0 if unit.cue < 0 else to_say + (len(unit.lines) // unit.spacing if unit.kind in SPOKEN else 0)
    return counted[::-1]
