"""The title page: any key, values over lines, and never a script's first line by mistake."""

import pytest

from blender_movie_director.screenplay import Kind, parse


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Draft date: 6/23/2012\n", {"draft date": ("6/23/2012",)}),
        ("Notes:\t\n\tFINAL\n\tDRAFT\n\nHi", {"notes": ("FINAL", "DRAFT")}),
        ("Contact:\n   1 Main St.\n   Town: X\n\nHi", {"contact": ("1 Main St.", "Town: X")}),
        ("Author: A\nauthor: B\n\nHi", {"author": ("A", "B")}),
        ("Episode: 3\nSeries: X\n\nHi", {"episode": ("3",), "series": ("X",)}),
        ("Title:\n\nHi", {"title": ()}),
        ("Time: 3:00\n\nHi", {"time": ("3:00",)}),
        ("\n\nTitle: A\n\nHi", {"title": ("A",)}),
        ("Title: A\nINT. HOUSE - DAY\n\nHi", {"title": ("A",)}),
    ],
)
def test_keys_and_values(text: str, expected: dict[str, tuple[str, ...]]) -> None:
    assert parse(text).title_page == expected


@pytest.mark.parametrize(
    "line",
    [
        "FADE IN:",
        "CUT TO:",
        "INT. CLUB: BACK ROOM - DAY",
        "int. house - day - 3:00 pm",
        "As the girl runs: a truck turns.",
        "Anna smiles.",
    ],
)
def test_a_script_may_start_without_one(line: str) -> None:
    script = parse(line + "\n\nIt rains.\n")
    assert script.title_page == {}
    assert Kind.TITLE_PAGE not in [element.kind for element in script.elements]


def test_a_heading_ends_the_title_page() -> None:
    script = parse("Title: A\nINT. HOUSE - DAY\n\nHi.\n")
    assert [e.kind for e in script.elements] == [Kind.TITLE_PAGE, Kind.SCENE_HEADING, Kind.ACTION]
