"""Which scene of before is which scene of now: by exact words first, then by likeness, heading and neighbours."""

from __future__ import annotations

from bisect import bisect_left
from collections import Counter, defaultdict
from typing import TYPE_CHECKING, Protocol

from .sketch import likeness

if TYPE_CHECKING:
    from collections.abc import Callable, Generator, Iterator, Sequence

    from .sketch import Sketch

    SketchOf = Callable[[int], Sketch]

# What speaks for two scenes being one, beside the share of words in a row that they have in common.
_SAME_HEADING = 0.2
_SAME_NUMBER = 0.05
_SAME_NEIGHBOUR = 0.15
_BOTH_EMPTY = 0.15
# Enough is likeness alone, or what all of it comes to. A scene of which half is new still has a third in common with
# what it was; two scenes of one script, with the same people and turns of phrase, a tenth, and seldom a fifth.
ALIKE = 0.25
_ENOUGH = 0.35
_ALIKE_AFTER_ABSENCE = 0.5

_MANY_SCENES = 16
"""Words that stand in more scenes than that tell none of them from another."""
_TELLING_WORDS = 12
"""Scenes of fewer words need more than the same words to be one."""
_CANDIDATES = 8
_TWINS = 64
"""Of scenes that read the same, pairs whose neighbours are looked at. With more of them their order must do."""
_ROUNDS = 3
_SCENES_A_STEP = 8


class Comparable(Protocol):
    """What is compared of a scene, before or now."""

    @property
    def heading(self) -> str: ...
    @property
    def number(self) -> str | None: ...
    @property
    def fingerprint(self) -> str: ...


