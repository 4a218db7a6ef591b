"""A card for each scene: what is counted, and what a model has read in it, with its quotes."""

from __future__ import annotations

from itertools import groupby
from typing import TYPE_CHECKING

from ....screenplay.facts.report import duration
from ...analysis.results import ELEMENT_KINDS
from ..text import element, escaped, in_pages, isolated
from .reading import definitions

if TYPE_CHECKING:
    from collections.abc import Iterator

    from ....screenplay import Scene
    from ...analysis.results import SceneElement, SceneReading, SceneResult
    from ..subject import Subject

_KINDS = {kind: place for place, kind in enumerate(ELEMENT_KINDS)}


def scenes_section(subject: Subject) -> Iterator[str]:
    yield '<section id="scenes">'
    yield "<h2>Scene by scene</h2>"
    known = {scene.ordinal: scene for scene in subject.facts.scenes}
    ordinals = sorted(subject.ordinals)
    if not ordinals:
        yield "<p>There is no scene yet. A scene begins with a line such as INT. KITCHEN - DAY.</p>"
    yield '<div class="cards scenes">'
    for ordinal in ordinals:
        yield from _card(ordinal, known.get(ordinal), subject.results.get(ordinal))
    yield "</div>"
    yield "</section>"


def _card(ordinal: int, scene: Scene | None, result: SceneResult | None) -> Iterator[str]:
    heading = scene.heading if scene else result.heading if result else ""
    yield f'<article class="card" id="scene-{ordinal}">'
    number = f'<span class="number">{ordinal}</span> ' if ordinal else ""
    yield f"<h3>{number}{isolated(heading)}</h3>"
    if scene:
        yield from _counted(scene)
        if result and result.heading != scene.heading:
            yield f'<p class="note">Analysed as {isolated(result.heading)}: the script was changed since.</p>'
    elif ordinal:
        yield '<p class="note">This scene is no longer in the script.</p>'
    if result and result.reading:
        yield from _reading(result.reading)
    elif result:
        yield f'<p class="note">Not read. {isolated(result.failure)}</p>'
    yield "</article>"


def _counted(scene: Scene) -> Iterator[str]:
    numbered = f"No. {isolated(scene.number)}, " if scene.number and scene.number != str(scene.ordinal) else ""
    yield (
        f'<p class="facts">{numbered}page {escaped(scene.page)}, {in_pages(scene.eighths)}, '
        f"about {duration(scene.seconds)}</p>"
    )
    silent = [name for name in scene.named if name not in scene.cast]
    people = ", ".join(isolated(name) for name in scene.cast) or "nobody speaks"
    seen = f' <span class="silent">({", ".join(isolated(name) for name in silent)})</span>' if silent else ""
    yield f'<p class="people">{people}{seen}</p>'
    if scene.synopsis:
        yield element("p", scene.synopsis, "synopsis")


def _reading(reading: SceneReading) -> Iterator[str]:
    yield element("p", reading.summary)
    rows = [("Purpose", escaped(reading.purpose)), ("Conflict", escaped(reading.conflict)), ("Turn", _turn(reading))]
    rows.append(("Story day", escaped(reading.story_day)))
    good = sorted((each for each in reading.elements if not each.rejected), key=lambda each: _KINDS.get(each.kind, 99))
    for kind, elements in groupby(good, key=lambda each: each.kind):
        rows.append((kind.capitalize(), "; ".join(map(_quoted, elements))))
    yield definitions([row for row in rows if row[1]])
    bad = [each for each in reading.elements if each.rejected]
    if bad:
        items = "".join(f"<li>{isolated(each.kind)}, {_quoted(each)} {isolated(each.rejected)}</li>" for each in bad)
        yield f'<div class="rejected"><p class="why">Rejected</p><ul>{items}</ul></div>'


def _turn(reading: SceneReading) -> str:
    turn = reading.turn
    if not (turn.before or turn.after):
        return ""
    why = f": {isolated(turn.why)}" if turn.why else ""
    return f"{isolated(turn.before or '?')} \u2192 {isolated(turn.after or '?')}{why}"


def _quoted(each: SceneElement) -> str:
    quote = f" <q>{isolated(each.quote)}</q>" if each.quote else ""
    return f"{isolated(each.name)}{quote}"
