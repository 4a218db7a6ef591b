"""One file out of a ZIP from a stranger, and never more of it than a script can hold."""

from __future__ import annotations

import io
import zipfile
import zlib
from typing import TYPE_CHECKING

from ..reading import ScriptError

if TYPE_CHECKING:
    from collections.abc import Callable

MAX_BYTES = 20_000_000
_MOST_MEMBERS = 5_000
_REMEDY = "Open it in the program that wrote it, save it again, or export it as Fountain."


def member(data: bytes, name: str, choose: Callable[[list[str]], str | None]) -> bytes:
    """The content of the member that `choose` picks from the names. Raises ScriptError for anything odd."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            members = archive.infolist()
            if len(members) > _MOST_MEMBERS:
                raise ScriptError(f"{name} packs {len(members):,} files, and no script does.", _REMEDY)
            chosen = choose([each.filename for each in members])
            if chosen is None:
                raise ScriptError(f"{name} is an archive with no script in it.", _REMEDY)
            with archive.open(chosen) as file:
                # What the archive says of its sizes is not to be trusted: only so much is ever unpacked.
                content = file.read(MAX_BYTES + 1)
    except RuntimeError:
        raise ScriptError(f"{name} is protected by a password.", "Save it without one and import that copy.") from None
    except (zipfile.BadZipFile, EOFError, OSError, ValueError, NotImplementedError, zlib.error):
        raise ScriptError(f"{name} is damaged or cut short: it cannot be unpacked.", _REMEDY) from None
    if len(content) > MAX_BYTES:
        raise ScriptError(
            f"{name} unpacks to more than {MAX_BYTES / 1e6:.0f} MB, and a feature script is about 3 MB.",
            "Do not use it; ask whoever sent it for a script saved by its program.",
        )
    return content


def is_zip(data: bytes) -> bool:
    return data.startswith(b"PK\x03\x04")
