"""Files are written beside their place and moved over it: a file is there as a whole, or as it was before."""

from __future__ import annotations

import os
import secrets
import shutil
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import TYPE_CHECKING

from .reading import ScriptError

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping


def store(files: Mapping[Path, bytes]) -> None:
    """Write several files, none of them before all could be written. Raises ScriptError."""
    waiting: dict[Path, Path] = {}
    try:
        for path, data in files.items():
            _check(path)
            with _sentences(path):
                # A link stays one: what it points to is written.
                target = Path(os.path.realpath(path))
                waiting[target] = target.with_name(f".movie-director-{secrets.token_hex(6)}.part")
                _write(waiting[target], target, data)
        for target, part in waiting.items():
            with _sentences(target):
                part.replace(target)
    finally:
        for part in waiting.values():
            with suppress(OSError):
                part.unlink(missing_ok=True)


def _write(part: Path, target: Path, data: bytes) -> None:
    with part.open("xb") as file:
        file.write(data)
        file.flush()
        os.fsync(file.fileno())
    if target.exists():
        shutil.copymode(target, part)


def _check(path: Path) -> None:
    with _sentences(path):
        if path.is_dir():
            raise ScriptError(f"{path} is a folder.", "Name a file inside it.")
        if not path.parent.is_dir():
            raise ScriptError(f"The folder {path.parent} does not exist.", "Make it first, or choose another one.")
        if path.exists() and not path.is_file():
            raise ScriptError(f"{path} is not an ordinary file.", "Choose another name.")
        if path.exists() and not os.access(path, os.W_OK):
            raise ScriptError(f"{path.name} is protected against changes.", "Choose another name, or unlock the file.")


@contextmanager
def _sentences(path: Path) -> Iterator[None]:
    """Turns what the system says into a sentence about the file."""
    try:
        yield
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or str(error)
        raise ScriptError(
            f"{path.name} could not be written: {reason}.",
            "What was there before is still there. Choose another folder, or make room, then try again.",
        ) from error
