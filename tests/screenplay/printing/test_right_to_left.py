"""Hebrew and Arabic in the order of the page."""

import pytest

from blender_movie_director.screenplay.printing.right_to_left import joined, meaning, mirrored, visual_order


@pytest.mark.parametrize(
    ("text", "seen"),
    [
        ("plain (text) 12", "plain (text) 12"),
        ("café", "café"),
        ("אבג", "גבא"),
        ("אב גד", "דג בא"),
        ("אב 12.5 גד", "דג 12.5 בא"),
        ("say אבג now.", "say גבא now."),
        ("אב (x) גד", "בא (x) דג"),
        ("בָּ ג", "ג בָּ"),
    ],
)
def test_letters_turn_around_and_numbers_marks_and_other_words_do_not(text: str, seen: str) -> None:
    assert "".join(text[place] for place in visual_order(text)) == seen


def test_brackets_face_the_other_way() -> None:
    assert [mirrored(character) for character in "([a])"] == [")", "]", "a", "[", "("]


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("plain", "plain"),
        ("ب", "\ufe8f"),
        ("ببب", "\ufe91\ufe92\ufe90"),
        ("باب", "\ufe91\ufe8e\ufe8f"),
        ("بَب", "\ufe91\u064e\ufe90"),
        ("ب ب", "\ufe8f \ufe8f"),
    ],
)
def test_arabic_letters_join_their_neighbours(text: str, shown: str) -> None:
    assert joined(text) == shown
    assert "".join(map(meaning, shown)) == text
