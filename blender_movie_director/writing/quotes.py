"""Whether a quote is in a scene, word for word.

Verbatim means: the same characters in the same order and case, from word to word. What a model or a typist cannot help
is folded on both sides: runs of white space, curly and straight quotes, dashes of any length, three dots and an
ellipsis, marks of emphasis, invisible characters, quotation marks and dots that the model put around the whole, and
the parentheticals inside a speech, which may be left out.
"""

from __future__ import annotations

import re
import unicodedata
from bisect import bisect_right
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

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
_SHORT_NOTE = re.compile(r"\[\[(?:(?!\n\r?\n).)*?\]\]|/\*.*?\*/", re.DOTALL)
_NEVER = re.compile(r"(?!)")
_SILENT = (_NOTE, _SHORT_NOTE, _NEVER)
"""What does not print, in the order in which it is tried: brackets that nothing closes, or only something far behind an
empty line, do print."""
_PARENTHETICAL = re.compile(r"(?<=\S\n)[ \t]*\([^()]*\)[ \t\r]*$", re.MULTILINE)
"""On lines of its own, inside a paragraph."""
_CENTERED = re.compile(r"^[ \t]*>(.*)<[ \t\r]*$", re.MULTILINE)
_LYRIC = re.compile(r"^[ \t]*~", re.MULTILINE)
_MARKS = re.compile(
    r"^[ \t]*(?:#|=)[^\n]*$|^[ \t]*(?:[!@>]|\.(?=\w))|[ \t]*#[^#\n]+#[ \t\r]*$|[ \t]*\^[ \t\r]*$", re.MULTILINE
)
"""What says what a line is, and does not print: sections, synopses, forcing marks, scene numbers."""
_ESCAPED = re.compile(r"\\([*_])")
_UNSPACED = re.compile(
    "[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u9fff\uf900-\ufaff\U00020000-\U0003ffff]"
)
"""Thai, Lao, Burmese, Khmer, Chinese and Japanese write no spaces: where their words end cannot be seen."""
_AROUND = re.compile(r"^(?:[\"' ]|\.{3,})+|(?:[\"' ]|\.{3,})+$")


class Quotable:
    """A text that quotes are looked up in."""

    def __init__(self, text: str) -> None:
        self._text = folded(text)
        # A speech may be quoted without what stands in its brackets.
        spoken = folded(_PARENTHETICAL.sub("", text))
        self._texts = (self._text,) if spoken == self._text else (self._text, spoken)

    def __contains__(self, quote: str) -> bool:
        return any(_find(text, wanted) >= 0 for wanted in _meant(quote) for text in self._texts)


def lines_of(quote: str, text: str) -> tuple[int, int] | None:
    """The first and the last line of a text on which a quote stands, from 0; None where it is not in it.

    The text is as it was written: what does not print is passed over."""
    wanted = list(_meant(quote))
    for silent in _SILENT if wanted else ():
        # As many line ends as before, so that lines can be counted.
        printed = _ESCAPED.sub(r"\1", _LYRIC.sub("", _CENTERED.sub(r"\1", silent.sub(_line_ends, text))))
        bare = _MARKS.sub("", printed)
        for shown in dict.fromkeys((printed, bare, _PARENTHETICAL.sub(_line_ends, bare))):
            whole, starts = "", []
            for line in shown.split("\n"):
                part = folded(line)
                starts.append(len(whole))
                whole += f"{part} " if part else ""
            for words in wanted:
                if (place := _find(whole, words)) >= 0:
                    return bisect_right(starts, place) - 1, bisect_right(starts, place + len(words) - 1) - 1
    return None


def _meant(quote: str) -> Iterator[str]:
    """The words of a quote, folded; then without the dots around them. Nothing where there are none."""
    whole = folded(quote).strip("\"' ")
    if any(character.isalnum() for character in whole):
        yield whole
        bare = _AROUND.sub("", whole)
        if bare != whole:
            yield bare


def _find(text: str, wanted: str) -> int:
    """Where the words stand in a text; -1 where they do not."""
    place = text.find(wanted)
    # "car" is no word of "careful".
    while place >= 0 and (_joined(text, place) or _joined(text, place + len(wanted))):
        place = text.find(wanted, place + 1)
    return place


def _line_ends(found: re.Match[str]) -> str:
    return "\n" * found.group().count("\n")


def folded(text: str) -> str:
    text = unicodedata.normalize("NFC", text).translate(_FOLDED)
    return _SPACE.sub(" ", _DASHES.sub("-", text)).strip()


def _joined(text: str, place: int) -> bool:
    """Whether a word goes on at this place."""
    if not 0 < place < len(text):
        return False
    before, after = text[place - 1], text[place]
    return _in_a_word(before) and _in_a_word(after) and not (_UNSPACED.match(before) or _UNSPACED.match(after))


def _in_a_word(character: str) -> bool:
    """A letter, a digit, or a vowel sign as Devanagari and its kin write it."""
    return character.isalnum() or unicodedata.category(character)[0] == "M"
