"""An analysis to read: in Markdown, or in plain text for a monospaced font."""

from __future__ import annotations

import re
import textwrap
from typing import TYPE_CHECKING

from .outline import analysis_blocks

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from .outline import Block
    from .results import Analysis

STAND_IN_OPENING = (
    "No language model is connected, so what follows is a stand-in: it shows where a model's words would go "
    "and says nothing about the script that the breakdown above does not.\n\n"
)
WIDTH = 80
_UNDERLINES = {1: "=", 2: "-"}
_MARKUP = re.compile(r"(?=[<`])|(?<=\])(?=\()|(?<=!)(?=\[)")
"""Where Markdown would take a model's words for a page's: tags, code, links and pictures that a viewer might fetch."""


def as_markdown(analysis: Analysis) -> str:
    return markdown(analysis_blocks(analysis))


def as_plain_text(analysis: Analysis) -> str:
    return plain_text(analysis_blocks(analysis))


def markdown(blocks: Iterable[Block]) -> str:
    """Ends with an empty line, so that more can follow."""
    return "".join(_markdown_lines(blocks))


def plain_text(blocks: Iterable[Block]) -> str:
    return "\n".join(_plain_lines(blocks)).strip() + "\n"


def _markdown_lines(blocks: Iterable[Block]) -> Iterator[str]:
    in_list = False
    for block in blocks:
        if in_list and not block.item:
            yield "\n"
        in_list = block.item
        text = _escaped(block.text)
        if block.level:
            yield f"{'#' * block.level} {text}\n"
            continue
        label = f"**{_escaped(block.label)}**: " if block.label else ""
        yield f"- {label}{text}\n" if block.item else f"{label}{text}\n\n"
    if in_list:
        yield "\n"


def _escaped(text: str) -> str:
    return _MARKUP.sub(r"\\", text)


def _plain_lines(blocks: Iterable[Block]) -> Iterator[str]:
    after_item = False
    for block in blocks:
        if block.level or (after_item and not block.item):
            yield ""
        after_item = block.item
        text = f"{block.label}: {block.text}" if block.label else block.text
        if block.level:
            yield from _heading(text, block.level)
        elif block.item:
            yield from textwrap.wrap(text, WIDTH, initial_indent="- ", subsequent_indent="  ", break_long_words=False)
        else:
            yield from textwrap.wrap(text, WIDTH, break_long_words=False)
            yield ""


def _heading(text: str, level: int) -> Iterator[str]:
    lines = textwrap.wrap(text.upper() if level < 3 else text, WIDTH, break_long_words=False)
    yield from lines
    if line := _UNDERLINES.get(level):
        yield line * min(WIDTH, max(map(len, lines), default=1))
