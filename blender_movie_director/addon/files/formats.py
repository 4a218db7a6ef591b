"""The kinds of files that scripts come from and go to. Said once more here, so that enabling need not import the
readers and writers; a test compares this with their table."""

from __future__ import annotations

from pathlib import Path

IMPORTED = (".fountain", ".fdx", ".pdf", ".txt", ".spmd", ".fadein", ".osf", ".celtx")
DROPPED = ".fountain;.fdx;.pdf;.fadein;.celtx"
"""What may be dropped onto an editor. A .txt is anything."""
EXPORTED = (
    ("FOUNTAIN", "Fountain", "Plain text, as it stands in the editor", ".fountain"),
    ("FDX", "Final Draft", "For Final Draft, Fade In, Highland and most others", ".fdx"),
    ("PDF", "PDF", "Pages in the industry's layout", ".pdf"),
    ("HTML", "Web Page", "Pages for screen and print, in one file", ".html"),
    ("CSV", "Tables (CSV)", "Scenes, cast, locations and findings for a spreadsheet", ".csv"),
    ("JSON", "Tables (JSON)", "The whole breakdown as data", ".json"),
    ("OTIO", "Timeline (OTIO)", "The scenes with their estimated lengths, for OpenTimelineIO", ".otio"),
    ("EDL", "Timeline (EDL)", "The same as a CMX 3600 edit list", ".edl"),
)
"""Identifier, label, description and suffix."""
_FOREIGN = frozenset({".pdf"})
"""Needs a package from outside, and those never enter Blender's process."""
_QUICK_BYTES = 1_000_000
"""A feature is a fifth of that as Fountain and half as FDX, and takes some tens of milliseconds."""


def glob(suffixes: tuple[str, ...]) -> str:
    return ";".join(f"*{suffix}" for suffix in suffixes)


def suffix_of(identifier: str) -> str:
    return next(suffix for name, _, _, suffix in EXPORTED if name == identifier)


def is_quick(path: Path, size: int) -> bool:
    """Whether a file may be read or written on Blender's main thread."""
    return path.suffix.lower() not in _FOREIGN and size <= _QUICK_BYTES
