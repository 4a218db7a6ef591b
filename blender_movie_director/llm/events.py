"""What a call emits while it runs. A failure is not an event: the stream raises an `LLMError`."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeAlias

if TYPE_CHECKING:
    from .messages import Response


@dataclass(frozen=True, slots=True)
class TextDelta:
    text: str


@dataclass(frozen=True, slots=True)
class ReasoningDelta:
    text: str


@dataclass(frozen=True, slots=True)
class ToolCallDelta:
    """A piece of the `index`-th tool call; id and name come with its first piece."""

    index: int
    id: str
    name: str
    arguments: str


@dataclass(frozen=True, slots=True)
class Waiting:
    """For a place under a rate limit."""

    seconds: float
    why: str


@dataclass(frozen=True, slots=True)
class Retrying:
    """The attempt failed before its first word; another one follows after `seconds`."""

    attempt: int
    seconds: float
    why: str


@dataclass(frozen=True, slots=True)
class FellBack:
    """Another model starts the answer afresh. `partial` is what the first one had said: it is kept apart, and
    whoever shows words takes them away or marks them; they are never part of the new answer."""

    model: str
    to: str
    why: str
    partial: str = ""


@dataclass(frozen=True, slots=True)
class Repairing:
    """The answer did not have the shape that was asked for; the model is asked once more, with the fault."""

    why: str


@dataclass(frozen=True, slots=True)
class Finished:
    """Always the last event, and only of an answer that came to its end."""

    response: Response


Event: TypeAlias = TextDelta | ReasoningDelta | ToolCallDelta | Waiting | Retrying | FellBack | Repairing | Finished
