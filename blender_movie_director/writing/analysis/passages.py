"""The scenes as they are shown to a model: their printed words, without notes, cut text or marks of emphasis."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

from ...screenplay import Kind, ScriptError
from ...screenplay.elements import PRINTED, SPOKEN

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from typing import Any

    from ...screenplay import Breakdown, Element, Script

OPENING = 0
"""The ordinal of what stands before the first scene heading."""
OPENING_HEADING = "(before the first scene)"
_WORDS_OF_AN_OPENING = 12
"""Words from which on an opening counts as told: FADE IN: and the like do not."""
_ON_THE_NEXT_LINE = SPOKEN | {Kind.PARENTHETICAL}


class Passage(NamedTuple):
    """One scene, or what stands before the first one."""

    ordinal: int
    heading: str
    text: str
    first_line: int
    last_line: int
    eighths: int
    cast: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Scope:
    """What of a script is read: these scenes, or those that these lines touch, or (with neither) all of it."""

    scenes: tuple[int, ...] = ()
    """Ordinals, from 1."""
    lines: tuple[int, int] | None = None
    """The first and the last line, from 0."""

    @property
    def whole(self) -> bool:
        return not self.scenes and self.lines is None

    @classmethod
    def from_plain(cls, data: Mapping[str, Any] | None) -> Scope:
        """`{"scenes": [3, 4]}`, `{"lines": [120, 180]}`, or nothing for the whole script."""
        lines = (data or {}).get("lines")
        return cls(
            tuple(int(ordinal) for ordinal in (data or {}).get("scenes") or ()),
            (int(lines[0]), int(lines[1])) if lines else None,
        )


WHOLE = Scope()


def passages_of(script: Script, facts: Breakdown) -> list[Passage]:
    """All passages in their order; the ordinals are those of the breakdown."""
    collected: list[list[Element]] = [[]]
    for element in script.elements:
        if element.kind is Kind.SCENE_HEADING:
            collected.append([])
        if element.kind in PRINTED:
            collected[-1].append(element)
    opening, *others = collected
    passages = [
        Passage(s.ordinal, s.heading, _as_text(elements), s.first_line, s.last_line, s.eighths, s.cast)
        for s, elements in zip(facts.scenes, others, strict=True)
    ]
    text = _as_text(opening)
    if opening and (not passages or len(text.split()) >= _WORDS_OF_AN_OPENING):
        spans = [element.span for element in opening]
        passages.insert(0, Passage(OPENING, OPENING_HEADING, text, spans[0].line, spans[-1].end_line, 1, ()))
    return passages


def chosen(passages: Sequence[Passage], scope: Scope, name: str) -> list[Passage]:
    """The passages within the scope. Raises `ScriptError` where there are none, or one that was named is not there."""
    if scope.whole:
        if not passages:
            raise ScriptError(f"{name} has nothing in it that prints.", "Write a scene, then ask again.")
        return list(passages)
    known = {passage.ordinal for passage in passages}
    if missing := sorted(set(scope.scenes) - known):
        raise ScriptError(f"{name} has no {_scenes(missing)}.", "Choose among the scenes that it has now.")
    found = [passage for passage in passages if passage.ordinal in scope.scenes or _touches(passage, scope.lines)]
    if not found:
        raise ScriptError(f"No scene of {name} is selected.", "Select some lines of a scene, or ask about all of it.")
    return found


def _touches(passage: Passage, lines: tuple[int, int] | None) -> bool:
    return lines is not None and passage.first_line <= max(lines) and passage.last_line >= min(lines)


def _scenes(ordinals: Sequence[int]) -> str:
    return f"scene {ordinals[0]}" if len(ordinals) == 1 else f"scenes {', '.join(map(str, ordinals))}"


def _as_text(elements: Iterable[Element]) -> str:
    lines: list[str] = []
    for element in elements:
        if lines and element.kind not in _ON_THE_NEXT_LINE:
            lines.append("")
        lines.append(element.text)
    return "\n".join(lines)
