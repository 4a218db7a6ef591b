"""A few scenes that were read anew, put into what is known of the whole: nobody pays twice for the other scenes."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

from .comparing import compare
from .known import Known, from_parts

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from .comparing import Compared

_LISTS_WITH_SCENES = {"story": ("acts", "beats", "themes", "story_days"), "assessment": ("continuity",)}


class Place(NamedTuple):
    """Where a scene stands in the script that was sent."""

    ordinal: int
    heading: str
    first_line: int
    last_line: int


def places_in(facts: Mapping[str, Any]) -> list[Place]:
    """From a breakdown as data."""
    return [
        Place(scene["ordinal"], scene["heading"], scene["first_line"], scene["last_line"]) for scene in facts["scenes"]
    ]


def merged(before: Known, new: Known, places: Sequence[Place], text: str) -> Known:
    """What is new, and for the scenes that it does not have what was known before; as the script stands now."""
    compared = compare(before, places, text)
    scenes = dict(_scenes(before, new, places, compared))
    made = from_parts(new.script, scenes.values(), new)
    where = {then: now for now, then in (*compared.earlier.items(), *compared.same.items())}
    for name, lists in _LISTS_WITH_SCENES.items():
        if made.about[name] is None and before.about[name] is not None:
            made.about[name] = _moved(before.about[name], lists, where)
    made.whole = before.whole or new.whole
    # What was missing then is missing still, where it was not asked for now.
    made.broken_off = new.broken_off if new.whole else before.broken_off
    return made


def _scenes(
    before: Known, new: Known, places: Sequence[Place], compared: Compared
) -> Iterator[tuple[int, tuple[dict[str, Any], str]]]:
    if 0 in before.scenes:
        yield 0, (before.scenes[0], before.marks[0])
    for place in places:
        then, _ = compared.of(place.ordinal)
        if then is not None:
            scene = {**before.scenes[then], **place._asdict()}
            yield place.ordinal, (scene, before.marks[then])
    for ordinal, scene in new.scenes.items():
        # A scene that could not be read this time does not take away what is known of the same words.
        _, same = compared.of(ordinal)
        if scene["reading"] is not None or not same:
            yield ordinal, (scene, new.marks[ordinal])


def _moved(whole: dict[str, Any], lists: Sequence[str], where: Mapping[int, int]) -> dict[str, Any]:
    """What is said of the whole, its scenes named as they are counted now; what names none any more is left out."""
    moved = dict(whole)
    for name in lists:
        items = [(item, sorted({where[one] for one in item["scenes"] if one in where})) for item in whole[name]]
        moved[name] = [{**item, "scenes": scenes} for item, scenes in items if scenes or not item["scenes"]]
    return moved
