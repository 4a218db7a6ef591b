"""Scene headings: how one is told, and what it says about place and time."""

from __future__ import annotations

import re
from dataclasses import dataclass

_PREFIX = re.compile(
    r"[*_]{0,4}(?P<where>INT\.?/EXT|EXT\.?/INT|INT|EXT|EST|I\.?/E|E\.?/I)(?:\.\s?|\s)\s*", re.IGNORECASE
)
_DASH = re.compile(r" [-\u2013\u2014]+ | ?\u2014 ?")
_NUMBER = re.compile(r"(?:[^\W_]|[.-])+")
_ASIDE = re.compile(r"\([^()]*\)")

_TIME_WORD = re.compile(
    r"DAY|NIGHT|MORNING|AFTERNOON|EVENING|DAWN|DUSK|SUNSET|SUNRISE|NOON|MIDDAY|MIDNIGHT|TWILIGHT|DAYBREAK|NIGHTFALL"
    r"|CONTINUOUS|LATER|EARLIER|SAME|PRE-?DAWN|MID-(?:MORNING|AFTERNOON)|LIGHT|HOUR"
)
_TIME_QUALIFIER = re.compile(
    r"THE|AN?|OF|AT|THAT|BEFORE|AFTER|FIRST|LAST|NEXT|FOLLOWING|PREVIOUS|EARLY|LATE|MID|TIME|MAGIC|GOLDEN|BLUE|FEW"
    r"|SEVERAL|ONE|TWO|THREE|SECONDS|MOMENTS?|MINUTES|HOURS|DAYS|WEEKS|MONTHS|YEARS|\d+"
)


@dataclass(frozen=True, slots=True)
class Heading:
    """What a scene heading says. Parts that it leaves out are empty."""

    where: str
    """INT, EXT, INT/EXT or EST."""
    location: str
    time: str


def is_heading(line: str) -> bool:
    """Whether the wording is that of a scene heading."""
    return _PREFIX.match(line.lstrip()) is not None


def split_number(text: str) -> tuple[str, str | None]:
    """A heading and its scene number, from `INT. HOUSE - DAY #12A#`."""
    text = text.strip()
    if text.endswith("#"):
        start = text.rfind("#", 0, -1)
        if start >= 0 and _NUMBER.fullmatch(text, start + 1, len(text) - 1):
            return text[:start].rstrip(), text[start + 1 : -1]
    return text, None


def read_heading(text: str) -> Heading:
    """INT/EXT, location and time of day from a heading as it reads. A forced heading may be all location."""
    match = _PREFIX.match(text)
    where = ""
    if match:
        where = match["where"].upper().replace(".", "")
        where = "INT/EXT" if "/" in where else where
        text = text[match.end() :]
    parts = _DASH.split(" ".join(text.split()))
    for index in range(len(parts) - 1, 0, -1):
        if _is_time(parts[index]):
            return Heading(where, " - ".join(parts[:index]).strip(), parts[index].strip())
    return Heading(where, " - ".join(parts).strip(), "")


def _is_time(part: str) -> bool:
    words = [word.strip(".,") for word in _ASIDE.sub(" ", part).upper().replace("/", " ").split()]
    times = [_TIME_WORD.fullmatch(word) is not None for word in words]
    return any(times) and all(time or _TIME_QUALIFIER.fullmatch(word) for time, word in zip(times, words, strict=True))
