"""What of a script a request is about, and what is shown around it."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any

from ..screenplay import Kind, ScriptError, breakdown, check_text, clean, parse
from .analysis.passages import passages_of
from .analysis.portions import tokens_of
from .changes.parts import is_blank, lines_of
from .nearest import stretch
from .pieces import silent_lines, without
from .targets import Target

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from ..screenplay import Scene, Span
    from .analysis.passages import Passage

_IN_FULL = (-1, 1, -2)
"""The scenes around that are shown in full where there is room, by their distance, in this order."""
_WORDS_OF_A_SUMMARY = 30
_SHORTEST_CONTEXT = 60


@dataclass(frozen=True, slots=True)
class Place:
    """Where in a script: a selection, or a line, or a scene; with none of them, its end."""

    scene: int | None = None
    """Ordinal, from 1."""
    line: int | None = None
    """The cursor's, from 0."""
    lines: tuple[int, int] | None = None
    """The first and the last one of a selection, from 0."""

    @classmethod
    def from_plain(cls, data: Mapping[str, Any] | None) -> Place:
        """`{"scene": 3}`, `{"line": 120}`, `{"lines": [120, 180]}`."""
        data = data or {}
        lines = data.get("lines")
        return cls(data.get("scene"), data.get("line"), (int(lines[0]), int(lines[1])) if lines else None)


ANYWHERE = Place()


