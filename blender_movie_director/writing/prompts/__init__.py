"""The prompts, one file each, so that a writer can read what is sent and put their own in its place.

The first line of a file is its version: `Version: 3`. Whoever changes what a prompt asks for raises it; what is kept of
earlier answers is kept under the whole text, so nothing old is ever taken for new.
"""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from ...llm.errors import ConfigurationError

if TYPE_CHECKING:
    from collections.abc import Mapping

_FOLDER = Path(__file__).parent
_VERSION = re.compile(r"\AVersion:[ \t]*(\S+)[ \t]*(?:\r?\n|\Z)", re.IGNORECASE)
_LONGEST = 60_000


class Prompt(NamedTuple):
    name: str
    version: str
    """As its first line gives it; of the user's own without such a line, `own`."""
    text: str
    """What is sent: without the line of the version."""
    own: bool = False
    """The user's, in the place of ours."""

    @property
    def label(self) -> str:
        return f"{self.version} (your own)" if self.own else self.version


def names() -> tuple[str, ...]:
    return tuple(sorted(path.stem for path in _FOLDER.glob("*.md")))


def load(name: str, overrides: Mapping[str, str] | None = None) -> Prompt:
    """The prompt, or what the user has put in its place under the same name. Raises `ConfigurationError` for one of
    theirs that cannot be sent."""
    own = (overrides or {}).get(name)
    if own is None:
        return _read(name, original(name), own=False)
    prompt = _read(name, own, own=True)
    if not prompt.text:
        raise ConfigurationError(
            f"Your prompt {name} is empty.", "Write what the model is to do, or remove it: then ours is sent."
        )
    if len(prompt.text) > _LONGEST:
        raise ConfigurationError(
            f"Your prompt {name} has {len(prompt.text):,} characters.", f"Shorten it to {_LONGEST:,}, or remove it."
        )
    return prompt


def original(name: str) -> str:
    """Our own file, as it is: what somebody who wants to change it begins with."""
    # Read beside this file: extensions are always unpacked folders.
    return (_FOLDER / f"{name}.md").read_text(encoding="utf-8")


def own_in(payload: Mapping[str, Any]) -> dict[str, str]:
    """The prompts of the user's own that a job's payload has."""
    return {str(name): str(text) for name, text in (payload.get("prompts") or {}).items()}


def with_folder_read(payload: Mapping[str, Any]) -> dict[str, Any]:
    """The payload of a job with what lies in its `prompts_folder` among its `prompts`; those that it had go before it.
    Raises `ConfigurationError` for a folder that cannot be read."""
    whole = dict(payload)
    folder = str(whole.pop("prompts_folder", "") or "")
    if folder:
        whole["prompts"] = {**overrides_from(Path(folder)), **own_in(payload)}
    return whole


def overrides_from(folder: Path) -> dict[str, str]:
    """The prompts of a folder that stand in the place of ours: the files with the names of ours (`names`). Raises
    `ConfigurationError` for a folder or a file that cannot be read: nobody who wrote one wants ours sent instead."""
    if not folder.is_dir():
        raise ConfigurationError(
            f"Your folder of prompts is not there: {folder}.", "Choose one that is, or none: then ours are sent."
        )
    found = {}
    for name in names():
        path = folder / f"{name}.md"
        try:
            if path.is_file():
                found[name] = path.read_text(encoding="utf-8-sig")
        except (OSError, ValueError) as error:
            reason = getattr(error, "strerror", None) or "it is no text in UTF-8"
            raise ConfigurationError(
                f"Your prompt {path} cannot be read: {reason}.", "Save it as plain text in UTF-8, or remove it."
            ) from None
    return found


def _read(name: str, text: str, *, own: bool) -> Prompt:
    version = _VERSION.match(text)
    body = text[version.end() :] if version else text
    return Prompt(name, version[1] if version else "own", body.strip(), own)
