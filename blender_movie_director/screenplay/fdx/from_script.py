"""A script as paragraphs."""

from __future__ import annotations

import re
from itertools import zip_longest
from typing import TYPE_CHECKING, NamedTuple

from ..elements import Kind
from .model import EMPTY, Aside, Paragraph, Synopsis

if TYPE_CHECKING:
    from ..elements import Element, Script, Span

_LETTERS = re.compile(r"[^\W_]+")
_BREAK = re.compile(r"\r\n|\n|\r")
_ASIDES = frozenset({Kind.NOTE, Kind.BONEYARD})


class Placed(NamedTuple):
    """A paragraph, and the line of the script on which it starts."""

    paragraph: Paragraph
    line: int


def paragraphs(script: Script) -> list[Placed]:
    """The paragraphs of a script, its title page aside."""
    collector = _Collector(script.source)
    entries = sum(element.kind is Kind.TITLE_PAGE for element in script.elements)
    entry = 0
    for element, following in zip_longest(script.elements, script.elements[1:]):
        if element.kind is Kind.TITLE_PAGE:
            entry += 1
        else:
            collector.add(element, following, entry if entry < entries else None)
    collector.flush()
    return collector.placed


class _Collector:
    """One pass over the elements. Asides wait for the paragraph that follows them, unless they stand inside one."""

    def __init__(self, source: str) -> None:
        self.placed: list[Placed] = []
        self._lines = _BREAK.split(source)
        self._waiting: list[Aside] = []
        self._starts_page = False
        self._line = 0
        """Where what waits starts."""
        self._owner: Element | None = None
        """The element that the last paragraph is made of, while nothing else has come after it."""
        self._last_line = 0
        """Where it ends, or an aside that started on it."""
        self._under_heading = False
        # The last aside: where its paragraph's text has the last letter before it, what follows that, where it ended.
        self._offset = 0
        self._tail = ""
        self._read_to = (0, 0)

    def add(self, element: Element, following: Element | None, entry: int | None) -> None:
        if element.kind in _ASIDES:
            self._add_aside(element, entry)
        elif element.kind is Kind.PAGE_BREAK:
            self.flush()
            self._wait(element)
            self._starts_page = True
        elif self._belongs_to_heading(element, following):
            last, line = self.placed[-1]
            synopses = (*last.synopses, Synopsis(element.text, element.styles))
            self.placed[-1] = Placed(last._replace(synopses=synopses), line)
            self._owner = None
        else:
            self._add_paragraph(element)

    def flush(self) -> None:
        """Give what waits to the paragraph before it, or to one that prints nothing."""
        if self._waiting and self._owner and not self._starts_page:
            last, line = self.placed[-1]
            at_end = [aside._replace(offset=len(last.text)) for aside in self._waiting]
            self.placed[-1] = Placed(last._replace(asides=(*last.asides, *at_end)), line)
        elif self._waiting or self._starts_page:
            carrier = Paragraph(EMPTY, starts_page=self._starts_page, asides=tuple(self._waiting))
            self.placed.append(Placed(carrier, self._line))
        self._forget()
        self._owner = None

    def _add_paragraph(self, element: Element) -> None:
        paragraph = Paragraph(
            element.kind,
            element.text,
            element.styles,
            element.number,
            element.depth,
            element.dual,
            starts_page=self._starts_page,
            asides=tuple(self._waiting),
        )
        self.placed.append(Placed(paragraph, element.span.line))
        self._forget()
        self._owner = element
        self._last_line = element.span.end_line
        self._under_heading = element.kind is Kind.SCENE_HEADING
        self._offset = 0
        self._tail = ""
        self._read_to = element.span[:2]

    def _add_aside(self, element: Element, entry: int | None) -> None:
        owner = self._owner
        if owner and not self._waiting and element.span.line <= self._last_line:
            last, line = self.placed[-1]
            self._last_line = max(self._last_line, element.span.end_line)
            aside = Aside(element.kind, element.text, self._place(element.span, last.text))
            self.placed[-1] = Placed(last._replace(asides=(*last.asides, aside)), line)
        else:
            self._wait(element)
            self._waiting.append(Aside(element.kind, element.text, entry=entry))

    def _belongs_to_heading(self, element: Element, following: Element | None) -> bool:
        if element.kind is not Kind.SYNOPSIS or not self._under_heading or self._waiting or self._starts_page:
            return False
        # A note on the synopsis's own line needs a paragraph to stand in.
        return not (following and following.kind in _ASIDES and following.span.line <= element.span.end_line)

    def _wait(self, element: Element) -> None:
        if not self._waiting and not self._starts_page:
            self._line = element.span.line
        if element.kind is Kind.PAGE_BREAK:
            self._under_heading = False

    def _forget(self) -> None:
        self._waiting = []
        self._starts_page = False

    def _place(self, span: Span, text: str) -> int:
        """Where in the text an aside stands: after as many letters as in the source, whose marks the text lacks."""
        words = self._between(self._read_to, span[:2])
        self._read_to = span[2:]
        left = sum(map(str.isalnum, words))
        self._tail = self._tail + words if not left else _LETTERS.split(words)[-1]
        while left and self._offset < len(text):
            left -= text[self._offset].isalnum()
            self._offset += 1
        if not self._offset:
            return len(text)
        # Then after the same stops and quotes, but before the space.
        offset = self._offset
        for character in self._tail.rstrip():
            offset += text[offset : offset + 1] == character
        return offset

    def _between(self, start: tuple[int, int], end: tuple[int, int]) -> str:
        lines = self._lines[start[0] : end[0] + 1]
        lines[-1] = lines[-1][: end[1]]
        lines[0] = lines[0][start[1] :]
        return "".join(lines)
