"""What a request would send, as a text to read beside the script."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from .. import spending
from ..script import current

if TYPE_CHECKING:
    from bpy.types import Text

    from ..queries import Query

KEY = "what is sent"
_RULE = "-" * 72


def put_down(request: str, query: Query, script_uid: int) -> Text | None:
    """The messages in full, in a text of that name, which each new look writes anew. None where there is a trouble: the
    panel tells it."""
    found = query.parts.get("estimate")
    if query.trouble is not None or found is None:
        return None
    return current.put_beside(f"What is sent for {request}.md", in_words(found), current.by_uid(script_uid))


def in_words(found: dict[str, Any]) -> str:
    """An estimate to read, as `sending.Estimate` has it."""
    head = [
        f"To {found['model']}, with prompt {found['prompt']}.",
        f"{spending.about(found)}. Nothing has been sent yet.",
    ]
    for message in found["messages"]:
        head += ["", _RULE, message["role"].upper(), _RULE, "", message["text"]]
    return "\n".join(head) + "\n"
