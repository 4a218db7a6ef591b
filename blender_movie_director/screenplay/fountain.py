"""Fountain 1.1: text to elements and back. Every string is a script, and none raises."""

from __future__ import annotations

from .blocks import read_blocks
from .elements import Script


def parse(text: str) -> Script:
    """Read a Fountain script, in time proportional to its length."""
    return Script(text, tuple(read_blocks(text)))


def write(script: Script) -> str:
    """The script's text, character for character as it was read."""
    return script.source
