"""The stated model of length: 55 lines to a page, a page to a minute."""

import pytest

from blender_movie_director.screenplay import parse
from blender_movie_director.screenplay.length import Roll, eighths, seconds, wrapped


def lines(text: str) -> int:
    roll = Roll()
    added = [roll.add(element) for element in parse(text).elements]
    assert sum(added) == roll.lines
    return roll.lines


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("INT. A - DAY\n", 2),
        ("It rains.\nIt pours.\n", 3),
        ("word " * 24, 3),
        ("ANNA\n(low)\nHi.\n", 4),
        ("ANNA\n" + "word " * 14, 4),
        ("~La la\n", 2),
        ("CUT TO:\n", 2),
        ("Title: A\n\n# Act\n\n= Synopsis.\n\n[[note]]\n\n/* cut */\n\n===\n", 0),
        ("ANNA\nOne.\nTwo.\n\nBOB\nOne.\n", 7),
        ("ANNA\nOne.\nTwo.\n\nBOB ^\nOne.\n", 4),
        ("ANNA\nOne.\n\nBOB ^\nOne.\nTwo.\nThree.\n", 5),
        ("BOB ^\nOne.\n", 3),
    ],
)
def test_lines_on_the_page(text: str, expected: int) -> None:
    assert lines(text) == expected


@pytest.mark.parametrize(
    ("line", "width", "expected"),
    [
        ("", 10, 1),
        ("aaaa bbbb", 9, 1),
        ("aaaa bbbb", 8, 2),
        ("a" * 25, 10, 3),
        (" " + "a" * 20, 10, 3),
        ("ab cd ef gh", 5, 2),
    ],
)
def test_wrapping_breaks_at_spaces_and_long_words(line: str, width: int, expected: int) -> None:
    assert wrapped(line, width) == expected


@pytest.mark.parametrize(("count", "expected"), [(0, 0), (1, 1), (6, 1), (7, 2), (55, 8), (56, 9)])
def test_eighths_are_rounded_up(count: int, expected: int) -> None:
    assert eighths(count) == expected


def test_a_page_is_a_minute() -> None:
    assert (seconds(55), seconds(110), seconds(0)) == (60, 120, 0)
