"""Speeches: what a cue looks like and says, and what may stand under it."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

# In parentheses, and in those there may be others: (on the (old) radio).
_EXTENSION = re.compile(r"\(((?:[^()]|\([^()]*\))*)\)")


def is_cue(line: str) -> bool:
    """Whether the wording is that of a cue: a name in capitals, with extensions in any case. `23` is no name."""
    return (_EXTENSION.sub("", line) if "(" in line else line).isupper()


def read_cue(cue: str) -> tuple[str, str, tuple[str, ...]]:
    """The cue itself, the speaker's name, and the extensions behind it."""
    return _remember_cue(cue) if len(cue) <= _LONGEST_NAME else _read_cue(cue)


def _read_cue(cue: str) -> tuple[str, str, tuple[str, ...]]:
    if "(" not in cue:
        return cue, " ".join(cue.split()), ()
    name = " ".join(_EXTENSION.sub(" ", cue).split())
    return cue, name, tuple([extension.strip() for extension in _EXTENSION.findall(cue)])


# A script names the same people again and again: they are read and kept once. What is no name is not kept.
_LONGEST_NAME = 100
_remember_cue = lru_cache(maxsize=1024)(_read_cue)


def keeps_speech(blank: str) -> bool:
    """Two spaces on an otherwise empty line are the writer's way to keep the speech going."""
    return len(blank) >= 2 and not blank.strip(" ")


def parenthetical_end(lines: Sequence[str], first: int) -> int:
    """The line after a parenthetical, or 0 if the parenthesis is part of what is said. A blank line ends the search."""
    depth, index = 0, first
    while line := lines[index]:
        # A line that opens another one ends it too, so that a column of them stays linear.
        if index > first and line[0] == "(":
            return 0
        for place, character in enumerate(line, 1):
            depth += (character == "(") - (character == ")")
            if depth == 0:
                return index + 1 if place == len(line) else 0
        index += 1
    return 0
