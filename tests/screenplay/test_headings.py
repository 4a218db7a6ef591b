"""Headings: INT or EXT, where, and when."""

import pytest

from blender_movie_director.screenplay.headings import Heading, is_heading, read_heading, split_number


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("INT. KITCHEN - DAY", Heading("INT", "KITCHEN", "DAY")),
        ("ext kitchen - day", Heading("EXT", "kitchen", "day")),
        ("INT./EXT. CAR - NIGHT", Heading("INT/EXT", "CAR", "NIGHT")),
        ("I/E. CAR - NIGHT", Heading("INT/EXT", "CAR", "NIGHT")),
        ("EST. CITY - DAWN", Heading("EST", "CITY", "DAWN")),
        ("INT. HOUSE - KITCHEN - LATE AFTERNOON", Heading("INT", "HOUSE - KITCHEN", "LATE AFTERNOON")),
        ("INT. HOUSE - KITCHEN", Heading("INT", "HOUSE - KITCHEN", "")),
        ("INT. HOUSE - DAY - FLASHBACK (1944)", Heading("INT", "HOUSE", "DAY")),
        ("INT. HOUSE - NIGHT (1979)", Heading("INT", "HOUSE", "NIGHT (1979)")),
        ("INT. NIGHT CLUB", Heading("INT", "NIGHT CLUB", "")),
        ("INT. CLUB - NIGHT OFFICE - NIGHT", Heading("INT", "CLUB - NIGHT OFFICE", "NIGHT")),
        ("INT. X-RAY ROOM \u2013 DAY", Heading("INT", "X-RAY ROOM", "DAY")),
        ("INT. ROOM\u2014THE NEXT MORNING", Heading("INT", "ROOM", "THE NEXT MORNING")),
        ("EXT. FIELD - MOMENTS LATER", Heading("EXT", "FIELD", "MOMENTS LATER")),
        ("INT. TAILOR SHOP, DAY", Heading("INT", "TAILOR SHOP", "DAY")),
        ("INT. HALLWAY, BUILDING, A MOMENT LATER", Heading("INT", "HALLWAY, BUILDING", "A MOMENT LATER")),
        ("EXT. CAMPGROUND. NIGHT.", Heading("EXT", "CAMPGROUND", "NIGHT")),
        ("EXT. CAMPGROUND. DAYTIME, ONE OR TWO PM.", Heading("EXT", "CAMPGROUND", "DAYTIME, ONE OR TWO PM")),
        ("EXT. LAKE. LATE AFTERNOON. DUSK.", Heading("EXT", "LAKE", "LATE AFTERNOON. DUSK")),
        ("EXT. FRANCE. PARIS. DAY. 1868.", Heading("EXT", "FRANCE. PARIS", "DAY. 1868")),
        ("INT. BANK - 5 A.M.", Heading("INT", "BANK", "5 A.M.")),
        ("INT. ATTIC - NIGHT [FLASHBACK]", Heading("INT", "ATTIC", "NIGHT [FLASHBACK]")),
        ("INT. FLAT - DAY (FLASHBACK - 1991)", Heading("INT", "FLAT", "DAY (FLASHBACK - 1991)")),
        ("EXT. HOUSE [MID/LATE '70'S] - DAY", Heading("EXT", "HOUSE [MID/LATE '70'S]", "DAY")),
        ("INT. BEDROOM - [THE NEXT] MORNING", Heading("INT", "BEDROOM", "[THE NEXT] MORNING")),
        ("INT. CAR - DAY / DRIVING", Heading("INT", "CAR", "DAY / DRIVING")),
        ("INT. CAR - DAY, RAIN", Heading("INT", "CAR", "DAY, RAIN")),
        ("INT. CAR, DAY - FLASHBACK", Heading("INT", "CAR", "DAY")),
        ("INT. / EXT. CAR - DAY", Heading("INT/EXT", "CAR", "DAY")),
        ("INT. OFFICE OF MR. DAY", Heading("INT", "OFFICE OF MR. DAY", "")),
        ("SNIPER SCOPE POV", Heading("", "SNIPER SCOPE POV", "")),
        ("INT.", Heading("INT", "", "")),
    ],
)
def test_a_heading_says_where_and_when(text: str, expected: Heading) -> None:
    assert read_heading(text) == expected


@pytest.mark.parametrize(
    "time",
    [
        "DAY TO NIGHT", "DAY INTO NIGHT", "DAY FOR NIGHT", "DAY/NIGHT", "ANOTHER DAY", "PRESENT DAY", "MONDAY NIGHT",
        "A MOMENT LATER", "A BIT LATER", "CONTINUED", "CONT'D", "DAYTIME", "MIDDLE OF THE NIGHT", "3:30 PM",
        "MAGIC HOUR", "FIRST LIGHT", "CHRISTMAS MORNING",
    ],
)  # fmt: skip
def test_words_of_time_are_a_time_behind_a_dash_or_a_comma(time: str) -> None:
    assert read_heading(f"INT. CAR - {time}") == Heading("INT", "CAR", time)
    assert read_heading(f"INT. CAR, {time}") == Heading("INT", "CAR", time)


@pytest.mark.parametrize(
    "place",
    [
        "DAY SPA", "NIGHT CLUB", "SUNSET BOULEVARD", "MORNING ROOM", "HOUSE - DAY CARE", "MIDNIGHT, MISSISSIPPI",
        "ROOM - THE NIGHT NURSE'S DESK", "DAWN, NEAR NOON, TEXAS", "HOSPITAL, DAY ROOM", "FRANK'S DAY/NIGHT DINER",
        "CHURCH - THE LIGHT", "OFFICE - AM RADIO", "HOUSE (DAY 2)", "LOBBY - MONDAY",
    ],
)  # fmt: skip
def test_a_place_with_words_of_time_in_it_stays_a_place(place: str) -> None:
    assert read_heading(f"INT. {place}") == Heading("INT", place, "")
    assert read_heading(f"INT. {place} - NIGHT") == Heading("INT", place, "NIGHT")


@pytest.mark.parametrize("line", ["INTERIOR", "Extra chairs", "ESTATE - DAY", "I/EAT", "", "POINT. HERE"])
def test_words_that_only_begin_like_one_are_no_heading(line: str) -> None:
    assert not is_heading(line)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("INT. A #1-B.2#", ("INT. A", "1-B.2")),
        ("INT. A #1 2#", ("INT. A #1 2#", None)),
        ("INT. BAY #2", ("INT. BAY #2", None)),
        ("INT. A ##", ("INT. A ##", None)),
        ("INT. SUITE #9 #12#", ("INT. SUITE #9", "12")),
    ],
)
def test_a_scene_number_stands_between_hashes_at_the_end(text: str, expected: tuple[str, str | None]) -> None:
    assert split_number(text) == expected
