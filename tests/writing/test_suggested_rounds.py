"""Suggestions as they are kept in a file: bounded, never damaged by what is damaged, and with a way to go on."""

from __future__ import annotations

import itertools
import json
from typing import Any

import pytest

from blender_movie_director.writing import suggested_rounds
from blender_movie_director.writing.suggested_rounds import MOST_IN_A_ROUND, Idea, Rounds

FLOOD = {
    "title": "The flood",
    "pitch": "The cellar fills until the piano floats.",
    "why": "Danger.",
    "cost": "Scene 3.",
}


def rounds(**bounds: int) -> Rounds:
    ticks = itertools.count(1)
    return Rounds(lambda: float(next(ticks)), **bounds)


def told(*ideas: dict[str, str], **more: Any) -> dict[str, Any]:
    plain = {"suggestions": list(ideas), "state": "complete", "faults": [], "failure": "", "model": "m"}
    return {**plain, "stand_in": False, **more}


def add(book: Rounds, *ideas: dict[str, str], about: str = "plot") -> str:
    name = book.add(about, place="Scene 1", instruction="Cheap.", model="m").id
    if ideas:
        book.told(name, told(*ideas))
    return name


def titled(title: str) -> dict[str, str]:
    return {**FLOOD, "title": title}


def test_they_come_one_by_one_and_then_all() -> None:
    book = rounds()
    name = add(book)
    before = book.revision
    book.hear(name, {"number": 1, **FLOOD})
    assert [idea.title for idea in book[name].ideas] == ["The flood"]
    assert book.revision > before
    book.told(name, told(FLOOD, titled("The drought"), faults=["2 of 5 suggestions came."]))
    assert [idea.title for idea in book[name].ideas] == ["The flood", "The drought"]
    assert (book[name].state, book[name].faults) == ("complete", ("2 of 5 suggestions came.",))
    book.hear(name, FLOOD)
    book.failed(name, "Too late.")
    assert len(book[name].ideas) == 2
    assert (book[name].state, book[name].failure) == ("complete", "")


def test_what_had_come_stays_when_it_fails_or_is_cancelled() -> None:
    book = rounds()
    first, second = add(book), add(book)
    for name in (first, second):
        book.hear(name, FLOOD)
    book.failed(first, "No credit. Add some.")
    book.cancelled(second)
    assert [(each.state, each.failure, len(each.ideas)) for each in book] == [
        ("failed", "No credit. Add some.", 1),
        ("cancelled", "", 1),
    ]


def test_nothing_is_heard_by_a_round_that_is_gone() -> None:
    book = rounds()
    book.hear("gone", FLOOD)
    book.told("gone", told(FLOOD))
    book.failed("gone", "Nobody listens.")
    book.remove("gone")
    assert book.names == ()
    assert book.get("gone") is None


def test_a_round_and_the_whole_are_bounded() -> None:
    book = rounds(most=3)
    names = [add(book, titled(f"Idea {number}")) for number in range(5)]
    assert book.names == tuple(names[2:])
    big = rounds(characters=2_000)
    for _ in range(20):
        add(big, {**FLOOD, "pitch": "word " * 100})
    assert len(big) <= 3
    running = rounds(most=1)
    waiting = add(running)
    add(running, FLOOD)
    assert waiting in running
    for number in range(MOST_IN_A_ROUND + 5):
        running.hear(waiting, titled(f"Idea {number}"))
    assert len(running[waiting].ideas) == MOST_IN_A_ROUND


def test_titles_that_are_not_wanted_again_are_the_latest_of_the_same_kind() -> None:
    book = rounds(most=100)
    add(book, titled("Old"), titled("The flood"))
    add(book, titled("A title"), about="titles")
    add(book, titled("New"), titled("The flood"))
    assert book.titles("plot") == ("The flood", "New", "Old")
    for number in range(60):
        add(book, titled(f"Idea {number}"))
    assert len(book.titles("plot")) == 40
    assert "Idea 59" in book.titles("plot")


def test_they_come_back_as_they_were() -> None:
    book = rounds()
    add(book, {**FLOOD, "pitch": "Żółć \u2019 \N{GRINNING FACE}"})
    waiting = add(book)
    stored = book.to_json()
    assert stored.isascii()
    other = rounds()
    assert other.read(stored) == ()
    assert other.names == book.names
    assert other[book.names[0]] == book[book.names[0]]
    assert (other[waiting].state, other[waiting].failure) == (
        "partial",
        "They were on their way when the file was saved.",
    )


@pytest.mark.parametrize("stored", ["", "{", "[]", '{"version": 1}', '{"version": "x", "rounds": []}', "[" * 9_000])
def test_what_is_no_book_is_a_sentence(stored: str) -> None:
    book = rounds()
    add(book, FLOOD)
    (sentence,) = book.read(stored)
    assert "suggestions" in sentence
    assert book.names == ()


def test_a_damaged_round_is_left_out_alone() -> None:
    book = rounds()
    add(book, FLOOD)
    add(book, FLOOD)
    data = json.loads(book.to_json())
    data["rounds"][0]["ideas"][0]["pitch"] = 3
    data["rounds"].append({"id": "x"})
    data["rounds"].append("nothing")
    other = rounds()
    (sentence,) = other.read(json.dumps(data))
    assert sentence == "3 of the 4 rounds of suggestions in this file are damaged, and left out."
    assert len(other) == 1


def test_a_newer_file_is_told_of() -> None:
    (sentence,) = rounds().read(json.dumps({"version": suggested_rounds.VERSION + 1, "rounds": []}))
    assert "update" in sentence


def test_no_key_gets_into_it() -> None:
    book = rounds()
    key = "sk-ant-" + "a1B2" * 12
    name = book.add("plot", place="", instruction=f"Use {key}.", model="m").id
    book.failed(name, f"The key {key} is wrong.")
    assert key not in book.to_json()


def test_going_on_from_one() -> None:
    one = Idea(**FLOOD)
    assert one.as_instruction() == (
        "Write it so that this happens (The flood): The cellar fills until the piano floats. "
        "Mind what it costs: Scene 3."
    )
    assert one.as_first_turn().startswith("Let us talk about this idea for the script: The flood. The cellar fills")
    assert "What it costs: Scene 3.\n" in one.as_first_turn()
    bare = Idea("The flood", "The cellar fills.")
    assert "costs" not in bare.as_first_turn() + bare.as_instruction()
    assert "The cellar fills." in bare.more_like_it()
    assert bare.more_like_it() != bare.more_unlike_it()
