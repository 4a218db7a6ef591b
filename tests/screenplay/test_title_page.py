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
        ("Title:\nBig Fish\nA film\nAuthor: A\n\nHi", {"title": ("Big Fish", "A film"), "author": ("A",)}),
        ("Title:\n Big Fish\n\nHi", {"title": ("Big Fish",)}),
        ("Format:\nTitle: A\n\nHi", {"format": (), "title": ("A",)}),
        ("Based on the novel by: X\nTitle: A\n\nHi", {"based on the novel by": ("X",), "title": ("A",)}),
        ("[[draft]] Title: A\n\nHi", {"title": ("A",)}),
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
        "# Act 1: Beginning",
        "= Set up: Anna",
        ".FLASHBACK: 1999",
        "!NOTE: it rains",
        "~la: la",
        "> CUT: now",
        "> THE END: part <",
        "@ANNA: b",
        "**FADE IN:**",
        "_CUT TO:_",
    ],
)
def test_a_script_may_start_without_one(line: str) -> None:
    script = parse(line + "\n\nIt rains.\n")
    assert script.title_page == {}
    assert Kind.TITLE_PAGE not in [element.kind for element in script.elements]


def test_a_heading_ends_the_title_page() -> None:
    script = parse("Title: A\nINT. HOUSE - DAY\n\nHi.\n")
    assert [e.kind for e in script.elements] == [Kind.TITLE_PAGE, Kind.SCENE_HEADING, Kind.ACTION]


@pytest.mark.parametrize(
    ("below", "kind"),
    [
        ("Not an entry.\nStill: not an entry.", Kind.ACTION),
        ("# Act", Kind.SECTION),
        ("===", Kind.PAGE_BREAK),
        ("> Burn in:", Kind.TRANSITION),
    ],
)
@pytest.mark.parametrize("page", ["Title: A", "Title: A\nContact:\n    Town"])
def test_what_stands_at_the_edge_is_no_value(page: str, below: str, kind: Kind) -> None:
    script = parse(f"{page}\n{below}\n")
    assert (script.elements[-1].kind, script.elements[-1].text) == (kind, below.strip("#=> "))
    assert script.title_page["title"] == ("A",)
    assert script.title_page.get("contact", ("Town",)) == ("Town",)
