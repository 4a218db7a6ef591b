"""Whether a suggestion is another one, or an earlier one in other words. Told by the words that carry it."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable


def _words(listed: str) -> frozenset[str]:
    return frozenset(listed.split())


_WORD = re.compile(r"[^\W_]+")
_UNSPACED = re.compile("[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af\u0e00-\u0eff]")
"""Scripts that write no spaces between words."""
_STEM = 5
"""Letters that are compared: `discovers` and `discovered` are one word."""
_ALIKE_FROM = 0.5
"""The part of the words that two have in common, from which on they are one idea."""
_COMMON = _words("""
    about after again against alone always another because before behind being between both could does doing down
    during each even every finds first from gets gives have having here instead into itself just keeps later learns
    leaves makes more most must never nothing once only other over realizes scene should since some something someone
    still story than that their them then there these they this those through turns under until upon wants were what
    when where which while whose will with without would film
""")
"""Words of four letters and more that tell no idea from another."""


class Distinct:
    """Remembers what there was."""

    def __init__(self, names: Iterable[str] = (), *, titles_alone: bool = False) -> None:
        """The `names` of the cast tell no idea from another. `titles_alone` compares nothing but the titles."""
        self._names = {_stem(word) for name in names for word in _WORD.findall(name.casefold())}
        self._titles_alone = titles_alone
        self._titles: set[str] = set()
        self._ideas: list[frozenset[str]] = []

    def is_new(self, title: str, pitch: str) -> bool:
        """And remembers it, if it is."""
        folded = " ".join(_WORD.findall(title.casefold()))
        idea = self._idea(title if self._titles_alone else pitch)
        if folded in self._titles or any(_common(idea, other) >= _ALIKE_FROM for other in self._ideas):
            return False
        self._titles.add(folded)
        self._ideas.append(idea)
        return True

    def _idea(self, text: str) -> frozenset[str]:
        found: set[str] = set()
        for word in _WORD.findall(text.casefold()):
            if _UNSPACED.search(word):
                found.update(word[place : place + 2] for place in range(max(len(word) - 1, 1)))
            elif len(word) > 3 and word not in _COMMON:
                found.add(_stem(word))
        return frozenset(found - self._names)


def _stem(word: str) -> str:
    return word[:_STEM]


def _common(one: frozenset[str], other: frozenset[str]) -> float:
    """0 to 1. Of ideas without words nothing can be told."""
    return 2 * len(one & other) / (len(one) + len(other)) if one and other else 0.0
