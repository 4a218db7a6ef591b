"""Files that are given to a command. Whatever is wrong with one is a sentence with its name."""

from __future__ import annotations

import json
import re
from pathlib import Path

from ..llm.errors import ConfigurationError
from ..llm.messages import Image, Shape

_LARGEST_IMAGE = 20 * 1024 * 1024
"""Bytes. No provider takes more, and most take far less."""
_NOT_IN_A_NAME = re.compile(r"[^A-Za-z0-9_-]+")


def expanded(name: str) -> Path:
    """With the home in place of ~; as it is where that is nobody's."""
    try:
        return Path(name).expanduser()
    except RuntimeError:
        return Path(name)


def read_bytes(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except (OSError, ValueError) as error:  # ValueError: a name with a null character
        raise unusable(path, error, "Check its name and folder.") from None


def unusable(path: Path, error: Exception, remedy: str, verb: str = "read") -> ConfigurationError:
    why = error.strerror if isinstance(error, OSError) and error.strerror else type(error).__name__
    return ConfigurationError(f"The file {path} cannot be {verb}: {why}.", remedy)


def read_image(path: Path) -> Image:
    """By what is in it, whatever it is called."""
    data = read_bytes(path)
    kind = _kind_of(data)
    if not kind:
        raise ConfigurationError(
            f"{path.name} is not a picture that models can read.", "Choose a PNG, JPEG, WebP or GIF file."
        )
    if len(data) > _LARGEST_IMAGE:
        raise ConfigurationError(
            f"{path.name} is too large ({len(data) / 1_000_000:.0f} MB).", "Choose a picture of less than 20 MB."
        )
    return Image(data, kind)


def read_schema(path: Path) -> Shape:
    try:
        schema = json.loads(read_bytes(path).decode("utf-8-sig"))
    except json.JSONDecodeError as error:
        raise ConfigurationError(
            f"{path.name} is not valid JSON (line {error.lineno}).", "Correct that line."
        ) from None
    except (ValueError, RecursionError):
        raise ConfigurationError(f"{path.name} is not JSON.", "Choose a file that holds a JSON schema.") from None
    if not isinstance(schema, dict):
        raise ConfigurationError(f"{path.name} holds no JSON schema.", 'A schema is an object: {"type": ...}.')
    # Providers allow few letters in a shape's name.
    name = _NOT_IN_A_NAME.sub("_", str(schema.get("title") or path.stem)).strip("_")[:64]
    return Shape(name or "answer", schema)


def _kind_of(data: bytes) -> str:
    if data.startswith(b"\x89PNG\r\n\x1a\n"):
        return "image/png"
    if data.startswith(b"\xff\xd8\xff"):
        return "image/jpeg"
    if data.startswith(b"RIFF") and data[8:12] == b"WEBP":
        return "image/webp"
    return "image/gif" if data.startswith((b"GIF87a", b"GIF89a")) else ""
