"""Changes to a script as a text to read: each under its number, what goes and what comes, and the lines around it."""

from __future__ import annotations

from bisect import bisect_right
from functools import lru_cache
from typing import TYPE_CHECKING, NamedTuple

from .changes.parts import content, lines_of

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator

    from .changes import Change, Conflict, Merged

_AROUND = 2
"""Lines of the script shown before and after a change."""
_GOES, _COMES, _STAYS = "- ", "+ ", "  "


class Review(NamedTuple):
    lines: tuple[str, ...]
    heads: tuple[int, ...]
    """For each change the line, from 0, on which its heading stands."""

    @property
    def text(self) -> str:
        return "\n".join(self.lines)

    def change_at(self, line: int) -> int:
        """The number (from 0) of the change in which a line stands; that of the last one before it."""
        return max(bisect_right(self.heads, line) - 1, 0)


def review(title: Iterable[str], script: str, merged: Merged, accepted: Collection[int]) -> Review:
    """`accepted` are places in `merged.changes`."""
    said = [*title, ""]
    heads = []
    around = lines_of(script)
    for place, change in enumerate(merged.changes):
        heads.append(len(said))
        said += [head(merged, place, accepted=place in accepted), *_change(around, change), ""]
    if merged.conflicts:
        said += [conflicts_in_words(len(merged.conflicts)), ""]
        for conflict in merged.conflicts:
            said += [*_conflict(conflict), ""]
    return Review(tuple(said), tuple(heads))


def head(merged: Merged, place: int, *, accepted: bool) -> str:
    """The heading of a change, which says what becomes of it."""
    change = merged.changes[place]
    what = "chosen" if accepted else "left out"
    return f"==== Change {place + 1} of {len(merged.changes)}, line {change.line + 1}: {what} ===="


@lru_cache(maxsize=256)
def label(change: Change) -> str:
    """A change in a few words: the first that come, or else the first that go."""
    kind = "" if change.old and change.new else "New: " if change.new else "Cut: "
    new = [content(line).strip() for line in lines_of(change.new)]
    old = [content(line).strip() for line in lines_of(change.old)]
    told = next((line for line in new if line and line not in old), "") or next((line for line in new if line), "")
    return (kind + (told or next((line for line in old if line), "empty lines")))[:200]


def conflicts_in_words(count: int) -> str:
    if count == 1:
        return "One change has no place any more: the script was changed there too."
    return f"{count} changes have no place any more: the script was changed there too."


def _change(around: list[str], change: Change) -> Iterator[str]:
    last = change.line + len(lines_of(change.old))
    yield from _marked(_STAYS, around[max(change.line - _AROUND, 0) : change.line])
    yield from _marked(_GOES, lines_of(change.old))
    yield from _marked(_COMES, lines_of(change.new))
    yield from _marked(_STAYS, around[last : last + _AROUND])


def _conflict(conflict: Conflict) -> Iterator[str]:
    yield f"==== {conflict.sentence} ===="
    yield "There is now:"
    yield from _marked(_STAYS, lines_of(conflict.now))
    yield "Where this was written for:"
    yield from _marked(_GOES, lines_of(conflict.change.old))
    yield "The take has:"
    yield from _marked(_COMES, lines_of(conflict.change.new))


def _marked(mark: str, lines: Iterable[str]) -> Iterator[str]:
    for line in lines:
        yield (mark + content(line)).rstrip()
