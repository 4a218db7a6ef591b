"""What travels in the .blend besides the script: takes, conversations, analyses. No key is ever among it.

What counts lives in Python, where no undo reaches it; a hidden text of the file holds a copy as JSON, written when the
file is saved, and, while it is small, after each answer (Blender's autosave and a crash do not ask us). It is read
when a file is opened.
"""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING, Protocol

import bpy

if TYPE_CHECKING:
    from bpy.types import Text

log = logging.getLogger(__name__)

_PREFIX = ".movie_director."
"""Names that begin with a dot are left out of Blender's lists."""
_LINE = 1_000
"""Characters. Blender is slow with very long lines; the JSON has no line ends of its own, so joining is exact."""
_SMALL = 200_000
"""Characters that are written in some milliseconds, in between."""


class Kept(Protocol):
    """One kind of thing that is kept."""

    name: str
    """Letters, digits and underscores."""

    @property
    def size(self) -> int:
        """About how many characters `to_json` would give; cheap to ask. 0 means that there is nothing to keep."""

    @property
    def changed(self) -> bool:
        """Whether it is another than when it was last stored or read."""

    def to_json(self) -> str:
        """ASCII, on one line. Marks it as unchanged."""

    def read(self, stored: str) -> tuple[str, ...]:
        """Takes what `to_json` gave in the place of all that is here; empty text means nothing. Sentences say what was
        damaged."""


_kinds: dict[str, Kept] = {}
_doubtful: set[str] = set()
_loaded = False
problems: list[str] = []
"""Sentences about what of the open file could not be read, until they were seen."""


def register(kind: Kept) -> None:
    _kinds[kind.name] = kind


def store() -> None:
    """Everything that changed, into the file's hidden texts. Called before a file is saved."""
    for kind in _kinds.values():
        _store(kind)


def store_soon() -> None:
    """The same for what is small enough not to be felt."""
    for kind in _kinds.values():
        if kind.size <= _SMALL:
            _store(kind)


def load() -> None:
    """What the file that was opened holds, in the place of what was there."""
    global _loaded  # noqa: PLW0603 - one file is open
    _loaded = True
    problems.clear()
    _doubtful.clear()
    for kind in _kinds.values():
        text = _find(kind.name)
        stored = "".join(line.body for line in text.lines) if text is not None else ""
        problems.extend(kind.read(stored))


def ensure_loaded() -> None:
    """For whoever is asked for what is kept: where the extension is enabled with a file open, nobody tells us of it."""
    if not _loaded:
        load()


def clear() -> None:
    """Forgets the kinds themselves: the extension is being disabled."""
    global _loaded  # noqa: PLW0603
    _loaded = False
    _kinds.clear()
    _doubtful.clear()
    problems.clear()


def doubt() -> None:
    """An undo or a redo may have put back an older copy: what is stored next is stored in any case."""
    _doubtful.update(_kinds)


def _store(kind: Kept) -> None:
    if not kind.changed and kind.name not in _doubtful:
        return
    _doubtful.discard(kind.name)
    text = _find(kind.name)
    written = kind.to_json() if kind.size else ""
    if not written:
        if text is not None:
            bpy.data.texts.remove(text)
        return
    if text is None:
        text = bpy.data.texts.new(f"{_PREFIX}{kind.name}")
        text.use_fake_user = True
    text.from_string("\n".join(written[start : start + _LINE] for start in range(0, len(written), _LINE)))


def _find(name: str) -> Text | None:
    return bpy.data.texts.get(f"{_PREFIX}{name}")
