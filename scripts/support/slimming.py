"""Wheels without the folders that nothing of ours opens: the same wheel, with a RECORD of what is left in it."""

from __future__ import annotations

import csv
import io
import zipfile
from pathlib import PurePosixPath
from typing import TYPE_CHECKING

from .errors import ScriptError

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

_CODE = {".py", ".pyc", ".pyd", ".so", ".dylib", ".dll"}
_LEVEL = 9


def slim(wheel: bytes, folders: Sequence[str], name: str) -> bytes:
    """The wheel without these folders. Equal wheels give equal bytes: times, order and rights stay as they were.

    Only data may go: without a module, an import would fail in somebody's Blender and nowhere else."""
    if not folders:
        return wheel
    made = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(wheel)) as old, zipfile.ZipFile(made, "w") as new:
        without = set(_inside(old.namelist(), folders, name))
        for entry in old.infolist():
            if entry.filename in without:
                continue
            content = old.read(entry)
            if entry.filename.endswith(".dist-info/RECORD"):
                content = _record_of_what_is_left(content, without)
            new.writestr(entry, content, zipfile.ZIP_STORED if entry.is_dir() else zipfile.ZIP_DEFLATED, _LEVEL)
    return made.getvalue()


def _inside(names: Sequence[str], folders: Sequence[str], wheel: str) -> Iterator[str]:
    for folder in folders:
        found = [name for name in names if name.startswith(f"{folder.rstrip('/')}/")]
        if not found:
            raise ScriptError(
                f"{wheel} has no folder {folder}: correct leave_out_of_wheels in pyproject.toml, or take it out there."
            )
        code = next((name for name in found if PurePosixPath(name).suffix in _CODE), None)
        if code is not None:
            raise ScriptError(
                f"{wheel} has code in {folder} ({code}), and only data may be left out: correct leave_out_of_wheels in "
                f"pyproject.toml."
            )
        yield from found


def _record_of_what_is_left(record: bytes, without: set[str]) -> bytes:
    made = io.StringIO(newline="")
    rows = csv.reader(io.StringIO(record.decode("utf-8"), newline=""))
    csv.writer(made, lineterminator="\n").writerows(row for row in rows if not row or row[0] not in without)
    return made.getvalue().encode("utf-8")
