"""Places and times: a row for each location, a block for each scene, under the time at which it plays."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from ....screenplay.facts.layout import counted
from ....screenplay.facts.report import pages
from ..drawing import GUTTER, RIGHT, Drawing
from ..text import in_pages, isolated
from .figure import Figure

if TYPE_CHECKING:
    from collections.abc import Sequence

    from ....screenplay import Breakdown, Location, Scene
    from ..subject import Subject

_TIMES = (("DAY", "day"), ("TWILIGHT", "twilight"), ("NIGHT", "night"), ("", "no time told"))
_WHERE = {"INT": "inside", "EXT": "outside", "INT/EXT": "both"}
_ROW = 18
_BLOCK = 12
_TOP = 26
_BETWEEN = 18
_NARROWEST = 52
"""Units: as wide as the name of a time."""
_WIDEST_EIGHTH = 9
_ON_A_PAGE = 40
_KEY = (
    '<p class="key"><svg class="swatch" viewBox="0 0 14 12" aria-hidden="true">'
    '<rect class="block inside" x="1" y="1" width="12" height="10"/></svg> inside '
    '<svg class="swatch" viewBox="0 0 14 12" aria-hidden="true">'
    '<rect class="block outside" x="1" y="1" width="12" height="10"/></svg> outside '
    '<svg class="swatch" viewBox="0 0 14 12" aria-hidden="true">'
    '<rect class="block both" x="1" y="1" width="12" height="10"/></svg> both, or not told</p>'
)


class _Column(NamedTuple):
    """One time of day, and where its blocks stand."""

    daypart: str
    name: str
    x: float


def places(subject: Subject) -> Figure:
    facts = subject.facts
    title = "Places and times"
    if not facts.locations:
        return Figure("places", title, "No scene heading names a place yet.")
    columns, unit = _columns(facts)
    groups = [facts.locations[start : start + _ON_A_PAGE] for start in range(0, len(facts.locations), _ON_A_PAGE)]
    return Figure(
        "places",
        title,
        _says(facts),
        [_chart(facts, group, columns, unit, place) for place, group in enumerate(groups)],
        _KEY,
        ("location", "scenes", "pages", "eighths", "inside", "outside", "day", "twilight", "night"),
        [
            (
                location.name,
                len(location.scenes),
                pages(location.eighths),
                location.eighths,
                location.mix.interior,
                location.mix.exterior,
                location.mix.day,
                location.mix.twilight,
                location.mix.night,
            )
            for location in facts.locations
        ],
    )


def _columns(facts: Breakdown) -> tuple[list[_Column], float]:
    """A column for each time that there is, as wide as its fullest row, and the units of an eighth."""
    widest: dict[str, int] = {}
    for location in facts.locations:
        for daypart, scenes in _by_time(facts, location).items():
            widest[daypart] = max(widest.get(daypart, 0), sum(scene.eighths for scene in scenes))
    present = [(daypart, name) for daypart, name in _TIMES if daypart in widest]
    room = RIGHT - GUTTER - _BETWEEN * (len(present) - 1)
    # Columns that are widened to their names take that from the others.
    unit = float(_WIDEST_EIGHTH)
    while sum(_width(widest[daypart], unit) for daypart, _ in present) > room:
        unit *= 0.95
    columns = []
    x = float(GUTTER)
    for daypart, name in present:
        columns.append(_Column(daypart, name, x))
        x += _width(widest[daypart], unit) + _BETWEEN
    return columns, unit


def _width(eighths: int, unit: float) -> float:
    return max(eighths * unit, _NARROWEST)


def _by_time(facts: Breakdown, location: Location) -> dict[str, list[Scene]]:
    found: dict[str, list[Scene]] = {}
    for ordinal in location.scenes:
        scene = facts.scenes[ordinal - 1]
        found.setdefault(scene.daypart, []).append(scene)
    return found


def _chart(
    facts: Breakdown, locations: Sequence[Location], columns: Sequence[_Column], unit: float, place: int
) -> Drawing:
    bottom = _TOP + _ROW * len(locations)
    description = (
        f"A row for each of {counted(len(locations), 'location')}. A block is a scene, as wide as it is long, under "
        f"{', '.join(column.name for column in columns)}."
    )
    more = f", continued ({place + 1})" if place else ""
    drawing = Drawing(f"places-{place + 1}", f"Places and times{more}", description, bottom + 4)
    for column in columns:
        drawing.text("band", column.x, 12, column.name)
        drawing.line("border", column.x - 5, 0, column.x - 5, bottom)
    drawing.text("faint end", RIGHT + 52, 12, "pages")
    for row, location in enumerate(locations):
        y = _TOP + _ROW * (row + 0.5)
        drawing.line("level", GUTTER - 5, y + _ROW / 2, RIGHT + 52, y + _ROW / 2)
        drawing.name_at(y + 4, location.name)
        by_time = _by_time(facts, location)
        for column in columns:
            x = column.x
            for scene in by_time.get(column.daypart, ()):
                where = _WHERE.get(scene.where, "both")
                width = scene.eighths * unit
                tip = f"Scene {scene.ordinal}: {scene.heading}. {in_pages(scene.eighths)}"
                drawing.begin(f"scene {column.daypart.lower() or 'untold'}", tip, scene.ordinal)
                drawing.rect(f"block {where}", x + 0.5, y - _BLOCK / 2, max(width - 1.5, 1), _BLOCK)
                drawing.end()
                x += width
        drawing.text("end", RIGHT + 52, y + 4, pages(location.eighths))
    return drawing


def _says(facts: Breakdown) -> str:
    top = facts.locations[0]
    mix = facts.mix
    times = [
        (mix.day, "by day"),
        (mix.twilight, "at twilight"),
        (mix.night, "at night"),
        (mix.untold, "at no told time"),
    ]
    told = ", ".join(f"{count:,} {name}" for count, name in times if count)
    return (
        f"{counted(len(facts.locations), 'location')}; the script comes to {isolated(top.name)} most often "
        f"({counted(len(top.scenes), 'scene')}). Scenes play {told}. A block is a scene, as wide as it is long."
    )
