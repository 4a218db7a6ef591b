"""What travels in the .blend besides the script: takes, conversations, analyses. No key is ever among it.

What counts lives in Python, where no undo reaches it; a hidden text of the file holds a copy as JSON, written when the
file is saved, and, while it is small, after each answer (Blender's autosave and a crash do not ask us). It is read
when a file is opened.

What cannot be read (it is damaged, or a newer Movie Director wrote it) is set aside in the file under another name, and
never written over: who can read it one day takes it in.
"""

from __future__ import annotations

import logging
from importlib import import_module
from typing import TYPE_CHECKING, Any, Protocol, runtime_checkable

import bpy

from . import compat

if TYPE_CHECKING:
    from collections.abc import Iterator

    from bpy.types import Text

log = logging.getLogger(__name__)

_PREFIX = ".movie_director."
"""Names that begin with a dot are left out of Blender's lists."""
_MARK = "movie_director_kept"
"""A property of the text, with the kind's name: people rename texts, and a name may be taken."""
_IN_FILE = "movie_director_in_file"
"""A property of the text while the file on the disk holds it as it is: whoever enables the extension with a file open
has not seen what was saved. Blender alone does not know of texts that are written while nobody presses a key."""
_ASIDE = ".unread"
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


@runtime_checkable
class Joining(Protocol):
    """A kind that can take in what was set aside."""

    def join(self, stored: str) -> bool:
        """Adds what `to_json` once gave and is not here yet; does nothing, and says False, where any of it cannot be
        read."""


_HOMES = ("analysis.results", "asking.shelf", "chat.book", "takes.book")
"""The modules that keep something: `kinds()` of each says what, `forget_all()` lets go of it."""
_kinds: dict[str, Kept] = {}
"""By name; empty until a file holds something of ours, or somebody asks for it."""
_doubtful: set[str] = set()
_unread: dict[int, str] = {}
"""Texts that are set aside, by their `session_uid`, and their kind: an undo may give them their old name again."""
_loaded = False
problems: list[str] = []
"""Sentences about what of the open file could not be read, until they were seen."""


def store(*, saving: bool = False) -> None:
    """Everything that changed, into the file's hidden texts; `saving`: which are about to be written to the disk."""
    for kind in _kinds.values():
        _store(kind)
        text = _find(kind.name) if saving else None
        if text is not None:
            text[_IN_FILE] = True


def store_soon() -> None:
    """The same for what is small enough not to be felt. From then on Blender asks before it quits without saving."""
    stored = [kind for kind in _kinds.values() if kind.size <= _SMALL and _store(kind)]
    if stored and not bpy.data.is_dirty:
        compat.push_undo("Movie Director")


def load() -> None:
    """What the file that was opened holds, in the place of what was there."""
    global _loaded  # noqa: PLW0603 - one file is open
    problems.clear()
    _doubtful.clear()
    _unread.clear()
    if not _kinds and not any(text.name.startswith(_PREFIX) or text.get(_MARK) for text in bpy.data.texts):
        _loaded = False  # whoever asks later finds nothing; until then nobody's modules are needed
        return
    _gather()
    _loaded = True
    for kind in _kinds.values():
        text = _find(kind.name)
        said = kind.read(_content(text) if text is not None else "")
        if said and text is not None:
            _unread[text.session_uid] = kind.name
            _set_aside(text, kind.name)
            said += (f"Nothing of it is lost: it stays in this file, in the text {text.name}.",)
        elif isinstance(kind, Joining):
            _take_in(kind, kind.name)
        problems.extend(said)


def ensure_loaded() -> None:
    """For whoever is asked for what is kept: where the extension is enabled with a file open, nobody tells us of it."""
    if not _loaded:
        _gather()
        load()


def is_saved(name: str) -> bool:
    """Whether the file on the disk holds of this kind what the hidden text here does; for `read`, which has no other
    way to know it."""
    text = _find(name)
    dirty = bpy.data.is_dirty and not bpy.app.background  # there it is always said to be
    return not dirty and (text is None or bool(text.get(_IN_FILE)))


def clear() -> None:
    """Forgets all that is kept, and the kinds themselves: the extension is being disabled."""
    global _loaded  # noqa: PLW0603
    _loaded = False
    _kinds.clear()
    _doubtful.clear()
    _unread.clear()
    problems.clear()
    for home in _homes():
        home.forget_all()


def doubt() -> None:
    """An undo or a redo may have put back an older copy: what is stored next is stored in any case."""
    _doubtful.update(_kinds)


def _homes() -> Iterator[Any]:
    return (import_module(f".{home}", __package__) for home in _HOMES)


def _gather() -> None:
    for home in _homes():
        for kind in home.kinds():
            _kinds[kind.name] = kind


def _store(kind: Kept) -> bool:
    """Whether anything was written."""
    for text in bpy.data.texts:
        if text.session_uid in _unread and _ASIDE not in text.name:
            _set_aside(text, _unread[text.session_uid])
    text = _find(kind.name)
    if not kind.changed and kind.name not in _doubtful and (text is not None or not kind.size):
        return False
    _doubtful.discard(kind.name)
    from .hiding import hide_in_json

    written = hide_in_json(kind.to_json()) if kind.size else ""
    if not written:
        if text is not None:
            bpy.data.texts.remove(text)
        return text is not None
    if text is None:
        text = bpy.data.texts.new(f"{_PREFIX}{kind.name}")
    text.use_fake_user = True
    text[_MARK] = kind.name
    if text.get(_IN_FILE) is not None:
        del text[_IN_FILE]
    text.from_string("\n".join(written[start : start + _LINE] for start in range(0, len(written), _LINE)))
    return True


def _find(name: str) -> Text | None:
    """The one of this file: a library that is linked may have its own."""
    wanted = f"{_PREFIX}{name}"
    ours = [
        text
        for text in bpy.data.texts
        if text.library is None
        and text.session_uid not in _unread
        and (text.name == wanted or text.get(_MARK) == name)
        and not text.name.startswith(wanted + _ASIDE)
    ]
    return min(ours, key=lambda text: text.name != wanted, default=None)


def _content(text: Text) -> str:
    return "".join(line.body for line in text.lines)


def _set_aside(text: Text, name: str) -> None:
    text.name = f"{_PREFIX}{name}{_ASIDE}"
    text.use_fake_user = True
    if text.get(_MARK) is not None:
        del text[_MARK]


def _take_in(kind: Joining, name: str) -> None:
    """What was set aside when it could not be read, if it can be now."""
    prefix = f"{_PREFIX}{name}{_ASIDE}"
    for text in [text for text in bpy.data.texts if text.library is None and text.name.startswith(prefix)]:
        if kind.join(_content(text)):
            bpy.data.texts.remove(text)
