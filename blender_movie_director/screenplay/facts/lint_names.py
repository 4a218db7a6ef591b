"""Names of people and places that are probably one name, misspelt or spelt in two ways."""

from __future__ import annotations

from typing import TYPE_CHECKING

from .figures import Finding, Severity
from .lookalikes import Likeness, lookalikes
from .names import fold, is_generic

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from .figures import Character, Location, Scene

_OFTEN = 3
"""A name is only taken for a slip if the other one is used so many times as often."""
_FEW_SPEECHES = 2
"""Who speaks more than that is meant."""
_SURE_LETTERS = 5
"""Shorter names are too often one letter apart and both right."""
_FEW_SPEECHES_OF_A_LONG_NAME = 3
"""Who speaks more than that is meant, even with a long word in the name that another has with one letter less."""
_LONG_WORD = 8
"""Letters. Two such words that differ in a letter left out or two swapped are hardly both right."""


def name_findings(cast: Sequence[Character]) -> Iterator[Finding]:
    first_lines = {character.name: character.first_line for character in cast}
    in_order = sorted(cast, key=lambda character: character.first_line)
    speeches = {character.name: character.speeches for character in in_order}
    seen = {character.name for character in cast if character.named}
    for likeness in lookalikes(speeches):
        odd, usual = likeness.odd, likeness.usual
        line = first_lines[odd]
        says = f"{odd} speaks {_times(speeches[odd])} and {usual} {_times(speeches[usual])}"
        if likeness.slips == 0:
            yield _finding(
                "name_spelt_differently",
                Severity.WARNING,
                line,
                f"{odd} and {usual} look like one name in two spellings.",
                f"Write {usual} everywhere.",
            )
        elif _is_slip(likeness, speeches):
            # A name that the action has as well is nobody's slip.
            sure = odd not in seen and min(len(odd), len(usual)) >= _SURE_LETTERS and odd[0] == usual[0]
            # Neither is the name of another trade: WRITER beside WAITER.
            sure = sure and not (is_generic(usual) and _one_letter_is_another(odd, usual))
            yield _finding(
                "misspelt_name" if sure else "similar_name",
                Severity.WARNING if sure else Severity.HINT,
                line,
                f"{says}: {'is it a slip?' if sure else 'are they two people?'}",
                f"If they are one, write {usual}.",
            )


def location_findings(locations: Sequence[Location], scenes: Sequence[Scene]) -> Iterator[Finding]:
    in_order = sorted(locations, key=lambda location: location.scenes)
    visits = {location.name: len(location.scenes) for location in in_order}
    first = {location.name: scenes[location.scenes[0] - 1].first_line for location in locations}
    for odd, usual, slips in lookalikes(visits):
        if slips == 0 or (visits[odd] == 1 < visits[usual] and len(odd) > _SURE_LETTERS and not _plural(odd, usual)):
            yield _finding(
                "similar_location",
                Severity.WARNING,
                first[odd],
                f"{odd} and {usual} look like one place in two spellings.",
                f"Write {usual} everywhere.",
            )


def _is_slip(likeness: Likeness, uses: Mapping[str, int]) -> bool:
    odd, usual = uses[likeness.odd], uses[likeness.usual]
    if _plural(likeness.odd, likeness.usual):
        return False
    if odd <= _FEW_SPEECHES and usual >= odd * _OFTEN:
        return True
    return odd <= _FEW_SPEECHES_OF_A_LONG_NAME and likeness.slips == 1 and _mistyped_inside(likeness)


def _mistyped_inside(likeness: Likeness) -> bool:
    """Whether one long word of the names differs, by a letter too many or two that are swapped, and not at its ends."""
    words = list(zip(fold(likeness.odd).split(), fold(likeness.usual).split(), strict=False))
    differing = [(first, second) for first, second in words if first != second]
    if len(differing) != 1:
        return False
    first, second = differing[0]
    return (
        min(len(first), len(second)) >= _LONG_WORD
        and (first[0], first[-1]) == (second[0], second[-1])
        and not _one_letter_is_another(first, second)
    )


def _one_letter_is_another(first: str, second: str) -> bool:
    """Of names that are one slip apart: whether it is neither a letter too many nor two that are swapped."""
    return len(first) == len(second) and sorted(fold(first)) != sorted(fold(second))


def _plural(first: str, second: str) -> bool:
    """SOLDIER and SOLDIERS are not the same, and neither are WOMAN and WOMEN."""
    shorter, longer = sorted((fold(first), fold(second)), key=len)
    return longer in {f"{shorter}s", f"{shorter}es"} or {shorter[-3:], longer[-3:]} == {"man", "men"}


def _times(count: int) -> str:
    return {1: "once", 2: "twice"}.get(count, f"{count} times")


def _finding(kind: str, severity: Severity, line: int, sentence: str, suggestion: str) -> Finding:
    return Finding(kind, severity, line, line, sentence, suggestion)
