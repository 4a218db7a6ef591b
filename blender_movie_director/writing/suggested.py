"""Suggestions as records: the shape in which a model gives them, and how they are read. How they are kept, and how one
goes on from them, see `suggested_rounds`."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from ..llm.messages import Shape
from .analysis.plain import Plain
from .analysis.results import Spent  # noqa: TC001 - a record is read by its annotations
from .asked import COMPLETE, NOTHING_SPENT

if TYPE_CHECKING:
    from collections.abc import Mapping

_LONGEST = {"title": 200, "pitch": 1_500, "why": 800, "cost": 800}
"""Characters of each field."""

SHAPE = Shape(
    "suggestions",
    {
        "type": "object",
        "properties": {
            "suggestions": {
                "type": "array",
                "items": {
                    "type": "object",
                    "properties": {
                        "title": {"type": "string", "description": "two to six words to tell it by"},
                        "pitch": {"type": "string", "description": "what happens, in one to three sentences"},
                        "why": {"type": "string", "description": "what the story gains, in one sentence"},
                        "cost": {"type": "string", "description": "what has to change or is lost, in one sentence"},
                    },
                    "required": ["title", "pitch", "why", "cost"],
                    "additionalProperties": False,
                },
            }
        },
        "required": ["suggestions"],
        "additionalProperties": False,
    },
)


@dataclass(frozen=True, slots=True)
class Suggestion(Plain):
    title: str
    pitch: str
    why: str
    cost: str

    @classmethod
    def read(cls, found: Mapping[str, Any]) -> Suggestion:
        """From an answer: whatever is no text is empty, and what is too long is cut."""
        return cls(**{name: _line(found.get(name), longest) for name, longest in _LONGEST.items()})

    def to_read(self, number: int) -> str:
        lines = [f"{number}. {self.title}", self.pitch]
        lines += [f"Why: {self.why}"] if self.why else []
        lines += [f"Cost: {self.cost}"] if self.cost else []
        return "\n".join(lines) + "\n\n"


@dataclass(frozen=True, slots=True)
class Suggested(Plain):
    about: str
    suggestions: tuple[Suggestion, ...]
    state: str = COMPLETE
    """`complete`, or `partial` where the answer broke off."""
    faults: tuple[str, ...] = ()
    """Sentences: what was asked for and is not there."""
    failure: str = ""
    model: str = ""
    stand_in: bool = False
    spent: Spent = NOTHING_SPENT
    prompt: str = ""


def _line(said: object, longest: int) -> str:
    """One line, whatever was said, without what no text field holds."""
    if not isinstance(said, str):
        return ""
    line = " ".join("".join(letter if letter.isprintable() else " " for letter in said[: longest * 4]).split())
    return line if len(line) <= longest else f"{line[: longest - 3].rstrip()}..."
