"""What a writer relies on with takes: none is lost unasked, all travel in a file, and no key is in it."""

from __future__ import annotations

import json
from itertools import count
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from blender_movie_director.llm.keys import HIDDEN
from blender_movie_director.writing import takes
from blender_movie_director.writing.takes import Take, TakeBook
from blender_movie_director.writing.targets import Target

KEY = "sk-proj-a-key-that-nobody-may-see-0123456789"
TARGET = Target("INT. ROOM - DAY\n\nRain.\n", 3, 2, "INT. ROOM - DAY", "k3f9", None, (1,))


def book(**more: int) -> TakeBook:
    ticks = count(1)
    return TakeBook(lambda: float(next(ticks)), **more)


def written(text: str = "Sun.", **more: Any) -> dict[str, Any]:
    spent = {"calls": 1, "input_tokens": 5, "output_tokens": 2, "cached_tokens": 0, "dollars": "0.01"}
    note = {"line": 0, "words": "thinks of", "sentence": "A camera does not see thoughts."}
    return {
        "text": text, "state": "complete", "target": TARGET.to_plain(), "faults": ["Too short."], "notes": [note],
        "failure": "", "model": "openai/x", "stand_in": False, "spent": spent,
    } | more  # fmt: skip


def test_a_take_from_the_click_to_the_script() -> None:
    ours = book()
    take = ours.add("description", TARGET, instruction="Shorter.", settings={"mode": "tighten"}, model="openai/x")
    assert (take.state, take.verdict, take.created, take.group) == ("running", "", 1.0, take.id)
    ours.hear(take.id, "Su")
    ours.hear(take.id, "n")
    assert ours[take.id].text == "Sun"
    ours.afresh(take.id)
    ours.hear(take.id, "S")
    ours.written(take.id, written())
    done = ours[take.id]
    assert (done.text, done.state, done.spent.dollars, done.faults) == ("Sun.", "complete", "0.01", ("Too short.",))
    assert done.notes == ("Line 1, 'thinks of': A camera does not see thoughts.",)
    ours.hear(take.id, "more")
    ours.failed(take.id, "It broke.")
    assert ours[take.id] == done
    for step, verdict in (
        (ours.keep, "kept"),
        (ours.drop, "dropped"),
        (ours.reopen, ""),
        (ours.mark_applied, "applied"),
    ):
        step(take.id)
        assert ours[take.id].verdict == verdict
    ours.remove(take.id)
    ours.remove(take.id)
    ours.keep(take.id)
    assert take.id not in ours
    assert len(ours) == 0


def test_siblings_are_made_with_other_words_and_models() -> None:
    ours = book()
    other = ours.add("dialogue", TARGET)
    first = ours.add("dialogue", TARGET, instruction="Dry.", settings={"tone": "dry", "length": 4}, model="openai/x")
    second = ours.again(first.id, model="ollama/y")
    third = ours.again(second.id, instruction="Wet.", tone="wet")
    assert ours.siblings(third.id) == (first, second, third)
    assert ours.siblings(other.id) == (other,)
    assert (second.instruction, second.model, second.parent) == ("Dry.", "ollama/y", first.id)
    assert (third.instruction, third.model, dict(third.settings)) == ("Wet.", "ollama/y", {"tone": "wet", "length": 4})
    ours.remove(first.id)
    assert ours.again(second.id).group == second.group


def test_words_stay_when_it_breaks_off_or_is_stopped() -> None:
    ours = book()
    for end, state in ((lambda take: ours.failed(take, "It broke."), "failed"), (ours.cancelled, "cancelled")):
        take = ours.add("dialogue", TARGET).id
        ours.hear(take, "ANNA\n")
        end(take)
        assert (ours[take].text, ours[take].state) == ("ANNA\n", state)
    ours.failed("gone", "x")
    ours.hear("gone", "x")


