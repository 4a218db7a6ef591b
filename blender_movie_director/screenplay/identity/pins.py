"""Pins: a note in the script that holds a scene's id, and so is kept by whatever program the script goes through."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

from ..elements import Kind, Span
from ..reading import ScriptError
from ..scene_texts import ID, PIN

if TYPE_CHECKING:
    from collections.abc import Iterable

    from ..elements import Element, Script


class Edit(NamedTuple):
    """A change of the source: what stands in the span becomes the text."""

    span: Span
    text: str


def pin(script: Script, ordinal: int, scene_id: str) -> tuple[Edit, ...]:
    """What to change in the source so that a scene (1 for the first) keeps that id; nothing if it does already."""
    if not ID.fullmatch(scene_id):
        raise ScriptError(
            f"{scene_id!r} cannot be a scene's id.", "Use up to 32 letters, digits, hyphens and underscores."
        )
    heading, notes = _scene(script, ordinal)
    if notes:
        written = f"[[id: {scene_id}]]"
        same = (found := PIN.fullmatch(notes[0].text)) is not None and found[1] == scene_id
        return () if same else (Edit(notes[0].span, written),)
    line, column = heading.span.end_line, heading.span.end_column
    ends = "\r\n" if "\r\n" in script.source else "\n"
    # With a blank line between, since other programs want one under a heading.
    return (Edit(Span(line, column, line, column), f"{ends}{ends}[[id: {scene_id}]]"),)


def _scene(script: Script, ordinal: int) -> tuple[Element, list[Element]]:
    """The scene's heading, and the notes in it that pin an id."""
    heading: Element | None = None
    notes: list[Element] = []
    count = 0
    for element in script.elements:
        if element.kind is Kind.SCENE_HEADING:
            count += 1
            if count == ordinal:
                heading = element
            elif heading is not None:
                break
        elif element.kind is Kind.SECTION and heading is not None:
            break
        elif heading is not None and element.kind is Kind.NOTE and PIN.fullmatch(element.text):
            notes.append(element)
    if heading is None:
        raise ScriptError(f"There is no scene {ordinal}: the script has {count}.", "Choose a scene of its list.")
    return heading, notes


def with_edits(source: str, edits: Iterable[Edit]) -> str:
    """The source with the changes made. They must not overlap."""
    starts = _line_starts(source)
    for span, text in sorted(edits, key=lambda edit: edit.span, reverse=True):
        start, end = starts[span.line] + span.column, starts[span.end_line] + span.end_column
        source = source[:start] + text + source[end:]
    return source


def _line_starts(source: str) -> list[int]:
    return [0, *(match.end() for match in re.finditer(r"\r\n|\n|\r", source))]
