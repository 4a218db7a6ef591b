"""Lines without what a model changes by habit: quotes, dashes, ellipses and spaces of another shape, marks of Fountain
that are lost, emphasis where the format has none. None of that is a wish to change something."""

from __future__ import annotations

import re

from ...screenplay.headings import is_heading
from ...screenplay.speech import is_cue

_FORCED = re.compile(r"^[.!@~>]\s*|\s*<$")
_FORCES = frozenset(".!@~>")
_DUAL = re.compile(r"\s*\^$")
_SCENE_NUMBER = re.compile(r"\s*#[^#\n]+#$")
_EMPHASIS = re.compile(r"[*_\\]")
_EMPHASIZED = re.compile(r"([*_]{1,4})(?=[^\s*_])([^*_]+)(?<=[^\s*_])[*_]{1,4}")
_SINGLE, _DOUBLE = "\u2018\u2019\u201a\u201b\u02bc\u00b4`", "\u201c\u201d\u201e\u201f\u00ab\u00bb"
_DASH, _ELLIPSIS = "\u2012\u2013\u2014\u2015", "\u2026"
_PLAIN = str.maketrans({**dict.fromkeys(_SINGLE, "'"), **dict.fromkeys(_DOUBLE, '"'), **dict.fromkeys(_DASH, "--")})
_DASHES = re.compile(r"\s*-{2,}\s*|\s+-\s+")
"""A dash is two hyphens or more, or one between spaces; the spaces around it are a matter of taste."""


def same_words(one: str, other: str) -> bool:
    """Whether two lines (or two texts) differ in nothing but what models change by habit: the shape of quotes, dashes
    and ellipses, spaces, and marks of Fountain (emphasis too)."""
    return one == other or bare(one) == bare(other)


def bare(line: str) -> str:
    """What is left of a line without its marks, all quotes, dashes, ellipses and spaces in one shape."""
    plain = undual(_unmarked(_unshaped(line)))
    return (_SCENE_NUMBER.sub("", plain) if plain.endswith("#") else plain).strip()


def undual(cue: str) -> str:
    return _DUAL.sub("", cue) if cue.endswith("^") else cue


def is_lost(was: str, now: str, *, formal: bool) -> bool:
    """Whether a line has lost marks or its shape, and nothing else happened to it. Emphasis that is new is a wish,
    but not in a line that is `formal`."""
    old, new = _unshaped(was), _unshaped(now)
    if new in {old, _FORCED.sub("", old), _unemphasized(old), bare(was)}:
        return True
    plain = _unmarked(old)
    return formal and _unmarked(new) in {plain, _SCENE_NUMBER.sub("", plain), undual(plain)}


def is_formal(line: str, *, opens: bool, goes_on: bool) -> bool:
    """Whether a line is a heading, a cue, a transition or a parenthetical. `opens`: it is the first of its paragraph;
    `goes_on`: that has more lines."""
    plain = _unemphasized(line).strip()
    if not opens:
        return plain.startswith("(") and plain.endswith(")")
    if plain[:1] in {".", "@", ">"}:
        return plain[1:2].isalnum() if plain[0] == "." else not plain.endswith("<")
    if goes_on:
        return plain[:1] not in {"!", "~"} and is_cue(plain)
    return is_heading(plain) or (plain.endswith("TO:") and plain.isupper())


def without_emphasis(line: str) -> str:
    """A line that is emphasized as a whole, without that: `**ANNA**`, `*(wet)*`."""
    found = _EMPHASIZED.fullmatch(line)
    return found[2] if found else line


class Manner:
    """The shapes that a text has of quotes, dashes and ellipses, if it has but one, and whether lines are indented."""

    def __init__(self, text: str) -> None:
        shapes: dict[int, str] = {}
        for plain, shaped in (("'", _SINGLE[:-1]), ('"', _DOUBLE), ("--", _DASH[2:]), ("...", _ELLIPSIS)):
            if plain in text and not any(each in text for each in shaped):
                shapes |= str.maketrans(dict.fromkeys(shaped, plain))
        self._shapes = shapes
        self._indented = re.search(r"^[ \t]+\S", text, re.MULTILINE) is not None

    def of(self, line: str) -> str:
        """A line in that manner. Only what is plain in the text is made so: which way a quote curls is not guessed."""
        shaped = line.translate(self._shapes)
        return shaped if self._indented else shaped.lstrip()


def _unshaped(line: str) -> str:
    """A line with its marks, all that has several shapes in one of them."""
    if "`" in line or not line.isascii():
        line = line.translate(_PLAIN)
    if "-" in line:
        line = _DASHES.sub("--", line)
    return " ".join(line.replace("...", _ELLIPSIS).split())


def _unmarked(unshaped: str) -> str:
    plain = _unemphasized(unshaped)
    return _FORCED.sub("", plain) if plain[:1] in _FORCES or plain.endswith("<") else plain


def _unemphasized(line: str) -> str:
    return _EMPHASIS.sub("", line) if "*" in line or "_" in line or "\\" in line else line
