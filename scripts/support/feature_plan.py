"""Plans the generated feature: which scene plays where and when, who is in it, and how long it is."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from .feature_world import ACTS, MAIN, MINOR, PLACES, SECOND, Person, Place

if TYPE_CHECKING:
    from collections.abc import Iterator

    from .chance import Chance

PRINTED_LINES_PER_SCENE = 31
_SHORTEST = 6
_TIMES = ("MORNING", "DAY", "DAY", "AFTERNOON", "DUSK", "NIGHT", "NIGHT", "LATE NIGHT")
_PEOPLE = {person.name: person for person in SECOND}


class PlannedScene(NamedTuple):
    act: int
    chapter: int
    heading: str
    people: tuple[Person, ...]
    """At least two. Those after the second one have a line to say."""
    printed_lines: int
    put_in: bool
    """Put in after the scenes had been numbered."""


def plan(chance: Chance, scenes: int) -> Iterator[PlannedScene]:
    """As many scenes as asked for, spread over the acts and their chapters."""
    chapters = [(act, chapter) for act, (_, titles) in enumerate(ACTS) for chapter in range(len(titles))]
    lengths = _lengths(chance, scenes)
    passing = _passing(scenes)
    index = 0
    for place_in_order, (act, chapter) in enumerate(chapters):
        end = scenes * (place_in_order + 1) // len(chapters)
        # Nora is in most chapters; the others come and go.
        others = chance.some(MAIN[1:], 3)
        leads = (MAIN[0], *others[:2]) if chance.happens(0.75) else tuple(others)
        places = chance.some(PLACES, 3)
        hour = chance.up_to(3)
        last: tuple[Place, str] | None = None
        while index < end:
            place, corner, time = _where_and_when(chance, places, last, hour)
            hour += time not in {"CONTINUOUS", "LATER", "MOMENTS LATER"} and chance.happens(0.6)
            last = place, corner
            spot = f"{place.name} - {corner}" if corner else place.name
            yield PlannedScene(
                act,
                chapter,
                f"{place.where} {spot} - {time}",
                _people(chance, leads, place, passing[index]),
                lengths[index],
                index > 0 and chance.happens(0.03),
            )
            index += 1


def _where_and_when(
    chance: Chance, places: list[Place], last: tuple[Place, str] | None, hour: int
) -> tuple[Place, str, str]:
    time = _TIMES[hour % len(_TIMES)]
    if last is not None and chance.happens(0.35):
        place, corner = last
        others = [other for other in ("", *place.corners) if other != corner]
        if others:
            return place, chance.pick(others), "CONTINUOUS"
        return place, corner, chance.pick(("LATER", "MOMENTS LATER"))
    place = chance.pick([place for place in places if last is None or place is not last[0]])
    corner = chance.pick(place.corners) if place.corners and chance.happens(0.6) else ""
    return place, corner, time


def _people(chance: Chance, leads: tuple[Person, ...], place: Place, passing: tuple[Person, ...]) -> tuple[Person, ...]:
    present = [leads[0], chance.pick(leads[1:])] if chance.happens(0.35) else chance.some(leads, 2)
    if chance.happens(0.4):
        present[1] = _PEOPLE[place.host]
    return tuple(dict.fromkeys((*present, *passing)))


def _passing(scenes: int) -> list[tuple[Person, ...]]:
    """Who comes through each scene: every small part once or twice, and every second part at least once."""
    coming: list[list[Person]] = [[] for _ in range(scenes)]
    for number, person in enumerate(MINOR):
        coming[(2 * number + 1) * scenes // (2 * len(MINOR))].append(person)
        if number % 3 == 0:
            coming[(number * 37 + 11) % scenes].append(person)
    for number, person in enumerate(SECOND):
        coming[(2 * number + 1) * scenes // (2 * len(SECOND))].append(person)
    return [tuple(people) for people in coming]


def _lengths(chance: Chance, scenes: int) -> list[int]:
    """Printed lines of each scene: many short ones, a few of several pages, and always the same sum."""
    weights = [0.25 + chance.between(0, 1) ** 2 * 2.6 for _ in range(scenes)]
    share = (PRINTED_LINES_PER_SCENE - _SHORTEST) * scenes / sum(weights)
    return [_SHORTEST + round(weight * share) for weight in weights]
