"""Fountain 1.1: text to elements and back. Every string is a script, and none raises."""

from __future__ import annotations

import re
from operator import attrgetter
from typing import TYPE_CHECKING, ClassVar

from .elements import Element, Kind, Script
from .emphasis import plain
from .headings import is_heading, split_number
from .title_page import read_title_page
from .visible import visible

if TYPE_CHECKING:
    from collections.abc import Callable

    from .visible import Visible

_EXTENSION = re.compile(r"\(([^()]*)\)")
_HEADING_STARTS = frozenset("iIeE*_")
# What may break into a paragraph of action without a blank line before it.
_INTERRUPTS = frozenset("~>=")


def parse(text: str) -> Script:
    """Read a Fountain script, in time proportional to its length."""
    view = visible(text)
    reader = _Reader(view)
    title_page = reader.title_page()
    reader.body()
    elements = reader.elements
    if view.asides:
        elements = sorted([*elements, *view.asides], key=attrgetter("span.line", "span.column"))
    return Script(text, title_page, tuple(elements))


def write(script: Script) -> str:
    """The script's text, character for character as it was read."""
    return script.source


class _Reader:
    """One pass over the visible lines. Each `_read_...` method returns the next line, or 0 for 'not mine'."""

    def __init__(self, view: Visible) -> None:
        self.elements: list[Element] = []
        self._view = view
        self._lines = view.lines
        self._next = 0
        # Headings, cues and sections want a blank line before them. What is never printed counts as one.
        self._fresh = True

    def title_page(self) -> dict[str, tuple[str, ...]]:
        entries, self._next = read_title_page(self._lines)
        page: dict[str, list[str]] = {}
        for entry in entries:
            page.setdefault(entry.key, []).extend(entry.values)
            self.elements.append(
                Element(
                    Kind.TITLE_PAGE, "\n".join(entry.values), self._view.span(entry.first, entry.last), name=entry.key
                )
            )
        return {key: tuple(values) for key, values in page.items()}

    def body(self) -> None:
        lines, index = self._lines, self._next
        while index < len(lines):
            stripped = lines[index].strip()
            if not stripped:
                self._fresh = True
                index += 1
                continue
            marked = self._MARKED.get(stripped[0])
            index = (
                (marked(self, index, stripped) if marked else 0)
                or (self._fresh and self._read_unmarked(index, stripped))
                or self._read_action(index)
            )

    def _add(self, kind: Kind, text: str, first: int, last: int | None = None, *, forced: bool = False) -> None:
        span = self._view.span(first, first if last is None else last)
        self.elements.append(Element(kind, text, span, forced=forced))

    def _blank(self, index: int) -> bool:
        return index >= len(self._lines) or not self._lines[index].strip()

    def _unprinted(self, index: int) -> bool:
        """Whether nothing that prints stands on this line."""
        return self._blank(index) or self._lines[index].lstrip()[0] in "#="

    # What the wording alone tells, after a blank line.

    def _read_unmarked(self, index: int, stripped: str) -> int:
        if stripped[0] in _HEADING_STARTS and is_heading(stripped) and self._unprinted(index + 1):
            return self._read_heading(index, stripped, forced=False)
        if self._blank(index + 1):
            # A space after the colon is the writer's way to say that this is no transition.
            if self._lines[index].endswith("TO:") and stripped.isupper():
                self._add(Kind.TRANSITION, plain(stripped), index)
                return index + 1
            return 0
        cue = plain(stripped)
        if cue.isupper() or ("(" in cue and _EXTENSION.sub("", cue).isupper()):
            return self._read_speech(index, cue, forced=False)
        return 0

    def _read_action(self, index: int) -> int:
        lines, first = self._lines, index
        forced = lines[first].lstrip().startswith("!")
        text = [_action_line(lines[first])]
        index += 1
        while index < len(lines):
            stripped = lines[index].strip()
            if not stripped or (stripped[0] in _INTERRUPTS and _interrupts(stripped)):
                break
            text.append(_action_line(lines[index]))
            index += 1
        self._add(Kind.ACTION, plain("\n".join(text)), first, index - 1, forced=forced)
        self._fresh = False
        return index

    # What a mark at the start of the line tells.

    def _read_forced_action(self, index: int, _stripped: str) -> int:
        return self._read_action(index)

    def _read_forced_heading(self, index: int, stripped: str) -> int:
        # An ellipsis or a calibre is no heading: one period, then a letter or a digit.
        if self._fresh and len(stripped) > 1 and stripped[1].isalnum():
            return self._read_heading(index, stripped[1:], forced=True)
        return 0

    def _read_heading(self, index: int, stripped: str, *, forced: bool) -> int:
        text, number = split_number(stripped)
        span = self._view.span(index, index)
        self.elements.append(Element(Kind.SCENE_HEADING, plain(text), span, number=number, forced=forced))
        self._fresh = False
        return index + 1

    def _read_forced_cue(self, index: int, stripped: str) -> int:
        if self._fresh and stripped[1:].strip():
            return self._read_speech(index, plain(stripped[1:].strip()), forced=True)
        return 0

    def _read_section(self, index: int, stripped: str) -> int:
        if not self._fresh and self.elements[-1].kind is not Kind.SCENE_HEADING:
            return 0
        text = stripped.lstrip("#")
        span = self._view.span(index, index)
        self.elements.append(Element(Kind.SECTION, plain(text.strip()), span, depth=len(stripped) - len(text)))
        self._fresh = True
        return index + 1

    def _read_equals(self, index: int, stripped: str) -> int:
        if not _interrupts(stripped):
            return 0
        if stripped.startswith("==="):
            self._add(Kind.PAGE_BREAK, "", index)
        else:
            self._add(Kind.SYNOPSIS, plain(stripped[1:].strip()), index)
        self._fresh = True
        return index + 1

    def _read_greater(self, index: int, stripped: str) -> int:
        if not stripped.endswith("<"):
            self._add(Kind.TRANSITION, plain(stripped[1:].strip()), index, forced=True)
            self._fresh = False
            return index + 1
        first, text = index, []
        while stripped.startswith(">") and stripped.endswith("<"):
            text.append(stripped[1:-1].strip())
            index += 1
            stripped = self._lines[index].strip() if index < len(self._lines) else ""
        self._add(Kind.CENTERED, plain("\n".join(text)), first, index - 1)
        self._fresh = False
        return index

    def _read_lyric(self, index: int, stripped: str) -> int:
        first, text = index, []
        while stripped.startswith("~"):
            text.append(stripped[1:].strip())
            index += 1
            stripped = self._lines[index].strip() if index < len(self._lines) else ""
        self._add(Kind.LYRIC, plain("\n".join(text)), first, index - 1)
        self._fresh = False
        return index

    # A cue and everything said under it.

    def _read_speech(self, index: int, cue: str, *, forced: bool) -> int:
        dual = cue.endswith("^")
        text = cue[:-1].rstrip() if dual else cue
        self.elements.append(
            Element(
                Kind.CHARACTER,
                text,
                self._view.span(index, index),
                name=" ".join(_EXTENSION.sub(" ", text).split()),
                extensions=tuple(extension.strip() for extension in _EXTENSION.findall(text)),
                dual=dual,
                forced=forced,
            )
        )
        index += 1
        while index < len(self._lines):
            stripped = self._lines[index].strip()
            if stripped.startswith("~"):
                index = self._read_lyric(index, stripped)
            elif stripped.startswith("(") and (end := self._parenthetical_end(index)):
                text = " ".join(line.strip() for line in self._lines[index:end])
                self._add(Kind.PARENTHETICAL, plain(text), index, end - 1)
                index = end
            elif stripped:
                index = self._read_dialogue(index)
            elif self._keeps_speech(index):
                index += 1
            else:
                break
        self._fresh = False
        return index

    def _read_dialogue(self, index: int) -> int:
        first, text, last = index, [self._lines[index].strip()], index
        index += 1
        while index < len(self._lines):
            stripped = self._lines[index].strip()
            if stripped.startswith("~") or (stripped.startswith("(") and self._parenthetical_end(index)):
                break
            if not stripped and not self._keeps_speech(index):
                break
            text.append(stripped)
            index += 1
            if stripped:
                last = index - 1
        self._add(Kind.DIALOGUE, plain("\n".join(text[: last - first + 1])), first, last)
        return index

    def _keeps_speech(self, index: int) -> bool:
        """Two spaces on an otherwise empty line are the writer's way to keep the speech going."""
        return len(self._lines[index]) >= 2 and not self._lines[index].strip(" ")

    def _parenthetical_end(self, index: int) -> int:
        """The line after a parenthetical, or 0 if the parenthesis is part of what is said."""
        depth, first = 0, index
        while index < len(self._lines):
            stripped = self._lines[index].strip()
            # A line that opens another one ends the search, so that a column of them stays linear.
            if not stripped or (index > first and stripped.startswith("(")):
                return 0
            for place, character in enumerate(stripped, 1):
                depth += (character == "(") - (character == ")")
                if depth == 0:
                    return index + 1 if place == len(stripped) else 0
            index += 1
        return 0

    _MARKED: ClassVar[dict[str, Callable[[_Reader, int, str], int]]] = {
        ".": _read_forced_heading,
        "@": _read_forced_cue,
        "#": _read_section,
        "=": _read_equals,
        ">": _read_greater,
        "~": _read_lyric,
        "!": _read_forced_action,
    }


def _action_line(line: str) -> str:
    """Indentation is the writer's, and a tab is four spaces."""
    body = line.lstrip()
    if body.startswith("!"):
        return line.replace("!", "", 1).replace("\t", "    ").rstrip()
    return line.replace("\t", "    ").rstrip()


def _interrupts(stripped: str) -> bool:
    """Whether a line that starts with one of `~>=` is what that mark says."""
    if stripped[0] != "=":
        return True
    return not stripped.startswith("==") or (len(stripped) > 2 and not stripped.strip("="))
