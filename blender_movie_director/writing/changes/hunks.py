"""The difference between a text and what is proposed in its place, as changes that can be taken or left one by one."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Literal, NamedTuple

from .parts import matches, parts_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

_WORD = re.compile(r"\w+|\s+|[^\w\s]")


class Change(NamedTuple):
    """One place where the text would be another. Whole lines, and whole paragraphs or speeches."""

    start: int
    """The character of the text with which it begins."""
    line: int
    """The line on which it begins, from 0."""
    old: str
    """What stands there; empty where something comes in between."""
    new: str

    @property
    def end(self) -> int:
        return self.start + len(self.old)


class Piece(NamedTuple):
    """A stretch of a change, for display."""

    kind: Literal["same", "removed", "added"]
    text: str


def propose(base: str, proposal: str) -> tuple[Change, ...]:
    """What would have to change in `base` to make it `proposal`. With all of it accepted it is that to the byte."""
    old, new = parts_of(base), parts_of(proposal)
    changes = []
    start = line = old_done = new_done = 0
    for old_place, new_place, length in [*matches(old, new), (len(old), len(new), 0)]:
        gone, come = "".join(old[old_done:old_place]), "".join(new[new_done:new_place])
        if gone or come:
            changes.append(Change(start, line, gone, come))
        same = "".join(old[old_place : old_place + length])
        start += len(gone) + len(same)
        line += _line_breaks(gone) + _line_breaks(same)
        old_done, new_done = old_place + length, new_place + length
    return tuple(changes)


def apply(base: str, changes: Sequence[Change], accepted: Iterable[int] | None = None) -> str:
    """The text with those changes whose numbers (from 0) are accepted; None means all. Everything else stays as it is,
    to the byte. Raises ValueError for changes that were made for another text."""
    numbers = range(len(changes)) if accepted is None else sorted(set(accepted))
    pieces = []
    done = 0
    for change in sorted((changes[number] for number in numbers), key=lambda change: change.start):
        if change.start < done or base[change.start : change.end] != change.old:
            raise ValueError(f"the change on line {change.line + 1} was made for another text")
        pieces += [base[done : change.start], change.new]
        done = change.end
    return "".join([*pieces, base[done:]])


def marked(change: Change) -> tuple[Piece, ...]:
    """A change word by word: `same` and `removed` together are the old text, `same` and `added` the new one."""
    return tuple(_marked(_WORD.findall(change.old), _WORD.findall(change.new)))


def _marked(old: Sequence[str], new: Sequence[str]) -> Iterator[Piece]:
    old_done = new_done = 0
    for old_place, new_place, length in [*matches(old, new), (len(old), len(new), 0)]:
        if gone := "".join(old[old_done:old_place]):
            yield Piece("removed", gone)
        if come := "".join(new[new_done:new_place]):
            yield Piece("added", come)
        if same := "".join(old[old_place : old_place + length]):
            yield Piece("same", same)
        old_done, new_done = old_place + length, new_place + length


def _line_breaks(text: str) -> int:
    return text.count("\n") + text.count("\r") - text.count("\r\n")
