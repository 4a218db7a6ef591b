"""Chance that falls the same way on every computer: of `random`, only `random()` is promised to stay as it is."""

from __future__ import annotations

import random
from typing import TYPE_CHECKING, TypeVar

if TYPE_CHECKING:
    from collections.abc import Sequence

_T = TypeVar("_T")


class Chance:
    """A row of choices that the seed alone decides."""

    def __init__(self, seed: int) -> None:
        self._random = random.Random(seed).random

    def happens(self, share: float) -> bool:
        """True in about that share of all cases, 0 to 1."""
        return self._random() < share

    def up_to(self, end: int) -> int:
        """A whole number from 0 to just under the end."""
        return int(self._random() * end)

    def between(self, low: float, high: float) -> float:
        return low + self._random() * (high - low)

    def pick(self, choices: Sequence[_T]) -> _T:
        return choices[self.up_to(len(choices))]

    def some(self, choices: Sequence[_T], count: int) -> list[_T]:
        """That many different ones, or all."""
        left = list(choices)
        return [left.pop(self.up_to(len(left))) for _ in range(min(count, len(left)))]


class Deck:
    """Cards that are all dealt before one comes again, so that nothing is repeated within sight."""

    def __init__(self, chance: Chance, cards: Sequence[str]) -> None:
        self._chance = chance
        self._cards = cards
        self._left: list[str] = []

    def deal(self) -> str:
        if not self._left:
            self._left = self._chance.some(self._cards, len(self._cards))
        return self._left.pop()
