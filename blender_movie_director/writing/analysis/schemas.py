"""The shapes of the answers. Everything is required and nothing is left open, so that servers can keep to them
strictly; words that should be one of several are folded and checked afterwards, which costs no second answer."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from ...llm.messages import Shape
from .results import ELEMENT_KINDS, GRADED, GRADES, RECOMMENDATIONS

if TYPE_CHECKING:
    from collections.abc import Sequence

VERSION = 1
"""Part of what readings are kept under: raise it when a shape changes."""

_ORDINAL = {"type": "integer", "description": "a scene's number as the request gives it"}


def _text(description: str) -> dict[str, Any]:
    return {"type": "string", "description": description}


def _list(items: dict[str, Any], description: str = "") -> dict[str, Any]:
    return {"type": "array", "items": items, **({"description": description} if description else {})}


def _object(**properties: dict[str, Any]) -> dict[str, Any]:
    return {
        "type": "object",
        "properties": properties,
        "required": list(properties),
        "additionalProperties": False,
    }


def _one_of(choices: Sequence[str]) -> dict[str, Any]:
    return _text(f"one of: {', '.join(choices)}")


SCENE = _object(
    scene=_ORDINAL,
    summary=_text("what happens, in one to three sentences"),
    purpose=_text("what the scene is for, in the story as a whole"),
    conflict=_text("who wants what, and what stands in the way; empty if there is none"),
    turn=_object(
        before=_text("the feeling that leads in the scene when it begins"),
        after=_text("the feeling that leads when it ends"),
        why=_text("what makes the difference; empty if there is none"),
    ),
    story_day=_text("when it plays, against the scene before it: the same night, the next morning, unknown"),
    elements=_list(
        _object(
            kind=_one_of(ELEMENT_KINDS),
            name=_text("what has to be there, in a few words"),
            quote=_text("the words of the scene that call for it, copied exactly"),
        )
    ),
)
"""One scene of a batch."""

_SCENES = _list(_ORDINAL)

SCENES = Shape("scene_readings", _object(scenes=_list(SCENE)))

STORY = Shape(
    "story",
    _object(
        logline=_text("one sentence"),
        line=_text("the synopsis in one line"),
        paragraph=_text("the synopsis in one paragraph"),
        page=_text("the synopsis on one page: 350 to 500 words, in paragraphs"),
        acts=_list(_object(name=_text("such as Act One"), scenes=_SCENES, summary=_text("what it does"))),
        beats=_list(
            _object(
                name=_text("a short name"),
                scenes=_SCENES,
                what=_text("what happens"),
                turning={"type": "boolean", "description": "whether the story takes another direction here"},
            )
        ),
        themes=_list(_object(theme=_text("a few words"), how=_text("how it shows"), scenes=_SCENES)),
        story_days=_list(_object(name=_text("such as Day 1"), scenes=_SCENES), "every scene in one of them"),
    ),
)

_GRADE = _object(grade=_one_of(GRADES), why=_text("one or two sentences"))

ASSESSMENT = Shape(
    "assessment",
    _object(
        characters=_list(
            _object(
                name=_text("as the cast list spells it"),
                want=_text("what they are after"),
                need=_text("what they lack, and may not know"),
                arc=_text("how they change, and in which scenes"),
                voice=_text("how they speak"),
                relations=_list(_object(to=_text("another of the cast"), what=_text("how they stand to each other"))),
            )
        ),
        continuity=_list(_object(question=_text("what does not fit together, as a question"), scenes=_SCENES)),
        coverage=_object(
            **dict.fromkeys(GRADED, _GRADE),
            strengths=_list(_text("one sentence")),
            weaknesses=_list(_text("one sentence, with what could be done")),
            recommendation=_one_of(RECOMMENDATIONS),
            why=_text("two or three sentences"),
        ),
    ),
)

NEEDED = {
    SCENES.name: ("scenes", "summary"),
    STORY.name: ("logline",),
    ASSESSMENT.name: ("coverage",),
}
"""Of each shape that for which nothing can stand in, beside a scene's number. What else an answer leaves out is empty.
See `folding`."""
