"""What stands nearest to a place: in one piece, as much as there is room for, and no more."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from blender_movie_director.writing.analysis.portions import tokens_of
from blender_movie_director.writing.nearest import beginning, ending, paragraphs, stretch

MODEL = "ollama/anything"
PIECES = [f"Paragraph {number}, and some words." for number in range(50)]


def test_pieces_on_both_sides_by_turns() -> None:
    found = stretch(PIECES, 25, 60, MODEL)
    kept = paragraphs(found.text)
    place = PIECES.index(kept[0])
    assert kept == PIECES[place : place + len(kept)]
    assert place < 25 < place + len(kept) - 1
    assert (found.before, found.after) == (True, True)
    assert stretch(PIECES, 25, 9_000, MODEL) == ("\n\n".join(PIECES), False, False)
    assert stretch([], 3, 90, MODEL).text == ""


def test_at_an_end_the_room_is_for_the_other_side() -> None:
    last = stretch(PIECES, 49, 60, MODEL)
    assert last.text.endswith(PIECES[49])
    assert (last.before, last.after) == (True, False)
    first = stretch(PIECES, 0, 60, MODEL)
    assert first.text.startswith(PIECES[0])
    assert (first.before, first.after) == (False, True)


def test_of_a_piece_that_is_too_long_whole_words_are_kept() -> None:
    text = "one two three four five six seven eight nine ten"
    assert beginning(text, 4, MODEL) == "one two three"
    assert ending(text, 4, MODEL) == "eight nine ten"
    assert stretch([text], 0, 5, MODEL, cut=ending)[1:] == (True, False)
    assert stretch([text], 0, 5, MODEL)[1:] == (False, True)


@given(st.lists(st.text(max_size=60), max_size=12), st.integers(-3, 14), st.integers(-3, 120), st.booleans())
def test_no_more_than_the_room(pieces: list[str], at: int, room: int, backwards: bool) -> None:
    found = stretch(pieces, at, room, MODEL, cut=ending if backwards else beginning)
    assert found.text == "" or tokens_of(found.text, MODEL) <= room
    assert found.text in "\n\n".join(pieces)


@pytest.mark.parametrize("text", ["", "One.\n\nTwo.\n \n\nThree."])
def test_paragraphs(text: str) -> None:
    assert paragraphs(text) == (["One.", "Two.", "Three."] if text else [])
