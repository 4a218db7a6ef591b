"""An analysis as blocks to read, whatever they are written in."""

from __future__ import annotations

from itertools import groupby
from typing import TYPE_CHECKING, NamedTuple

from .passages import OPENING
from .results import ELEMENT_KINDS, Assessment, Story

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from .results import Analysis, Failure, Rejected, SceneElement, SceneResult

_UNREAD = "(not read)"


class Block(NamedTuple):
    text: str
    level: int = 0
    """1 to 4 for a heading; 0 for what is none."""
    label: str = ""
    """Stands before the text."""
    item: bool = False
    """One of a list."""


def analysis_blocks(analysis: Analysis) -> Iterator[Block]:
    """All of it: first the whole, then the scenes."""
    yield Block(f"Script analysis: {analysis.title}", 1)
    yield Block(_made_by(analysis))
    if analysis.story is not None:
        yield from whole_blocks(analysis.story)
    if analysis.assessment is not None:
        yield from whole_blocks(analysis.assessment)
    for failure in analysis.failures:
        if not failure.part.startswith("scene"):
            yield from failure_blocks(failure)
    yield Block("The scenes", 2)
    for result in analysis.scenes:
        yield from scene_blocks(result)


def scene_blocks(result: SceneResult) -> Iterator[Block]:
    number = f"{result.ordinal}. " if result.ordinal else ""
    yield Block(f"{number}{result.heading}", 3)
    reading = result.reading
    if reading is None:
        yield Block(f"{_UNREAD} {result.failure}")
        return
    yield Block(reading.summary)
    yield from _labelled(("Purpose", reading.purpose), ("Conflict", reading.conflict))
    turn = reading.turn
    if turn.before or turn.after:
        why = f": {turn.why}" if turn.why else ""
        yield Block(f"{turn.before or '?'} to {turn.after or '?'}{why}", label="Turn", item=True)
    yield from _labelled(("Story day", reading.story_day))
    good = sorted((e for e in reading.elements if not e.rejected), key=lambda e: ELEMENT_KINDS.index(e.kind))
    for kind, elements in groupby(good, key=lambda element: element.kind):
        yield Block("; ".join(map(_quoted, elements)), label=kind.capitalize(), item=True)
    for element in reading.elements:
        if element.rejected:
            yield Block(f"{element.kind}, {_quoted(element)}. {element.rejected}", label="Rejected", item=True)


def whole_blocks(whole: Story | Assessment) -> Iterator[Block]:
    yield from _story(whole) if isinstance(whole, Story) else _assessment(whole)
    for rejected in whole.rejected:
        yield _rejected(rejected)


def failure_blocks(failure: Failure) -> Iterator[Block]:
    yield Block(f"The {failure.part}", 2)
    yield Block(f"{_UNREAD} {failure.what} {failure.remedy}")


def _story(story: Story) -> Iterator[Block]:
    yield Block("The story", 2)
    yield from _labelled(("Logline", story.logline), ("In one line", story.line), item=False)
    if story.paragraph:
        yield Block("Synopsis", 3)
        yield Block(story.paragraph)
    if story.page:
        yield Block("Synopsis on one page", 3)
        yield from (Block(paragraph) for paragraph in story.page.split("\n\n"))
    yield from _list("Acts", (Block(f"{act.summary} {scenes_of(act.scenes)}", label=act.name) for act in story.acts))
    yield from _list(
        "Beats",
        (
            Block(
                f"{beat.what} {scenes_of(beat.scenes)}",
                label=f"{beat.name}{' (turning point)' if beat.turning else ''}",
            )
            for beat in story.beats
        ),
    )
    yield from _list("Themes", (Block(f"{one.how} {scenes_of(one.scenes)}", label=one.theme) for one in story.themes))
    yield from _list("Story days", (Block(scenes_of(day.scenes), label=day.name) for day in story.story_days))


def _assessment(assessment: Assessment) -> Iterator[Block]:
    if assessment.characters:
        yield Block("The characters", 2)
    for character in assessment.characters:
        yield Block(character.name, 3)
        yield from _labelled(
            ("Wants", character.want), ("Needs", character.need), ("Arc", character.arc), ("Voice", character.voice)
        )
        yield from (Block(relation.what, label=f"To {relation.to}", item=True) for relation in character.relations)
    questions = (Block(f"{one.question} {scenes_of(one.scenes)}") for one in assessment.continuity)
    yield from _list("Questions of continuity", questions, level=2)
    coverage = assessment.coverage
    yield Block("Coverage", 2)
    yield from (
        Block(grade.why, label=f"{grade.of.capitalize()}: {grade.grade or 'no grade'}", item=True)
        for grade in coverage.grades
    )
    yield from _list("Strengths", (Block(text) for text in coverage.strengths))
    yield from _list("Weaknesses", (Block(text) for text in coverage.weaknesses))
    yield Block(coverage.why, label=f"Recommendation: {coverage.recommendation or 'none'}")


def scenes_of(ordinals: Sequence[int]) -> str:
    """`(scene 4)`, `(scenes 1-3, 7)`, `(the opening, scene 1)`; nothing for none."""
    scenes = [ordinal for ordinal in ordinals if ordinal != OPENING]
    runs: list[list[int]] = []
    for ordinal in scenes:
        if runs and ordinal == runs[-1][-1] + 1:
            runs[-1].append(ordinal)
        else:
            runs.append([ordinal])
    told = ["the opening"] if OPENING in ordinals else []
    if scenes:
        numbers = ", ".join(f"{run[0]}-{run[-1]}" if len(run) > 1 else str(run[0]) for run in runs)
        told.append(f"{'scene' if len(scenes) == 1 else 'scenes'} {numbers}")
    return f"({', '.join(told)})" if told else ""


def _made_by(analysis: Analysis) -> str:
    read = sum(result.reading is not None for result in analysis.scenes)
    who = "Written by a stand-in: no language model was asked" if analysis.stand_in else f"Written by {analysis.model}"
    return f"{who}. {read} of {len(analysis.scenes)} scenes are read."


def _list(title: str, blocks: Iterable[Block], level: int = 3) -> Iterator[Block]:
    """With its title, if there is anything in it."""
    for place, block in enumerate(blocks):
        if place == 0:
            yield Block(title, level)
        yield block._replace(text=block.text.strip(), item=True)


def _labelled(*pairs: tuple[str, str], item: bool = True) -> Iterator[Block]:
    yield from (Block(text, label=label, item=item) for label, text in pairs if text)


def _quoted(element: SceneElement) -> str:
    return f'{element.name} ("{element.quote}")' if element.quote else element.name


def _rejected(rejected: Rejected) -> Block:
    return Block(f"{rejected.what}. {rejected.why}", label="Rejected", item=True)
