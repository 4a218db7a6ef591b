"""The report that a writer reads in a text editor."""

import unicodedata

import pytest

from blender_movie_director.screenplay import as_text, breakdown, parse
from blender_movie_director.screenplay.facts import bechdel, vocabulary
from blender_movie_director.screenplay.facts.report import bechdel_as_text, duration, pages, vocabulary_as_text

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
        "2 scenes, 2/8 page, about 9 s",
        "1 speaking part, 2 locations, 12 words, 67% dialogue",
        "1 INT, 1 EXT; 1 day, 1 night; 0.1 pages to a scene, 1/8 to the longest (7)",
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
        "                                speeches    words  share  scenes  first  last",
        "  ANNA                                 1        2   100%       1      1     1",
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


TALK = "INT. A - ATTIC - DAY\n\nAnna and Eve. Bob.\n\n" + "ANNA\nHi.\n\nEVE\nHo.\n\n" * 3 + "INT. B - DAY\n\nBOB\nHi.\n"


def test_who_is_there_without_a_word_stands_in_parentheses() -> None:
    assert "ANNA, EVE (BOB)" in report(TALK)


def test_rooms_stand_under_their_location() -> None:
    assert "  A                                            1 scene  1\n    ATTIC  " in report(TALK)


def test_who_speaks_with_whom_and_how_many_more() -> None:
    assert "  ANNA, EVE                                         5 exchanges      1 scene" in report(TALK)
    many = "INT. A - DAY\n\n" + "".join(f"@{letter * 5}\nHi.\n\n" for letter in "ABCDEFGHIJKLMNOP")
    assert "  and 3 more pairs" in report(many)


def test_the_pace_of_a_long_script_takes_as_many_rows_as_fit() -> None:
    rows = report("INT. A - DAY\n\n" + "Hi.\n" * 55 * 49).split("PACE\n")[1].split("\n")
    assert rows[2].split() == ["1-3", "0%", "1"]
    assert len([row for row in rows if "%" in row]) == 17
    assert "PACE" not in report("INT. A - DAY\n\n" + "Hi.\n" * 60)


def test_a_page_of_nothing_to_compare_has_an_empty_bar() -> None:
    rows = report("> A <\n\n===\n\n> B <\n\n===\n\n> C <\n").split("PACE\n")[1]
    assert rows.count("0%") == 3


def test_names_that_may_be_one_are_asked_about() -> None:
    assert "  JOHN: JOHN SMITH?" in report("JOHN\nHi.\n\nJOHN SMITH\nHi.\n")


def test_a_finding_says_its_line_once() -> None:
    text = report("INT. A - DAY\n\nHi.\n\nINT. - DAY\n\n/* cut")
    assert "  Line 5: The heading of scene 2 names no place." in text
    assert "  The /* on line 7 is never closed" in text


def test_the_bechdel_tests_read_as_verdicts() -> None:
    facts = breakdown(parse(TALK))
    told = bechdel_as_text(bechdel(facts, {"ANNA": "f", "EVE": "f", "BOB": "robot"}))
    assert "they speak with each other: yes." in told
    assert "Scene 1: ANNA and EVE" in told
    assert "robot " in told
    assert "Not told" not in told
    untold = bechdel_as_text(bechdel(facts, {"ANNA": "f"}))
    assert "not told yet. Named women: ANNA." in untold
    assert "Not told: EVE, BOB." in untold
    assert "speak: no. Named women: nobody." in bechdel_as_text(bechdel(breakdown(parse("")), {}))


def test_words_are_set_in_columns() -> None:
    text = vocabulary_as_text(vocabulary(parse("ANNA\n" + "Fish. " * 9 + "\n\nBOB\n" + "Bread. " * 9 + "\n")))
    rows = [row.split() for row in text.split("\n")]
    assert ["dialogue", "18", "2", "1.0", "121"] in rows
    assert ["action", "0", "0", "0.0", "-"] in rows
    assert "  ANNA: fish" in text
    assert "others hardly do" not in vocabulary_as_text(vocabulary(parse("Hi.")))
