"""What would be sent to a model, to read before it is sent."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from ..script import current
from . import watching

if TYPE_CHECKING:
    from bpy.types import Text

NAME = "What is sent for analysis.md"
_HEADINGS = {"system": "What the model is told to do", "user": "What it is given"}


def written(script: Text) -> Text | None:
    """The newest estimate's first request as a text; None where nothing was estimated yet."""
    estimate = watching.last_asked(script)
    if estimate is None or estimate.found is None or not estimate.current:
        return None
    return current.put_beside(NAME, as_text(script.name, estimate.found), script)


def as_text(script: str, preview: dict[str, Any]) -> str:
    calls = preview["calls"]
    if not calls:
        return f"Nothing is sent to {preview['model']}: everything in {script} was read before and is as it was.\n"
    scenes = ", ".join(map(str, calls[0]["scenes"]))
    opening = [
        f"# What is sent to {preview['model']} about {script}",
        f"Of {len(calls)} requests this is the first"
        + (f", about scene {scenes}. " if scenes else ". ")
        + "The others are made the same way, of the other scenes; those about the whole are made of what was read.",
    ]
    messages = [
        f"## {_HEADINGS.get(message['role'], message['role'])}\n\n{message['text'].strip()}"
        for message in preview["messages"]
    ]
    return "\n\n".join([*opening, *messages]) + "\n"
