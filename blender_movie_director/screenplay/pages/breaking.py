"""Where a run of elements that overruns its page is broken.

A run is what must not be torn apart without a look: a block of action or a whole speech, with the headings above it. A
place to break is legal when no heading, cue or parenthetical is left at the foot of the page, no transition opens the
next one, and two lines at least of action or of what is said stand on either side.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from ..elements import SPOKEN, Kind

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from .paper import Rules

_SENTENCE_ENDS = (".", "!", "?", "…", "--", "—", ":")
_CLOSERS = "\"'”\u2019»)]"
BREAKS_INSIDE = SPOKEN | {Kind.ACTION}
# In Python 3.11 looking up a member of an enumeration takes longer than what is asked of it here.
_PARENTHETICAL = Kind.PARENTHETICAL
FEWEST = 2
"""Lines of a paragraph or a speech on either side of a break."""


class Unit(NamedTuple):
    """One element of a run, or a pair of speeches side by side, which is kept in one piece."""

    element: int
    kind: Kind
    space: int
    """Blank lines before it."""
    lines: tuple[str, ...]
    cue: int = -1
    """The cue of the speech that this goes on with; -1 for a cue and for what nobody says."""
    skipped: int = 0
    """How many lines of it stand on pages before."""
    said: int = 0
    """Lines of its speech before it."""
    to_say: int = 0
    """Lines of its speech after it."""
    members: tuple[tuple[int, int], ...] = ()
    """Of a pair side by side: every element, and its row in the pair."""
    spacing: int = 1
    """How many of `lines` are one line and the empty rows above it."""


class Break(NamedTuple):
    """Before which line of which unit the next page begins."""

    unit: int
    line: int


def choose(units: Sequence[Unit], room: int, rules: Rules, *, at_top: bool) -> Break:
    """The last good place to break a run of which `room` lines fit on the page.

    `Break(0, 0)` moves all of it to the next page. A run that is at the top of its page already is broken somewhere,
    however badly: it cannot be moved.
    """
    legal = full_sentence = None
    hard = Break(0, 1) if at_top else Break(0, 0)
    for unit, line, used in _places(units):
        inside_speech = units[unit].cue >= 0
        if used + (inside_speech and not rules.more_below) > room:
            break
        if unit == line == 0:
            continue
        if at_top:
            hard = Break(unit, line)
        if _is_legal(units, unit, line):
            if not rules.break_at_sentences:
                legal = Break(unit, line)
            elif _ends_sentence(units, unit, line):
                full_sentence = Break(unit, line)
            elif line == 0:
                legal = Break(unit, line)
    return full_sentence or legal or hard


def _places(units: Sequence[Unit]) -> Iterator[tuple[int, int, int]]:
    """Every place before a line, with the rows that are used when the page ends there."""
    used = 0
    for number, unit in enumerate(units):
        start = used + (unit.space if used else 0)
        if unit.members:
            yield number, 0, used
        else:
            for line in range(0, len(unit.lines), unit.spacing):
                yield number, line, used if line == 0 else start + line
        used = start + len(unit.lines)


def _is_legal(units: Sequence[Unit], number: int, line: int) -> bool:
    unit = units[number]
    if line == 0:
        if units[number - 1].kind is _PARENTHETICAL:
            return False
    elif unit.kind not in BREAKS_INSIDE or not unit.lines[line + unit.spacing - 1].strip():
        return False
    # Nothing has been said right after a cue, nor after what nobody says: so neither stays behind, and no heading does.
    before, after = unit.said + line // unit.spacing, (len(unit.lines) - line) // unit.spacing + unit.to_say
    if unit.kind is _PARENTHETICAL:
        after = unit.to_say
    return before >= FEWEST and after >= FEWEST


def _ends_sentence(units: Sequence[Unit], number: int, line: int) -> bool:
    text = units[number].lines[line - 1] if line else units[number - 1].lines[-1]
    return text.rstrip(_CLOSERS).endswith(_SENTENCE_ENDS)
