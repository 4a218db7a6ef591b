"""Pieces of a script, read by themselves: what prints in them, and what no model is shown."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ..screenplay import Kind, parse
from ..screenplay.elements import PRINTED
from .changes.parts import content, is_blank, lines_of

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence

    from ..screenplay import Element

_SILENT = frozenset({Kind.NOTE, Kind.BONEYARD, Kind.SYNOPSIS, Kind.SECTION})
_NO_TITLE_PAGE = ".X\n\n"
"""Before a piece of a script, so that its first line is not taken for a title page."""


def piece_of_script(text: str) -> tuple[Element, ...]:
    """The script that a piece of one is, and nothing of it a title page; lines count from the piece's own first one."""
    shift = _NO_TITLE_PAGE.count("\n")
    elements = parse(_NO_TITLE_PAGE + text).elements[1:]
    return tuple(
        element._replace(
            span=element.span._replace(line=element.span.line - shift, end_line=element.span.end_line - shift)
        )
        for element in elements
    )


def silent_lines(base: str) -> tuple[int, ...]:
    """The lines that hold nothing that prints: whole lines of notes, cut text, sections and synopses, and the empty
    lines behind them."""
    lines = lines_of(base)
    silent: set[int] = set()
    for element in piece_of_script(base):
        span = element.span
        if element.kind not in _SILENT or span.line >= len(lines):
            continue
        last = min(span.end_line, len(lines) - 1)
        outside = lines[span.line][: span.column] + content(lines[last])[span.end_column :]
        if not outside.strip():
            silent.update(range(span.line, last + 1))
            after_space = span.line == 0 or is_blank(lines[span.line - 1]) or span.line - 1 in silent
            while after_space and last + 1 < len(lines) and is_blank(lines[last + 1]):
                last += 1
                silent.add(last)
    return tuple(sorted(silent))


def printed(text: str) -> list[Element]:
    """The elements of a piece of a script that print."""
    return [element for element in piece_of_script(text) if element.kind in PRINTED]


def without(lines: Sequence[str], silent: Collection[int]) -> str:
    """The lines as one text, those that are silent left out."""
    return "\n".join(content(line) for place, line in enumerate(lines) if place not in silent).strip("\n")
