"""Looks for a key in everything that a session leaves behind: as text and in disguise, in files and inside of what they
pack, in the process list. It tells where, and never what it found."""

from __future__ import annotations

import base64
import gzip
import io
import os
import re
import sqlite3
import stat
import tempfile
import time
import zipfile
from contextlib import closing, suppress
from pathlib import Path
from typing import TYPE_CHECKING

import bpy
import pytest

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

_ZSTD = b"\x28\xb5\x2f\xfd"
"""Blender's compressed files begin so, and its Python cannot unpack them."""

_TELLING = 16
_COARSE = 0.05
"""Seconds by which a file system's clock may be behind."""


class KeyHunt:
    """For keys that were used. `look` at a folder, `look_into` what is no file."""

    def __init__(self, *keys: str) -> None:
        self._begun = time.time() - _COARSE
        self._disguises = sorted({disguise for key in keys for disguise in disguises_of(key)})

    def hides_in(self, data: bytes | str) -> bool:
        data = data.encode("utf-8", "surrogateescape") if isinstance(data, str) else data
        return any(disguise in data for disguise in self._disguises)

    def look(self, *folders: Path) -> list[str]:
        """The files below these folders that hold a key, and those that nobody can look into."""
        found: dict[Path, str] = {}
        for folder in folders:
            for path in sorted(path for path in folder.rglob("*") if path.is_file() and not path.is_symlink()):
                why = "its name" if self.hides_in(path.name) else self._why(path)
                if why:
                    found[path] = why
        return [f"{path} ({why})" for path, why in found.items()]

    def look_at_processes(self, *, but_for: Iterable[int] = ()) -> list[str]:
        """Those whose arguments hold a key, or whose environment does; that of `but_for` is somebody's own to set."""
        found = []
        for folder in sorted(Path("/proc").glob("[0-9]*")):
            for name in ("cmdline", "environ"):
                if name == "environ" and int(folder.name) in but_for:
                    continue
                with suppress(OSError):  # another person's, or one that has ended meanwhile
                    if self.hides_in((folder / name).read_bytes()):
                        found.append(f"{name} of process {folder.name}")
        return found

    def _why(self, path: Path) -> str:
        try:
            data = path.read_bytes()
        except FileNotFoundError:
            return ""  # one that a program has just put away
        for what, content in _contents(data):
            if self.hides_in(content):
                return what
        # What is older than the keys holds none of them: other tests leave files of Blender's behind.
        if data.startswith(_ZSTD) and path.stat().st_mtime >= self._begun:
            return "compressed, and nobody can look into it"
        if data.startswith(b"SQLite format 3\0") and any(map(self.hides_in, _cells(path))):
            return "a cell of its tables"
        return ""


def disguises_of(key: str) -> Iterator[bytes]:
    """How a key may stand in a file: its longest run of letters and digits, which no way of writing alters (JSON, HTML,
    an address, a Python literal), and which tells of a part of the key too."""
    run = max(re.findall(r"[A-Za-z0-9]+", key), key=len)
    assert len(run) >= _TELLING, "found by chance anywhere"
    for encoded in (run.encode(), run.encode("utf-16-le"), run.encode("utf-16-be")):
        yield encoded
        yield encoded.hex().encode()
        for before in range(3):
            # Base64 takes three bytes at a time: what stands before the run decides what it looks like. The letters at
            # both ends are made of its neighbours too, and say nothing.
            letters = base64.b64encode(b"\0" * before + encoded)
            clean = letters[(0, 2, 3)[before] : len(letters) - (4 if (before + len(encoded)) % 3 else 0)]
            yield clean
            yield clean.translate(bytes.maketrans(b"+/", b"-_"))


def profile_folders() -> list[Path]:
    """Every folder in which this Blender, its worker and whatever they load may write."""
    if "BLENDER_USER_RESOURCES" not in os.environ:
        pytest.skip("this Blender has a profile that is somebody's own")
    folders = [Path(os.environ[name]) for name in ("BLENDER_USER_RESOURCES", "HOME", "TMPDIR") if name in os.environ]
    folders += [Path(tempfile.gettempdir()), Path(bpy.app.tempdir)]
    outermost = [folder for folder in folders if not any(other in folder.parents for other in folders)]
    return list(dict.fromkeys(outermost))


def is_private(path: Path) -> bool:
    """Only its owner can read it."""
    return os.name == "nt" or stat.S_IMODE(path.stat().st_mode) == 0o600


def _contents(data: bytes) -> Iterator[tuple[str, bytes]]:
    yield "in clear", data
    if data.startswith(b"\x1f\x8b"):
        with suppress(OSError, EOFError):
            yield "compressed", gzip.decompress(data)
    elif data.startswith(b"PK\x03\x04"):
        with suppress(zipfile.BadZipFile), zipfile.ZipFile(io.BytesIO(data)) as archive:
            for name in archive.namelist():
                yield f"packed, as {name}", archive.read(name)


def _cells(path: Path) -> Iterator[bytes | str]:
    """Long texts lie in pieces all over such a file."""
    with closing(sqlite3.connect(f"{path.as_uri()}?mode=ro", uri=True)) as database:
        tables = [name for (name,) in database.execute("SELECT name FROM sqlite_master WHERE type = 'table'")]
        for table in tables:
            for row in database.execute(f'SELECT * FROM "{table}"'):
                yield from (value if isinstance(value, bytes | str) else str(value) for value in row)
