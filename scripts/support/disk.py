"""Room on the disk: asked before a long step, and said in words when it runs out in the middle of one."""

from __future__ import annotations

import contextlib
import errno
import shutil
from typing import TYPE_CHECKING

from .errors import ScriptError

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path


def require_space(folder: Path, megabytes: int, what: str) -> None:
    """Raise a ScriptError where `folder`, which need not exist yet, has less than this free."""
    existing = next(path for path in (folder.absolute(), *folder.absolute().parents) if path.exists())
    free = shutil.disk_usage(existing).free // 1_000_000
    if free < megabytes:
        raise ScriptError(
            f"There is no room for {what}: it takes {megabytes} MB, and the disk of {existing} has {free} MB free. "
            f"Make room, or use a folder on a larger disk."
        )


@contextlib.contextmanager
def explained(folder: Path, what: str) -> Iterator[None]:
    """Turn a full disk, or a folder that cannot be used, into a sentence."""
    try:
        yield
    except OSError as error:
        if error.errno in {errno.ENOSPC, errno.EDQUOT}:
            raise ScriptError(f"The disk of {folder} is full while {what}: make room and run it again.") from error
        reason = error.strerror or type(error).__name__
        raise ScriptError(
            f"{error.filename or folder} cannot be used while {what} ({reason}): check it, or choose another folder."
        ) from error
