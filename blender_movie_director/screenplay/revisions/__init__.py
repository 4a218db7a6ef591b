"""Revisions: what changed between two versions of a script, and the colours of the pages that carry it."""

from .changes import Change, ChangedLine, Changes, Rename, SceneChange
from .colours import COLOURS, colour
from .comparing import compare
from .report import as_text

__all__ = ["COLOURS", "Change", "ChangedLine", "Changes", "Rename", "SceneChange", "as_text", "colour", "compare"]
