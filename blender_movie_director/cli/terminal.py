"""What a person types, and what is piped in their place."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    from ..llm.budget import Question
    from .voice import Voice


def from_stdin() -> str:
    """All of it; empty where this process was started with none, as Blender on Windows may be."""
    return sys.stdin.read() if sys.stdin is not None else ""


def can_be_asked() -> bool:
    return sys.stdin is not None and sys.stdin.isatty() and sys.stderr is not None and sys.stderr.isatty()


def yes_or_no(voice: Voice) -> Callable[[Question], Awaitable[bool]]:
    """For budgets that ask. Nothing else runs in this process while somebody thinks about it."""

    async def answer(question: Question) -> bool:
        voice.piece(f"{question.sentence} Go on? [y/N] ")
        said = sys.stdin.readline()
        voice.piece("\n" if not said else "")
        return said.strip().lower() in {"y", "yes"}

    return answer


def read_line(voice: Voice) -> str | None:
    """The next line without its end; None at the end of input."""
    if sys.stdin is None:
        return None
    if sys.stdin.isatty():
        if sys.stdout is not None and sys.stdout.isatty():
            try:
                return input("> ")  # with the keys for editing that the system offers
            except EOFError:
                print()
                return None
        voice.piece("> ")
    line = sys.stdin.readline()
    return line.rstrip("\r\n") if line else None
