"""What all requests of the writers' room have in common: how they are asked for, and what they tell while they run."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, TypeAlias

from .analysis.events import Part, Progress, Words
from .analysis.plain import Plain
from .analysis.results import Spent
from .prompts import own_in

if TYPE_CHECKING:
    from collections.abc import Mapping

__all__ = ["NOTHING_SPENT", "USUAL", "Afresh", "Done", "How", "Note", "Part", "Progress", "Step", "Words", "Written"]

NOTHING_SPENT = Spent()
PARTIAL, COMPLETE, FAILED = "partial", "complete", "failed"


@dataclass(frozen=True, slots=True)
class How:
    """With which words and settings a model is asked."""

    instruction: str = ""
    """The user's own words, added to the prompt."""
    prompts: Mapping[str, str] = field(default_factory=dict)
    """By name, in the place of ours."""
    temperature: float | None = None
    max_tokens: int | None = None
    """None: as much as the answer can be expected to need."""
    reasoning_effort: str | None = None
    summaries: Mapping[int, str] = field(default_factory=dict)
    """Of scenes, by their ordinals: what an analysis has said, where there was one."""
    stream: bool = True
    """Whether the words come one by one, or all at once."""

    @classmethod
    def from_plain(cls, data: Mapping[str, Any]) -> How:
        """From a job's payload; names that are not there keep their defaults. Raises `ConfigurationError` for a folder
        of prompts that cannot be read."""
        return cls(
            instruction=str(data.get("instruction") or ""),
            prompts=own_in(data),
            temperature=data.get("temperature"),
            max_tokens=data.get("max_tokens") or None,
            reasoning_effort=data.get("reasoning_effort") or None,
            stream=data.get("stream", True) is not False,
            summaries={int(ordinal): str(text) for ordinal, text in (data.get("summaries") or {}).items()},
        )


USUAL = How()


@dataclass(frozen=True, slots=True)
class Note(Plain):
    """Something to look at in an answer. It never stands in the way."""

    line: int
    """Of the answer, from 0."""
    words: str
    sentence: str


@dataclass(frozen=True, slots=True)
class Written(Plain):
    """One answer in words: what a take is made of."""

    request: str
    """`dialogue` or `description`."""
    text: str
    state: str
    """`complete`; `partial` for one that broke off; `failed` for words that are no answer."""
    target: dict[str, Any]
    """As `targets.Target.to_plain` gives it."""
    faults: tuple[str, ...] = ()
    """What is wrong with it although it was asked for again: a sentence each."""
    notes: tuple[Note, ...] = ()
    failure: str = ""
    """Why it is not complete."""
    model: str = ""
    stand_in: bool = False
    spent: Spent = NOTHING_SPENT
    prompt: str = ""
    """The prompt's version."""


@dataclass(frozen=True, slots=True)
class Afresh:
    """The answer begins anew: the words so far are not part of it."""

    why: str


@dataclass(frozen=True, slots=True)
class Done:
    """The last step. What it holds was told as a `Part` too."""

    result: Any


Step: TypeAlias = Progress | Words | Afresh | Part | Done
