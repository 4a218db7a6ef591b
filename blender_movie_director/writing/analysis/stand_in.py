"""What the stand-in says where a model would be asked: the right shape, nothing about the script, and quotes that are
in it, so that all that is made of an analysis can be seen working with no key and no network."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from ...llm.backends import scripted
from . import schemas
from .results import GRADED

if TYPE_CHECKING:
    from ...llm.messages import Request

_SCENE = re.compile(
    r"^<<<SCENE (?P<ordinal>\d+)(?: \([^()]*\))? (?P<mark>\w+)$\n(?P<text>.*?)\n^<<<END (?P=mark)$",
    re.MULTILINE | re.DOTALL,
)
_LISTED = re.compile(r"^(\d+)\. ", re.MULTILINE)
_CAST = re.compile(r"^Cast: (.*)$", re.MULTILINE)
_WORDS_QUOTED = 4
_ACTS = 3


def install() -> None:
    """So that `scripted/stand-in` answers in the shapes of an analysis."""
    scripted.stand_ins.update(
        {schemas.SCENES.name: scene_readings, schemas.STORY.name: story, schemas.ASSESSMENT.name: assessment}
    )


def scene_readings(request: Request) -> dict[str, Any]:
    found = _SCENE.finditer(_prompt(request))
    return {"scenes": [_reading(int(scene["ordinal"]), scene["text"]) for scene in found]}


def story(request: Request) -> dict[str, Any]:
    ordinals = _ordinals(request)
    size = -(-len(ordinals) // _ACTS) or 1
    acts = [ordinals[start : start + size] for start in range(0, len(ordinals), size)]
    return {
        "logline": "Here a model would say in one sentence what the script is about.",
        "line": "Here a model would tell the story in one line.",
        "paragraph": "Here a model would tell the story in a paragraph.",
        "page": "Here a model would tell the story on a page.\n\nIt would have several paragraphs.",
        "acts": [
            {"name": f"Act {number}", "scenes": scenes, "summary": "Here a model would say what the act does."}
            for number, scenes in enumerate(acts, 1)
        ],
        "beats": [
            {
                "name": "A turn",
                "scenes": scenes[-1:],
                "what": "Here a model would name a turning point.",
                "turning": True,
            }
            for scenes in acts
        ],
        "themes": [
            {"theme": "A theme", "how": "Here a model would say how it shows.", "scenes": ordinals[:1]},
        ],
        "story_days": [{"name": "Day 1", "scenes": ordinals}],
    }


def assessment(request: Request) -> dict[str, Any]:
    names = _CAST.search(_prompt(request))
    cast = [name.strip() for name in (names[1] if names else "").split(",")][:2]
    ordinals = _ordinals(request)
    grade = {"grade": "fair", "why": "Here a model would give a grade, and say why."}
    return {
        "characters": [
            {
                "name": name,
                "want": "Here a model would say what they are after.",
                "need": "Here it would say what they lack.",
                "arc": "Here it would say how they change.",
                "voice": "Here it would say how they speak.",
                "relations": [],
            }
            for name in cast
            if name != "nobody speaks"
        ],
        "continuity": [{"question": "Here a model would ask what does not fit together.", "scenes": ordinals[:1]}],
        "coverage": {
            **dict.fromkeys(GRADED, grade),
            "strengths": ["Here a model would name a strength."],
            "weaknesses": ["Here a model would name a weakness."],
            "recommendation": "consider",
            "why": "No model was asked, so this recommends nothing.",
        },
    }


def _reading(ordinal: int, text: str) -> dict[str, Any]:
    last = text.rpartition("\n")[2].split()
    return {
        "scene": ordinal,
        "summary": "Here a model would say what happens in this scene.",
        "purpose": "Here it would say what the scene is for.",
        "conflict": "Here it would name who wants what, and what stands in the way.",
        "turn": {"before": "one feeling", "after": "another", "why": "here it would say what makes the difference"},
        "story_day": "unknown",
        "elements": [
            {"kind": "other", "name": "here it would list a prop", "quote": " ".join(last[:_WORDS_QUOTED])},
        ],
    }


def _prompt(request: Request) -> str:
    return "\n".join(message.text for message in request.messages if message.role == "user")


def _ordinals(request: Request) -> list[int]:
    listed = _prompt(request).rpartition("<<<LIST ")[2]
    return sorted({int(number) for number in _LISTED.findall(listed)})
