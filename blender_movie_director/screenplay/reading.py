"""Scripts from disk. What cannot be a script is refused with a sentence that says what to do instead."""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import os

MAX_BYTES = 5_000_000

_PLAIN = "Open it in the program that wrote it and export it as Fountain or plain text."
_FORMATS = (
    (b"PK\x03\x04", "a ZIP archive, perhaps a Word document", _PLAIN),
    (b"PK\x05\x06", "a ZIP archive, perhaps a Word document", _PLAIN),
    (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "an old Word document", _PLAIN),
    (b"%PDF-", "a PDF", "Give it the ending .pdf and import it: scripts in PDF can be read."),
    (b"{\\rtf", "a rich text document", _PLAIN),
    (b"\x89PNG", "a picture", "Choose the script's text file instead."),
    (b"\xff\xd8\xff", "a picture", "Choose the script's text file instead."),
    (b"BLENDER", "a Blender file", "Choose the script's text file instead."),
)
_FINAL_DRAFT = re.compile(rb"\s*(?:<\?xml[^>]*>)?\s*<FinalDraft\b")
_LONE_SURROGATE = re.compile("[\ud800-\udfff]")
_CONTROLS = re.compile("[\x00-\x08\x0e-\x1f\x7f-\x84\x86-\x9f]")


class ScriptError(Exception):
    """A text that cannot be read as a script: what happened, and what to do next, in plain sentences."""

    def __init__(self, what: str, remedy: str) -> None:
        super().__init__(f"{what} {remedy}")
        self.what = what
        self.remedy = remedy


def read_file(path: str | os.PathLike[str]) -> str:
    """A script file's text, line ends as they are. Raises ScriptError for anything that is no script."""
    path = Path(path)
    return text_of(read_data(path), path.name or str(path))


def read_data(path: str | os.PathLike[str], limit: int = MAX_BYTES) -> bytes:
    """A file's bytes. Raises ScriptError for what cannot be read or holds more than `limit`."""
    path = Path(path)
    name = path.name or str(path)
    try:
        if path.is_dir():
            raise ScriptError(f"{name} is a folder.", "Choose a script file inside it.")
        if path.exists() and not path.is_file():
            raise ScriptError(f"{name} is not an ordinary file.", "Choose a script file instead.")
        size = path.stat().st_size
        if size > limit:
            raise _too_large(name, size, limit)
        return path.read_bytes()
    except FileNotFoundError:
        raise ScriptError(f"{name} does not exist.", "Check its name and folder, then choose it again.") from None
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or str(error)
        raise ScriptError(
            f"{name} could not be read: {reason}.", "Check that you may open it, then try again."
        ) from error


def text_of(data: bytes, name: str) -> str:
    """The text that a file's bytes are. Raises ScriptError for anything that is no script."""
    return check_text(_decode(data, name), name)


def check_text(text: str, name: str) -> str:
    """The same text, if it can be a script. Raises ScriptError if it is blank, far too large or not text."""
    if len(text) > MAX_BYTES:
        raise _too_large(name, len(text), MAX_BYTES)
    _refuse_format(text[:500].encode("latin-1", "replace"), name)
    # Blender opens any file as a text: it drops the NULs and takes each other odd byte for a character.
    if len(_CONTROLS.findall(text)) * 100 > len(text):
        raise _not_text(name)
    if not text.strip("\ufeff\0 \t\r\n\f\v"):
        raise ScriptError(f"{name} is empty.", "Write something in it, or choose another script.")
    return text


def clean(text: str) -> tuple[str, int]:
    """The text without what Blender cannot hold, and how many characters that took.

    NULs are dropped, lone surrogates become U+FFFD, and line ends stay as they are.
    """
    nuls = text.count("\0")
    cleaned, surrogates = _LONE_SURROGATE.subn("\ufffd", text.replace("\0", "") if nuls else text)
    return cleaned, nuls + surrogates


def _decode(data: bytes, name: str) -> str:
    _refuse_format(data, name)
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        encodings = ["utf-16"]
    else:
        # Files from before Unicode. It takes almost any byte, so a binary file must be ruled out first.
        encodings = ["utf-8-sig", "cp1252"] if _looks_like_text(data) else ["utf-8-sig"]
    for encoding in encodings:
        try:
            return data.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise _not_text(name)


def _refuse_format(start: bytes, name: str) -> None:
    for magic, kind, remedy in _FORMATS:
        if start.startswith(magic):
            raise ScriptError(f"{name} is {kind}, not a text file.", remedy)
    if _FINAL_DRAFT.match(start[:500].removeprefix(b"\xef\xbb\xbf")):
        raise ScriptError(
            f"{name} is a Final Draft script, not a text file.",
            "Give it the ending .fdx and import it: it can be read.",
        )


def _looks_like_text(data: bytes) -> bool:
    """Whether nearly all bytes are ones that a typist's text holds."""
    controls = sum(data.count(code) for code in range(32) if code not in b"\t\n\r\f")
    high = len(data) - len(data.translate(None, bytes(range(128, 256))))
    return controls * 100 <= len(data) and high * 2 <= len(data)


def _too_large(name: str, size: int, limit: int) -> ScriptError:
    return ScriptError(
        f"{name} holds {size / 1e6:.1f} MB, and a feature script is about 0.2 MB.",
        f"Check that it is the script; if it really is, split it into files of less than {limit / 1e6:.0f} MB.",
    )


def _not_text(name: str) -> ScriptError:
    return ScriptError(f"{name} is not a text file.", "Choose a script saved as Fountain or plain text in UTF-8.")
