"""The larger parts of a script - acts, sequences, turning points - and where they lie."""

from __future__ import annotations

from itertools import groupby, pairwise
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Sequence

    from ...screenplay import Scene
    from ..analysis.results import Beat
    from .subject import Subject


class Band(NamedTuple):
    """An unbroken run of scenes, by their ordinals; on an axis of pages a part of a page counts."""

    name: str
    first: float
    last: float


def acts_of(subject: Subject) -> tuple[Band, ...]:
    """The analysis's acts; without one, the outermost sections that the writer has marked."""
    story = subject.analysis.story if subject.analysis else None
    if story and story.acts:
        known = frozenset(scene.ordinal for scene in subject.facts.scenes)
        told = [
            Band(act.name, min(scenes), max(scenes))
            for act in story.acts
            if (scenes := [ordinal for ordinal in act.scenes if ordinal in known])
        ]
        return _apart(told)
    return _sections(subject.facts.scenes, 0)


def sequences_of(subject: Subject) -> tuple[Band, ...]:
    """The innermost sections, where they are more than the acts."""
    depth = max((len(scene.sections) for scene in subject.facts.scenes), default=0)
    inner = _sections(subject.facts.scenes, depth - 1) if depth else ()
    return inner if inner != acts_of(subject) else ()


def turning_points_of(subject: Subject) -> tuple[Beat, ...]:
    story = subject.analysis.story if subject.analysis else None
    last = len(subject.facts.scenes)
    beats = story.beats if story else ()
    return tuple(beat for beat in beats if beat.turning and beat.scenes and 1 <= beat.scenes[0] <= last)


def _sections(scenes: Sequence[Scene], level: int) -> tuple[Band, ...]:
    """Runs of scenes in one section. What stands in none at that level is left out."""
    bands = []
    for path, run in groupby(scenes, key=lambda scene: scene.sections[: level + 1]):
        inside = list(run)
        if len(path) > level:
            bands.append(Band(path[level], inside[0].ordinal, inside[-1].ordinal))
    return tuple(bands)


def _apart(bands: Sequence[Band]) -> tuple[Band, ...]:
    """A model's acts may overlap: each ends where the next begins."""
    ordered = sorted(bands, key=lambda band: (band.first, band.last))
    ends = [min(band.last, after.first - 1) for band, after in pairwise(ordered)]
    ends += [band.last for band in ordered[-1:]]
    return tuple(band._replace(last=end) for band, end in zip(ordered, ends, strict=True) if end >= band.first)