class Matching:
    """Pairs up scenes of before and of now. Each is paired once, and what is paired stays so."""

    def __init__(self, before: Sequence[Comparable], present: int, now: Sequence[Comparable]) -> None:
        """Of the scenes of before the first `present` ones stood in the script, in this order; the others had gone."""
        self.old_of: dict[int, int] = {}
        """For a scene of now, the one of before."""
        self._before = before
        self._present = present
        self._now = now
        self._taken: set[int] = set()

    def pair(self, old: int, new: int) -> None:
        self.old_of[new] = old
        self._taken.add(old)

    def left_before(self) -> list[int]:
        return [old for old in range(len(self._before)) if old not in self._taken]

    def left_now(self) -> list[int]:
        return [new for new in range(len(self._now)) if new not in self.old_of]

    def by_words(self) -> None:
        """Scenes that read as before under the same heading, wherever they stand now."""
        olds: dict[tuple[str, str], list[int]] = defaultdict(list)
        news: dict[tuple[str, str], list[int]] = defaultdict(list)
        for new in self.left_now():
            news[_words_of(self._now[new])].append(new)
        for old in self.left_before():
            olds[_words_of(self._before[old])].append(old)
        for words, same_now in news.items():
            same_before = olds.get(words, [])
            if len(same_now) * len(same_before) == 1:
                self.pair(same_before[0], same_now[0])
            elif same_before:
                self._pair_twins(same_before, same_now)

    def by_likeness(self, old_sketch: SketchOf, new_sketch: SketchOf) -> Generator[None, None, None]:
        """Scenes that were rewritten. Each round knows more neighbours than the one before."""
        if not self.left_before() or not self.left_now():
            return
        candidates = yield from self._candidates(old_sketch, new_sketch)
        alike: dict[tuple[int, int], float] = {}
        for _ in range(_ROUNDS):
            scored = []
            for place, new in enumerate(self.left_now()):
                if place % _SCENES_A_STEP == 0:
                    yield
                for old in {*candidates[new], *self._between_neighbours(new)}:
                    if old in self._taken:
                        continue
                    if (old, new) not in alike:
                        alike[old, new] = _alike(old_sketch(old), new_sketch(new))
                    scored.append((-self._score(old, new, alike[old, new]), old, new))
            if not self._pair_best(scored):
                break

    def _pair_twins(self, olds: list[int], news: list[int]) -> None:
        """Scenes that all read the same: those between the same neighbours belong together, the rest by their order."""
        if len(olds) * len(news) <= _TWINS:
            scored = [(-self._likeness_of_neighbours(old, new), old, new) for old in olds for new in news]
            self._pair_best([row for row in scored if row[0] < 0])
        left = [old for old in olds if old not in self._taken]
        for old, new in zip(left, [new for new in news if new not in self.old_of], strict=False):
            self.pair(old, new)

    def _pair_best(self, scored: list[tuple[float, int, int]]) -> bool:
        paired = False
        for score, old, new in sorted(scored):
            if score < 0 and old not in self._taken and new not in self.old_of:
                self.pair(old, new)
                paired = True
        return paired

    def _likeness_of_neighbours(self, old: int, new: int) -> int:
        """How many of the two neighbours read the same."""
        if old >= self._present:
            return 0
        return sum(
            _words_at(self._before, self._present, old + side) == _words_at(self._now, len(self._now), new + side)
            for side in (-1, 1)
        )

    def _score(self, old: int, new: int, alike: float) -> float:
        """What speaks for two scenes being one; 0 if it is not enough."""
        before, now = self._before[old], self._now[new]
        score = alike + _SAME_HEADING * (before.heading == now.heading)
        score += _SAME_NUMBER * (now.number is not None and before.number == now.number)
        if old >= self._present:
            return score if alike >= _ALIKE_AFTER_ABSENCE else 0
        score += _SAME_NEIGHBOUR * sum(self._same_neighbour(old, new, side) for side in (-1, 1))
        return score if alike >= ALIKE or score >= _ENOUGH else 0

    def _same_neighbour(self, old: int, new: int, side: int) -> bool:
        old, new = old + side, new + side
        if 0 <= old < self._present and 0 <= new < len(self._now):
            return self.old_of.get(new) == old
        return not 0 <= old < self._present and not 0 <= new < len(self._now)

    def _between_neighbours(self, new: int) -> Iterator[int]:
        """The scenes of before that stood where this one stands."""
        after = -1 if new == 0 else self.old_of.get(new - 1, self._present)
        if after + 1 < self._present:
            yield after + 1
        ahead = self._present if new == len(self._now) - 1 else self.old_of.get(new + 1, 0)
        if 0 < ahead <= self._present:
            yield ahead - 1

    def _candidates(self, old_sketch: SketchOf, new_sketch: SketchOf) -> Generator[None, None, dict[int, list[int]]]:
        """For each scene of now the few of before that share most with it, found without comparing all with all."""
        by_three: dict[int, list[int]] = defaultdict(list)
        by_heading: dict[str, list[int]] = defaultdict(list)
        for place, old in enumerate(self.left_before()):
            if place % _SCENES_A_STEP == 0:
                yield
            by_heading[self._before[old].heading].append(old)
            for value in old_sketch(old):
                by_three[value].append(old)
        found = {}
        for place, new in enumerate(self.left_now()):
            if place % _SCENES_A_STEP == 0:
                yield
            shared: Counter[int] = Counter()
            for value in new_sketch(new):
                olds = by_three.get(value, ())
                if len(olds) <= _MANY_SCENES:
                    shared.update(olds)
            most = sorted(shared, key=lambda old: (-shared[old], old))[:_CANDIDATES]
            there = by_heading.get(self._now[new].heading, [])
            nearest = max(0, bisect_left(there, new) - _CANDIDATES // 2)
            found[new] = most + there[nearest : nearest + _CANDIDATES]
        return found


def _words_of(scene: Comparable) -> tuple[str, str]:
    return scene.heading, scene.fingerprint


def _words_at(scenes: Sequence[Comparable], end: int, place: int) -> str | None:
    return scenes[place].fingerprint if 0 <= place < end else None


def _alike(old: Sketch, new: Sketch) -> float:
    if not old and not new:
        return _BOTH_EMPTY
    # That both say `CUT TO:` and nothing else makes no two scenes one.
    return likeness(old, new) * min(1.0, len(old | new) / _TELLING_WORDS)
