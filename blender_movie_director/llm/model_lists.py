"""The names of models in whatever a server answers when it is asked for them."""

from __future__ import annotations

from typing import Any

_TABLES = ("data", "models")
_NAMES = ("id", "name", "model")


def names_in(answer: Any) -> tuple[str, ...]:
    """OpenAI's form and those of Cohere, Gemini, Ollama and Together; nothing where it is none of them."""
    rows = answer
    if isinstance(answer, dict):
        rows = next((answer[name] for name in _TABLES if isinstance(answer.get(name), list)), None)
    if not isinstance(rows, list):
        return ()
    found = (_name_of(row) for row in rows)
    return tuple(dict.fromkeys(name for name in found if name))


def _name_of(row: Any) -> str:
    if not isinstance(row, dict):
        return row if isinstance(row, str) else ""
    name = next((row[field] for field in _NAMES if isinstance(row.get(field), str)), "")
    return str(name).removeprefix("models/")  # as Gemini has it
