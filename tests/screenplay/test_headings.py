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
        ("SNIPER SCOPE POV", Heading("", "SNIPER SCOPE POV", "")),
        ("INT.", Heading("INT", "", "")),
    ],
)
def test_a_heading_says_where_and_when(text: str, expected: Heading) -> None:
    assert read_heading(text) == expected


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
