"""Names that a slip of the fingers would part, found without comparing every one with every other."""

from __future__ import annotations

from itertools import combinations
from typing import TYPE_CHECKING, NamedTuple

from .names import bare

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

_FEWEST_LETTERS = 4
"""Shorter names are too often one letter apart and both right: TOM and TIM."""
_TWO_SLIPS_FROM = 10
"""Letters. Longer names may differ by two slips and still look the same."""
_MOST_LONG_NAMES = 200
"""These are compared each with each, so there must be an end to them."""
_MOST_IN_A_GROUP = 20
"""Names that share a shortened form. More than that is no slip of the fingers."""


class Likeness(NamedTuple):
    """Two names that look alike. The odd one is the rarer, or the later of two that are as frequent."""

    odd: str
    usual: str
    slips: int
    """0 if they differ in accents, spaces or punctuation alone."""


def lookalikes(uses: Mapping[str, int]) -> Iterator[Likeness]:
    """The pairs among names that are used so often, given in the order of their first use."""
    letters = {name: bare(name) for name in uses}
    place = {name: number for number, name in enumerate(uses)}
    for first, second in dict.fromkeys([*_one_slip_apart(letters), *_long_and_alike(letters)]):
        allowed = _allowed(letters[first], letters[second])
        if allowed > 1 and len(first.split()) != len(second.split()):
            allowed = 1  # JOURNALISTS and JOURNALIST TV
        slips = _slips(letters[first], letters[second], allowed)
        if slips <= allowed:
            odd, usual = sorted((first, second), key=lambda name: (uses[name], -place[name]))
            yield Likeness(odd, usual, slips)


def _one_slip_apart(letters: Mapping[str, str]) -> Iterator[tuple[str, str]]:
    """Names that are the same when one letter is taken out of either, and a few more."""
    owners: dict[str, str] = {}
    groups: dict[str, list[str]] = {}
    for name, of in letters.items():
        forms = {of}
        if len(of) >= _FEWEST_LETTERS:
            forms.update([of[:place] + of[place + 1 :] for place in range(len(of))])
        for form in forms:
            owner = owners.setdefault(form, name)
            if owner != name:
                groups.setdefault(form, [owner]).append(name)
    for group in groups.values():
        if len(group) <= _MOST_IN_A_GROUP:
            yield from combinations(sorted(group), 2)


def _long_and_alike(letters: Mapping[str, str]) -> Iterator[tuple[str, str]]:
    """Long names that have nearly the same letters, in whatever order."""
    long = [(name, _mask(of)) for name, of in letters.items() if len(of) >= _TWO_SLIPS_FROM]
    for (first, mask), (second, other) in combinations(sorted(long[:_MOST_LONG_NAMES]), 2):
        if (mask ^ other).bit_count() <= 4 and abs(len(letters[first]) - len(letters[second])) <= 2:
            yield first, second


def _mask(letters: str) -> int:
    """A bit for each letter that occurs. Each slip changes two of them at most."""
    mask = 0
    for letter in letters:
        mask |= 1 << (ord(letter) & 63)
    return mask


def _allowed(first: str, second: str) -> int:
    """How many slips two names may be apart."""
    shorter = min(len(first), len(second))
    if _digits(first) != _digits(second) or shorter < _FEWEST_LETTERS:
        return 0  # GUARD 1 and GUARD 2
    return 2 if shorter >= _TWO_SLIPS_FROM else 1


def _digits(letters: str) -> str:
    return "".join(filter(str.isdigit, letters))


def _slips(first: str, second: str, most: int) -> int:
    """Letters left out, put in, mistaken or swapped with their neighbour. The count ends where it is over `most`."""
    before: list[int] = []
    row = list(range(len(second) + 1))
    for i, letter in enumerate(first, 1):
        before, above, row = row, before, [i]
        for j, other in enumerate(second, 1):
            cost = min(before[j] + 1, row[j - 1] + 1, before[j - 1] + (letter != other))
            if i > 1 and j > 1 and letter == second[j - 2] and first[i - 2] == other:
                cost = min(cost, above[j - 2] + 1)
            row.append(cost)
        if min(row) > most:
            break
    return row[-1]
