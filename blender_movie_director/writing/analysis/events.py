"""What an analysis tells while it runs. A failure of the whole is not told but raised."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, TypeAlias

if TYPE_CHECKING:
    from .results import Analysis


@dataclass(frozen=True, slots=True)
class Facts:
    """What was counted without asking anyone: always the first."""

    report: str
    data: dict[str, Any]


@dataclass(frozen=True, slots=True)
class Progress:
    done: int
    total: int
    note: str


@dataclass(frozen=True, slots=True)
class Part:
    """Something is finished, as plain data:

    - `scenes`: `{"scenes": [...]}`, one or several `SceneResult`, in the order in which they come;
    - `story` and `assessment`: a `Story`, an `Assessment`;
    - `summary`, the last one: an `Analysis` without the three above.
    """

    name: str
    data: dict[str, Any]


@dataclass(frozen=True, slots=True)
class Words:
    """The same to read, in Markdown: the scenes in the order of the script, then the story, then the assessment."""

    text: str


@dataclass(frozen=True, slots=True)
class Done:
    analysis: Analysis


Step: TypeAlias = Facts | Progress | Part | Words | Done
