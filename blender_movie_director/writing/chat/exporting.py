"""A conversation as a file: Markdown to read, JSON that `chat --file` opens."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from ...llm.keys import scrub
from .talks import PARTIAL, USER

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from .talks import Talk, Turn

_FORMAT, _VERSION = "movie-director-conversation", 1
"""As `llm.conversation_file` has them, which is too heavy for Blender's main thread. A test reads the one with the
other."""
STOPPED = "[stopped here]"


def as_markdown(talk: Talk, secrets: Iterable[str] = (), clean: Callable[[str, tuple[str, ...]], str] = scrub) -> str:
    """`clean` hides secrets in a text; `talks.Cleaning` remembers what it has looked at."""
    parts = [f"# {talk.name}"]
    if talk.system:
        parts.append(f"*Instructions: {talk.system}*")
    for turn in talk.turns:
        parts += [f"## {who(turn)}", _words(turn)]
    hidden = tuple(secrets)
    return "\n\n".join(clean(part, hidden) for part in parts) + "\n"


def as_json(talk: Talk, secrets: Iterable[str] = ()) -> str:
    hidden = tuple(secrets)
    written = {
        "format": _FORMAT,
        "version": _VERSION,
        "name": talk.name,
        "system": scrub(talk.system, hidden),
        "summary": scrub(talk.summary, hidden),
        "summarised": talk.summarised,
        "turns": [
            {"role": turn.role, "content": scrub(_words(turn), hidden), **({"model": turn.model} if turn.model else {})}
            for turn in talk.turns
        ],
    }
    return json.dumps(written, ensure_ascii=False, indent=1) + "\n"


def who(turn: Turn) -> str:
    return "You" if turn.role == USER else turn.model or "Model"


def _words(turn: Turn) -> str:
    return f"{turn.text.rstrip()} {STOPPED}" if turn.state == PARTIAL else turn.text.strip()
