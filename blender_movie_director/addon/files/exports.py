"""A script to a file. The text itself stays as it is, and so does whatever file it is linked to."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import bpy

from ..script import following
from . import conversions, formats, imports

if TYPE_CHECKING:
    from bpy.types import Text

    from .conversions import Conversion


def write_out(text: Text, path: Path, options: dict[str, Any]) -> str:
    """Writes at once, and says what there is to know about the file. Raises ScriptError."""
    from ...worker import conversion

    return _outcome(path, conversion.save(_payload(text, path, options)))


def write_out_later(text: Text, path: Path, options: dict[str, Any]) -> Conversion:
    """The same by the worker."""
    payload = _payload(text, path, options)
    return conversions.start("export", payload, f"Writing {path.name}", lambda data: _outcome(path, data))


def is_quick(text: Text, path: Path) -> bool:
    return formats.is_quick(path, len(text.as_string()))


def in_the_way(path: Path) -> list[Path]:
    """Files that nobody was asked about and that would be replaced: tables are written side by side, one a file."""
    if path.suffix.lower() != ".csv" or not path.parent.is_dir():
        return []
    begins, ends = f"{path.stem}.".casefold(), path.suffix.casefold()
    names = ((other, other.name.casefold()) for other in path.parent.iterdir() if other != path)
    return sorted(other for other, name in names if name.startswith(begins) and name.endswith(ends))


def suggested_path(text: Text, suffix: str) -> Path:
    """Beside the file that the text is linked to, else beside the .blend, named after the title or the text."""
    session = following.of(text)
    title = session.breakdown.title if session is not None and session.breakdown is not None else ""
    linked = bpy.path.abspath(text.filepath) if text.filepath else ""
    folder = Path(linked or bpy.data.filepath or Path.home() / "untitled").parent
    name = bpy.path.clean_name(title) if title else Path(text.name).stem
    return folder / f"{name}{suffix}"


def paper_of(text: Text) -> str:
    """The sheet of the file that a text came from, by the name that the export has for it; empty for none of these."""
    from ...screenplay.exporting import PAPERS
    from ...screenplay.pages.layout import from_text

    try:
        name = from_text(following.layout_of(text)).paper.name
    except ValueError:  # there is none, or it is damaged, which the export itself says
        return ""
    return next((key for key, known in PAPERS.items() if known == name), "")


def _outcome(path: Path, data: dict[str, Any]) -> str:
    return " ".join([f"{path.name} was written.", *data["notes"]])


def _payload(text: Text, path: Path, options: dict[str, Any]) -> dict[str, Any]:
    original = imports.original_of(text) if path.suffix.lower() == ".fdx" else ""
    return {
        "path": str(path),
        "text": text.as_string(),
        "name": text.name,
        "original": original,
        "layout": following.layout_of(text),
        "options": options,
    }
