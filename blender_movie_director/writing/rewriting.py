"""What dialogue and description share where a passage is given again, better: what is shown around it, and what has to
come back with it."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from ..screenplay import Kind
from . import answer_text
from .changes import same_words
from .changes.fitting import bare
from .cue_repairs import Cues
from .pieces import printed
from .repeats import without_repeats
from .shortening import PASSAGE, REST, SO_FAR, shortened

if TYPE_CHECKING:
    from collections.abc import Iterable

    from .scene_context import SceneContext
    from .sending import Sending

_SCENE_SHARE = 2 / 3
"""Of the room for the script around, as much as the rest of the passage's own scene may take."""
_NOTE = re.compile(r"\[\[.*?\]\]", re.DOTALL)
_QUOTED = 80


def passage_sections(passage: str, beside: tuple[str, str], sending: Sending, expected: int) -> list[tuple[str, str]]:
    """The passage, and before it what stands beside it in its scene, of a long one what is nearest: who sees a line
    alone can hardly better it."""
    own = [(PASSAGE, passage)]
    so_far, rest = beside
    room = int(sending.room(own, expected) * _SCENE_SHARE)
    return [*shortened([(SO_FAR, so_far), (REST, rest)], room, sending.model), *own]


def script_in(
    answer: str, context: SceneContext, passage: str, beside: tuple[str, str], names: Iterable[str] = ()
) -> str:
    """The script in an answer, with what only went wrong in its form put right. `names` are those who may speak beside
    those of the script."""
    answer = answer_text.cleaned(answer, script=context.text, passage=passage)
    answer = Cues(context.script.elements, names, passage).mended(answer)
    return without_repeats(with_headings(answer, passage), *beside, passage)


def note_faults(passage: str, answer: str) -> tuple[str, ...]:
    """Notes inside of a line are shown, and must come back."""
    notes = _NOTE.findall(answer)
    lost = [note for note in _NOTE.findall(passage) if not any(same_words(note, other) for other in notes)]
    return (f"A note is gone: {lost[0]:.{_QUOTED}}",) if lost else ()


def with_headings(answer: str, passage: str) -> str:
    """The passage's own headings as they were, where they came back as a Markdown heading or with other marks."""
    lines = passage.split("\n")
    there = {
        bare(element.text): lines[element.span.line]
        for element in printed(passage)
        if element.kind is Kind.SCENE_HEADING
    }
    if not there:
        return answer
    return "\n".join(there.get(bare(line.strip().lstrip("#").strip("*_ \t")), line) for line in answer.split("\n"))
