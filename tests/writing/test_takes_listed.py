"""Takes as a list shows them."""

from __future__ import annotations

from itertools import count

import pytest

from blender_movie_director.writing import takes_listed
from blender_movie_director.writing.takes import TakeBook
from blender_movie_director.writing.targets import Target


def book() -> TakeBook:
    ticks = count(1)
    return TakeBook(lambda: float(next(ticks)))


def test_the_question_asked_last_is_first_and_in_it_the_newest_answer() -> None:
    ours = book()
    old = ours.add("dialogue", Target(ordinal=3))
    new = ours.add("description", Target(), settings={"mode": "tighten"})
    again = ours.again(old.id)
    assert takes_listed.rows(ours, None) == (
        (again.id, "Dialogue, scene 3", 0), (again.id, "", 2), (old.id, "", 1),
        (new.id, "Tighten description", 0), (new.id, "", 1),
    )  # fmt: skip


def test_a_script_has_its_own_takes_and_those_of_older_files_that_name_none() -> None:
    ours = book()
    mine = ours.add("dialogue", Target(), script="a", script_name="one.fountain")
    ours.add("dialogue", Target(), script="b")
    old = ours.add("dialogue", Target())
    assert {row.take for row in takes_listed.rows(ours, "a")} == {mine.id, old.id}
    assert ours.again(mine.id).script == "a"
    ours.belongs(old.id, "b", "two.fountain")
    assert old.id not in {row.take for row in takes_listed.rows(ours, "a")}
    revision = ours.revision
    ours.belongs(old.id, "b", "two.fountain")
    assert ours.revision == revision


@pytest.mark.parametrize(
    ("text", "said"),
    [("", "0 words"), ("One.", "1 word"), ("One two\nthree", "3 words"), ("word " * 10_000, "about 10000 words")],
)
def test_words_are_counted_and_of_what_is_far_too_long_estimated(text: str, said: str) -> None:
    assert takes_listed.words(text) == said


def test_a_question_is_short_where_there_is_no_room() -> None:
    ours = book()
    take = ours.add("description", Target(ordinal=3), settings={"mode": "tighten"})
    assert takes_listed.question(take) == "Tighten description, scene 3"
    assert takes_listed.question(take, short=True) == "3 Tighten"


def test_how_it_is_with_a_take_is_said_in_a_word() -> None:
    ours = book()
    take = ours.add("dialogue", Target()).id
    assert takes_listed.standing(ours[take]) == "writing"
    ours.cancelled(take)
    assert takes_listed.standing(ours[take]) == "cancelled"
    ours.keep(take)
    assert takes_listed.standing(ours[take]) == "kept"
    ours.judge(take, "applied")
    assert takes_listed.standing(ours[take]) == "applied"


def test_a_models_name_is_short() -> None:
    assert takes_listed.short_model("openrouter/meta/llama") == "llama"
    assert takes_listed.short_model("gpt") == "gpt"
