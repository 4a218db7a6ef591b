"""Where in the script somebody is who asks: said in words, and the paragraphs around it."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from ...screenplay import Kind
from ...screenplay.elements import PRINTED, SPOKEN
from ..analysis import wording
from ..scene_context import ANYWHERE

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from ...screenplay import Element
    from ..scene_context import SceneContext

_OF_A_SPEECH = SPOKEN | {Kind.PARENTHETICAL}
_LONGEST = 300
"""Characters of the script that are quoted to say where the cursor is."""


class Paragraph(NamedTuple):
    """A speech with its cue, or a paragraph of what else is printed."""

    text: str
    first_line: int
    last_line: int


class Paragraphs(NamedTuple):
    all: Sequence[Paragraph]
    """Of the scene, or of what stands before the first one."""
    at: int
    """The one at the cursor."""


def paragraphs_at(context: SceneContext) -> Paragraphs:
    scene, scenes = context.scene, context.facts.scenes
    first, last = 0, scenes[0].first_line - 1 if scenes else len(context.text)
    if scene is not None:
        first, last = scene.first_line, scene.last_line
    found = list(_paragraphs([each for each in context.script.elements if first <= each.span.line <= last]))
    line = _line(context)
    if line is None:  # a scene was named, or nothing: then it is the script's end that is in view
        return Paragraphs(found, 0 if context.place.scene is not None else len(found) - 1)
    before = [place for place, each in enumerate(found) if each.first_line <= line]
    return Paragraphs(found, before[-1] if before else 0)


def told(context: SceneContext) -> str:
    """A sentence, and the words at the cursor as fenced material. Empty where nobody knows where the cursor is."""
    if context.place == ANYWHERE:
        return ""
    scene, scenes = context.scene, context.facts.scenes
    where = f"in scene {scene.ordinal}" if scene is not None else "before the first scene" if scenes else ""
    words = _words(context)
    if not words:
        return f"The writer's cursor is {where} now.\n\n" if where else ""
    what = "The writer has selected these words" if context.place.lines is not None else "The writer's cursor is here"
    mark = wording.mark_of(words)
    said = f"{what} now{f', {where}' if where else ''}. The mark is {mark}."
    return f"{said}\n{wording.fence('CURSOR', words, mark)}\n\n"


def _words(context: SceneContext) -> str:
    found = paragraphs_at(context)
    if _line(context) is None or not found.all:
        return ""
    chosen = [found.all[found.at]]
    if (lines := context.place.lines) is not None:
        touched = [each for each in found.all if each.last_line >= min(lines) and each.first_line <= max(lines)]
        chosen = touched or chosen
    text = "\n\n".join(each.text for each in chosen)
    half = _LONGEST // 2
    return text if len(text) <= _LONGEST else f"{text[:half].rstrip()} ... {text[-half:].lstrip()}"


def _line(context: SceneContext) -> int | None:
    place = context.place
    if place.scene is not None:
        return None
    return min(place.lines) if place.lines is not None else place.line


def _paragraphs(elements: Sequence[Element]) -> Iterator[Paragraph]:
    """As `passages` puts them into lines."""
    collected: list[Element] = []
    for element in elements:
        if element.kind not in PRINTED:
            continue
        if collected and element.kind not in _OF_A_SPEECH:
            yield _paragraph(collected)
            collected = []
        collected.append(element)
    if collected:
        yield _paragraph(collected)


def _paragraph(elements: Sequence[Element]) -> Paragraph:
    text = "\n".join(element.text for element in elements)
    return Paragraph(text, elements[0].span.line, elements[-1].span.end_line)
