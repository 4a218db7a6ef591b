"""What the stand-in says where dialogue, a description or suggestions are asked for: the right form, nothing that a
model would have to think of, and plainly a stand-in's. So all that is done with an answer can be seen with no key."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from ..screenplay import Kind
from .pieces import printed

if TYPE_CHECKING:
    from ..llm.messages import Request

_PASSAGE = re.compile(r"^<<<PASSAGE (?P<mark>\w+)$\n(?P<text>.*?)\n^<<<END (?P=mark)$", re.MULTILINE | re.DOTALL)
_MATERIAL = re.compile(r"^<<<[A-Z ,\d]+ (\w+)$\n.*?\n^<<<END \1$", re.MULTILINE | re.DOTALL)
_WISH = re.compile(r"^(Do|Heading|Characters|About|How many|Already there): (.*)$", re.MULTILINE)
_CAST = re.compile(r"^Cast: (.*)$", re.MULTILINE)
_SPEECHES = (
    "Here a model would write what {name} says.",
    "And here it would write the answer of {name}, in the voice that the script gives them.",
)
_IDEAS = (
    ("A door opens", "Here a model would let somebody arrive whom nobody expects."),
    ("A promise breaks", "Here it would make two people want the same object."),
    ("A secret surfaces", "Here it would bring an old lie to light at the worst moment."),
    ("A clock starts", "Here it would set a deadline that cannot be moved."),
    ("A friend turns", "Here it would have the ally choose the opposite side."),
    ("A place is lost", "Here it would burn the bridge behind the hero."),
    ("A gift hurts", "Here it would make kindness do harm."),
    ("A stranger knows", "Here it would give the smallest part the largest truth."),
    ("A rule bends", "Here it would break what the world forbids."),
    ("A wish comes true", "Here it would grant the desire too early."),
    ("A debt falls due", "Here it would send someone to collect payment."),
    ("A silence ends", "Here it would let the quiet character speak."),
)


def dialogue_words(request: Request) -> str:
    prompt = _prompt(request)
    wishes = _wishes(prompt)
    passage = _PASSAGE.search(prompt)
    if wishes.get("Do") == "rewrite" and passage:
        return _with_other_speeches(passage["text"])
    named = wishes.get("Characters") or _first(_CAST.findall(prompt))
    names = [name.strip() for name in named.split(",")][:6] if named and named != "nobody speaks" else ["SOMEBODY"]
    names = names if wishes.get("Characters") else names[:2]
    speeches = [f"{name}\n{_SPEECHES[min(place, 1)].format(name=name)}" for place, name in enumerate(names)]
    heading = [wishes.get("Heading") or "INT. A PLACE - DAY"] if wishes.get("Do") == "new" else []
    return "\n\n".join([*heading, *speeches]) + "\n"


def description_words(request: Request) -> str:
    """The passage, with a sentence at the end of its first action."""
    passage = _PASSAGE.search(_prompt(request))
    text = passage["text"] if passage else ""
    said = "Here a model would write what the camera sees."
    lines = text.split("\n")
    for element in printed(text):
        if element.kind is Kind.ACTION:
            lines[element.span.end_line] = f"{lines[element.span.end_line].rstrip()} {said}"
            return "\n".join(lines)
    return f"{text}\n\n{said}"


def some_suggestions(request: Request) -> dict[str, Any]:
    wishes = _wishes(_prompt(request))
    already = wishes.get("Already there", "")
    ideas = [idea for idea in _IDEAS if idea[0] not in already]
    return {
        "suggestions": [
            {
                "title": title,
                "pitch": pitch,
                "why": "Here a model would say what the story gains.",
                "cost": "Here it would say what has to change.",
            }
            for title, pitch in ideas[: int(wishes.get("How many", "1"))]
        ]
    }


def _with_other_speeches(text: str) -> str:
    lines = text.split("\n")
    speaker = ""
    for element in printed(text):
        if element.kind is Kind.CHARACTER:
            speaker = element.name
        elif element.kind is Kind.DIALOGUE and speaker:
            lines[element.span.line : element.span.end_line + 1] = [
                _SPEECHES[0].format(name=speaker),
                *([""] * (element.span.end_line - element.span.line)),
            ]
            speaker = ""
    return "\n".join(lines)


def _prompt(request: Request) -> str:
    """What was asked first: a second request repeats it with a fault."""
    return next((message.text for message in request.messages if message.role == "user"), "")


def _wishes(prompt: str) -> dict[str, str]:
    return dict(_WISH.findall(_MATERIAL.sub("", prompt)))


def _first(found: list[str]) -> str:
    return found[0] if found else ""
