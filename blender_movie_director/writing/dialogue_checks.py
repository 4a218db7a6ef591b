"""Whether an answer is the dialogue that was asked for. Each fault is a sentence, for the model and for the person."""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING

from ..screenplay import Kind
from ..screenplay.elements import SPOKEN
from ..screenplay.facts.names import fold
from .pieces import piece_of_script

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Sequence

    from ..screenplay import Element

_NO_SCENE = frozenset({Kind.TITLE_PAGE, Kind.SECTION, Kind.SYNOPSIS, Kind.PAGE_BREAK, Kind.BONEYARD})
_MOST_NAMED = 5


def dialogue_faults(
    answer: str, chosen: Sequence[str], cast: Sequence[str], *, before: Sequence[Element] = (), new: bool = False
) -> tuple[str, ...]:
    """`before` is what stands in the place of the answer now: its headings stay, and who spoke there may speak."""
    elements = piece_of_script(answer)
    headings = [element.text for element in before if element.kind is Kind.SCENE_HEADING]
    speakers = {fold(element.name) for element in before if element.name}
    return (
        *_heading_faults(elements, headings, new),
        *_speech_faults(elements, chosen, cast, speakers),
        *_other_faults(elements, [*chosen, *cast]),
    )


def _heading_faults(elements: Sequence[Element], wanted: Sequence[str], new: bool) -> Iterator[str]:
    headings = [element.text for element in elements if element.kind is Kind.SCENE_HEADING]
    if new:
        if len(headings) != 1:
            yield f"A new scene has one heading, and this has {len(headings) or 'none'}."
        elif elements[0].kind is not Kind.SCENE_HEADING:
            yield "A new scene begins with its heading."
    elif headings != list(wanted):
        if wanted:
            yield f"The headings are not those of the passage: {', '.join(wanted)}."
        else:
            yield f"There is a scene heading in it, and no new scene was asked for: {headings[0]}."


def _speech_faults(
    elements: Sequence[Element], chosen: Sequence[str], cast: Sequence[str], before: Collection[str]
) -> Iterator[str]:
    spoken = {
        fold(cue.name): cue.name
        for cue, following in pairwise(_without_notes(elements))
        if cue.kind is Kind.CHARACTER and following.kind in (*SPOKEN, Kind.PARENTHETICAL)
    }
    if not spoken:
        yield "Nobody speaks in it: a cue is a name in capitals on a line of its own, with the speech on the next line."
        return
    allowed = {fold(name) for name in chosen or cast} | set(before)
    strangers = [name for folded, name in spoken.items() if folded not in allowed]
    # A script in which nobody has spoken yet may get its first people.
    if strangers and allowed:
        whose = "chosen" if chosen else "in the script"
        yield f"Somebody speaks who is not {whose}: {', '.join(strangers[:_MOST_NAMED])}."
    silent = [name for name in chosen if fold(name) not in spoken]
    if silent:
        yield f"Somebody who was chosen does not speak: {', '.join(silent[:_MOST_NAMED])}."


def _other_faults(elements: Sequence[Element], known: Sequence[str]) -> Iterator[str]:
    found = next((element for element in elements if element.kind in _NO_SCENE), None)
    if found is not None:
        yield f"It holds more than a scene: line {found.span.line + 1} is a {found.kind.value.replace('_', ' ')}."
    names = {fold(name) for name in known}
    colon = next((name for element in elements if (name := _before_colon(element)) and fold(name) in names), None)
    if colon is not None:
        yield f"What {colon} says stands behind a colon, and not under a cue."


def _before_colon(element: Element) -> str:
    return element.text.partition(":")[0] if element.kind is Kind.ACTION else ""


def _without_notes(elements: Sequence[Element]) -> list[Element]:
    return [element for element in elements if element.kind not in (Kind.NOTE, Kind.BONEYARD)]
