"""Where and when scenes play: locations, the places inside them, and day and night.

What a heading says between INT/EXT and the time of day is the place. Its first part is the location, and whatever
follows a dash with spaces, a comma or a slash between words is the sub-location: `INT. HOUSE - KITCHEN - NIGHT`,
`INT. HOUSE, KITCHEN` and `INT. HOUSE/KITCHEN` all play in HOUSE, and there in KITCHEN. What stands in parentheses
or brackets belongs to neither, unless there is nothing else.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import TYPE_CHECKING, NamedTuple

from ..headings import is_time, read_heading, split_time
from .figures import Location, Mix, SubLocation
from .names import fold

if TYPE_CHECKING:
    from collections.abc import Iterable

    from .figures import Scene

_INSIDE = re.compile(r"\s+[-\u2013\u2014]+\s+|\s*\u2014\s*|,\s+|(?<=[^\W\d])\s*/\s*(?=[^\W\d])")
_ASIDE = re.compile(r"\s*(?:\([^()]*\)|\[[^\[\]]*\])\s*")
_PERIOD = re.compile(r"(?<=\w\w\w\w)\.\s+")
"""Behind a longer word, which is hardly an abbreviation."""
_DASHES = "-\u2013\u2014"
_DAY = re.compile(r"\b(?:DAY|MORNING|MIDMORNING|NOON|MIDDAY|(?:MID-?)?AFTERNOON|DAYTIME|DAYBREAK|DAYLIGHT)\b")
_NIGHT = re.compile(r"\b(?:NIGHT|EVENING|MIDNIGHT|NIGHTTIME|NIGHTFALL)\b")
_TWILIGHT = re.compile(
    r"\b(?:(?:PRE-?)?DAWN|DUSK|SUNSET|SUNRISE|SUNDOWN|SUNUP|TWILIGHT|(?:MAGIC|GOLDEN|BLUE) HOUR|FIRST LIGHT)\b"
)
_CONTINUOUS = re.compile(r"\b(?:CONTINU(?:OUS|ED|ING)|CONT|SAME)\b|\b(?:MOMENTS?|SECONDS?) LATER\b")
_PASSES = re.compile(r" (?:IN)?TO ")
_LATER = re.compile(r"\b(?:LATER|EARLIER)\b")


class Place(NamedTuple):
    """What a heading says."""

    where: str
    location: str
    sub_location: str
    time: str
    told: str
    """DAY, NIGHT or TWILIGHT if the heading itself says so."""
    continuous: bool
    """CONTINUOUS, SAME or MOMENTS LATER: no time to speak of has passed since the scene before."""
    later: bool
    """LATER, with no time of day of its own."""


@lru_cache(maxsize=4096)
def read_place(heading: str) -> Place:
    """The same for every heading of the same wording, so each is read once."""
    found = read_heading(heading)
    place, time = found.location, found.time
    if place[:1] in _DASHES:
        # `INT. - DAY`: what should stand before the dash is missing.
        place = place.lstrip(f"{_DASHES} ")
    if time and ". " in place and f"{place}. {time}" in " ".join(heading.split()):
        # `PARTY. HALLWAY. NIGHT.`: this writer has periods for dashes.
        place = _PERIOD.sub(" - ", place)
    if found.where and not time and is_time(place):
        place, time = "", place
    elif time and (" - " in place or ", " in place or ". " in place or "/" in place):
        # `HOUSE - NIGHT - CONTINUOUS` says it twice over.
        before, first = split_time(place)
        if is_time(first):
            place, time = before, f"{first} - {time}"
    location, *inside = [part for part in _INSIDE.split(_without_asides(place)) if part] or [""]
    upper = time.upper()
    told, continuous = _told(upper), _CONTINUOUS.search(upper) is not None
    later = not told and _LATER.search(upper) is not None
    return Place(found.where, location, " - ".join(inside), time, told, continuous, later)


def _without_asides(place: str) -> str:
    if "(" not in place and "[" not in place:
        return place
    rest = _ASIDE.sub(" ", place).strip().replace(" :", ":")
    return rest if any(map(str.isalnum, rest)) else place


def _told(time: str) -> str:
    """Twilight is asked first: NIGHT BEFORE DAWN is no night to a crew that waits for the light.

    DAY TO NIGHT counts as what it begins with.
    """
    for part in (_PASSES.split(time, maxsplit=1)[0], time):
        for daypart, pattern in (("TWILIGHT", _TWILIGHT), ("NIGHT", _NIGHT), ("DAY", _DAY)):
            if pattern.search(part):
                return daypart
    return ""


def dayparts(places: Iterable[Place]) -> list[str]:
    """The time of day of each scene, carried on where a heading says CONTINUOUS or LATER."""
    found: list[str] = []
    for place in places:
        before = found[-1] if found else ""
        found.append(place.told or (before if place.continuous or place.later else ""))
    return found


def mix_of(scenes: Iterable[Scene]) -> Mix:
    wheres = dict.fromkeys(("INT", "EXT", "INT/EXT", "EST", ""), 0)
    times = dict.fromkeys(("DAY", "NIGHT", "TWILIGHT", ""), 0)
    for scene in scenes:
        wheres[scene.where] += 1
        times[scene.daypart] += 1
    return Mix(wheres["INT"], wheres["EXT"], wheres["INT/EXT"], wheres["EST"] + wheres[""], *times.values())


def locations_of(scenes: Iterable[Scene]) -> tuple[Location, ...]:
    found = [
        Location(name, _ordinals(visits), _eighths(visits), _inside(visits), mix_of(visits))
        for name, visits in _visits(scenes, "location")
    ]
    return tuple(sorted(found, key=_most_visited))


def _inside(scenes: Iterable[Scene]) -> tuple[SubLocation, ...]:
    found = [SubLocation(name, _ordinals(of), _eighths(of)) for name, of in _visits(scenes, "sub_location")]
    return tuple(sorted(found, key=_most_visited))


def _visits(scenes: Iterable[Scene], part: str) -> Iterable[tuple[str, list[Scene]]]:
    """The scenes by a place's name, as it is first written."""
    found: dict[str, tuple[str, list[Scene]]] = {}
    for scene in scenes:
        name = getattr(scene, part)
        if name:
            found.setdefault(fold(name), (name, []))[1].append(scene)
    return found.values()


def _most_visited(place: Location | SubLocation) -> tuple[int, str, str]:
    return -len(place.scenes), fold(place.name), place.name


def _ordinals(scenes: Iterable[Scene]) -> tuple[int, ...]:
    return tuple(scene.ordinal for scene in scenes)


def _eighths(scenes: Iterable[Scene]) -> int:
    return sum(scene.eighths for scene in scenes)
