from __future__ import annotations

import pytest

from blender_movie_director.writing.quotes import Quotable, lines_of

SCENE = Quotable(
    "INT. ROOM - DAY\n\nThe *lamp* burns \u2014 low.\nA \u201crusty\u201d key, and Zoe\u0308\u2019s  coat\u2026\n\n"
    "NORA\nDon\u2019t look.\nHe is careful."
)


@pytest.mark.parametrize(
    "quote",
    [
        "The lamp burns",
        "**coat**",
        "burns - low. A",
        "burns -- low",
        'A "rusty" key',
        "Zo\u00eb's coat...",
        '"Don\'t look."',
        "NORA Don't\u200b look",
        "He is careful",
        "INT. ROOM",
    ],
)
def test_what_is_there_in_other_dress(quote: str) -> None:
    assert quote in SCENE


@pytest.mark.parametrize(
    "quote",
    [
        "the lamp burns",
        "The lamp burned",
        "lamp low",
        "car",
        "areful",
        "key and Zoe",
        "",
        "  ",
        '""',
        "...",
        "Don't  look at",
    ],
)
def test_what_is_not(quote: str) -> None:
    assert quote not in SCENE


def test_a_word_that_is_first_a_part_of_another_is_still_found() -> None:
    assert "car" in Quotable("A careful driver in a car.")
    assert "car" in Quotable("careful: car")


WRITTEN = """INT. ROOM - DAY

The *lamp* burns -- low. [[a note
over two lines]] It smokes.

NORA
Don\u2019t look.
He is /* cut */ careful.
"""


@pytest.mark.parametrize(
    ("quote", "lines"),
    [
        ("The lamp burns - low", (2, 2)),
        ("low. It smokes", (2, 3)),
        ("Don't look. He is careful.", (6, 7)),
        ('"INT. ROOM"', (0, 0)),
        ("he is careful", None),
        ("", None),
    ],
)
def test_a_quote_is_found_on_its_lines_in_the_script_as_it_was_written(quote, lines):
    assert lines_of(quote, WRITTEN) == lines
