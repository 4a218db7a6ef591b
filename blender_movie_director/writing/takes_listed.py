"""Takes as a list shows them: by question, the newest question first, and in it the newest answer."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING, NamedTuple

from . import takes

if TYPE_CHECKING:
    from collections.abc import Iterable

    from .takes import Take

_REQUESTS = {"dialogue": "Dialogue", "description": "Description", "suggestions": "Suggestions"}
_COUNTED = 20_000
"""Characters whose words are counted. What is longer is no passage of a script, and is estimated."""
_SAID = {
    takes.RUNNING: "writing",
    takes.PARTIAL: "partial",
    takes.FAILED: "failed",
    takes.CANCELLED: "cancelled",
}


class Row(NamedTuple):
    take: str
    """A take's id; for a question that of its newest answer."""
    question: str = ""
    """What was asked for; empty in the row of a take."""
    number: int = 0
    """Which of the answers to its question it is, from 1."""


def rows(book: Iterable[Take], script: str | None) -> tuple[Row, ...]:
    """One for each question and one for each of its takes. With a script only its own, and those that name none."""
    groups: dict[str, list[Take]] = {}
    for take in book:
        if script is None or take.script in {script, ""}:
            groups.setdefault(take.group, []).append(take)
    listed = []
    for siblings in sorted(groups.values(), key=lambda siblings: siblings[-1].created, reverse=True):
        listed.append(Row(siblings[-1].id, question(siblings[0])))
        listed += [Row(take.id, "", place + 1) for place, take in reversed(list(enumerate(siblings)))]
    return tuple(listed)


def question(take: Take, *, short: bool = False) -> str:
    """What was asked for, in a few words: `Rewrite description, scene 3`; `3 Rewrite` where there is no room."""
    asked = _REQUESTS.get(take.request, take.request.capitalize())
    mode = str(take.settings.get("mode") or "")
    if take.request == "description" and mode:
        asked = mode.capitalize() if short else f"{mode.capitalize()} description"
    if not take.target.ordinal:
        return asked
    return f"{take.target.ordinal} {asked}" if short else f"{asked}, scene {take.target.ordinal}"


@lru_cache(maxsize=takes.MOST_TAKES)
def words(text: str) -> str:
    counted = len(text[:_COUNTED].split())
    if len(text) > _COUNTED:
        return f"about {counted * len(text) // _COUNTED} words"
    return f"{counted} word{'' if counted == 1 else 's'}"


def standing(take: Take) -> str:
    """How it is with a take, in a word or two; empty for a complete one of which nobody has said anything."""
    return take.verdict or _SAID.get(take.state, "")


def short_model(model: str) -> str:
    """`provider/maker/model` without its provider."""
    return model.rpartition("/")[2] or model
