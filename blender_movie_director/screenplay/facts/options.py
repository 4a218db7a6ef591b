"""What a user can tune in a breakdown."""

from __future__ import annotations

from types import MappingProxyType
from typing import TYPE_CHECKING, NamedTuple

from ..pages.layout import STANDARD, Layout
from .runtime import Runtime

if TYPE_CHECKING:
    from collections.abc import Mapping


class Options(NamedTuple):
    runtime: Runtime = Runtime()
    layout: Layout = STANDARD
    """By which the pages are counted."""
    aliases: Mapping[str, str] = MappingProxyType({})
    """Names as cues have them to the name under which they shall count, in any case."""
    monologue_words: int = 100
    """A speech of so many words is a monologue."""
    long_speech_words: int = 200
    """A longer speech gets a hint."""
    long_action_lines: int = 12
    """A longer paragraph of action gets a hint. A line holds 60 characters."""
