"""Changes to read, as programmers' tools print them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from .parts import content, lines_of

if TYPE_CHECKING:
    from collections.abc import Container, Iterator, Sequence

    from .hunks import Change


def as_text(changes: Sequence[Change], first_line: int = 0, chosen: Container[int] | None = None) -> str:
    """Each change under its number (from 1) and its line, counted from `first_line`; where some are `chosen` (by their
    numbers from 0), those alone."""
    return "\n".join(
        line
        for number, change in enumerate(changes)
        if chosen is None or number in chosen
        for line in _shown(number + 1, change, first_line)
    )


def _shown(number: int, change: Change, first_line: int) -> Iterator[str]:
    yield f"@@ change {number}, line {first_line + change.line + 1} @@"
    yield from (f"-{content(line)}" for line in lines_of(change.old))
    yield from (f"+{content(line)}" for line in lines_of(change.new))
