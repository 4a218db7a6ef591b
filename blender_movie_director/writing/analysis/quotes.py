"""Whether a quote is in a scene, word for word.

Verbatim means: the same characters in the same order and case, from word to word. What a model or a typist cannot help
is folded on both sides: runs of white space, curly and straight quotes, dashes of any length, three dots and an
ellipsis, marks of emphasis, invisible characters, and quotation marks that the model put around the whole.
"""

from __future__ import annotations

import re
import unicodedata

_FOLDED = str.maketrans(
    {
        **dict.fromkeys("\u2018\u2019\u201a\u201b\u2032\u00b4`", "'"),
        **dict.fromkeys("\u201c\u201d\u201e\u201f\u2033\u00ab\u00bb", '"'),
        **dict.fromkeys("\u2010\u2011\u2012\u2013\u2014\u2015\u2212", "-"),
        **dict.fromkeys("*_\u00ad\u200b\u200c\u200d\u2060\ufeff", None),
        "\u2026": "...",
    }
)
_SPACE = re.compile(r"\s+")
_DASHES = re.compile(r"-{2,}")


class Quotable:
    """A text that quotes are looked up in."""

    def __init__(self, text: str) -> None:
        self._text = folded(text)

    def __contains__(self, quote: str) -> bool:
        wanted = folded(quote).strip("\"' ")
        if not any(character.isalnum() for character in wanted):
            return False
        place = self._text.find(wanted)
        while place >= 0:
            # "car" is no word of "careful".
            if not (_joined(self._text, place) or _joined(self._text, place + len(wanted))):
                return True
            place = self._text.find(wanted, place + 1)
        return False


def folded(text: str) -> str:
    text = unicodedata.normalize("NFC", text).translate(_FOLDED)
    return _SPACE.sub(" ", _DASHES.sub("-", text)).strip()


def _joined(text: str, place: int) -> bool:
    """Whether a word goes on at this place."""
    return 0 < place < len(text) and text[place - 1].isalnum() and text[place].isalnum()
