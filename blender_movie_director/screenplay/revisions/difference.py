"""What differs between two versions of one scene, by paragraphs and by words."""

from __future__ import annotations

import re
from collections import Counter
from difflib import SequenceMatcher
from typing import TYPE_CHECKING

from ..elements import Kind
from .changes import ChangedLine

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from ..elements import Element, Style
    from ..scene_texts import SceneText

_CONTINUED = re.compile(r"\s*\((?:CONT(?:['\u2018\u2019]?D)?|CONTINUED)\.?\)", re.IGNORECASE)
_MOST_COMPARED = 4_000_000
"""Words times words. Beyond that a stretch is compared by which words it has, and not by their order."""


def keys(text: SceneText, name: Callable[[str], str]) -> list[tuple[object, ...]]:
    """What must be equal for two paragraphs to be the same."""
    return [
        (element.kind, name(element.text), element.styles, element.dual)
        if element.kind is not Kind.CHARACTER or "(" not in element.text
        else (element.kind, *_without_continued(element, name), element.dual)
        for element in text.elements
    ]


def _without_continued(cue: Element, name: Callable[[str], str]) -> tuple[str, tuple[Style, ...]]:
    """A cue's text and styles as they are without (CONT'D), which programs put in and take out by themselves."""
    text = _CONTINUED.sub("", cue.text)
    styles = [style._replace(end=min(style.end, len(text))) for style in cue.styles if style.start < len(text)]
    return name(text), tuple(styles)


def difference(
    before: SceneText, now: SceneText, old_keys: Sequence[object], new_keys: Sequence[object]
) -> tuple[float, tuple[ChangedLine, ...]]:
    """The share of words that changed, and the paragraphs in which they stand."""
    lines: list[ChangedLine] = []
    changed = 0
    for kind, start, end, new_start, new_end in SequenceMatcher(None, old_keys, new_keys).get_opcodes():
        if kind != "equal":
            lines += [line_of(before, place, new=False) for place in range(start, end)]
            lines += [line_of(now, place, new=True) for place in range(new_start, new_end)]
            changed += _changed_words(before.elements[start:end], now.elements[new_start:new_end])
    total = max(len(_words(before.elements)), len(_words(now.elements)), 1)
    # That emphasis alone changed is a change of no word.
    return min(changed / total, 1.0), tuple(lines)


def _changed_words(before: Iterable[Element], now: Iterable[Element]) -> int:
    old, new = _words(before), _words(now)
    if len(old) * len(new) > _MOST_COMPARED:
        same = (Counter(old) & Counter(new)).total()
    else:
        same = sum(block.size for block in SequenceMatcher(None, old, new, autojunk=False).get_matching_blocks())
    return max(len(old), len(new)) - same


def _words(elements: Iterable[Element]) -> list[str]:
    return [word for element in elements for word in element.text.split()]


def line_of(text: SceneText, place: int, *, new: bool) -> ChangedLine:
    element, first = text.elements[place], text.first_lines[place]
    return ChangedLine(new, first + element.span.line, first + element.span.end_line, element.text)
