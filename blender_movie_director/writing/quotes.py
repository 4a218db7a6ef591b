"""Whether a quote is in a scene, word for word.

Verbatim means: the same characters in the same order and case, from word to word. What a model or a typist cannot help
is folded on both sides: runs of white space, curly and straight quotes, dashes of any length, three dots and an
ellipsis, marks of emphasis, invisible characters, and quotation marks that the model put around the whole.
"""

from __future__ import annotations

import re
import unicodedata
from bisect import bisect_right

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
_NOTE = re.compile(r"\[\[.*?\]\]|/\*.*?\*/", re.DOTALL)
"""What does not print may stand in the middle of a quote."""


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


def lines_of(quote: str, text: str) -> tuple[int, int] | None:
    """The first and the last line of a text on which a quote stands, from 0; None where it is not in it.

    The text is as it was written: what does not print is passed over."""
    wanted = folded(quote).strip("\"' ")
    if not wanted:
        return None
    # As many line ends as before, so that lines can be counted.
    printed = _NOTE.sub(lambda note: "\n" * note.group().count("\n"), text)
    whole, starts = "", []
    for line in printed.split("\n"):
        part = folded(line)
        starts.append(len(whole))
        whole += f"{part} " if part else ""
    place = whole.find(wanted)
    if place < 0:
        return None
    end = place + len(wanted) - 1
    return bisect_right(starts, place) - 1, bisect_right(starts, end) - 1


def folded(text: str) -> str:
    text = unicodedata.normalize("NFC", text).translate(_FOLDED)
    return _SPACE.sub(" ", _DASHES.sub("-", text)).strip()


def _joined(text: str, place: int) -> bool:
    """Whether a word goes on at this place."""
    return 0 < place < len(text) and text[place - 1].isalnum() and text[place].isalnum()
