"""One paragraph as Fountain: forced where its wording would be read as something else, and only there.

What the wording would be read as is not worked out here but read: the lines are given to the parser.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import TYPE_CHECKING

from ..elements import Kind
from ..fountain import parse
from .marks import mark_up
from .model import BEFORE, Aside, Paragraph

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

# Prose that nothing could be read into. Most lines of most scripts need no closer look.
_PROSE = re.compile(r"(?![IEie])[^\W\d_][^\n*_\[\]/\t]*[a-z][^\n*_\[\]/\t]*(?<! )")
_SAID = re.compile(r"[^\W\d_][^\n*_\[\]/\t]*(?<! )")
# A page break is the shortest thing that no title page starts with.
_AFTER_A_BREAK = "===\n\n"
_IN_A_SPEECH = "===\n\n@A\n"
_HERE = "\0"
"""Holds the place of an aside. No text that comes from XML has one."""
_SPACES = f" \t{_HERE}"
_NO_WORD = re.compile(r"^[\W_]+")
_EMPTY_LINE = re.compile(r"\n[ \t]?(?=\n)")


def spell(paragraph: Paragraph, *, first: bool = False, followed: bool = False) -> str:
    """The paragraph's lines, without the asides before it.

    `first`: nothing stands before it in the script, where a title page could be read into it. `followed`: it is a cue
    and a speech stands under it.
    """
    text = paragraph.text
    if not paragraph.asides and not paragraph.styles and not first:
        if paragraph.kind is Kind.ACTION and _PROSE.fullmatch(text):
            return text
        if paragraph.kind is Kind.DIALOGUE and _SAID.fullmatch(text):
            return text
    return _spell(paragraph, first=first, followed=followed)


@lru_cache(maxsize=1024)  # a script has its cues and places again and again
def _spell(paragraph: Paragraph, *, first: bool, followed: bool) -> str:
    return _Speller(paragraph, first=first, followed=followed).spell()


def aside(each: Aside) -> str:
    """A note or a boneyard in its brackets."""
    if each.kind is Kind.NOTE:
        # A note ends at an empty line.
        text = _EMPTY_LINE.sub("\n  ", each.text)
        return f"[[{text} ]]" if text.endswith("]") else f"[[{text}]]"
    return f"/* {each.text} */" if each.text else "/**/"


class _Speller:
    """Tries one way to type a paragraph after the other, the plainest first, until one reads as it should."""

    def __init__(self, paragraph: Paragraph, *, first: bool, followed: bool) -> None:
        self._paragraph = paragraph
        self._in_speech = paragraph.kind in {Kind.DIALOGUE, Kind.PARENTHETICAL}
        self._lead = _IN_A_SPEECH if self._in_speech else "" if first else _AFTER_A_BREAK
        self._tail = "\nA" if followed else ""

    def spell(self) -> str:
        last = ""
        for paragraph in self._simpler():
            for typed in self._ways(paragraph):
                last = last or typed
                if self._reads_as(typed, paragraph):
                    return typed
        return last

    def _simpler(self) -> Iterator[Paragraph]:
        """The paragraph, then forms of it that lose less than reading it as another kind would."""
        paragraph = self._paragraph
        yield paragraph
        if paragraph.asides:
            yield _with_asides_at(paragraph, len(paragraph.text))
            # Brackets that are part of the text would swallow what stands after them.
            yield _with_asides_at(paragraph, max(paragraph.text.find("[["), 1))
        if paragraph.styles:
            yield paragraph._replace(styles=())
        if paragraph.kind is Kind.SCENE_HEADING:
            # A number or a dash that Fountain has no way to write: the scene must stay a scene.
            yield paragraph._replace(number=None)
            yield paragraph._replace(text=_NO_WORD.sub("", paragraph.text), number=None, styles=())
        yield paragraph._replace(kind=Kind.ACTION, number=None, dual=False)

    def _ways(self, paragraph: Paragraph) -> Iterator[str]:
        inserts = _inserts(paragraph)
        # Their own lines must not be taken for the paragraph's, so they are put in last.
        typed = mark_up(paragraph.text, paragraph.styles, dict.fromkeys(inserts, _HERE))
        for way in _WAYS[paragraph.kind](paragraph, typed):
            parts = way.split(_HERE)
            words = [*(inserts[offset] for offset in sorted(inserts)), ""]
            full = "".join([part + word for part, word in zip(parts, words, strict=True)])
            yield full
            if not self._lead:
                yield f" {full}"  # a title page starts at the very edge

    def _reads_as(self, typed: str, paragraph: Paragraph) -> bool:
        before = self._lead.count("\n") and (2 if self._in_speech else 1)
        elements = parse(self._lead + typed + self._tail).elements[before:]
        if self._tail:
            elements = elements[:-1]
        if not elements:
            return False
        read, asides = elements[0], elements[1:]
        # Not the styles: the marks were read when they were made, and some settings have none.
        return (
            (read.kind, read.text, read.number, read.dual, read.depth)
            == (paragraph.kind, paragraph.text, paragraph.number, paragraph.dual, paragraph.depth)
        ) and [(each.kind, each.text) for each in asides] == [
            (each.kind, each.text) for each in paragraph.asides if each.offset != BEFORE
        ]


def _with_asides_at(paragraph: Paragraph, offset: int) -> Paragraph:
    moved = [each if each.offset == BEFORE else each._replace(offset=offset) for each in paragraph.asides]
    return paragraph._replace(asides=tuple(moved))


def _inserts(paragraph: Paragraph) -> dict[int, str]:
    """What to put in at each offset: the asides there, with a space before them where one stands behind them."""
    inserts: dict[int, str] = {}
    text = paragraph.text
    for each in paragraph.asides:
        if each.offset != BEFORE:
            # At the very start it would come before the paragraph that it is part of.
            offset = each.offset or len(text)
            if offset not in inserts:
                parted = offset == len(text) or text[offset].isspace()
                inserts[offset] = " " if parted and text and not text[offset - 1].isspace() else ""
            inserts[offset] += aside(each)
    return inserts


def _action(_paragraph: Paragraph, typed: str) -> Iterator[str]:
    # Inside a paragraph these marks would break in, an exclamation mark would go, and an empty line would end it.
    first, *others = typed.split("\n")
    rest = [f"!{line}" if line.lstrip(_SPACES)[:1] in {"~", ">", "=", "!", ""} else line for line in others]
    yield "\n".join([first, *rest])
    yield "\n".join([f"!{first}", *rest])
    words = first.lstrip()
    yield "\n".join([f"{first[: len(first) - len(words)]}!{words}", *rest])


def _heading(paragraph: Paragraph, typed: str) -> Iterator[str]:
    number = f" #{paragraph.number}#" if paragraph.number is not None else ""
    yield typed + number
    yield f".{typed}{number}"


def _cue(paragraph: Paragraph, typed: str) -> Iterator[str]:
    mark = " ^" if paragraph.dual else ""
    yield typed + mark
    yield f"@{typed}{mark}"


def _transition(_paragraph: Paragraph, typed: str) -> Iterator[str]:
    yield typed
    yield f"> {typed}"


def _dialogue(_paragraph: Paragraph, typed: str) -> Iterator[str]:
    yield "\n".join([line or "  " for line in typed.split("\n")])


def _parenthetical(_paragraph: Paragraph, typed: str) -> Iterator[str]:
    yield typed


def _each_line(before: str, after: str = "") -> Callable[[Paragraph, str], Iterator[str]]:
    def ways(_paragraph: Paragraph, typed: str) -> Iterator[str]:
        yield "\n".join([f"{before}{line}{after}" for line in typed.split("\n")])

    return ways


def _section(paragraph: Paragraph, typed: str) -> Iterator[str]:
    yield f"{'#' * paragraph.depth} {typed}"


_WAYS: dict[Kind, Callable[[Paragraph, str], Iterator[str]]] = {
    Kind.ACTION: _action,
    Kind.SCENE_HEADING: _heading,
    Kind.CHARACTER: _cue,
    Kind.PARENTHETICAL: _parenthetical,
    Kind.DIALOGUE: _dialogue,
    Kind.LYRIC: _each_line("~"),
    Kind.TRANSITION: _transition,
    Kind.CENTERED: _each_line("> ", " <"),
    Kind.SECTION: _section,
    Kind.SYNOPSIS: _each_line("= "),
}
