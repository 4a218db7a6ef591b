"""Wrapping by columns, whatever the script that a text is written in."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from blender_movie_director.screenplay.pages.wrapping import columns, wrap


def lines(text: str, width: int) -> list[str]:
    return [text[start:end] for start, end in wrap(text, width)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("", [""]),
        ("one two", ["one two"]),
        ("one two three", ["one two", "three"]),
        ("one two    three", ["one two", "three"]),
        ("one two   ", ["one two"]),
        ("abcdefghijk", ["abcdefgh", "ijk"]),
        ("    abcdefghijk", ["    abcd", "efghijk"]),
        ("a\n\nb", ["a", "", "b"]),
        ("  indented", ["  indent", "ed"]),
        (
            "e\u0301e\u0301e\u0301 e\u0301e\u0301e\u0301e\u0301 abc",
            ["e\u0301e\u0301e\u0301 e\u0301e\u0301e\u0301e\u0301", "abc"],
        ),
    ],
)
def test_lines_break_at_the_last_space_that_fits(text: str, expected: list[str]) -> None:
    assert lines(text, 8) == expected


def test_wide_characters_take_two_columns_and_break_anywhere() -> None:
    assert columns("日本") == 4
    assert lines("日本語日本語", 8) == ["日本語日", "本語"]


def test_punctuation_does_not_begin_a_line() -> None:
    assert lines("日本語日、本", 8) == ["日本語", "日、本"]


def test_a_combining_mark_takes_no_column_and_stays_with_its_letter() -> None:
    assert columns("e\u0301") == 1
    assert lines("aaaaaaae\u0301b", 8) == ["aaaaaaae\u0301", "b"]


def test_western_words_among_wide_ones_stay_whole() -> None:
    assert lines("日本 word 日", 8) == ["日本", "word 日"]


def test_every_uneven_character_is_found() -> None:
    wrong = [
        f"U+{code:04X}"
        for code in range(0x110000)
        if not 0xD800 <= code < 0xE000
        and (category := unicodedata.category(chr(code))) != "Cn"
        and (category in {"Mn", "Me", "Cf"} or unicodedata.east_asian_width(chr(code)) in {"W", "F"})
        and columns(chr(code)) == 1
    ]
    assert wrong == []


@given(st.text(st.sampled_from("ab \n日、e\u0301\u2019"), max_size=80), st.integers(4, 20))
def test_nothing_but_spaces_is_lost_and_no_line_is_too_wide(text: str, width: int) -> None:
    wrapped = lines(text, width)
    assert all(columns(line) <= width for line in wrapped)
    assert "".join(wrapped).replace(" ", "") == text.replace(" ", "").replace("\n", "")
