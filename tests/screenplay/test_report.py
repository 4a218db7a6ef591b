"""The report that a writer reads in a text editor."""

import unicodedata

import pytest

from blender_movie_director.screenplay import as_text, breakdown, parse
from blender_movie_director.screenplay.report import duration, pages

SCRIPT = """\
Title: The Ferry
Author: A. Writer

INT. HOUSE - DAY #7#

ANNA
One two.

EXT. PIER - NIGHT

Rain.
"""


def report(text: str) -> str:
    return as_text(breakdown(parse(text)))


def columns(line: str) -> int:
    return sum(
        0 if unicodedata.combining(c) else 2 if unicodedata.east_asian_width(c) in {"W", "F"} else 1 for c in line
    )


def test_the_whole_report() -> None:
    rule = "-" * 80
    assert report(SCRIPT).split("\n") == [
        "The Ferry, by A. Writer",
        "=" * 80,
        "2 scenes, 2/8 page, about 10 s",
        "1 speaking part, 2 locations, 12 words, 67% dialogue",
        "",
        "",
        "SCENES",
        rule,
        "  7  1/8  INT. HOUSE - DAY",
        "          ANNA",
        "  2  1/8  EXT. PIER - NIGHT",
        "          no dialogue",
        "",
        "",
        "CAST",
        rule,
        "                                speeches    words  scenes  first  last",
        "  ANNA                                 1        2       1      1     1",
        "",
        "",
        "LOCATIONS",
        rule,
        "  HOUSE                                        1 scene  1",
        "  PIER                                         1 scene  2",
        "",
    ]


def test_a_script_with_no_headings_says_what_a_scene_is() -> None:
    text = report("ANNA\nHi.\n")
    assert text.startswith("Untitled\n")
    assert "No scene headings yet" in text
    assert "SCENES" not in text
    assert "ANNA" in text


def test_warnings_stand_at_the_end() -> None:
    assert "PLEASE CHECK" in report("INT. A - DAY\n\n/* cut\n")
    assert "PLEASE CHECK" not in report(SCRIPT)


@pytest.mark.parametrize("name", ["ANNA " * 40, "黒澤" * 40, "E\u0301" * 120], ids=["words", "wide", "accents"])
def test_no_line_is_wider_than_the_page(name: str) -> None:
    text = report(f"INT. {name} - DAY #{'9' * 30}#\n\n@{name}\nHi.\n\n/* cut\n")
    assert max(map(columns, text.split("\n"))) <= 80
    assert "\u2026" in text


def test_names_of_any_script_keep_the_columns_aligned() -> None:
    text = report("@黒澤\nHi.\n\n@ANNA\nHi.\n\n@Zoe\u0308\nHi.\n")
    rows = text.split("CAST\n")[1].split("\n")[2:5]
    assert len({columns(row) for row in rows}) == 1


@pytest.mark.parametrize(("eighths", "expected"), [(0, "0"), (3, "3/8"), (8, "1"), (82, "10 2/8")])
def test_pages_are_written_as_on_a_breakdown_sheet(eighths: int, expected: str) -> None:
    assert pages(eighths) == expected


@pytest.mark.parametrize(
    ("seconds", "expected"),
    [
        (0, "0 s"),
        (40, "40 s"),
        (60, "1 min"),
        (615, "10 min 15 s"),
        (3599, "59 min 59 s"),
        (6750, "1 h 53 min"),
        (7199, "2 h"),
    ],
)
def test_durations_read_naturally(seconds: int, expected: str) -> None:
    assert duration(seconds) == expected
