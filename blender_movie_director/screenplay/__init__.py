"""Reads, measures and writes scripts. Standard library only, but for pypdf where a PDF is made or read.

Each name is fetched when it is first asked for: Blender's side follows a script while it is being written, and must
not stand still for what it takes to count, to print or to compare one.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

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
_HOME_OF = {name: home for home, names in _HOMES.items() for name in names}


def __getattr__(name: str) -> object:
    home = _HOME_OF.get(name)
    if home is None:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    value = getattr(import_module(f"{__name__}.{home}"), name)
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__})
