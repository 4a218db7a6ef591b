"""Finds the scene that another one was split off from, or merged into."""

from __future__ import annotations

from collections import Counter, defaultdict
from typing import TYPE_CHECKING

from ..identity.sketch import threes

if TYPE_CHECKING:
    from collections.abc import Mapping

    from ..scene_texts import SceneText

_MOSTLY = 0.5
"""A scene is part of another when that share of its words stands there."""
_MANY_SCENES = 64
"""Words that stand in more scenes than that tell nothing."""


class Holders:
    """Scenes that may hold what was another scene once."""

    def __init__(self, scenes: Mapping[str, SceneText]) -> None:
        self._scenes = scenes
        self._index: dict[int, list[str]] = {}

    def holder_of(self, text: SceneText) -> str | None:
        """The id of the one that holds most of the text's words."""
        wanted = threes(text.lines)
        if not self._index:
            self._index = self._indexed()
        held: Counter[str] = Counter()
        for three in wanted:
            scenes = self._index.get(three, ())
            if len(scenes) <= _MANY_SCENES:
                held.update(scenes)
        if not held:
            return None
        scene, most = max(held.items(), key=lambda item: item[1])
        return scene if most > _MOSTLY * len(wanted) else None

    def _indexed(self) -> dict[int, list[str]]:
        index: dict[int, list[str]] = defaultdict(list)
        for scene, text in self._scenes.items():
            for three in threes(text.lines):
                index[three].append(scene)
        return index
