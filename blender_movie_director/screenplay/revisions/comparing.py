"""Compares two versions of a script, scene by scene."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from ..identity import Identity, identify
from ..scene_texts import scene_texts
from ..steps import at_once
from .changes import Change, ChangedLine, Changes, SceneChange
from .difference import difference, keys, line_of
from .order import in_order, moved
from .parts import Holders
from .renames import find_renames, renamer

if TYPE_CHECKING:
    from collections.abc import Callable

    from ..elements import Script
    from ..scene_texts import SceneText


class _Version(NamedTuple):
    ids: list[str]
    scenes: dict[str, SceneText]
    """In their order, by id."""

    def number_of(self, scene: str) -> str:
        return self.scenes[scene].number or str(self.ids.index(scene) + 1)


def compare(old: Script, new: Script, known: Identity | None = None) -> Changes:
    """What happened to each scene between two versions.

    `known` holds the ids of the old version, where they are kept somewhere; otherwise it gets new ones.
    """
    known_before = identify(known or Identity(), old)
    known_now = identify(known_before, new)
    before, now = _version(known_before, old), _version(known_now, new)
    stayed = [scene for scene in now.ids if scene in before.scenes]
    pairs = [(before.scenes[scene], now.scenes[scene]) for scene in stayed]
    renames = find_renames(before.scenes.values(), now.scenes.values(), pairs)
    were_moved = moved(before.ids, stayed)
    comparer = _Comparer(before, now, renamer(renames))
    rows = []
    for scene in in_order(before.ids, now.ids):
        if scene not in before.scenes:
            row = comparer.added(scene)
        elif scene not in now.scenes:
            row = comparer.cut(scene)
        else:
            row = comparer.stayed(scene, moved=scene in were_moved)
        if row.changes:
            rows.append(row)
    return Changes(tuple(rows), renames, len(before.ids), len(now.ids))


def _version(known: Identity, script: Script) -> _Version:
    ids = [scene.id for scene in known.scenes]
    return _Version(ids, dict(zip(ids, at_once(scene_texts(script)), strict=True)))


class _Comparer:
    """Makes a row of the change table for each scene."""

    def __init__(self, before: _Version, now: _Version, with_new_names: Callable[[str], str]) -> None:
        self._before = before
        self._now = now
        self._with_new_names = with_new_names
        self._old_ordinals = {scene: ordinal for ordinal, scene in enumerate(before.ids, 1)}
        self._new_ordinals = {scene: ordinal for ordinal, scene in enumerate(now.ids, 1)}
        self._old_holders, self._new_holders = (
            Holders({scene: text for scene, text in version.scenes.items() if scene in other.scenes})
            for version, other in ((before, now), (now, before))
        )

    def added(self, scene: str) -> SceneChange:
        text = self._now.scenes[scene]
        lines = tuple(line_of(text, place, new=True) for place in range(len(text.elements)))
        source = self._old_holders.holder_of(text)
        change = Change.ADDED if source is None else Change.SPLIT_OFF
        return self._row(scene, (change,), 1.0, lines, other=source, version_of_other=self._before)

    def cut(self, scene: str) -> SceneChange:
        text = self._before.scenes[scene]
        lines = tuple(line_of(text, place, new=False) for place in range(len(text.elements)))
        target = self._new_holders.holder_of(text)
        change = Change.CUT if target is None else Change.MERGED
        return self._row(scene, (change,), 1.0, lines, other=target, version_of_other=self._now)

    def stayed(self, scene: str, *, moved: bool) -> SceneChange:
        before, now = self._before.scenes[scene], self._now.scenes[scene]
        share = 0.0
        lines: tuple[ChangedLine, ...] = ()
        renamed = False
        old_keys, new_keys = keys(before, str), keys(now, str)
        if old_keys != new_keys:
            old_keys = keys(before, self._with_new_names)
            renamed = old_keys == new_keys
        if old_keys != new_keys:
            share, lines = difference(before, now, old_keys, new_keys)
        happened = {
            Change.MOVED: moved,
            Change.HEADING: before.heading != now.heading,
            Change.REWRITTEN: bool(lines),
            Change.RENAMED: renamed,
            Change.RENUMBERED: before.number != now.number,
        }
        return self._row(scene, tuple(change for change, so in happened.items() if so), share, lines)

    def _row(
        self,
        scene: str,
        changes: tuple[Change, ...],
        share: float,
        lines: tuple[ChangedLine, ...],
        *,
        other: str | None = None,
        version_of_other: _Version | None = None,
    ) -> SceneChange:
        before, now = self._before.scenes.get(scene), self._now.scenes.get(scene)
        text = now or self._before.scenes[scene]
        return SceneChange(
            id=scene,
            changes=changes,
            heading=text.heading,
            old_heading=before.heading if before else None,
            old_ordinal=self._old_ordinals.get(scene),
            new_ordinal=self._new_ordinals.get(scene),
            old_number=before.number if before else None,
            new_number=now.number if now else None,
            rewritten=round(share, 4),
            lines=lines,
            other=other,
            other_number=version_of_other.number_of(other) if version_of_other and other else None,
        )
