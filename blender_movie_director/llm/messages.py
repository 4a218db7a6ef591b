"""What is asked of a model, and what comes back."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Role = Literal["system", "user", "assistant"]


@dataclass(frozen=True, slots=True)
class Message:
    role: Role
    content: str


@dataclass(frozen=True, slots=True)
class Request:
    """One call. `task` names what it is for ("analysis"), for logs and, later, for routes and the ledger."""

    model: str
    messages: tuple[Message, ...]
    temperature: float | None = None
    max_tokens: int | None = None
    task: str = ""


@dataclass(frozen=True, slots=True)
class Usage:
    """Tokens as the server counted them; `None` where it did not say."""

    input_tokens: int | None = None
    output_tokens: int | None = None


@dataclass(frozen=True, slots=True)
class Response:
    text: str
    model: str
    finish_reason: str
    usage: Usage = Usage()
    stand_in: bool = False
    """True when no model was asked and the words are a placeholder; whoever shows them must say so."""
