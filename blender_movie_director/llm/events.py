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
class Finished:
    """Always the last event, and only of an answer that came to its end."""

    response: Response


Event: TypeAlias = TextDelta | Finished
