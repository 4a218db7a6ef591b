"""What changed between two versions of a script, as plain data."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from enum import StrEnum
from typing import Any, NamedTuple


class Change(StrEnum):
    """What can have happened to a scene."""

    ADDED = "added"
    SPLIT_OFF = "split off"
    """Added, and made of what stood in another scene, which goes on."""
    CUT = "cut"
    MERGED = "merged"
    """Cut, and most of it stands in another scene now."""
    MOVED = "moved"
    HEADING = "heading changed"
    REWRITTEN = "rewritten"
    RENAMED = "character renamed"
    """Nothing but a character's name is another."""
    RENUMBERED = "renumbered"


class ChangedLine(NamedTuple):
    """A paragraph, cue or speech that is gone or new."""

    new: bool
    line: int
    """Where it starts, in the version that has it, from 0."""
    last_line: int
    text: str


@dataclass(frozen=True, slots=True)
class SceneChange:
    """What happened to one scene."""

    id: str
    changes: tuple[Change, ...]
    heading: str
    """As it is now; of a scene that was cut, as it was."""
    old_heading: str | None
    old_ordinal: int | None
    """1 for the first scene. None for a scene that was added."""
    new_ordinal: int | None
    """None for a scene that was cut."""
    old_number: str | None
    new_number: str | None
    rewritten: float
    """The share of its words that changed, 0 to 1."""
    lines: tuple[ChangedLine, ...]
    other: str | None
    """The id of the scene that it was split off from, or merged into."""
    other_number: str | None
    """That scene's number, or its ordinal if it has none: in the version that has it whole."""


@dataclass(frozen=True, slots=True)
class Rename:
    """A character that goes by another name."""

    old: str
    new: str
    speeches: int
    """Cues in which the one name stands where the other one stood."""


@dataclass(frozen=True, slots=True)
class Changes:
    """All that changed between two versions."""

    scenes: tuple[SceneChange, ...]
    """The scenes that changed, in the order of the new version; those that were cut stand where they stood."""
    renames: tuple[Rename, ...]
    old_scenes: int
    new_scenes: int

    def count(self, change: Change) -> int:
        return sum(change in scene.changes for scene in self.scenes)

    def to_dict(self) -> dict[str, Any]:
        """Plain data that json.dumps takes as it is."""
        plain = asdict(self)
        plain["scenes"] = [
            {**scene, "lines": [line._asdict() for line in row.lines], "changes": [*map(str, row.changes)]}
            for scene, row in zip(plain["scenes"], self.scenes, strict=True)
        ]
        plain["renames"] = list(plain["renames"])
        return plain
