"""Answers of any kind: taken apart or refused, and never anything else."""

from __future__ import annotations

import json
from contextlib import suppress
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from blender_movie_director.writing.analysis import answers
from blender_movie_director.writing.quotes import Quotable
from tests.writing.analysis.reader import assessment, reading

TEXT = "INT. ROOM - DAY\n\nAn axe lies on the table."
ANYTHING = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3),
    max_leaves=8,
)


@given(name=st.sampled_from(sorted(reading(1, TEXT))), value=ANYTHING)
def test_a_reading_with_anything_in_it_is_read_or_refused(name: str, value: Any) -> None:
    found = reading(1, TEXT) | {name: value}
    with suppress(answers.MisfitError):
        result = answers.scene_reading(found, Quotable(TEXT))
        assert type(result).from_dict(json.loads(json.dumps(result.to_dict()))) == result
        assert result.summary


@pytest.mark.parametrize(
    ("said", "kind"),
    [
        ("prop", "prop"),
        ("Props", "prop"),
        ("SET_DRESSING", "set dressing"),
        ("costumes", "wardrobe"),
        ("VFX", "visual effect"),
        ("makeup", "make-up"),
        ("extra", "extras"),
        ("catering", "other"),
        ("", "other"),
    ],
)
def test_kinds_by_any_of_their_names(said: str, kind: str) -> None:
    element = {"kind": said, "name": "x", "quote": "An axe"}
    (found,) = answers.scene_reading(reading(1, TEXT, elements=[element]), Quotable(TEXT)).elements
    assert (found.kind, found.rejected) == (kind, "")


def test_no_answer_is_believed_in_its_length() -> None:
    element = {"kind": "prop", "name": "x" * 9_000, "quote": "An axe"}
    found = reading(1, TEXT, summary="word " * 100_000, elements=[element] * 5_000)
    result = answers.scene_reading(found, Quotable(TEXT))
    assert len(result.summary) <= 4_000
    assert result.summary.endswith("...")
    assert len(result.elements) == 200
    assert len(result.elements[0].name) <= 300


def test_parts_of_a_scene_become_one() -> None:
    one = answers.scene_reading(reading(1, TEXT, summary="He comes.", story_day="Monday"), Quotable(TEXT))
    turn = {"before": "fear", "after": "relief", "why": "It is empty."}
    two = answers.scene_reading(reading(1, TEXT, summary="He goes.", turn=turn), Quotable(TEXT))
    whole = answers.joined([one, two])
    assert whole.summary == "He comes. He goes."
    assert whole.purpose == one.purpose
    assert (whole.turn.before, whole.turn.after) == ("calm", "relief")
    assert whole.turn.why == "The door opens. It is empty."
    assert whole.story_day == "Monday"
    assert whole.elements == one.elements


@pytest.mark.parametrize("written", ["O'NEIL", "O\u2019Neil", "o'neil "])
def test_a_person_is_found_however_the_name_is_written(written: str) -> None:
    found = assessment(written, "ANNA")
    names = [character.name for character in answers.assessment(found, [1], ["O\u2019NEIL", "ANNA"]).characters]
    assert names == ["O\u2019NEIL", "ANNA"]
