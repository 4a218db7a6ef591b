"""Places and times: what headings say about them, and what adds up."""

import pytest

from blender_movie_director.screenplay import breakdown, parse
from blender_movie_director.screenplay.facts.figures import Mix
from blender_movie_director.screenplay.facts.places import read_place


@pytest.mark.parametrize(
    ("heading", "where", "location", "inside", "time"),
    [
        ("INT. HOUSE - KITCHEN - NIGHT", "INT", "HOUSE", "KITCHEN", "NIGHT"),
        ("INT. HOUSE, KITCHEN - NIGHT", "INT", "HOUSE", "KITCHEN", "NIGHT"),
        ("INT. HOUSE/KITCHEN - NIGHT", "INT", "HOUSE", "KITCHEN", "NIGHT"),
        ("INT. HOUSE \u2014 KITCHEN, TABLE - NIGHT", "INT", "HOUSE", "KITCHEN - TABLE", "NIGHT"),
        ("EXT. 24/7 STORE - DAY", "EXT", "24/7 STORE", "", "DAY"),
        ("INT. X-RAY ROOM - DAY", "INT", "X-RAY ROOM", "", "DAY"),
        ("INT. HOUSE (1944) - DAY", "INT", "HOUSE", "", "DAY"),
        ("INT. HOUSE - NIGHT - CONTINUOUS", "INT", "HOUSE", "", "NIGHT - CONTINUOUS"),
        ("INT. CAR, NIGHT - CONTINUOUS", "INT", "CAR", "", "NIGHT - CONTINUOUS"),
        ("EXT. MIDNIGHT, MISSISSIPPI - DAY", "EXT", "MIDNIGHT", "MISSISSIPPI", "DAY"),
        ("EXT. STATION - MIDNIGHT, MISSISSIPPI - DAY", "EXT", "STATION", "MIDNIGHT - MISSISSIPPI", "DAY"),
        ("EXT. HOUSE [MID/LATE '70'S] - DAY", "EXT", "HOUSE", "", "DAY"),
        ("INT. [PLACE] - [TIME]", "INT", "[PLACE]", "[TIME]", ""),
        ("INT. GATE / YARD - NIGHT [FLASHBACK]", "INT", "GATE", "YARD", "NIGHT [FLASHBACK]"),
        ("INT. HALLWAY, HOUSE, A MOMENT LATER", "INT", "HALLWAY", "HOUSE", "A MOMENT LATER"),
        ("INT. PARTY. HALLWAY. NIGHT. 1861.", "INT", "PARTY", "HALLWAY", "NIGHT. 1861"),
        ("EXT. 5TH ST. PARIS. NIGHT.", "EXT", "5TH ST. PARIS", "", "NIGHT"),
        ("INT. HOTEL ON BOUL. MICHEL. - NIGHT", "INT", "HOTEL ON BOUL. MICHEL.", "", "NIGHT"),
        ("INT. DAY.", "INT", "", "", "DAY."),
        ("INT. NIGHT, RAIN", "INT", "NIGHT", "RAIN", ""),
        ("INT. - DAY", "INT", "", "", "DAY"),
        ("INT. DAY", "INT", "", "", "DAY"),
        ("INT.", "INT", "", "", ""),
        ("INT. HOUSE", "INT", "HOUSE", "", ""),
        ("LATER", "", "LATER", "", ""),
    ],
)
def test_a_heading_is_taken_apart(heading: str, where: str, location: str, inside: str, time: str) -> None:
    place = read_place(heading)
    assert (place.where, place.location, place.sub_location, place.time) == (where, location, inside, time)


def dayparts(*times: str) -> list[str]:
    return [scene.daypart for scene in breakdown(parse("\n\n".join(f"INT. A - {time}" for time in times))).scenes]


def test_continuous_and_later_go_on_from_the_scene_before() -> None:
    assert dayparts("NIGHT", "CONTINUOUS", "MOMENTS LATER", "THREE HOURS LATER", "DUSK", "SAME TIME", "NOON") == [
        "NIGHT", "NIGHT", "NIGHT", "NIGHT", "TWILIGHT", "TWILIGHT", "DAY",
    ]  # fmt: skip


def test_continued_goes_on_and_what_passes_counts_as_what_it_begins_with() -> None:
    assert dayparts("NIGHT", "CONTINUED", "DAY TO NIGHT", "DAYTIME", "NIGHTTIME", "[BACK TO THE PRESENT] DAY") == [
        "NIGHT", "NIGHT", "DAY", "DAY", "NIGHT", "DAY",
    ]  # fmt: skip


def test_what_goes_on_from_nothing_has_no_time_of_day() -> None:
    assert dayparts("CONTINUOUS", "LATER THAT NIGHT") == ["", "NIGHT"]


def test_the_mix_counts_each_scene_once_on_either_side() -> None:
    text = "INT. A - DAY\n\nEXT. B - NIGHT\n\nI/E. C - DAWN\n\nEST. D\n\n.SOMEWHERE\n"
    assert breakdown(parse(text)).mix == Mix(1, 1, 1, 2, 1, 1, 1, 2)


def test_a_location_gathers_its_rooms_scenes_and_eighths() -> None:
    text = "INT. House - Hall - DAY\n\nINT. HOUSE - NIGHT\n\nINT. HOUSE/HALL - DAY\n\nINT. HOUSE, ATTIC - DAY\n"
    (house,) = breakdown(parse(text)).locations
    assert (house.name, house.scenes, house.eighths) == ("House", (1, 2, 3, 4), 4)
    assert [(inside.name, inside.scenes, inside.eighths) for inside in house.sub_locations] == [
        ("Hall", (1, 3), 2),
        ("ATTIC", (4,), 1),
    ]
    assert (house.mix.interior, house.mix.day, house.mix.night) == (4, 3, 1)
