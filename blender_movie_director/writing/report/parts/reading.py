"""What a model has read in the whole: acts and beats, themes, story days, characters, questions."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ...analysis.passages import OPENING
from ..text import element, escaped, isolated, number, runs, scene_links, wrapped

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from ...analysis.results import Assessment, Beat, CharacterReading, Rejected, Story
    from ..subject import Subject


def structure_section(subject: Subject, story: Story) -> Iterator[str]:
    yield '<section id="structure">'
    yield "<h2>Acts, beats and themes</h2>"
    if story.acts:
        yield "<h3>Acts</h3>"
        yield from _strips(subject, [(act.name, act.summary, act.scenes) for act in story.acts])
    if story.beats:
        yield "<h3>Beats</h3>"
        yield '<ol class="beats">'
        yield from (_beat(subject, beat) for beat in story.beats)
        yield "</ol>"
    if story.themes:
        yield "<h3>Themes</h3>"
        yield from _strips(subject, [(theme.theme, theme.how, theme.scenes) for theme in story.themes])
    if story.story_days:
        yield "<h3>Story days</h3>"
        yield from _strips(subject, [(day.name, "", day.scenes) for day in story.story_days])
    yield from _rejected(story.rejected)
    yield "</section>"


def characters_section(subject: Subject, assessment: Assessment) -> Iterator[str]:
    if assessment.characters:
        yield '<section id="characters">'
        yield "<h2>The characters</h2>"
        yield '<div class="cards">'
        for character in assessment.characters:
            yield from _character(character)
        yield "</div>"
        yield "</section>"
    if assessment.continuity or assessment.rejected:
        yield '<section id="continuity">'
        yield "<h2>Questions of continuity</h2>"
        items = (f"<li>{isolated(one.question)} {_where(subject, one.scenes)}</li>" for one in assessment.continuity)
        if assessment.continuity:
            yield f'<ul class="prose">{"".join(items)}</ul>'
        yield from _rejected(assessment.rejected)
        yield "</section>"


def _strips(subject: Subject, rows: Sequence[tuple[str, str, Sequence[int]]]) -> Iterator[str]:
    """Names, each with a strip of the whole script on which its scenes are marked."""
    yield '<div class="strips">'
    for name, text, scenes in rows:
        told = element("p", text) if text else ""
        yield (
            f'<div class="strip"><div>{element("h4", name)}{told}</div>'
            f"<div>{_strip(scenes, len(subject.facts.scenes))}"
            f'<p class="where">{scene_links(scenes, subject.ordinals)}</p></div></div>'
        )
    yield "</div>"


def _strip(scenes: Sequence[int], count: int) -> str:
    step = 300 / max(count, 1)
    # What stands before the first scene has no place on it.
    marked = runs(ordinal for ordinal in scenes if ordinal > OPENING)
    marks = "".join(_mark((first - 1) * step, max((last - first + 1) * step, 1.5)) for first, last in marked)
    return (
        '<svg viewBox="0 0 300 10" preserveAspectRatio="none" aria-hidden="true">'
        f'<rect class="all" x="0" y="0" width="300" height="10"/>{marks}</svg>'
    )


def _mark(x: float, width: float) -> str:
    return f'<rect class="in" x="{number(x)}" y="0" width="{number(width)}" height="10"/>'


def _beat(subject: Subject, beat: Beat) -> str:
    mark = '<span class="turning">turning point</span> ' if beat.turning else ""
    css = "turn" if beat.turning else ""
    return wrapped(
        "li", f"{mark}<b>{isolated(beat.name)}.</b> {isolated(beat.what)} {_where(subject, beat.scenes)}", css
    )


def _character(character: CharacterReading) -> Iterator[str]:
    yield '<article class="card">'
    yield element("h3", character.name)
    told = [
        ("Wants", character.want),
        ("Needs", character.need),
        ("Arc", character.arc),
        ("Voice", character.voice),
        *((f"To {relation.to}", relation.what) for relation in character.relations),
    ]
    yield definitions([(term, escaped(text)) for term, text in told if text])
    yield "</article>"


def definitions(rows: Sequence[tuple[str, str]]) -> str:
    """Terms with what they are; the second of each is markup already. Nothing for none."""
    inner = "".join(f'<dt>{isolated(term)}</dt><dd dir="auto">{text}</dd>' for term, text in rows)
    return f"<dl>{inner}</dl>" if rows else ""


def _rejected(rejected: Sequence[Rejected]) -> Iterator[str]:
    """What the model said and the script does not bear out."""
    if rejected:
        items = "".join(f"<li>{isolated(each.what)}. {isolated(each.why)}</li>" for each in rejected)
        why = '<p class="why">Rejected, because the script does not bear it out</p>'
        yield f'<div class="rejected">{why}<ul>{items}</ul></div>'


def _where(subject: Subject, scenes: Sequence[int]) -> str:
    return f'<span class="where">{scene_links(scenes, subject.ordinals)}</span>' if scenes else ""
