"""How alike two texts are, told from a few hundred characters that are kept of each.

A text is taken as the set of its threes of words that follow each other. Of their hashes the smallest are kept: a fair
sample, the same for every text that holds the same threes, so that two samples tell what part the whole sets share.
"""

from __future__ import annotations

import base64
import re
from functools import lru_cache
from typing import TYPE_CHECKING
from zlib import crc32

if TYPE_CHECKING:
    from collections.abc import Sequence

KEPT = 48
"""Hashes of a sketch. With these a share of a half is told to about 7 %."""

_BYTES = 3
_MASK = (1 << 8 * _BYTES) - 1
# Scripts written without spaces have a word in every character.
_UNSPACED = "\u3040-\u30ff\u3400-\u9fff\uac00-\ud7a3\uf900-\ufaff"
_WORD = re.compile(rf"[{_UNSPACED}]|[^\W{_UNSPACED}]+")

Sketch = frozenset[int]


def sketch(lines: Sequence[str]) -> Sketch:
    """The sample of a text."""
    return frozenset(sorted(threes(lines))[:KEPT])


def threes(lines: Sequence[str]) -> set[int]:
    """A hash for each three words in a row. Capitals and punctuation count for nothing, line ends neither."""
    words = _WORD.findall("\n".join(lines).casefold())
    if 0 < len(words) < 3:
        words += ["", ""]
    return {_hash(three) for three in zip(words, words[1:], words[2:], strict=False)}


def likeness(one: Sketch, other: Sketch) -> float:
    """The share of threes that two texts have in common, 0 to 1."""
    if not one or not other:
        return 0.0
    # Beyond the largest hash of a full sketch nothing is known about its text.
    known = min(max(one) if len(one) == KEPT else _MASK, max(other) if len(other) == KEPT else _MASK)
    common = sum(value <= known for value in one & other)
    return common / sum(value <= known for value in one | other)


def pack(values: Sketch) -> str:
    return base64.b64encode(b"".join(value.to_bytes(_BYTES, "big") for value in sorted(values))).decode()


@lru_cache(maxsize=1024)
def unpack(packed: str) -> Sketch:
    """Raises ValueError for what is no packed sketch."""
    data = base64.b64decode(packed, validate=True)
    if len(data) % _BYTES:
        raise ValueError(packed)
    return frozenset(int.from_bytes(data[start : start + _BYTES], "big") for start in range(0, len(data), _BYTES))


def _hash(three: tuple[str, str, str]) -> int:
    # A checksum's bits follow the text's too closely to be a fair sample by size: multiplied, they do not.
    return (crc32("\0".join(three).encode(errors="surrogatepass")) * 0x9E3779B1 >> 8) & _MASK
