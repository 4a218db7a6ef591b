"""Two texts in one, word by word: what is only in the first, and what is only in the second."""

from __future__ import annotations

from typing import TYPE_CHECKING

from .changes import marked, propose

if TYPE_CHECKING:
    from collections.abc import Iterator

    from .changes import Change

ONLY_FIRST, ONLY_SECOND = ("[-", "-]"), ("{+", "+}")
_MOSTLY_ANOTHER = 0.5
"""From this part of other words on, two passages are read more easily one after the other."""


def compared(first: str, second: str) -> str:
    """Line ends are those of Blender's texts, and at the ends none. Empty where nothing differs."""
    first, second = _plain(first), _plain(second)
    changes = propose(first, second)
    if not changes:
        return ""
    pieces = []
    done = 0
    for change in changes:
        pieces.append(first[done : change.start])
        pieces += _told(change)
        done = change.end
    return "".join([*pieces, first[done:]]).rstrip("\n") + "\n"


def _plain(text: str) -> str:
    return text.replace("\r\n", "\n").replace("\r", "\n").strip("\n") + "\n"


def _told(change: Change) -> Iterator[str]:
    pieces = marked(change)
    same = sum(len(piece.text) for piece in pieces if piece.kind == "same")
    if same < max(len(change.old), len(change.new)) * _MOSTLY_ANOTHER:
        yield _within(change.old, ONLY_FIRST) + _within(change.new, ONLY_SECOND)
        return
    for piece in pieces:
        if piece.kind == "same":
            yield piece.text
        else:
            yield _within(piece.text, ONLY_FIRST if piece.kind == "removed" else ONLY_SECOND)


def _within(words: str, marks: tuple[str, str]) -> str:
    """Marks around each line's own words, so that no mark is open over a line's end."""
    return "\n".join(f"{marks[0]}{line}{marks[1]}" if line.strip() else line for line in words.split("\n"))
