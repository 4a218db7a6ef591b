"""Who is named in a scene's action, whether or not they speak there.

A name counts where it stands as whole words and begins with a capital (`ANNA`, `Anna`, not `anna`). Where the action
has the same words in small letters too (`He will.`), a capital alone proves nothing at the beginning of a sentence
(`Will she?`): there the name counts in capitals only. A role that the action brings in with an article, where it first
stands in capitals (`The LANDLADY (60)`, `A FIRST MATE`), counts after `the` in small letters as well. Names in scripts
without capitals and spaces, such as Chinese, count wherever they stand.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from itertools import accumulate, filterfalse, pairwise
from typing import TYPE_CHECKING

from .names import straight

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

_WORD = re.compile(r"[^\W_]+")
_SPACES = bytes([code if code > 127 or chr(code).isalnum() else 32 for code in range(256)])
"""Turns the punctuation of ASCII into spaces."""

_ARTICLES = frozenset({"the", "a", "an"})
_GOES_ON = frozenset(",;:\u2014-")
"""What may stand before a space inside of a sentence, beside letters."""
_STEP = 50
"""Scenes: less than half a millisecond."""


class Actions:
    """The action of all scenes as one text, in which names are looked for."""

    def __init__(self, scenes: Sequence[str]) -> None:
        self._text = straight("\n".join(scenes))
        self._starts = [0, *accumulate(len(scene) + 1 for scene in scenes)]
        self._small = self._text.lower()
        if len(self._small) != len(self._text):
            # A few letters, such as the Turkish dotted capital, become two: they stay as they are.
            self._small = "".join([low if len(low := letter.lower()) == 1 else letter for letter in self._text])
        self._scenes_with: dict[str, list[tuple[int, int]]] = {}
        """By the first word of a name: where the scenes that have this word start and end."""

    def prepare(self, names: Iterable[str]) -> Iterator[None]:
        """Find the scenes that have the first word of a name, in small steps: it is looked for in no others."""
        first_words = {_first_word(straight(name).lower()) for name in names}
        # Bytes are translated many times faster than text, and what is beyond ASCII keeps its place.
        spaced = self._small.encode("utf-8", "surrogatepass").translate(_SPACES).decode("utf-8", "surrogatepass")
        for number, (start, end) in enumerate(pairwise(self._starts), 1):
            words = spaced[start:end].split()
            found = first_words.intersection(words)
            if others := list(filterfalse(str.isascii, words)):
                found |= first_words.intersection(_WORD.findall(" ".join(others)))
            for word in found:
                self._scenes_with.setdefault(word, []).append((start, end))
            if number % _STEP == 0:
                yield

    def scenes_that_name(self, name: str) -> tuple[list[int], bool]:
        """The ordinals of the scenes, and whether the action brings in a prepared name as a role."""
        name = straight(name)
        capitals, smalls = self._places(name.lower())
        length = len(name)
        is_role = self._is_brought_in(capitals, length)
        if is_role:
            capitals += [place for place in smalls if self._small.startswith("the ", max(0, place - 4))]
            capitals.sort()
        elif smalls:
            capitals = [place for place in capitals if self._is_surely_a_name(place, length)]
        ordinals = dict.fromkeys([bisect_right(self._starts, place) for place in capitals])
        return list(ordinals), is_role

    def _places(self, name: str) -> tuple[list[int], list[int]]:
        """Where a name stands with a capital, or with no letter that could be one, and where in small letters."""
        text, small, length = self._text, self._small, len(name)
        unspaced = is_unspaced(name)
        found: tuple[list[int], list[int]] = [], []
        word = _first_word(name)
        for start, stop in [(0, len(text))] if unspaced or not word else self._scenes_with.get(word, ()):
            place = small.find(name, start, stop)
            while place >= 0:
                end = place + length
                if unspaced or not (small[place - 1 : place].isalnum() or small[end : end + 1].isalnum()):
                    found[text[place].islower()].append(place)
                place = small.find(name, end, stop)
        return found

    def _is_brought_in(self, places: Sequence[int], length: int) -> bool:
        """Whether the first time that the name stands in capitals, an article stands before it."""
        for place in places:
            if self._text[place : place + length].isupper():
                before = self._small[max(0, place - 5) : place].split()
                return bool(before) and before[-1] in _ARTICLES
        return False

    def _is_surely_a_name(self, place: int, length: int) -> bool:
        if self._text[place : place + length].isupper():
            return True
        before = self._text[max(0, place - 2) : place]
        return before[1:] == " " and (before[0].isalnum() or before[0] in _GOES_ON)


def _first_word(name: str) -> str:
    """Empty for a name of nothing but punctuation."""
    found = _WORD.search(name)
    return found.group() if found else ""


def is_unspaced(name: str) -> bool:
    """Whether a name is written in a script that has neither capitals nor spaces between words."""
    return name.upper() == name.lower() and any(map(str.isalpha, name))
