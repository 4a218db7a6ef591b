"""What would be sent to a model, to read before it is sent. The worker is asked anew for each look: a prompt may lie in
a folder, where Blender's side sees nothing of a change."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from .. import queries
from ..script import current

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from bpy.types import Text

    from ..queries import Query

KEY = "what an analysis sends"
NAME = "What is sent for analysis.md"
_HEADINGS = {"system": "What the model is told to do", "user": "What it is given"}


def look(script: Text, asked: Mapping[str, Any], show: Callable[[Text], None]) -> Query:
    """Asks the worker. `show` is given a text that each look writes anew: what is sent, or why nothing could be."""
    uid, name = script.session_uid, script.name

    def ended(query: Query) -> None:
        found = query.parts.get("preview")
        if query.trouble is not None:
            words = f"Nothing can be sent about {name}. {' '.join(query.trouble)}\n"
        elif found is not None:
            words = as_text(name, found)
        else:
            return
        show(current.put_beside(NAME, words, current.by_uid(uid)))

    return queries.ask(KEY, "analysis_preview", {**asked, "text": script.as_string(), "name": name}, ended)


def as_text(script: str, preview: dict[str, Any]) -> str:
    calls = preview["calls"]
    if not calls:
        return f"Nothing is sent to {preview['model']}: everything in {script} was read before and is as it was.\n"
    versions = ", ".join(f"{name} {version}" for name, version in preview["prompts"].items())
    scenes = ", ".join(map(str, calls[0]["scenes"]))
    opening = [
        f"# What is sent to {preview['model']} about {script}",
        f"Of {len(calls)} requests this is the first"
        + (f", about scene {scenes}. " if scenes else ". ")
        + "The others are made the same way, of the other scenes; those about the whole are made of what was read.",
        f"Prompts and their versions: {versions}.",
    ]
    messages = [
        f"## {_HEADINGS.get(message['role'], message['role'])}\n\n{message['text'].strip()}"
        for message in preview["messages"]
    ]
    others = [
        f"## What it is told to do for the {what}\n\n{told.strip()}"
        for what, told in preview["told"].items()
        if what != calls[0]["what"]
    ]
    return "\n\n".join([*opening, *messages, *others]) + "\n"
