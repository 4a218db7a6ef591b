"""What a script contains: its scenes, cast and locations, and how long they are. Told from the text alone."""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING

from .conversation import pairs_of
from .counting import count_steps
from .figures import Breakdown, PageFigures, Scene, share
from .lint import lint_steps
from .names import suggested_aliases
from .options import Options
from .paper import measure
from .people import People
from .places import dayparts, locations_of, mix_of, read_place
from .runtime import Amount, Clock

if TYPE_CHECKING:
    from collections.abc import Generator, Iterator, Sequence

    from ..elements import Script
    from ..pages import Pagination
    from .counting import Count
    from .paper import Paper
    from .places import Place

_LONGEST_SCENES = 5
_STEP = 50
"""Scenes: about half a millisecond."""


def breakdown(script: Script, options: Options | None = None, pagination: Pagination | None = None) -> Breakdown:
    """Take a script apart into figures. The same script always gives the same breakdown.

    A pagination that is there already saves the time to make one.
    """
    steps = breakdown_steps(script, options, pagination)
    while True:
        try:
            next(steps)
        except StopIteration as done:
            result: Breakdown = done.value
            return result


def breakdown_steps(
    script: Script, options: Options | None = None, pagination: Pagination | None = None
) -> Generator[None, None, Breakdown]:
    """The same in steps of about a millisecond, for those who must not wait."""
    options = options or Options()
    paper = yield from measure(script, options.layout, pagination)
    count = yield from count_steps(script, options, paper)
    people = People(count.parts)
    yield from people.look_in(count, options)
    yield
    clock = Clock(options.runtime, paper.rows_per_page)
    ends = _ends(count, paper)
    places = yield from _place_steps(count)
    scenes: list[Scene] = []
    for scene in _scenes(count, people, paper, clock, ends, places=places):
        scenes.append(scene)
        if scene.ordinal % _STEP == 0:
            yield
    yield
    cast = people.cast(count)
    yield
    pairs = pairs_of(count.scenes, people.names, people.order)
    yield
    locations = locations_of(scenes)
    yield
    findings = yield from lint_steps(count, options, scenes, cast, locations)
    yield
    by_length = sorted(scenes, key=lambda scene: ends[scene.ordinal - 1].rows - ends[scene.ordinal].rows)
    return Breakdown(
        title=" ".join(script.title_page.get("title", ())),
        author=", ".join([*script.title_page.get("author", ()), *script.title_page.get("authors", ())]),
        scenes=tuple(scenes),
        cast=cast,
        aliases=suggested_aliases(character.name for character in cast if not character.generic),
        pairs=pairs,
        locations=locations,
        mix=mix_of(scenes),
        pacing=tuple(_pacing(count, paper)),
        pages=len(paper.pages),
        eighths=paper.eighths(ends[-1].rows),
        seconds=clock.seconds(ends[-1]),
        fps=str(options.runtime.rate),
        frames=clock.frame(ends[-1]),
        lead_frames=clock.frame(ends[0]),
        words=count.words,
        dialogue_words=count.spoken,
        action_words=count.action,
        dialogue_share=share(count.spoken, count.spoken + count.action),
        average_eighths=_average(ends, paper),
        longest_scenes=tuple(scene.ordinal for scene in by_length[:_LONGEST_SCENES]),
        findings=findings,
    )


def _ends(count: Count, paper: Paper) -> list[Amount]:
    """What has played when the first scene begins, and when each scene ends."""
    marks = [*((scene.row, scene.before) for scene in count.scenes), (paper.end_row, count.totals)]
    return [Amount(row - so_far.blank_rows, so_far.spoken, so_far.action_lines) for row, so_far in marks]


def _place_steps(count: Count) -> Generator[None, None, list[Place]]:
    places = []
    for scene in count.scenes:
        places.append(read_place(scene.heading.text))
        if len(places) % _STEP == 0:
            yield
    return places


def _scenes(
    count: Count, people: People, paper: Paper, clock: Clock, ends: Sequence[Amount], *, places: Sequence[Place]
) -> Iterator[Scene]:
    totals = [*(scene.before for scene in count.scenes), count.totals]
    frames = [clock.frame(end) for end in ends]
    for index, (scene, place, daypart) in enumerate(zip(count.scenes, places, dayparts(places), strict=True)):
        taken = _difference(ends[index], ends[index + 1])
        before, after = totals[index], totals[index + 1]
        yield Scene(
            ordinal=index + 1,
            number=scene.heading.number,
            heading=scene.heading.text,
            where=place.where,
            location=place.location,
            sub_location=place.sub_location,
            time=place.time,
            daypart=daypart,
            first_line=scene.heading.span.line,
            last_line=scene.last_line,
            page=paper.page(scene.row),
            eighths=max(1, paper.eighths(taken.rows)),
            seconds=clock.seconds(taken),
            start_frame=frames[index],
            frames=frames[index + 1] - frames[index],
            words=after.words - before.words,
            dialogue_words=after.spoken - before.spoken,
            action_words=after.action - before.action,
            cast=tuple([people.names[key] for key in scene.words]),
            named=tuple([people.names[key] for key in people.named[index]]),
            synopsis="\n".join(scene.synopses),
            notes=tuple(scene.notes),
            sections=scene.sections,
        )


def _pacing(count: Count, paper: Paper) -> Iterator[PageFigures]:
    totals = [*(page.before for page in count.pages), count.totals]
    for page, (start, end) in zip(count.pages, pairwise(totals), strict=True):
        spoken, action = end.spoken - start.spoken, end.action - start.action
        yield PageFigures(
            number=paper.pages[page.page],
            scenes=tuple(page.scenes),
            words=end.words - start.words,
            dialogue_words=spoken,
            action_words=action,
            dialogue_share=share(spoken, spoken + action),
        )


def _difference(start: Amount, end: Amount) -> Amount:
    return Amount(end.rows - start.rows, end.spoken_words - start.spoken_words, end.action_lines - start.action_lines)


def _average(ends: Sequence[Amount], paper: Paper) -> float:
    """Eighths of a scene, not rounded up."""
    scenes = len(ends) - 1
    return round((ends[-1].rows - ends[0].rows) * 8 / paper.rows_per_page / scenes, 2) if scenes else 0.0
