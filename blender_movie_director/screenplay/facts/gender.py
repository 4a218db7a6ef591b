"""The Bechdel tests one and two, and who has the words: over a table of genders that the user fills.

Test one: two named women speak. Test two: they speak with each other, which is to say one right after the other in the
same scene. What they speak about (test three) is for a reader to say. A role without a name of its own, such as
WAITRESS #2, counts for neither; how such roles are told stands in `names.is_generic` and `named`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

from .figures import share
from .names import fold

if TYPE_CHECKING:
    from collections.abc import Mapping

    from .figures import Breakdown

_KNOWN = {
    "f": ("f", "female", "woman", "girl", "w", "she", "she/her"),
    "m": ("m", "male", "man", "boy", "he", "he/him"),
    "x": ("x", "d", "diverse", "nonbinary", "non-binary", "nb", "they", "they/them"),
}
_LETTER = {word: letter for letter, words in _KNOWN.items() for word in words}


class GenderShare(NamedTuple):
    """What those of one gender say."""

    gender: str
    """f, m, x, the user's own word, or empty for those of whom it is not told."""
    characters: int
    speeches: int
    words: int
    share: float
    """Of all words spoken, 0 to 1."""


class Conversation(NamedTuple):
    """A scene in which two named women speak with each other."""

    first: str
    second: str
    scene: int


class Bechdel(NamedTuple):
    """Whether a script passes, and where."""

    women: tuple[str, ...]
    """The named women who speak."""
    one: bool
    two: bool
    conversations: tuple[Conversation, ...]
    """By scene. Test two is passed if there is any."""
    shares: tuple[GenderShare, ...]
    """By words, the most first."""
    untold: tuple[str, ...]
    """Those of whom the table says nothing: while there are any, a test that is not passed is undecided."""

    def to_dict(self) -> dict[str, Any]:
        """Plain data that json.dumps takes as it is."""
        return {
            **self._asdict(),
            "women": list(self.women),
            "conversations": [conversation._asdict() for conversation in self.conversations],
            "shares": [of._asdict() for of in self.shares],
            "untold": list(self.untold),
        }


def bechdel(facts: Breakdown, genders: Mapping[str, str]) -> Bechdel:
    """Hold a breakdown against a table from names, in any case, to genders."""
    told = {fold(name): gender_of(gender) for name, gender in genders.items()}
    gender = {character.name: told.get(fold(character.name), "") for character in facts.cast}
    women = tuple(of.name for of in facts.cast if gender[of.name] == "f" and not of.generic)
    conversations = [
        Conversation(pair.first, pair.second, scene)
        for pair in facts.pairs
        if pair.first in women and pair.second in women
        for scene in pair.exchange_scenes
    ]
    return Bechdel(
        women=women,
        one=len(women) >= 2,
        two=bool(conversations),
        conversations=tuple(sorted(conversations, key=lambda found: (found.scene, found.first, found.second))),
        shares=_shares(facts, gender),
        untold=tuple(name for name in gender if not gender[name]),
    )


def gender_of(written: str) -> str:
    """f, m or x for the words that are known for them, and any other word as it stands."""
    word = fold(written)
    return _LETTER.get(word, word)


def _shares(facts: Breakdown, gender: Mapping[str, str]) -> tuple[GenderShare, ...]:
    found: dict[str, list[tuple[int, int]]] = {}
    for character in facts.cast:
        found.setdefault(gender[character.name], []).append((character.speeches, character.words))
    spoken = sum(character.words for character in facts.cast)
    shares = []
    for of, counts in found.items():
        speeches, words = (sum(column) for column in zip(*counts, strict=True))
        shares.append(GenderShare(of, len(counts), speeches, words, share(words, spoken)))
    return tuple(sorted(shares, key=lambda of: (-of.words, of.gender)))
