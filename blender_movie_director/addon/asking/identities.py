"""What the scenes of a script are known by, whatever happens to their words: ids that are kept with the file, so that
a take finds its scene again. Worked out in small steps while a panel is on the screen; a request that comes before that
is done goes without."""

from __future__ import annotations

import json
import logging
import time
from importlib import import_module
from typing import TYPE_CHECKING, Any

import bpy

from .. import kept
from ..script import following

if TYPE_CHECKING:
    from collections.abc import Generator

    from bpy.types import Text

    from ...screenplay.identity import Identity

log = logging.getLogger(__name__)

_BUDGET = 0.0015
_PAUSE = 0.02
_MOST_SCRIPTS = 8
_VERSION = 1
_IMPORTED_BY_STEPS = (
    "screenplay.scene_texts",
    "screenplay.identity.sketch",
    "screenplay.identity.matching",
    "screenplay.identity",
    "writing.changes.parts",
    "writing.changes",
    "writing.targets",
    "writing.takes",
    "worker.protocol",
    "worker.supervisor",
)
"""What this needs, and after it the click on Write: each a step, since together they take longer than a tick may."""

_plain: dict[str, Any] = {}
"""As they are kept in the file, by the name of the text."""
_known: dict[int, Identity] = {}
"""By the `session_uid` of the text."""
_of_text: dict[int, str] = {}
"""The text that each is about."""
_work: dict[int, tuple[str, Generator[None, None, Identity]]] = {}


class _Kept:
    """The ids as something that travels in the .blend."""

    name = "scenes"

    def __init__(self) -> None:
        self._stored: dict[str, Any] = {}

    @property
    def size(self) -> int:
        return sum(len(plain["scenes"]) * 270 for plain in _plain.values())

    @property
    def changed(self) -> bool:
        return self._stored != _plain

    def to_json(self) -> str:
        self._stored = dict(_plain)
        return json.dumps({"version": _VERSION, "scripts": _plain})

    def read(self, stored: str) -> tuple[str, ...]:
        forget()
        _plain.clear()
        try:
            data: Any = json.loads(stored) if stored else {"version": _VERSION, "scripts": {}}
            if data["version"] == _VERSION:
                _plain.update({str(name): dict(plain) for name, plain in data["scripts"].items()})
        except (ValueError, KeyError, TypeError, AttributeError, RecursionError):
            # Nobody misses them: scenes whose ids are gone get new ones.
            log.warning("the scenes' ids in this file are damaged, and are made anew")
        self._stored = dict(_plain)
        return ()


IDS = _Kept()


def look(text: Text) -> None:
    """Called by a panel that shows the script: works the ids out, if they are not those of the text as it was read."""
    session = following.of(text)
    uid = text.session_uid
    if session is None or not session.settled or session.document is None or _of_text.get(uid) is session.text:
        return
    if uid not in _work and not bpy.app.timers.is_registered(_tick):
        bpy.app.timers.register(_tick, first_interval=_PAUSE, persistent=True)
    _work.setdefault(uid, (session.text, _steps(text)))


def id_of(text: Text, ordinal: int) -> str:
    """The id of a scene, 1 for the first; empty where it is not known for the text as it stands now."""
    known = _known.get(text.session_uid)
    if known is None or _of_text.get(text.session_uid) != text.as_string():
        return ""
    return known.scenes[ordinal - 1].id if 1 <= ordinal <= len(known.scenes) else ""


def drain(budget: float = _BUDGET) -> bool:
    """Some steps; False when there is nothing left to do. Public for where no timer fires."""
    asked = dict(_work)
    kept.ensure_loaded()  # where that has to read the file first, it forgets what was asked for
    _work.update(asked)
    until = time.perf_counter() + budget
    while _work and time.perf_counter() < until:
        uid, (of_text, steps) = next(iter(_work.items()))
        session = following.by_uid(uid)
        if session is None or session.text is not of_text:
            del _work[uid]  # it has changed meanwhile: the panel asks again
            continue
        try:
            next(steps)
        except StopIteration as end:
            del _work[uid]
            _learn(uid, session.name, of_text, end.value)
    return bool(_work)


def forget() -> None:
    """The texts of this file go away."""
    _work.clear()
    _known.clear()
    _of_text.clear()


def stop() -> None:
    if bpy.app.timers.is_registered(_tick):
        bpy.app.timers.unregister(_tick)
    forget()
    _plain.clear()


def _steps(text: Text) -> Generator[None, None, Identity]:
    for name in _IMPORTED_BY_STEPS:
        import_module(f"...{name}", __package__)
        yield
    from ...screenplay.identity import Identity, identify_steps

    session = following.of(text)
    assert session is not None
    assert session.document is not None
    uid = text.session_uid
    before = _known.get(uid) or Identity.from_plain(_plain.get(text.name))
    yield
    return (yield from identify_steps(before, session.document.script))


def _learn(uid: int, name: str, of_text: str, found: Identity) -> None:
    if found is not _known.get(uid):
        _plain.pop(name, None)
        _plain[name] = found.to_plain()
        for old in list(_plain)[:-_MOST_SCRIPTS]:
            del _plain[old]
    _known[uid], _of_text[uid] = found, of_text


def _tick() -> float | None:
    # An exception would end the timer for good.
    try:
        return _PAUSE if drain() else None
    except Exception:
        log.exception("the scenes' ids could not be worked out")
        _work.clear()
        return None
