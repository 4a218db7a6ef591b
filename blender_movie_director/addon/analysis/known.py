"""What a model has said of one script, as plain data. Knows nothing of Blender, and imports nothing that is heavy: the
records of `writing.analysis` are the worker's."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from .forms import NOTHING_SPENT, SCENE, SUMMARY, WHOLES, checked

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping


class Known:
    """One analysis. It is not changed any more once it is kept."""

    def __init__(self, script: str, model: str, *, made: float) -> None:
        self.script = script
        """The name of the text."""
        self.made = made
        """Seconds since 1970."""
        self.scenes: dict[int, dict[str, Any]] = {}
        """What `analysis.SceneResult` has, by ordinal."""
        self.marks: dict[int, str] = {}
        """What tells whether the words of a scene are still the same (see `comparing`), by ordinal."""
        self.about: dict[str, Any] = {
            "title": script, "model": model, "stand_in": False, "failures": [], "spent": NOTHING_SPENT, "prompts": {},
            "story": None, "assessment": None,
        }  # fmt: skip
        """What `analysis.Analysis` has beside the scenes."""
        self.whole = False
        """Everything was asked about."""
        self.broken_off = ""
        """Why it did not come to its end; empty where it did."""
        self._written: dict[int, str] = {}
        """The scenes as JSON, each when it comes: all at once would be felt."""
        self._size = 0
        self._figures: tuple[int, list[dict[str, Any]], int] | None = None
        """Panels ask for them at each draw, and a feature has 200 scenes."""

    def add(self, scene: dict[str, Any], mark: str) -> None:
        ordinal = scene["ordinal"]
        self._figures = None
        self.scenes[ordinal] = scene
        self.marks[ordinal] = mark
        self._size -= len(self._written.get(ordinal, ""))
        self._written[ordinal] = _json(scene)
        self._size += len(self._written[ordinal])

    @property
    def stand_in(self) -> bool:
        return bool(self.about["stand_in"])

    @property
    def read(self) -> int:
        """Scenes that have a reading."""
        return self._counted()[0]

    @property
    def failed(self) -> list[dict[str, Any]]:
        return self._counted()[1]

    @property
    def rejected(self) -> int:
        """Quotes and references that are not so, in the scenes and in what is said of the whole."""
        wholes = (len(self.about[name]["rejected"]) for name in WHOLES if self.about[name] is not None)
        return self._counted()[2] + sum(wholes)

    def _counted(self) -> tuple[int, list[dict[str, Any]], int]:
        if self._figures is None:
            self._figures = self._count()
        return self._figures

    def _count(self) -> tuple[int, list[dict[str, Any]], int]:
        failed = [scene for scene in self.scenes.values() if scene["reading"] is None]
        elements = (
            element["rejected"]
            for scene in self.scenes.values()
            if scene["reading"] is not None
            for element in scene["reading"]["elements"]
        )
        return len(self.scenes) - len(failed), failed, sum(map(bool, elements))

    @property
    def size(self) -> int:
        """About how many characters `to_json` gives."""
        return self._size + 24 * len(self.marks) + 20_000

    def to_dict(self) -> dict[str, Any]:
        """As `Analysis.to_dict` has it, and `analyze --json` writes it."""
        return {**self.about, "scenes": [self.scenes[ordinal] for ordinal in sorted(self.scenes)]}

    def to_json(self, name: str) -> str:
        """ASCII, on one line. `name` is what the script is called now."""
        told = {"script": name, "made": self.made, "whole": self.whole, "broken_off": self.broken_off}
        marks = {str(ordinal): mark for ordinal, mark in self.marks.items()}
        scenes = ",".join(self._written[ordinal] for ordinal in sorted(self._written))
        return (
            f'{{{_json(told)[1:-1]},"marks":{_json(marks)},'
            f'"analysis":{{{_json(self.about)[1:-1]},"scenes":[{scenes}]}}}}'
        )

    @classmethod
    def from_dict(cls, data: Mapping[str, Any]) -> Known:
        """What `to_json` gave, out of a file that anybody may have written. Raises `MisfitError`."""
        told = checked(data, {"script": str, "made": float, "whole": bool, "broken_off": str, "marks": dict})
        analysis = checked(data.get("analysis"), {**SUMMARY, "scenes": [SCENE]})
        known = cls(told["script"], analysis["model"], made=told["made"])
        known.whole, known.broken_off = told["whole"], told["broken_off"]
        for scene in analysis.pop("scenes"):
            known.add(scene, str(told["marks"].get(str(scene["ordinal"]), "")))
        known.about = analysis
        return known


def from_parts(script: str, scenes: Iterable[tuple[dict[str, Any], str]], like: Known) -> Known:
    """An analysis of these scenes with their marks, and for all else as another one is."""
    made = Known(script, like.about["model"], made=like.made)
    made.about = dict(like.about)
    made.whole, made.broken_off = like.whole, like.broken_off
    for scene, mark in scenes:
        made.add(scene, mark)
    return made


def _json(data: Any) -> str:
    return json.dumps(data, separators=(",", ":"))
