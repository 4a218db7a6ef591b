"""Who shares scenes with whom, and who speaks with whom: one speaks right after the other in the same scene."""

from __future__ import annotations

from itertools import combinations, pairwise
from typing import TYPE_CHECKING

from .figures import Pair

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from .tallies import SceneCount

_LARGEST_CAST = 60
"""Of a scene with more speakers only those count as a pair who speak with each other: time stays bounded."""


def pairs_of(scenes: Sequence[SceneCount], names: Mapping[str, str], order: Mapping[str, int]) -> tuple[Pair, ...]:
    """The pairs by exchanges, the most first. `order` is the place of each key in the cast."""
    together: dict[tuple[str, str], list[int]] = {}
    exchanges: dict[tuple[str, str], int] = {}
    talking: dict[tuple[str, str], list[int]] = {}
    for ordinal, scene in enumerate(scenes, 1):
        spoken: dict[tuple[str, str], int] = {}
        for first, second in pairwise(scene.turns):
            pair = (first, second) if order[first] < order[second] else (second, first)
            spoken[pair] = spoken.get(pair, 0) + 1
        for pair, times in spoken.items():
            exchanges[pair] = exchanges.get(pair, 0) + times
            talking.setdefault(pair, []).append(ordinal)
        speakers = sorted(scene.words, key=order.__getitem__)
        for pair in combinations(speakers, 2) if len(speakers) <= _LARGEST_CAST else spoken:
            together.setdefault(pair, []).append(ordinal)
    found = [
        Pair(names[pair[0]], names[pair[1]], tuple(shared), exchanges.get(pair, 0), tuple(talking.get(pair, ())))
        for pair, shared in together.items()
    ]
    return tuple(sorted(found, key=lambda pair: (-pair.exchanges, -len(pair.scenes), pair.first, pair.second)))
