"""What a model that reads scripts would answer to the requests of a script analysis: in the right shape, at once.

For the measurements, and for the tests, which spoil it. Standard library only: a Blender's own Python runs this too.
"""

from __future__ import annotations

import re
from typing import Any

_FENCED = re.compile(r"<<<SCENE (\d+)[^\n]*\n(.*?)\n<<<END", re.DOTALL)
_LISTED = re.compile(r"^(\d+)\. ", re.MULTILINE)


def kind_of(body: dict[str, Any]) -> str:
    """The name of the shape that a request asks for: `scene_readings`, `story`, `assessment`; empty without one."""
    return str(body.get("response_format", {}).get("json_schema", {}).get("name", ""))


def prompt_of(body: dict[str, Any]) -> str:
    return str(body["messages"][1]["content"])


def scenes_in(prompt: str) -> dict[int, str]:
    """The scenes that are asked about, by their numbers."""
    return {int(number): text for number, text in _FENCED.findall(prompt)}


def listed_in(prompt: str) -> list[int]:
    """The scenes of the list from which the whole is put together."""
    return [int(number) for number in _LISTED.findall(prompt.rpartition("<<<LIST")[2])]


def answer_to(body: dict[str, Any]) -> dict[str, Any]:
    """A good answer to the body of a chat completion."""
    prompt, kind = prompt_of(body), kind_of(body)
    if kind == "story":
        return story(listed_in(prompt))
    if kind == "assessment":
        return assessment()
    return {"scenes": [_of_its_words(ordinal, text) for ordinal, text in scenes_in(prompt).items()]}


def _of_its_words(ordinal: int, text: str) -> dict[str, Any]:
    """A scene that was edited reads differently: what is put together from the scenes is then asked for again."""
    return reading(ordinal, text, summary=f"Scene {ordinal} happens in {len(text)} characters.")


def reading(ordinal: int, text: str, **more: Any) -> dict[str, Any]:
    last = text.rpartition("\n")[2]
    return {
        "scene": ordinal,
        "summary": f"Summary of scene {ordinal}.",
        "purpose": "It moves.",
        "conflict": "He wants out.",
        "turn": {"before": "calm", "after": "fear", "why": "The door opens."},
        "story_day": "the same night",
        "elements": [{"kind": "prop", "name": "a thing", "quote": last}],
    } | more


def story(listed: list[int], **more: Any) -> dict[str, Any]:
    return {
        "logline": "Somebody wants out.",
        "line": "Out.",
        "paragraph": "They want out, and they go.",
        "page": "They want out.\n\nThey go.",
        "acts": [{"name": "Act One", "scenes": listed, "summary": "They go."}],
        "beats": [{"name": "The door", "scenes": listed[:1], "what": "It opens.", "turning": True}],
        "themes": [{"theme": "Leaving", "how": "By the door.", "scenes": listed[-1:]}],
        "story_days": [{"name": "Day 1", "scenes": listed}],
    } | more


def assessment(*names: str, **more: Any) -> dict[str, Any]:
    grade = {"grade": "good", "why": "It holds."}
    return {
        "characters": [
            {"name": name, "want": "Out.", "need": "In.", "arc": "None.", "voice": "Short.", "relations": []}
            for name in names
        ],
        "continuity": [{"question": "Who has the key?", "scenes": [1]}],
        "coverage": {
            **dict.fromkeys(("premise", "structure", "character", "dialogue", "pace"), grade),
            "strengths": ["The door."],
            "weaknesses": ["The wall."],
            "recommendation": "consider",
            "why": "It has a door.",
        },
    } | more
