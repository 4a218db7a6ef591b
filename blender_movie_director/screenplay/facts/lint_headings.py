"""What is wrong with scene headings: parts that are missing, times that contradict each other, numbers out of order."""

from __future__ import annotations

import re
from itertools import pairwise
from typing import TYPE_CHECKING

from .figures import Finding, Severity
from .names import fold
from .places import read_place

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from .counting import Count
    from .figures import Scene

_NUMBER = re.compile(r"\d+")


def heading_findings(scenes: Sequence[Scene], count: Count) -> Iterator[Finding]:
    yield from _missing(scenes)
    yield from _contradicting(scenes, count)
    yield from _misnumbered(scenes)


def _missing(scenes: Sequence[Scene]) -> Iterator[Finding]:
    placed = [scene for scene in scenes if scene.where]
    timeless = [scene for scene in placed if not scene.time]
    for scene in placed:
        if not scene.location:
            yield _finding(
                "missing_location",
                Severity.WARNING,
                scene,
                f"The heading of {_called(scene)} names no place.",
                f"Write it between {scene.where} and the time of day.",
            )
    if len(timeless) * 2 > len(placed) > 1:
        # Some writers never say it. That is their style, and one word about it is enough.
        yield _finding(
            "missing_time",
            Severity.HINT,
            timeless[0],
            f"{len(timeless)} of {len(placed)} scene headings name no time of day.",
            "End them with DAY or NIGHT.",
        )
        return
    for scene in timeless:
        yield _finding(
            "missing_time",
            Severity.WARNING,
            scene,
            f"The heading of {_called(scene)} names no time of day.",
            "End it with DAY, NIGHT or CONTINUOUS.",
        )


def _contradicting(scenes: Sequence[Scene], count: Count) -> Iterator[Finding]:
    if scenes:
        place = read_place(scenes[0].heading)
        if place.continuous or place.later:
            yield _finding(
                "time_goes_on_from_nothing",
                Severity.HINT,
                scenes[0],
                f"{_called(scenes[0], capital=True)} goes on ({place.time}), but no scene stands before it.",
                "Write DAY or NIGHT.",
            )
    for before, scene in pairwise(scenes):
        if {before.daypart, scene.daypart} != {"DAY", "NIGHT"}:
            continue
        if read_place(scene.heading).continuous:
            yield _finding(
                "time_contradicts",
                Severity.WARNING,
                scene,
                f"{_called(scene, capital=True)} is {scene.time}, but {_called(before)} before it is {before.daypart}.",
                "Correct one of the two, or leave out that no time has passed.",
            )
        elif _place(before) == _place(scene) and not count.scenes[scene.ordinal - 1].after_a_transition:
            yield _finding(
                "time_jumps",
                Severity.HINT,
                scene,
                f"{_called(before, capital=True)} is {before.daypart} and {_called(scene)} is {scene.daypart}, "
                "at the same place and with nothing between them.",
                "If time passes, a transition or LATER tells the reader.",
            )


def _misnumbered(scenes: Sequence[Scene]) -> Iterator[Finding]:
    numbered = [scene for scene in scenes if scene.number]
    if numbered and len(numbered) * 2 > len(scenes):
        for scene in scenes:
            if not scene.number:
                yield _finding(
                    "missing_number",
                    Severity.HINT,
                    scene,
                    f"The scene on line {scene.first_line + 1} has no number, and most others have one.",
                    "Number it, or number all scenes anew.",
                )
    seen: dict[str, Scene] = {}
    before = 0
    for scene in numbered:
        number = fold(scene.number or "")
        value = _value(number)
        if number in seen:
            yield _finding(
                "duplicate_number",
                Severity.WARNING,
                scene,
                f"The scenes on lines {seen[number].first_line + 1} and {scene.first_line + 1} "
                f"both have the number {scene.number}.",
                "Give one of them another, such as one with a letter.",
            )
        elif value is not None and value < before:
            yield _finding(
                "number_out_of_order",
                Severity.WARNING,
                scene,
                f"Scene {scene.number} on line {scene.first_line + 1} stands after scene {before}.",
                "If it was moved on purpose, this is fine; otherwise number it anew.",
            )
        seen.setdefault(number, scene)
        before = before if value is None else value


def _value(number: str) -> int | None:
    """The number in `12A` and `A12`. A longer one is no scene's number, and costs time to read."""
    found = _NUMBER.search(number)
    return int(found.group()[:9]) if found else None


def _place(scene: Scene) -> tuple[str, str, str]:
    return scene.where, fold(scene.location), fold(scene.sub_location)


def _called(scene: Scene, *, capital: bool = False) -> str:
    return f"{'Scene' if capital else 'scene'} {scene.number or scene.ordinal}"


def _finding(kind: str, severity: Severity, scene: Scene, sentence: str, suggestion: str) -> Finding:
    return Finding(kind, severity, scene.first_line, scene.first_line, sentence, suggestion)
