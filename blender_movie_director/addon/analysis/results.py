"""The analyses of the open file: the newest of each script. They live here, where no undo reaches them, and travel in
the .blend (see `kept`)."""

from __future__ import annotations

import json
import sys
from collections import OrderedDict
from importlib.util import resolve_name
from typing import TYPE_CHECKING

import bpy

from .. import kept

if TYPE_CHECKING:
    from bpy.types import Text

    from .comparing import Compared
    from .known import Known

_MOST_SCRIPTS = 8
_MOST_CHARACTERS = 6_000_000
"""Of all that is put into the file. An analysis of a feature has half a million."""
_MOST_JOBS = 20
_DAMAGED = "The analyses that are kept in this file are damaged, and cannot be read."
_PARTLY_DAMAGED = "An analysis that is kept in this file is damaged, and cannot be read."

_entries: list[_Entry] = []
"""The newest at the end."""
_of_jobs: OrderedDict[str, Known] = OrderedDict()
"""What jobs have brought, for one whose file was closed under it."""
revision = 0
"""Another number whenever something here is another."""


class _Entry:
    """An analysis, and the text that it is about: by its `session_uid` once that is known, by its name before."""

    def __init__(self, known: Known, uid: int | None) -> None:
        self.known = known
        self.uid = uid
        self.compared: tuple[object, Compared] | None = None


def of(text: Text) -> Known | None:
    """What is known of a script; for those who draw as well."""
    return by_uid(text.session_uid, text.name)


def by_uid(uid: int, name: str) -> Known | None:
    kept.ensure_loaded()
    entry = _find(uid, name)
    return entry.known if entry is not None else None


def keep(job: str, uid: int, known: Known) -> None:
    """In the place of what was known of this script."""
    _of_jobs[job] = known
    while len(_of_jobs) > _MOST_JOBS:
        _of_jobs.popitem(last=False)
    _put(_Entry(known, uid))


def take_back(job: str) -> None:
    """What a job has brought whose file was closed, into the file that is open now, for a script of that name."""
    known = _of_jobs.get(job)
    if known is not None and _find(None, known.script) is None:
        _put(_Entry(known, None))


def forget(text: Text) -> bool:
    """Throws away what is known of a script; False where there is nothing."""
    entry = _find(text.session_uid, text.name)
    if entry is not None:
        _entries.remove(entry)
        _changed()
    return entry is not None


def compared(text: Text, breakdown: object) -> Compared | None:
    """How the analysis compares with what the script was when it was counted, if that was worked out already."""
    entry = _find(text.session_uid, text.name)
    if entry is None or entry.compared is None or entry.compared[0] is not breakdown:
        return None
    return entry.compared[1]


def compare_now(text: Text) -> Compared | None:
    """The same, worked out if need be. About 1.5 ms for a feature: not in a `draw()`."""
    from ..script import following
    from .comparing import compare

    entry, session = _find(text.session_uid, text.name), following.of(text)
    if entry is None or session is None or session.breakdown is None:
        return None
    if entry.compared is None or entry.compared[0] is not session.breakdown:
        found = compare(entry.known, session.breakdown.scenes, session.counted)
        entry.compared = (session.breakdown, found)
    return entry.compared[1]


def summaries_for(text: Text) -> dict[int, str]:
    """What happens in each scene, by the ordinals of now, as far as a model has read it. Not for a `draw()`."""
    known = of(text)
    if known is None or known.stand_in:
        return {}
    readings = {
        ordinal: scene["reading"]["summary"] for ordinal, scene in known.scenes.items() if scene["reading"] is not None
    }
    found = compare_now(text)
    if found is None:
        return {ordinal: summary for ordinal, summary in readings.items() if ordinal}
    pairs = {**found.earlier, **found.same}
    return {now: readings[then] for now, then in sorted(pairs.items()) if then in readings}


def _find(uid: int | None, name: str) -> _Entry | None:
    newest_first = _entries[::-1]
    for entry in newest_first:
        if uid is not None and entry.uid == uid:
            return entry
    for entry in newest_first:
        if entry.uid is None and entry.known.script == name:
            entry.uid = uid
            return entry
    return None


def _put(entry: _Entry) -> None:
    old = _find(entry.uid, entry.known.script)
    if old is not None:
        _entries.remove(old)
    _entries.append(entry)
    while len(_entries) > _MOST_SCRIPTS or (len(_entries) > 1 and _size() > _MOST_CHARACTERS):
        del _entries[0]
    _changed()


def _size() -> int:
    return sum(entry.known.size for entry in _entries)


def _changed() -> None:
    global revision  # noqa: PLW0603 - one file is open
    revision += 1


class _Kept:
    """The analyses as something that travels in the .blend."""

    name = "analyses"

    def __init__(self) -> None:
        self._revision = 0

    @property
    def size(self) -> int:
        return _size()

    @property
    def changed(self) -> bool:
        # Names are looked up when they are written: a text that was renamed is found again under its new one.
        return self._revision != revision or any(
            entry.uid is not None and entry.known.script != name for entry, name in _names()
        )

    def to_json(self) -> str:
        self._revision = revision
        analyses = ",".join(entry.known.to_json(name) for entry, name in _names())
        for entry, name in _names():
            entry.known.script = name
        return f'{{"version":1,"analyses":[{analyses}]}}'

    def read(self, stored: str) -> tuple[str, ...]:
        _entries.clear()
        _changed()
        self._revision = revision
        return _read(stored) if stored else ()


def _names() -> list[tuple[_Entry, str]]:
    """Each with what its script is called now; with its old name where the text is gone."""
    names = {text.session_uid: text.name for text in bpy.data.texts}
    return [(entry, names.get(entry.uid or 0, entry.known.script)) for entry in _entries]


def _read(stored: str) -> tuple[str, ...]:
    from .forms import MisfitError
    from .known import Known

    try:
        analyses = json.loads(stored)["analyses"]
        found = list(analyses)
    except (ValueError, KeyError, TypeError, RecursionError):
        return (_DAMAGED,)
    problems: tuple[str, ...] = ()
    for data in found[-_MOST_SCRIPTS:]:
        try:
            _entries.append(_Entry(Known.from_dict(data), None))
        except (MisfitError, AttributeError):
            problems = (_PARTLY_DAMAGED,)
    return problems


def kinds() -> tuple[kept.Kept, ...]:
    return (_Kept(),)


def forget_all() -> None:
    """The extension is being disabled."""
    # What was never loaded has nothing to forget.
    for name in (".watching", ".reporting", "..usage.figures"):
        module = sys.modules.get(resolve_name(name, __package__))
        if module is not None:
            module.forget_all()
    _entries.clear()
    _of_jobs.clear()
