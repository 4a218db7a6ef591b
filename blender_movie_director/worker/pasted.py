"""Keys that a person pasted into a question, an instruction or a prompt: no model is told of them. The script goes as
it is, since everything that is said of it names its lines."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from ..llm.keys import worth_hiding

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping

ASKING = frozenset({"analysis", "dialogue", "description", "suggestions", "chat"})
"""The tasks that send what a person wrote to a model."""
TELLING = frozenset({"analysis_preview", "writing_estimate", "chat_estimate"})
"""Those that show what would be sent."""
_AS_IT_IS = frozenset({"model", "name", "script", "text"})


def found_in(payload: Mapping[str, Any], secrets: Iterable[str]) -> list[str]:
    """Those of the keys that stand in what was written."""
    written = [text for name, value in payload.items() if name not in _AS_IT_IS for text in _texts(value)]
    return [secret for secret in worth_hiding(secrets) if any(secret in text for text in written)]


def cleaned(payload: Mapping[str, Any], clean: Callable[[str], str]) -> dict[str, Any]:
    """The payload with every text of a person's own as `clean` makes it."""
    return {name: value if name in _AS_IT_IS else _each(value, clean) for name, value in payload.items()}


def _texts(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for inner in value.values():
            yield from _texts(inner)
    elif isinstance(value, list | tuple):
        for inner in value:
            yield from _texts(inner)


def _each(value: Any, clean: Callable[[str], str]) -> Any:
    if isinstance(value, str):
        return clean(value)
    if isinstance(value, dict):
        return {name: _each(inner, clean) for name, inner in value.items()}
    if isinstance(value, list | tuple):
        return [_each(inner, clean) for inner in value]
    return value
