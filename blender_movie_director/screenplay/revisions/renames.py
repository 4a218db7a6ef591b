"""Characters that were given another name: one name is gone, and another stands where it stood."""

from __future__ import annotations

import re
from collections import Counter
from difflib import SequenceMatcher
from typing import TYPE_CHECKING

from ..elements import Kind
from .changes import Rename

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from ..scene_texts import SceneText


def find_renames(
    old: Iterable[SceneText], new: Iterable[SceneText], pairs: Sequence[tuple[SceneText, SceneText]]
) -> tuple[Rename, ...]:
    """Those that had most to say first. A name counts as changed when most of its cues carry the new one."""
    spoke_before, speak_now = Counter(_names(old)), Counter(_names(new))
    swapped: Counter[tuple[str, str]] = Counter()
    for before, now in pairs:
        swapped.update(_swapped(list(_names([before])), list(_names([now]))))
    renames: list[Rename] = []
    for (was, is_now), speeches in sorted(swapped.items(), key=lambda item: (-item[1], item[0])):
        taken = any(was == rename.old or is_now == rename.new for rename in renames)
        if taken or was in speak_now or is_now in spoke_before or 2 * speeches < spoke_before[was]:
            continue
        renames.append(Rename(was, is_now, speeches))
    return tuple(renames)


def renamer(renames: Sequence[Rename]) -> Callable[[str], str]:
    """What writes the new names into a text that has the old ones, in capitals where those are."""
    if not renames:
        return lambda text: text
    new_names = {rename.old.casefold(): rename.new for rename in renames}
    names = sorted(map(re.escape, new_names), key=len, reverse=True)
    pattern = re.compile(rf"(?<!\w)(?:{'|'.join(names)})(?!\w)", re.IGNORECASE)

    def new_name(match: re.Match[str]) -> str:
        new = new_names.get(match[0].casefold(), match[0])
        return new if match[0].isupper() else new.title()

    return lambda text: pattern.sub(new_name, text)


def _names(scenes: Iterable[SceneText]) -> Iterable[str]:
    for scene in scenes:
        for element in scene.elements:
            if element.kind is Kind.CHARACTER:
                yield element.name.upper()


def _swapped(before: list[str], now: list[str]) -> Iterable[tuple[str, str]]:
    if before == now:
        return
    for kind, start, end, new_start, new_end in SequenceMatcher(None, before, now).get_opcodes():
        if kind == "replace" and end - start == new_end - new_start:
            yield from zip(before[start:end], now[new_start:new_end], strict=True)