def test_a_book_travels() -> None:
    ours, theirs = book(), book()
    first = ours.add("dialogue", TARGET, settings={"characters": ["Zoë", "東京"], "place": {"scene": 3}})
    ours.written(first.id, written("Zoë — “naïve”"))
    ours.keep(first.id)
    running = ours.add("dialogue", Target("A\r\n", at=0))
    ours.hear(running.id, "half")
    text = ours.to_json()
    assert text.isascii()
    assert theirs.read(text) == ()
    assert theirs[first.id] == ours[first.id]
    assert (theirs[running.id].state, theirs[running.id].text) == ("partial", "half")
    assert theirs[running.id].failure == "It was being written when the file was saved."


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("", "damaged, and cannot be read"),
        ("[]", "damaged, and cannot be read"),
        ('{"version": 1}', "damaged, and cannot be read"),
        ("[" * 100_000, "damaged, and cannot be read"),
        ('{"version": 2, "takes": []}', "newer Movie Director"),
        ('{"version": "1", "takes": []}', "newer Movie Director"),
        ('{"version": 1, "takes": [5, {}, {"id": ""}]}', "3 of the 3 takes in this file are damaged"),
    ],
)
def test_a_damaged_book_says_so(text: str, sentence: str) -> None:
    ours = book()
    ours.add("dialogue", TARGET)
    (said,) = ours.read(text)
    assert sentence in said
    assert len(ours) == 0


@pytest.mark.parametrize(
    "damage",
    [
        {"state": "asleep"}, {"verdict": "loved"}, {"id": ""}, {"text": 5}, {"created": "then"}, {"faults": None},
        {"target": None}, {"target": {**TARGET.to_plain(), "base": "other"}},
        {"spent": {"euros": 1}}, {"spent": {"dollars": "much"}}, {"spent": {"calls": "many"}},
        {"target": {**TARGET.to_plain(), "first_line": -1}}, {"target": {**TARGET.to_plain(), "heading": 4}},
    ],
)  # fmt: skip
def test_one_damaged_take_does_not_take_the_others_along(damage: dict[str, Any]) -> None:
    ours, theirs = book(), book()
    good, bad = ours.add("dialogue", TARGET), ours.add("dialogue", TARGET)
    data = json.loads(ours.to_json())
    data["takes"][1].update(damage)
    assert theirs.read(json.dumps(data)) == ("1 of the 2 takes in this file are damaged, and were left out.",)
    assert [take.id for take in theirs] == [good.id]
    assert bad.id not in theirs


def test_a_book_is_bounded_and_what_was_kept_stays_longest() -> None:
    ours = book(most=3)
    kept, dropped, plain = (ours.add("dialogue", TARGET).id for _ in range(3))
    for take in (kept, dropped, plain):
        ours.written(take, written())
    ours.keep(kept)
    ours.drop(dropped)
    fourth = ours.add("dialogue", TARGET).id
    assert [take.id for take in ours] == [kept, plain, fourth]
    fifth = ours.add("dialogue", TARGET).id
    assert [take.id for take in ours] == [kept, fourth, fifth]
    for _ in range(3):
        ours.add("dialogue", TARGET)
    assert fourth in ours, "what is being written is not thrown away"
    assert kept not in ours


def test_long_texts_are_bounded() -> None:
    ours = book(characters=1_000)
    first = ours.add("dialogue", TARGET).id
    ours.written(first, written("x" * 900))
    second = ours.add("dialogue", TARGET).id
    ours.written(second, written("y" * 900))
    assert [take.id for take in ours] == [second]
    third = book()
    take = third.add("dialogue", TARGET).id
    third.hear(take, "z" * (takes.LONGEST_TEXT + 5))
    assert len(third[take].text) == takes.LONGEST_TEXT


def test_no_key_is_ever_in_it() -> None:
    ours = book()
    settings = {"api_key": KEY, "keys": {"openai": KEY}, "tone": f"like {KEY}", "temperature": 0.5}
    first = ours.add("dialogue", TARGET, instruction=f"Use {KEY}", settings=settings)
    ours.failed(first.id, f"Refused: {KEY}")
    second = ours.again(first.id, api_key=KEY)
    ours.written(second.id, written(failure=f"Refused {KEY}"))
    assert KEY not in ours.to_json()
    assert dict(first.settings) == {"tone": f"like {HIDDEN}", "temperature": 0.5}


