"""Cuts a script into blocks, each of which reads the same whatever stands around it.

A reader that comes to an empty line outside a boneyard has forgotten all that was before: a speech, a paragraph and a
note all end there, and nothing looks further than to the next blank line. So a block may end after any such line. Only
a title page depends on what came before it, which is nothing visible, and a block knows whether it was read so.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from .asides import EMPTY_LINE, find_asides
from .block_reader import BlockReader
from .elements import Block, Kind
from .visible import visible

if TYPE_CHECKING:
    from collections.abc import Iterator

BLOCK_LENGTH = 1200
"""Characters after which a block ends as soon as it can: about 35 lines, which are read in some 40 microseconds."""


def read_blocks(text: str) -> Iterator[Block]:
    """The blocks of a whole script, one by one."""
    start = line = 0
    opens = True
    while start < len(text):
        end = block_end(text, start, start + BLOCK_LENGTH)
        block = read_block(text, start, end, line, opens=opens)
        yield block
        start, line, opens = end, line + block.line_breaks, block.silent


def read_block(text: str, start: int, end: int, line: int, *, opens: bool) -> Block:
    """Read one block of a text; it starts on that line."""
    source = text[start:end]
    view = visible(source, line, starts_script=start == 0)
    reader = BlockReader(view, emphasis="*" in source or "_" in source)
    elements = reader.read(opens=opens)
    return Block(elements, line, end - start, view.line_breaks, opens=opens, silent=opens and reader.is_silent())


def block_end(text: str, start: int, wanted: int) -> int:
    """The first place from `wanted` on where a block that starts there may end."""
    end = _after_empty_line(text, wanted)
    # Most blocks hold no star at all, and one character is found many times faster than two.
    if text.find("*", start, end) < 0:
        return end
    position = start
    while text.find("/*", position, end) >= 0:
        for kind, _, aside_end, _ in find_asides(text, position, end):
            position = aside_end
            if kind is Kind.BONEYARD and position > end:
                end = _after_empty_line(text, position)
                break
        else:
            break
    return end


def _after_empty_line(text: str, wanted: int) -> int:
    """The end of the first empty line that ends there or later."""
    # Five characters are the longest empty line, with the line break before it.
    match = EMPTY_LINE.search(text, max(wanted - 5, 0))
    while match and match.end() < wanted:
        match = EMPTY_LINE.search(text, match.start() + 1)
    return match.end() if match else len(text)
