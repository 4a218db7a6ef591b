"""Reads, measures and writes scripts. Standard library only."""

from .breakdown import Breakdown, Character, Location, Scene, breakdown
from .elements import Element, Kind, Script, Span, Style
from .fountain import parse, write
from .reading import ScriptError, check_text, clean, read_file
from .report import as_text

__all__ = [
    "Breakdown",
    "Character",
    "Element",
    "Kind",
    "Location",
    "Scene",
    "Script",
    "ScriptError",
    "Span",
    "Style",
    "as_text",
    "breakdown",
    "check_text",
    "clean",
    "parse",
    "read_file",
    "write",
]
