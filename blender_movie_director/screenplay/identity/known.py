"""What is remembered of scenes, so that they are known again: plain data, small enough for a .blend."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

from ..scene_texts import ID
from .sketch import unpack

if TYPE_CHECKING:
    from collections.abc import Iterator

_FIELDS = 5


class KnownScene(NamedTuple):
    """A scene as it last read."""

    id: str
    heading: str
    number: str | None
    fingerprint: str
    """Of the words under the heading."""
    sketch: str
    """How those words are told again once some of them have changed."""


class Problem(NamedTuple):
    """What the writer should know, in a sentence, and the line that it is about."""

    line: int
    sentence: str


class Identity(NamedTuple):
    """Every scene's id, as of the last look at the script."""

    scenes: tuple[KnownScene, ...] = ()
    """In the order of the script."""
    missing: tuple[KnownScene, ...] = ()
    """Scenes that are gone and may come back, the latest first."""
    problems: tuple[Problem, ...] = ()

    def to_plain(self) -> dict[str, Any]:
        """What json.dumps takes as it is."""
        return {"scenes": [list(scene) for scene in self.scenes], "missing": [list(scene) for scene in self.missing]}

    @classmethod
    def from_plain(cls, plain: object) -> Identity:
        """Read again what `to_plain` gave. What is damaged is left out: its scenes are then new ones."""
        if not isinstance(plain, dict):
            return cls()
        ids: set[str] = set()
        scenes, missing = (tuple(_known_ones(plain.get(key), ids)) for key in ("scenes", "missing"))
        return cls(scenes, missing)


def _known_ones(stored: object, ids: set[str]) -> Iterator[KnownScene]:
    """The scenes of a list that can be read, none of them under an id that another one has."""
    for values in stored if isinstance(stored, list) else ():
        scene = _known(values)
        if scene is not None and scene.id not in ids:
            ids.add(scene.id)
            yield scene


def _known(values: object) -> KnownScene | None:
    if not isinstance(values, (list, tuple)) or len(values) != _FIELDS:
        return None
    identity, heading, number, fingerprint, packed = values
    if not all(isinstance(value, str) for value in (identity, heading, fingerprint, packed)):
        return None
    if not isinstance(number, str | None):
        return None
    try:
        unpack(packed)
    except ValueError:
        return None
    return KnownScene(identity, heading, number, fingerprint, packed) if ID.fullmatch(identity) else None
