"""Files that nobody but their owner may read."""

from __future__ import annotations

import os
import stat
from contextlib import suppress
from typing import TYPE_CHECKING
from uuid import uuid4

if TYPE_CHECKING:
    from pathlib import Path


def why_not_private(path: Path) -> str:
    """A sentence if others than this user could read or change the file; empty if it is private, or not there.

    On Windows a user's own folders are closed to others by what they inherit, and the mode says nothing.
    """
    if os.name == "nt":
        return ""
    try:
        found = path.stat()
    except FileNotFoundError:
        return ""
    if found.st_uid != os.getuid():
        return f"The file {path} belongs to another user of this computer."
    if stat.S_IMODE(found.st_mode) & 0o077:
        return f"The file {path} can be read by other users of this computer."
    return ""


def write_private(path: Path, text: str) -> None:
    """Replaces the file as a whole or not at all; it is private from its first byte on."""
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    beside = path.with_name(f".{path.name}.{uuid4().hex}")
    descriptor = os.open(beside, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    try:
        with os.fdopen(descriptor, "w", encoding="utf-8") as file:
            file.write(text)
            file.flush()
            os.fsync(file.fileno())
        beside.replace(path)
    except BaseException:
        with suppress(OSError):
            beside.unlink()
        raise
