"""The cues of speakers who go on: after action, or at the top of the next page."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ..elements import Kind

if TYPE_CHECKING:
    from collections.abc import Sequence

    from ..elements import Element


def continued_cues(elements: Sequence[Element]) -> frozenset[int]:
    """The cues of speakers who go on after action, in the same scene."""
    found: set[int] = set()
    speaker, acted = "", False
    for index, element in enumerate(elements):
        if element.kind is Kind.CHARACTER:
            name = element.name.upper()
            if acted and name == speaker:
                found.add(index)
            # After two who spoke at the same time nobody goes on.
            speaker, acted = "" if element.dual else name, False
        elif element.kind is Kind.ACTION:
            acted = True
        elif element.kind in {Kind.SCENE_HEADING, Kind.TRANSITION}:
            speaker = ""
    return frozenset(found)


def with_continued(cue: Element, mark: str) -> str:
    """A cue that says that its speaker goes on."""
    if any(extension.upper().startswith("CONT") for extension in cue.extensions):
        return cue.text
    return f"{cue.text} {mark}"
