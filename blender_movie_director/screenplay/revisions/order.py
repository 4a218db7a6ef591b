"""Which scenes moved, and in which order those of both versions are told."""

from __future__ import annotations

from bisect import bisect_left
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence


def moved(before: Sequence[str], stayed: Sequence[str]) -> set[str]:
    """The fewest scenes that must have moved for the others to have kept their order."""
    place = {scene: ordinal for ordinal, scene in enumerate(before)}
    # The longest rising run of old places, found by patience sorting.
    ends: list[int] = []
    last_of: list[str] = []
    previous: dict[str, str | None] = {}
    for scene in stayed:
        at = bisect_left(ends, place[scene])
        previous[scene] = last_of[at - 1] if at else None
        ends[at : at + 1] = [place[scene]]
        last_of[at : at + 1] = [scene]
    kept = set()
    scene_kept = last_of[-1] if last_of else None
    while scene_kept is not None:
        kept.add(scene_kept)
        scene_kept = previous[scene_kept]
    return set(stayed) - kept


def in_order(before: Sequence[str], now: Sequence[str]) -> Iterator[str]:
    """The scenes of the new version, and those that were cut, each after the scene that stood before it."""
    standing = set(now)
    cut_after: dict[str | None, list[str]] = {}
    last = None
    for scene in before:
        if scene in standing:
            last = scene
        else:
            cut_after.setdefault(last, []).append(scene)
    yield from cut_after.get(None, ())
    for scene in now:
        yield scene
        yield from cut_after.get(scene, ())
