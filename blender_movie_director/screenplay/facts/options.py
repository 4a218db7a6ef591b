"""What a user can tune in a breakdown."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from .runtime import Runtime

if TYPE_CHECKING:
    from collections.abc import Mapping


@dataclass(frozen=True, slots=True)
class Options:
    runtime: Runtime = field(default_factory=Runtime)
    aliases: Mapping[str, str] = field(default_factory=dict)
    """Names as cues have them to the name under which they shall count, in any case."""
    monologue_words: int = 100
    """A speech of so many words is a monologue."""
    long_speech_words: int = 200
    """A longer speech gets a hint."""
    long_action_lines: int = 12
    """A longer paragraph of action gets a hint. A line holds 60 characters."""
