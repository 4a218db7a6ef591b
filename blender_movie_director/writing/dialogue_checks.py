"""Whether an answer is the dialogue that was asked for. Each fault is a sentence, for the model and for the person."""

from __future__ import annotations

import re
from itertools import pairwise
from typing import TYPE_CHECKING

from ..screenplay import Kind
from ..screenplay.elements import SPOKEN
from ..screenplay.facts.names import fold
from ..screenplay.speech import is_cue
from .changes.fitting import bare
from .pieces import piece_of_script

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Sequence

    from ..screenplay import Element

_NO_SCENE = frozenset({Kind.TITLE_PAGE, Kind.SECTION, Kind.SYNOPSIS, Kind.PAGE_BREAK, Kind.BONEYARD})
_STAYING = frozenset({Kind.TRANSITION, Kind.CENTERED})
_MOST_NAMED = 5
_NAME = re.compile(r"\S+(?: \S+){0,3}(?<![.!?,;:\u2026\"\u201d-])")
"""Of a few words, and no sentence."""


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
        *_other_faults(elements),
        *_cue_faults(elements, before),
        *_lost_faults(elements, before),
    )


def _heading_faults(elements: Sequence[Element], wanted: Sequence[str], new: bool) -> Iterator[str]:
    headings = [element.text for element in elements if element.kind is Kind.SCENE_HEADING]
    if new:
        if len(headings) != 1:
            yield f"A new scene has one heading, and this has {len(headings) or 'none'}."
        elif elements[0].kind is not Kind.SCENE_HEADING:
            yield "A new scene begins with its heading."
    elif [bare(heading) for heading in headings] != [bare(heading) for heading in wanted]:
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


def _other_faults(elements: Sequence[Element]) -> Iterator[str]:
    found = next((element for element in elements if element.kind in _NO_SCENE), None)
    if found is not None:
        yield f"It holds more than a scene: line {found.span.line + 1} is a {found.kind.value.replace('_', ' ')}."


def _cue_faults(elements: Sequence[Element], before: Sequence[Element]) -> Iterator[str]:
    """A name in capitals within a paragraph, with a line after it: with no empty line before it, it is no cue."""
    there = {bare(line) for element in before for line in element.text.split("\n")}
    for element in elements:
        lines = element.text.split("\n") if element.kind in (Kind.ACTION, *SPOKEN) else []
        for line, name, following in zip(lines, lines[1:], lines[2:], strict=False):
            shouting = is_cue(line) or is_cue(following)
            if _NAME.fullmatch(name) and is_cue(name) and not shouting and bare(name) not in there:
                yield f"A cue needs an empty line before it: {name}."
                return


def _lost_faults(elements: Sequence[Element], before: Sequence[Element]) -> Iterator[str]:
    """Transitions and centered lines are no dialogue, and stay."""
    there = [bare(element.text) for element in elements if element.kind in _STAYING]
    for element in before:
        if element.kind not in _STAYING:
            continue
        if bare(element.text) not in there:
            yield f"A line of the passage is gone: {element.text}"
            return
        there.remove(bare(element.text))


def _without_notes(elements: Sequence[Element]) -> list[Element]:
    return [element for element in elements if element.kind not in (Kind.NOTE, Kind.BONEYARD)]
