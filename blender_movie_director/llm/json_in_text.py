"""Finds JSON in what a model wrote: bare, fenced, or with prose around it."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING, Any, NoReturn

if TYPE_CHECKING:
    from collections.abc import Iterator

_MOST_STARTS = 200  # of pieces that may begin with a brace: text full of braces must not take for ever
_THOUGHT = re.compile(r"\A\s*<think(?:ing)?>.*?</think(?:ing)?>", re.DOTALL)
_FENCE = re.compile(r"^[ \t]*```[ \t]*\w*[ \t]*\n(.*?)^[ \t]*```", re.DOTALL | re.MULTILINE)
_START = re.compile(r"[{\[]")
# Strings are matched first, so that a comma inside of one is never touched.
_TRAILING_COMMA = re.compile(r'("(?:\\.|[^"\\])*")|,(?=\s*[}\]])', re.DOTALL)


def candidates(text: str) -> Iterator[Any]:
    """Every piece of JSON in `text`, the likeliest first: all of it, then what is fenced, then what stands in prose.

    A comma before a closing bracket is forgiven, since it can mean only one thing. Everything else that is not JSON
    (comments, single quotes, NaN) is not: guessing would put words into the model's mouth.
    """
    text = _THOUGHT.sub("", text).strip()
    if not text:
        return
    whole = _decoded(text)
    if whole:
        yield whole[0]
        return
    for fence in _FENCE.finditer(text):
        inner = _decoded(fence.group(1).strip())
        if inner:
            yield inner[0]
    yield from _in_prose(_TRAILING_COMMA.sub(r"\1", text))


def strict_json(text: str) -> Any:
    """As it stands, with nothing forgiven. Raises `ValueError`."""
    try:
        return _DECODER.decode(text)
    except RecursionError:
        raise ValueError("too deep") from None


def _in_prose(text: str) -> Iterator[Any]:
    place = 0
    for _ in range(_MOST_STARTS):
        start = _START.search(text, place)
        if start is None:
            return
        try:
            found, place = _DECODER.raw_decode(text, start.start())
        except (ValueError, RecursionError):
            place = start.end()
        else:
            yield found


def _decoded(text: str) -> tuple[Any] | None:
    """In a tuple, since `null` is an answer too."""
    for attempt in (text, _TRAILING_COMMA.sub(r"\1", text)):
        try:
            return (_DECODER.decode(attempt),)
        except (ValueError, RecursionError):  # RecursionError: ten thousand brackets are no answer
            continue
    return None


def _no_constant(name: str) -> NoReturn:
    raise ValueError(f"{name} is not JSON")


_DECODER = json.JSONDecoder(
    parse_constant=_no_constant, strict=False
)  # not strict: models write line breaks into strings
