"""Paragraphs as a Fountain text."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ..elements import Kind
from ..fountain import parse
from .model import BEFORE, EMPTY, SPEECH, Paragraph
from .spelling import aside, spell

if TYPE_CHECKING:
    from collections.abc import Sequence


def compose(title_page: str, paragraphs: Sequence[Paragraph]) -> tuple[str, list[int]]:
    """The script's text, and the line on which each paragraph starts."""
    composer = _Composer(title_page)
    starts = [composer.add(each, following) for each, following in _with_next(paragraphs)]
    return composer.text(), starts


def _with_next(paragraphs: Sequence[Paragraph]) -> list[tuple[Paragraph, Paragraph | None]]:
    return list(zip(paragraphs, [*paragraphs[1:], None], strict=True)) if paragraphs else []


class _Composer:
    def __init__(self, title_page: str) -> None:
        self._parts: list[str] = []
        self._line = 0
        self._before: Kind | None = None
        """The kind of the last paragraph of the speech that is going on."""
        self._first = not title_page
        if title_page:
            self._block(title_page)

    def text(self) -> str:
        text = "".join(self._parts).rstrip("\n")
        return f"{text}\n" if text else ""

    def add(self, paragraph: Paragraph, following: Paragraph | None) -> int:
        """Add a paragraph and say on which line it starts."""
        if self._before and paragraph.kind in SPEECH and not paragraph.starts_page:
            return self._say(paragraph, following)
        if paragraph.kind in {Kind.DIALOGUE, Kind.PARENTHETICAL}:
            paragraph = paragraph._replace(kind=Kind.ACTION)  # said by nobody
        self._before = None
        start = self._line
        if paragraph.starts_page:
            self._block("===")
            self._first = False
        for each in paragraph.asides:
            if each.offset == BEFORE and each.entry is None:
                self._block(aside(each))
        if paragraph.kind is EMPTY:
            return start
        cue = paragraph.kind is Kind.CHARACTER and _continues(following)
        typed = spell(paragraph, first=self._first, followed=cue)
        if self._first and parse(typed).elements[0].kind is Kind.TITLE_PAGE:
            # Its colon would make a title page of it, and no mark prevents that: only a title page that is there.
            self._block("Title:")
        self._first = False
        if cue:
            self._before = paragraph.kind
            self._put(typed + "\n")
        else:
            self._block(typed)
        for synopsis in paragraph.synopses:
            self._block(spell(Paragraph(Kind.SYNOPSIS, synopsis.text, synopsis.styles)))
        return start

    def _say(self, paragraph: Paragraph, following: Paragraph | None) -> int:
        if paragraph.kind is Kind.LYRIC is self._before:
            self._put("  \n")  # two spaces keep the speech going, and the verses apart
        start = self._line
        # On the same line: one of its own could end the speech.
        asides = "".join(aside(each) for each in paragraph.asides if each.offset == BEFORE)
        self._put(asides + spell(paragraph) + "\n")
        self._before = paragraph.kind
        if not _continues(following):
            self._before = None
            self._put("\n")
        return start

    def _block(self, typed: str) -> None:
        self._put(typed + "\n\n")

    def _put(self, typed: str) -> None:
        self._parts.append(typed)
        self._line += typed.count("\n")


def _continues(following: Paragraph | None) -> bool:
    return following is not None and following.kind in SPEECH and not following.starts_page
