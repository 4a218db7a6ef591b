"""Stable scene identity: an id for each scene that survives edits, moves and renumbering."""

from .identifying import MISSING_KEPT, identify, identify_steps
from .known import Identity, KnownScene, Problem
from .pins import Edit, pin, with_edits

__all__ = [
    "MISSING_KEPT",
    "Edit",
    "Identity",
    "KnownScene",
    "Problem",
    "identify",
    "identify_steps",
    "pin",
    "with_edits",
]
