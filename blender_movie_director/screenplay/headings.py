"""Scene headings: how one is told, and what it says about place and time."""

from __future__ import annotations

import re
from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

_PREFIX = re.compile(
    r"[*_]{0,4}(?P<where>INT\.?/EXT|EXT\.?/INT|INT|EXT|EST|I\.?/E|E\.?/I)(?:\.\s?|\s)\s*", re.IGNORECASE
)
_OTHER_SIDE = re.compile(r"/ ?(?:INT|EXT)(?:\.\s?|\s)\s*", re.IGNORECASE)
"""`INT. / EXT. CAR`: the rest of what begins a heading."""
_DASH = re.compile(r" [-\u2013\u2014]+ | ?\u2014 ?")
_STOP = re.compile(r",\s|(?<!\b[DM][RST])(?<!\bMRS)\.\s|\s?/\s?", re.IGNORECASE)
"""What may stand before a time instead of a dash, or end it. The period of MR. DAY does not."""
_NUMBER = re.compile(r"(?:[^\W_]|[.-])+")
_ASIDE = re.compile(r"\([^()]*\)|\[[^\[\]]*\]")

_COUNT = "ONE|TWO|THREE|FOUR|FIVE|SIX|SEVEN|EIGHT|NINE|TEN|ELEVEN|TWELVE"
_TIME_WORD = (
    r"DAY(?:-?TIME|LIGHT|BREAK)?|NIGHT(?:-?TIME|FALL)?|MORNING|AFTERNOON|EVENING|(?:PRE-?)?DAWN|DUSK|TWILIGHT|NOON"
    r"|MID-?(?:DAY|NIGHT|MORNING|AFTERNOON)|SUN(?:SET|RISE|DOWN|UP)|(?:FIRST|LAST) LIGHT|(?:MAGIC|GOLDEN|BLUE) HOUR"
    rf"|(?:\d\d?(?::\d\d)?|{_COUNT}) ?[AP]\.?M|CONTINU(?:OUS|ED|ING)|CONT(?:['\u2019]D)?|LATER|EARLIER|SAME"
)
_TIME_QUALIFIER = (
    rf"THE|AN?|OF|AT|IN|ON|THAT|THIS|BEFORE|AFTER|FIRST|LAST|NEXT|FOLLOWING|PREVIOUS|ANOTHER|PRESENT|EARLY|LATE|MID"
    r"|TIME|HIGH|BROAD|MIDDLE|DEAD|BREAK|CRACK|END|FEW|SEVERAL|SOME|BIT|LITTLE|SHORT|WHILE|LONG|MUCH|JUST|VERY"
    r"|SECONDS?|MOMENTS?|MINUTES?|HOURS?|DAYS|WEEKS?|MONTHS?|YEARS?|TO|INTO|FOR|AND|&|OR"
    r"|(?:MON|TUES|WEDNES|THURS|FRI|SATUR|SUN)DAY|SPRING|SUMMER|AUTUMN|FALL|WINTER|CHRISTMAS"
    rf"|{_COUNT}|\d+(?::\d\d)?"
)
_BETWEEN = r"[\s.,/\0]"
_TIME = re.compile(
    rf"{_BETWEEN}*(?:(?:{_TIME_QUALIFIER}){_BETWEEN}+)*(?:{_TIME_WORD})"
    rf"(?:{_BETWEEN}+(?:{_TIME_QUALIFIER}|{_TIME_WORD}))*{_BETWEEN}*",
    re.IGNORECASE,
)
"""Words of time and nothing else: `THE NEXT MORNING`, but not `DAY CARE`. No word is of both sorts, so that each text
is read in one way alone."""
_YEAR = re.compile(r"[\s\0]*\d{4}'?S?\.?[\s\0]*", re.IGNORECASE)
_END = re.compile(r"(?<!\.[A-Z])[.,]+$", re.IGNORECASE)
"""A period behind a time that belongs to no A.M."""


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
        text = text[match.end() :]
        other = _OTHER_SIDE.match(text)
        if other:
            text = text[other.end() :]
        where = "INT/EXT" if other or "/" in where else where
    return Heading(where, *split_time(" ".join(text.split())))


def is_time(text: str) -> bool:
    """Whether this is a time of day and nothing else, asides left out."""
    return _TIME.fullmatch(_without_asides(text)) is not None


def split_time(text: str, *, dashed: bool = False) -> tuple[str, str]:
    """A place and the time of day behind it, either of which may be empty.

    The time stands behind a dash, with nothing else there. Where no such part is found, a comma, period or slash may
    take the place of the dash (`SHOP, DAY`, `CAMP. NIGHT. 1868.`) unless the time must be `dashed`, and so may what
    follows the time (`DAY / DRIVING`). What stands in parentheses or brackets is neither searched nor parted.
    """
    flat = _without_asides(text)
    parts = _parts(_DASH, flat, 0, len(flat))
    for index in range(len(parts) - 1, 0, -1):
        start, end = parts[index]
        if _TIME.fullmatch(flat, start, end):
            return _joined(text, parts[:index]), _END.sub("", text[start:end].strip())
    if not dashed and _STOP.search(flat):
        for index in range(len(parts) - 1, -1, -1):
            start, end = parts[index]
            place_end, time_start = _time_inside(flat, start, end, follows_a_dash=index > 0)
            if time_start < end:
                place = [*parts[:index], (start, place_end)] if place_end > start else parts[:index]
                return _joined(text, place), _END.sub("", text[time_start:end].strip())
    return _joined(text, parts), ""


def _time_inside(flat: str, start: int, end: int, *, follows_a_dash: bool) -> tuple[int, int]:
    """Where the place ends and the time starts in what no dash parts. Both are at the end if no time is told.

    Anything may follow a time that stands right behind a dash. Otherwise only another time or a year may: a DAWN in the
    midst of a place is part of its name.
    """
    pieces = _parts(_STOP, flat, start, end)
    if follows_a_dash and _TIME.fullmatch(flat, *pieces[0]):
        return start, start
    found = end, end
    for (_, place_end), (piece_start, piece_end) in reversed([*pairwise(pieces)]):
        if _TIME.fullmatch(flat, piece_start, piece_end):
            found = place_end, piece_start
        elif not _YEAR.fullmatch(flat, piece_start, piece_end):
            break
    return found


def _without_asides(text: str) -> str:
    """The same, and as long, with nothing in it to be found inside of parentheses and brackets."""
    if "(" in text or "[" in text:
        return _ASIDE.sub(lambda aside: "\0" * len(aside[0]), text)
    return text


def _parts(separator: re.Pattern[str], text: str, start: int, end: int) -> list[tuple[int, int]]:
    """Where the parts between separators start and end."""
    parts = []
    for match in separator.finditer(text, start, end):
        parts.append((start, match.start()))
        start = match.end()
    parts.append((start, end))
    return parts


def _joined(text: str, parts: Sequence[tuple[int, int]]) -> str:
    return " - ".join([text[start:end] for start, end in parts]).strip()
