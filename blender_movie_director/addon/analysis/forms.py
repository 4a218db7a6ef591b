"""The forms of what is kept of an analysis. What a panel draws was held against them: a file can hold anything."""

from __future__ import annotations

from typing import Any

_TURN = {"before": str, "after": str, "why": str}
_ELEMENT = {"kind": str, "name": str, "quote": str, "rejected": str}
_READING = {
    "summary": str, "purpose": str, "conflict": str, "turn": _TURN, "story_day": str, "elements": [_ELEMENT],
}  # fmt: skip
_SPENT = {"calls": int, "input_tokens": int, "output_tokens": int, "cached_tokens": int, "dollars": str}
NOTHING_SPENT = {"calls": 0, "input_tokens": 0, "output_tokens": 0, "cached_tokens": 0, "dollars": ""}
_REJECTED = [{"what": str, "why": str}]
_STORY = {
    "logline": str,
    "line": str,
    "paragraph": str,
    "page": str,
    "acts": [{"name": str, "scenes": [int], "summary": str}],
    "beats": [{"name": str, "scenes": [int], "what": str, "turning": bool}],
    "themes": [{"theme": str, "how": str, "scenes": [int]}],
    "story_days": [{"name": str, "scenes": [int]}],
    "rejected": _REJECTED,
    "kept": bool,
}
_COVERAGE = {
    "grades": [{"of": str, "grade": str, "why": str}],
    "strengths": [str],
    "weaknesses": [str],
    "recommendation": str,
    "why": str,
}
_ASSESSMENT = {
    "characters": [
        {"name": str, "want": str, "need": str, "arc": str, "voice": str, "relations": [{"to": str, "what": str}]}
    ],
    "continuity": [{"question": str, "scenes": [int]}],
    "coverage": _COVERAGE,
    "rejected": _REJECTED,
    "kept": bool,
}


class Maybe:
    """None, or something of a form."""

    def __init__(self, form: Any) -> None:
        self.form = form


SCENE = {
    "ordinal": int,
    "heading": str,
    "first_line": int,
    "last_line": int,
    "reading": Maybe(_READING),
    "failure": str,
    "kept": bool,
}
SUMMARY = {
    "title": str,
    "model": str,
    "stand_in": bool,
    "failures": [{"part": str, "what": str, "remedy": str}],
    "spent": _SPENT,
    "prompts": dict,
    "story": Maybe(_STORY),
    "assessment": Maybe(_ASSESSMENT),
}
WHOLES = ("story", "assessment")


class MisfitError(ValueError):
    """It has another form."""


def checked(data: Any, form: Any) -> Any:
    """The data as far as the form names it. Raises `MisfitError`."""
    if isinstance(form, Maybe):
        return None if data is None else checked(data, form.form)
    if isinstance(form, dict):
        if not isinstance(data, dict) or not form.keys() <= data.keys():
            raise MisfitError("a record lacks something")
        return {name: checked(data[name], of) for name, of in form.items()}
    if isinstance(form, list):
        if not isinstance(data, list):
            raise MisfitError("a list is none")
        return [checked(item, form[0]) for item in data]
    # True and false count as whole numbers, and a whole number is a number.
    if isinstance(data, bool) is not (form is bool) or not isinstance(data, (int, float) if form is float else form):
        raise MisfitError(f"a {type(data).__name__} is no {form.__name__}")
    return data