class SceneContext:
    """A script, and a place in it. Raises `ScriptError` for what is no script, or a scene that it does not have."""

    def __init__(self, text: str, name: str, place: Place, *, scene_id: str = "") -> None:
        self.text, _ = clean(check_text(text, name) if text.strip() else text)
        self.name = name
        self.place = place
        self._scene_id = scene_id
        self.script = parse(self.text)
        self.facts = breakdown(self.script)
        self._lines = lines_of(self.text)
        self.scene = self._scene()

    @cached_property
    def passages(self) -> Sequence[Passage]:
        return passages_of(self.script, self.facts)

    def passage(self) -> Target:
        """The selection, widened to whole paragraphs and speeches; or the scene; for an answer in its place."""
        if self.place.lines is not None:
            first, last = self._widened(min(self.place.lines), max(self.place.lines))
        elif self.scene is not None:
            first, last = self.scene.first_line, self.scene.last_line
        else:
            raise ScriptError(
                f"{self.name} has no scene there.", "Put the cursor into a scene, select lines, or name a scene."
            )
        target = self._target(first, last, None)
        if not self.shown(target).strip():
            raise ScriptError("There is nothing in the selection that prints.", "Select some lines of the scene.")
        return target

    def gap(self, *, after_scene: bool = False) -> Target:
        """The place after the cursor's paragraph, or at the scene's end; for an answer that comes in between."""
        if self.scene is None:
            return self._opening_gap(after_scene=after_scene)
        first, last = self.scene.first_line, self.scene.last_line
        at = last + 1 if after_scene or self.place.line is None else min(self._after(self.place.line), last + 1)
        return self._target(first, last, max(at - first, 1))

    def _opening_gap(self, *, after_scene: bool) -> Target:
        """Before the first scene, or in a script that has none."""
        body = self._body
        last = self._opening_end
        if self.facts.scenes and not "".join(self._lines[body : last + 1]).strip():
            scene = self.facts.scenes[0]
            return self._target(scene.first_line, scene.last_line, 0)
        at = last + 1
        if self.place.line is not None and not after_scene:
            at = min(self._after(self.place.line), at)
        while at > body and not self._lines[at - 1].strip():
            at -= 1
        first = body if self.facts.scenes else 0
        target = self._target(first, last, max(at, body) - first)
        return target._replace(silent=tuple(sorted({*target.silent, *range(body - first)})))

    def shown(self, target: Target) -> str:
        """The base as a model is shown it: as it is typed, without what does not print."""
        return without(lines_of(target.base), target.silent)

    def parted(self, target: Target) -> tuple[str, str]:
        """The same before and after the place of what comes in between."""
        lines = lines_of(target.base)
        at = len(lines) if target.at is None else target.at
        after = [line - at for line in target.silent if line >= at]
        return without(lines[:at], target.silent), without(lines[at:], after)

    def rest(self, passage: Target) -> tuple[str, str]:
        """What stands before and after a passage in its scene, as a model is shown it. Empty where the passage is the
        whole scene."""
        end = passage.first_line + len(lines_of(passage.base))
        touched = self._touched(passage)
        first = min([scene.first_line for scene in touched] or [self._body])
        first = first if first <= passage.first_line else self._body
        last = max([scene.last_line for scene in touched] or [self._opening_end])
        parts = ("".join(self._lines[first : passage.first_line]), "".join(self._lines[end : last + 1]))
        before, after = (without(lines_of(part), silent_lines(part)) for part in parts)
        return before, after

    def around(
        self, budget: int, model: str, summaries: Mapping[int, str], passage: Target | None = None
    ) -> list[tuple[str, str]]:
        """The scenes before and after: the nearest in full, others in a line each, in about so many tokens. Those of
        which the passage holds a part are none of them."""
        if budget < _SHORTEST_CONTEXT or not self.passages:
            return []
        here = self.scene.ordinal if self.scene else 0
        touched = [scene.ordinal for scene in self._touched(passage)] if passage else []
        first, last = (min(touched), max(touched)) if touched else (here, here)
        return self._between(first, last, budget, model, summaries)

    def _between(
        self, first: int, last: int, budget: int, model: str, summaries: Mapping[int, str]
    ) -> list[tuple[str, str]]:
        """What is around these scenes, by their ordinals."""
        scenes = {passage.ordinal: passage for passage in self.passages if passage.ordinal}
        full: dict[int, str] = {}
        left = budget
        for distance in _IN_FULL:
            passage = scenes.get((last if distance > 0 else first) + distance)
            if passage is not None and (size := tokens_of(passage.text, model)) <= left * 2 // 3:
                full[passage.ordinal] = passage.text
                left -= size
        lines: dict[int, str] = {}
        others = scenes.keys() - full.keys() - set(range(first, last + 1))
        for ordinal in sorted(others, key=lambda other: max(first - other, other - last)):
            line = self._summary(scenes[ordinal], summaries)
            left -= tokens_of(line, model)
            if left < 0:
                break
            lines[ordinal] = line
        return [
            ("EARLIER SCENES", "\n".join(lines[ordinal] for ordinal in sorted(lines) if ordinal < first)),
            *((f"SCENE {ordinal}, BEFORE", full[ordinal]) for ordinal in sorted(full) if ordinal < first),
            *((f"SCENE {ordinal}, AFTER", full[ordinal]) for ordinal in sorted(full) if ordinal > last),
            ("LATER SCENES", "\n".join(lines[ordinal] for ordinal in sorted(lines) if ordinal > last)),
        ]

    def listed(self, budget: int, model: str, summaries: Mapping[int, str]) -> str:
        """All scenes in a line each; where that is too much, with less about each, and in the end the nearest only."""
        scenes = [passage for passage in self.passages if passage.ordinal]
        whole = [self._summary(passage, summaries) for passage in scenes]
        headings = [f"{passage.ordinal}. {passage.heading}" for passage in scenes]
        for lines in (whole, headings):
            if tokens_of("\n".join(lines), model) <= budget:
                return "\n".join(lines)
        here = self.scene.ordinal if self.scene else 1
        return stretch(headings, here - 1, budget, model, gap="\n").text

    def _summary(self, passage: Passage, summaries: Mapping[int, str]) -> str:
        """What an analysis said, or the writer's synopsis, or how the scene begins."""
        scene = self.facts.scenes[passage.ordinal - 1]
        told = summaries.get(passage.ordinal) or scene.synopsis or passage.text.partition("\n")[2]
        words = told.split()
        more = " ..." if len(words) > _WORDS_OF_A_SUMMARY else ""
        return f"{passage.ordinal}. {passage.heading}: {' '.join(words[:_WORDS_OF_A_SUMMARY])}{more}"

    def _scene(self) -> Scene | None:
        scenes = self.facts.scenes
        if self.place.scene is not None:
            if not 1 <= self.place.scene <= len(scenes):
                has = f"{len(scenes)} scenes" if len(scenes) != 1 else "one scene"
                raise ScriptError(f"{self.name} has no scene {self.place.scene}.", f"It has {has}: choose among them.")
            return scenes[self.place.scene - 1]
        line = min(self.place.lines) if self.place.lines is not None else self.place.line
        before = [scene for scene in scenes if line is None or scene.first_line <= line]
        return before[-1] if before else None

    def _touched(self, target: Target) -> list[Scene]:
        """The scenes of which it holds a part."""
        end = target.first_line + len(lines_of(target.base))
        scenes = self.facts.scenes
        return [scene for scene in scenes if scene.first_line < end and scene.last_line >= target.first_line]

    def _target(self, first: int, last: int, at: int | None) -> Target:
        """With the empty lines that follow: they belong to what stands before them."""
        while last + 1 < len(self._lines) and not self._lines[last + 1].strip():
            last += 1
        base = "".join(self._lines[first : last + 1])
        scene = self.scene
        return Target(
            base=base,
            first_line=first,
            ordinal=scene.ordinal if scene else 0,
            heading=scene.heading if scene else "",
            scene=self._scene_id,
            at=at,
            silent=silent_lines(base),
        )

    def _after(self, line: int) -> int:
        """The first line behind the paragraph, the note or the cut text in which a line stands."""
        if line < len(self._lines) and not is_blank(self._lines[line]):
            line += 1
        while line < len(self._lines) and not is_blank(self._lines[line]):
            line += 1
        ends = [span.end_line + 1 for span in self._asides() if span.line < line <= span.end_line]
        return max(ends, default=line)

    def _widened(self, first: int, last: int) -> tuple[int, int]:
        most = len(self._lines) - 1
        first, last = min(first, most), min(last, most)
        for span in self._asides():
            if span.line <= last and span.end_line >= first:
                first, last = min(first, span.line), max(last, span.end_line)
        while first > 0 and not is_blank(self._lines[first]) and not is_blank(self._lines[first - 1]):
            first -= 1
        while last < most and not is_blank(self._lines[last]) and not is_blank(self._lines[last + 1]):
            last += 1
        if first < self._body:
            raise ScriptError("The selection holds a part of the title page.", "Select lines of the script itself.")
        return first, last

    @cached_property
    def _body(self) -> int:
        """The line behind the title page, and behind the empty lines that end it."""
        ends = [element.span.end_line for element in self.script.elements if element.kind is Kind.TITLE_PAGE]
        body = max(ends, default=-1) + 1
        while ends and body < len(self._lines) and not self._lines[body].strip():
            body += 1
        return body

    @property
    def _opening_end(self) -> int:
        """The last line before the first scene."""
        return self.facts.scenes[0].first_line - 1 if self.facts.scenes else len(self._lines) - 1

    def _asides(self) -> Iterator[Span]:
        """Notes and cut text that run over several lines."""
        for element in self.script.elements:
            if element.kind in (Kind.NOTE, Kind.BONEYARD) and element.span.end_line > element.span.line:
                yield element.span
