"""Reads, measures and writes scripts. Standard library only, but for pypdf where a PDF is made or read.

Each name is fetched when it is first asked for: Blender's side follows a script while it is being written, and must
not stand still for what it takes to count, to print or to compare one.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from .late_names import fetched_from

if TYPE_CHECKING:
    from .document import Document
    from .elements import Block, Element, Kind, Script, Span, Style
    from .facts import Breakdown, Character, Location, Scene, as_text, breakdown, breakdown_steps
    from .fountain import parse, write
    from .reading import ScriptError, check_text, clean, read_file

__all__ = [
    "Block",
    "Breakdown",
    "Character",
    "Document",
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
    "breakdown_steps",
    "check_text",
    "clean",
    "parse",
    "read_file",
    "write",
]

_HOMES = {
    "document": ("Document",),
    "elements": ("Block", "Element", "Kind", "Script", "Span", "Style"),
    "facts": ("Breakdown", "Character", "Location", "Scene", "as_text", "breakdown", "breakdown_steps"),
    "fountain": ("parse", "write"),
    "reading": ("ScriptError", "check_text", "clean", "read_file"),
}
__getattr__ = fetched_from(__name__, _HOMES)


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__})