@given(st.text(max_size=60), st.none() | st.integers(0, 9), st.lists(st.integers(0, 99), max_size=3))
def test_targets_travel(base: str, at: int | None, silent: list[int]) -> None:
    target = Target(base, 7, 1, "H", "id", at, tuple(silent))
    assert Target.from_plain(json.loads(json.dumps(target.to_plain()))) == target
    assert target.last_line >= target.first_line


def test_a_target_with_an_empty_answer_changes_nothing() -> None:
    assert TARGET.changes(" \n") == ()
    assert TARGET.applied("", "x\n" + TARGET.base) == "x\n" + TARGET.base


def test_some_of_the_changes_are_applied() -> None:
    base = "One.\n\nTwo.\n\nThree.\n"
    target = Target(base)
    answer = "Eins.\n\nTwo.\n\nDrei.\n"
    assert target.applied(answer, f"Zero.\n\n{base}", [1]) == "Zero.\n\nOne.\n\nTwo.\n\nDrei.\n"
    now = base.replace("One", "1")
    assert target.applied(answer, now) == "1.\n\nTwo.\n\nDrei.\n"
    assert len(target.merged(answer, now).conflicts) == 1


def test_what_was_applied_is_not_applied_twice() -> None:
    base = "INT. A - DAY\n\nRain.\n\nSun.\n\n"
    for target in (Target(base, at=7), Target(base, at=3), Target(base)):
        answer = "ANNA\nNo." if target.at is not None else base.replace("Sun", "Fog")
        once = target.applied(answer, f"{base}EXT. B - DAY\n\nWind.\n")
        assert target.merged(answer, once) == ((), (), ())
        assert target.applied(answer, once) == once


def test_a_take_is_plain_data() -> None:
    take = book().add("dialogue", TARGET)
    assert Take.from_plain(json.loads(json.dumps(take.to_plain()))) == take


def test_words_that_were_cut_short_know_their_place() -> None:
    book = TakeBook(lambda: 0.0)
    take = book.add("dialogue", Target())
    book.aimed(take.id, Target("INT. ROOM - DAY\n", 3, 1, at=1).to_plain())
    book.hear(take.id, "ANNA\nYes.")
    book.cancelled(take.id)
    assert book[take.id].target.first_line == 3
    assert book[take.id].target.applied("ANNA\nYes.", "X\n\nINT. ROOM - DAY\n").endswith("DAY\n\nANNA\nYes.\n")


def test_takes_of_older_files_read_as_takes_of_no_script() -> None:
    ours, theirs = book(), book()
    take = ours.add("dialogue", TARGET, script="k3", script_name="one.fountain").id
    data = json.loads(ours.to_json())
    del data["takes"][0]["script"], data["takes"][0]["script_name"]
    assert theirs.read(json.dumps(data)) == ()
    assert (theirs[take].script, theirs[take].script_name) == ("", "")
    assert theirs.read(ours.to_json()) == ()
    assert (theirs[take].script, theirs[take].script_name) == ("k3", "one.fountain")


def test_takes_of_another_file_are_put_beside_those_that_are_here() -> None:
    ours, theirs = book(), book()
    mine, running = ours.add("dialogue", TARGET).id, theirs.add("dialogue", TARGET).id
    theirs.hear(running, "half")
    revision = ours.revision
    ours.put(theirs)
    assert ours.revision > revision
    assert (mine in ours, ours[running].state, ours[running].text) == (True, "partial", "half")
    assert ours[running].failure == "It was being written when its file was closed."
    ours.remove(mine, running, "gone")
    assert len(ours) == 0


def test_a_target_knows_whether_its_place_is_as_it_was() -> None:
    assert TARGET.stands_in("FADE IN:\n\n" + TARGET.base)
    assert not TARGET.stands_in(TARGET.base.replace("Rain", "Snow"))
