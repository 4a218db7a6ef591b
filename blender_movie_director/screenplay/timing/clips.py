"""The script's timing as a row of clips, one for each scene: what every format of timelines is written from."""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING, NamedTuple

from ..reading import ScriptError

if TYPE_CHECKING:
    from ..facts import Breakdown
    from ..identity import Identity

START_HOUR = 1
"""Programmes start at one o'clock, so that there is room before them."""


class Clip(NamedTuple):
    """A scene on a timeline."""

    ordinal: int
    number: str
    """As the script gives it, or else the ordinal."""
    heading: str
    id: str
    """Empty where no identity is kept."""
    page: str
    eighths: int
    start: int
    """Frames from the start of the script."""
    frames: int

    @property
    def name(self) -> str:
        return f"{self.number} {self.heading}"


def clips(facts: Breakdown, known: Identity | None = None) -> tuple[Clip, ...]:
    """Raises ScriptError for a script without scenes, and when the ids are those of another script."""
    if not facts.scenes:
        raise ScriptError(
            "There is nothing to put on a timeline: the script has no scenes.",
            "A scene starts with a line such as INT. KITCHEN - DAY.",
        )
    ids = [""] * len(facts.scenes) if known is None else [scene.id for scene in known.scenes]
    if len(ids) != len(facts.scenes):
        raise ScriptError(
            f"The script has {len(facts.scenes)} scenes, and the ids are those of {len(ids)}.",
            "Identify the scenes of this script first.",
        )
    return tuple(
        Clip(
            scene.ordinal,
            scene.number or str(scene.ordinal),
            scene.heading,
            scene_id,
            scene.page,
            scene.eighths,
            scene.start_frame,
            scene.frames,
        )
        for scene, scene_id in zip(facts.scenes, ids, strict=True)
    )


def rate_of(facts: Breakdown) -> Fraction:
    return Fraction(facts.fps)
