"""The tokenizers that LiteLLM carries for tiktoken, loaded late, once, and never from a network.

tiktoken fetches a vocabulary that it does not find, and also one whose file is damaged. So it is only asked for one
whose file is here and whole. Where tiktoken itself is not installed (there is none for Windows on Arm), nothing is
exact and everything still works.
"""

from __future__ import annotations

import hashlib
import importlib
import importlib.util
import logging
import os
import re
import threading
from pathlib import Path
from typing import TYPE_CHECKING, Protocol, cast

if TYPE_CHECKING:
    from collections.abc import Sequence

log = logging.getLogger(__name__)

_FILES = {
    "cl100k_base": (
        "9b5ad71b2ce5302211f9c61530b329a4922fc6a4",
        "223921b76ee99bde995b7ff738513eef100fb51d18c93597a113bcffe865b2a7",
    ),
    "o200k_base": (
        "fb374d419588a4632f3f557e76b4b70aebbca790",
        "446a9538cb6c348e3516120d7c08b09f57c36495e2acfffe59a5bf8b0cfb1a2d",
    ),
}
"""The name of each vocabulary's file (made of its address, by tiktoken) and the SHA-256 of what is in it."""

_LONGEST_BLANK = 20_000
_BLANK = re.compile(rf"\s{{{_LONGEST_BLANK},}}")


class Encoding(Protocol):
    def encode_ordinary(self, text: str) -> Sequence[int]: ...


class Vocabularies:
    """All that are loaded. Safe to use from several threads, which wait for a load that is under way."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._loaded: dict[str, Encoding | None] = {}
        self._loading: dict[str, threading.Thread] = {}

    def get(self, name: str, *, wait: bool = True) -> Encoding | None:
        """The tokenizer of this name; None where there is none, or, without `wait`, none yet.

        Loading one takes 0.1 to 0.4 seconds. Without `wait` it is begun on a thread of its own."""
        if name in self._loaded:
            return self._loaded[name]
        if not wait:
            with self._lock:
                if name not in self._loading:
                    thread = threading.Thread(target=self.get, args=(name,), name=f"load {name}", daemon=True)
                    self._loading[name] = thread
                    thread.start()
            return None
        with _loading:
            if name not in self._loaded:
                self._loaded[name] = _load(name)
        return self._loaded[name]

    def count(self, text: str, name: str, *, wait: bool = True) -> tuple[int, bool] | None:
        """The number of tokens and whether it is exact; None where there is no tokenizer of this name (yet)."""
        encoding = self.get(name, wait=wait)
        if encoding is None:
            return None
        # tiktoken's pattern runs out of stack on a very long blank, and panics.
        shorter = _BLANK.sub(lambda blank: blank.group()[:_LONGEST_BLANK], text) if len(text) > _LONGEST_BLANK else text
        return len(encoding.encode_ordinary(shorter)), len(shorter) == len(text)


_loading = threading.Lock()
"""One at a time in the whole process: each holds the interpreter for a while, and tiktoken reads the environment."""


def _load(name: str) -> Encoding | None:
    folder = _folder()
    if name not in _FILES or folder is None or importlib.util.find_spec("tiktoken") is None:
        return None
    file, digest = _FILES[name]
    try:
        content = (folder / file).read_bytes()
    except OSError as error:
        log.info("No tokenizer %s (%s); tokens are estimated.", name, error)
        return None
    if hashlib.sha256(content).hexdigest() != digest:
        log.warning("The tokenizer %s is damaged; tokens are estimated. Installing LiteLLM again mends it.", name)
        return None
    # As LiteLLM sets it when it is imported.
    os.environ["TIKTOKEN_CACHE_DIR"] = str(folder)
    try:
        return cast("Encoding", importlib.import_module("tiktoken").get_encoding(name))
    except Exception as error:  # noqa: BLE001 - whatever it is, an estimate is better than no answer
        log.warning("The tokenizer %s could not be loaded (%s); tokens are estimated.", name, error)
        return None


def _folder() -> Path | None:
    """Where LiteLLM keeps them; found without importing it, which would take seconds."""
    try:
        found = importlib.util.find_spec("litellm")
    except (ImportError, ValueError):
        return None
    if found is None or not found.submodule_search_locations:
        return None
    return Path(found.submodule_search_locations[0], "litellm_core_utils", "tokenizers")
