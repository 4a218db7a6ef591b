"""What the words of a row alone tell, wherever it stands."""

from __future__ import annotations

import re

from ..headings import is_heading

_ASIDE = re.compile(r"\([^()]*\)?")
_SENTENCE_END = re.compile(r"[!?:;,]$|\.\.+$|[^.\s]{4,}\.$|\u2026$|[\u2013\u2014]$|--$")
_TRANSITION = re.compile(
    r"(?:.*\bTO|.*\bCUT|FADE OUT|FADE IN|(?:FADE|CUT|SMASH|DISSOLVE)(?: CUT)? TO \w+|IRIS OUT|IRIS IN"
    r"|INTERCUT(?: WITH)?|THE END|END CREDITS|BACK TO SCENE)[:.]?"
)
_HYPHENED = r"(?=[A-Z-]*\d)[A-Z\d]{1,4}(?:-[A-Z\d]{1,4}){1,3}"  # a scene that came late: I-1-A
_PREFIXED = re.compile(rf"(?P<number>[A-Z]{{0,2}}\d{{1,4}}[A-Z]{{0,3}}|{_HYPHENED})[.)]?\s+(?P<heading>\S.*)")
_NUMBER = re.compile(rf"[A-Z]{{0,2}}\d{{1,4}}[A-Z]{{0,3}}(?:[.-]\d{{1,3}})?[.)]?|{_HYPHENED}", re.IGNORECASE)
_LONGEST_CUE = 42


def is_capitals(text: str) -> bool:
    """Whether it is set in capitals, as McGRATH is too. Letters with no case, such as Japanese, never are."""
    if text.isupper():
        return True
    capitals, small = sum(map(str.isupper, text)), sum(map(str.islower, text))
    return capitals > 2 * small > 0 and not any(word[-1].islower() for word in text.split())


def is_cue(text: str) -> bool:
    """Whether the wording could be a character's name above a speech."""
    name = " ".join(_ASIDE.sub(" ", text).split())
    return (
        is_capitals(name)
        and len(name) <= _LONGEST_CUE
        and text[0] not in "([.!>~"
        and not _SENTENCE_END.search(name)
        and not is_heading(text)
        and not name.endswith(" TO")
    )


def is_like_a_name(text: str) -> bool:
    """Whether it is short and no sentence, and could be a name even where it is not all in capitals."""
    return len(text) <= _LONGEST_CUE and not _SENTENCE_END.search(text) and any(map(str.isupper, text))


def is_scene_number(text: str) -> bool:
    return _NUMBER.fullmatch(text) is not None


def is_transition(text: str) -> bool:
    """Whether the wording is that of a transition, wherever it stands."""
    return text.isupper() and _TRANSITION.fullmatch(text) is not None


def opens_or_ends(text: str) -> bool:
    """FADE IN: and THE END stand at the left or in the middle as often as at the right."""
    return text.rstrip(":.") in {"FADE IN", "THE END", "END CREDITS"}


def is_cut(text: str) -> bool:
    """The wording that Fountain itself takes for a transition."""
    return text.isupper() and text.endswith("TO:")


def numbered_heading(text: str) -> tuple[str, str] | None:
    """The number and the heading of `12A. INT. HOUSE - DAY 12A`."""
    match = _PREFIXED.fullmatch(text)
    if not match or not is_heading(match["heading"]):
        return None
    number, heading = match["number"], match["heading"]
    return number, re.sub(rf"\s+{re.escape(number)}[.)]?$", "", heading)
