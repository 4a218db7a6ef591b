"""A script while it is being written: after an edit, only what the edit touched is read again."""

from __future__ import annotations

from bisect import bisect_left
from typing import TYPE_CHECKING

from .blocks import BLOCK_LENGTH, block_end, read_block
from .elements import Script

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from .elements import Block

# Long enough that the loop does not count, short enough that a copy stays in the processor's cache.
_CHUNK = 8192


class Document:
    """Holds the last reading of a text, and makes the next one out of it."""

    def __init__(self, block_length: int = BLOCK_LENGTH) -> None:
        self.script = Script()
        self._block_length = block_length

    def update(self, text: str) -> Script:
        """Read a text at once."""
        for _ in self.read(text):
            pass
        return self.script

    def read(self, text: str) -> Iterator[None]:
        """Read a text in steps of well under a millisecond. `script` changes with the last one.

        A reading may be given up at any step: the script stays what it was, and a new reading starts from that.
        """
        old = self.script
        before, after = _common_ends(old.source, text)
        if before == len(old.source) == len(text):
            return
        yield
        # The block that ends just where the edit starts is read again: what is typed there may undo the empty line
        # that it ends with.
        first = max(bisect_left(old.block_starts, before) - 1, 0)
        blocks = list(old.blocks[:first])
        start, line = (old.block_starts[first], old.block_lines[first]) if old.blocks else (0, 0)
        opens = not blocks or blocks[-1].silent
        tail = _Tail(old, len(old.source) - after, len(text) - len(old.source), self._block_length)
        while start < len(text):
            kept = tail.blocks_from(start, opens=opens)
            if kept:
                blocks += kept
                break
            block = read_block(text, start, block_end(text, start, tail.wanted_end(start)), line, opens=opens)
            blocks.append(block)
            start, line, opens = start + block.length, line + block.line_breaks, block.silent
            yield
        self.script = Script(text, tuple(blocks))


class _Tail:
    """The blocks of the old script behind the edit, and where they stand in the new text."""

    def __init__(self, old: Script, changed_end: int, shift: int, block_length: int) -> None:
        self._blocks = old.blocks
        self._block_length = block_length
        # A byte order mark and a title page depend on where the text begins: what began the old text is read again.
        self._first = max(bisect_left(old.block_starts, changed_end), 1)
        self._starts = [start + shift for start in old.block_starts[self._first :]]

    def blocks_from(self, start: int, *, opens: bool) -> Sequence[Block]:
        """The old blocks from that place to the end of the text, if they read the same there; otherwise none."""
        place = bisect_left(self._starts, start)
        if start == 0 or place == len(self._starts) or self._starts[place] != start:
            return ()
        kept = self._blocks[self._first + place :]
        return kept if kept[0].opens == opens else ()

    def wanted_end(self, start: int) -> int:
        """Where a block that starts there should end: where an old one did, unless that is far too near or far."""
        place = bisect_left(self._starts, start + (self._block_length + 1) // 2)
        if place < len(self._starts) and self._starts[place] <= start + self._block_length * 2:
            return self._starts[place]
        return start + self._block_length


def _common_ends(old: str, new: str) -> tuple[int, int]:
    """How many characters two texts share at their start, and how many of the rest at their end."""
    shortest = min(len(old), len(new))
    before = 0
    while before < shortest and new.startswith(old[before : before + _CHUNK], before):
        before += _CHUNK
    before = min(before + _shared_start(old[before : before + _CHUNK], new[before : before + _CHUNK]), shortest)
    shortest -= before
    after, old_end, new_end = 0, len(old), len(new)
    while after < shortest and new.endswith(old[max(old_end - _CHUNK, before) : old_end], before, new_end):
        after, old_end, new_end = after + _CHUNK, old_end - _CHUNK, new_end - _CHUNK
    if after < shortest:
        old_rest = old[max(old_end - _CHUNK, before) : old_end]
        new_rest = new[max(new_end - _CHUNK, before) : new_end]
        after += _shared_end(old_rest, new_rest)
    return before, min(after, shortest)


def _shared_start(one: str, other: str) -> int:
    lengths = range(min(len(one), len(other)))
    return bisect_left(lengths, True, key=lambda last: one[: last + 1] != other[: last + 1])


def _shared_end(one: str, other: str) -> int:
    lengths = range(min(len(one), len(other)))
    return bisect_left(lengths, True, key=lambda last: one[-last - 1 :] != other[-last - 1 :])
