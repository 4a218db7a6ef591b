"""Files into scripts and scripts into files, with plain data on both sides: the worker's tasks, and what Blender's
side does itself where that is quick. The readers and writers are imported by the first file."""

from __future__ import annotations

import base64
import zlib
from pathlib import Path
from typing import TYPE_CHECKING, Any

from ..screenplay import ScriptError

if TYPE_CHECKING:
    from ..screenplay.pages.layout import Layout

MAX_ORIGINAL = 50_000_000
"""Bytes of a file that was packed: a .blend can come from anyone, and a small one may unpack to a very large one."""


def load(payload: dict[str, Any]) -> dict[str, Any]:
    """Payload: `path`. Gives `text`, `notes`, `original`, the packed file where a later export can build on it, and
    `layout`, what the file says of its pages; both are empty for none."""
    from ..screenplay import files  # noqa: PLC0415
    from ..screenplay.pages.layout import to_text  # noqa: PLC0415

    loaded = files.load(Path(payload["path"]))
    return {
        "text": loaded.text,
        "notes": list(loaded.notes),
        "original": pack(loaded.original),
        "layout": to_text(loaded.layout) if loaded.layout else "",
    }


def save(payload: dict[str, Any]) -> dict[str, Any]:
    """Payload: `path`, `text`, `name` (of the script, for sentences), `original` and `layout` as `load` gave them, and
    `options` by the names of `SaveOptions`. Gives `notes`."""
    from ..screenplay import files, parse  # noqa: PLC0415
    from ..screenplay.exporting import SaveOptions  # noqa: PLC0415

    script = parse(payload["text"])
    options = SaveOptions.from_plain(payload["options"])
    base = unpack(payload["original"], payload["name"])
    layout = layout_of(payload, payload["name"])
    notes = files.save(Path(payload["path"]), script, base=base, options=options, layout=layout)
    return {"notes": list(notes)}


def layout_of(payload: dict[str, Any], name: str) -> Layout | None:
    """The `layout` of a payload. It may come from any .blend: what is damaged is refused."""
    from ..screenplay.pages.layout import from_text  # noqa: PLC0415

    kept = payload.get("layout", "")
    try:
        return from_text(kept) if kept else None
    except ValueError:
        raise ScriptError(
            f"What is kept with {name} about its pages is damaged.",
            "Import its file again, or remove the text's custom property movie_director_layout.",
        ) from None


def pack(original: bytes | None) -> str:
    """Bytes as a short ASCII string, which a .blend and a message can hold; empty for none."""
    return base64.b64encode(zlib.compress(original, 9)).decode("ascii") if original else ""


def unpack(packed: str, name: str) -> bytes | None:
    """What was packed. It may come from any .blend: what is damaged or swells beyond all measure is refused."""
    if not packed:
        return None
    try:
        inflating = zlib.decompressobj()
        original = inflating.decompress(base64.b64decode(packed, validate=True), MAX_ORIGINAL)
    except (ValueError, zlib.error):
        original, complete = b"", False
    else:
        complete = inflating.eof
    if not complete:
        raise ScriptError(
            f"The file that {name} was imported from is kept with it, and is damaged.",
            "Import that file again, or remove the text's custom property movie_director_original.",
        )
    return original
