"""Takes in Blender: listed, shown, compared, asked for again, kept and dropped; and lost with no file."""

from __future__ import annotations

from types import SimpleNamespace

import bpy
import pytest

from ..conftest import module
from ..drawing_board import drawn

WRITTEN = "BEN\nTwice. And the cellar.\n"


def said(area, panel, width=600):
    return " ".join(dict(drawn(area, width))[f"DIRECTOR_PT_{panel}"])


def rows_of(takes):
    return takes.lists.fill(takes.script.session_uid).shown()


def test_the_list_shows_questions_and_their_answers_the_newest_first(takes, at_script):
    first = takes.add("One.", ordinal=2)
    takes.add("Another question.", request="dialogue")
    again = takes.add("Two words.", parent=first)
    rows = rows_of(takes)
    assert [(row.question, row.number) for row in rows] == [
        ("Description, scene 2", 0), ("", 2), ("", 1), ("Dialogue", 0), ("", 1),
    ]  # fmt: skip
    lists = takes.lists.of(takes.script.session_uid)
    assert len(lists.rows) == len(rows)
    lists.active = 2
    assert lists.chosen_take() == first
    assert lists.active == 2
    lists.active = 0  # a question stands for its newest answer
    assert lists.chosen_take() == again
    assert "Two words." in said(at_script.editor, "take")
    assert "2 words" in said(at_script.editor, "takes")


def test_what_a_take_was_asked_with_is_told_as_the_fields_are_called_and_nothing_that_was_left_empty(takes, at_script):
    settings = {
        "place": {"line": 3}, "mode": "add", "characters": [], "intention": "", "tone": "cold", "length": 0,
        "temperature": 0.0, "reasoning_effort": "xhigh", "max_tokens": 300,
    }  # fmt: skip
    take = takes.add("One.", request="dialogue", settings=settings)
    lines = list(module("addon.panels.take_asked").lines(takes.book.book()[take]))
    assert lines == [
        "Model: scripted/stand-in", "Dialogue: Go On", "Tone: cold", "Temperature: 0", "Longest Answer: 300",
        "Effort: Extra High",
    ]  # fmt: skip
    takes.lists.choose(takes.script.session_uid, take)
    told = said(at_script.editor, "take")
    assert "Dialogue: Go On" in told
    assert "Characters" not in told


def test_what_only_a_newer_version_knows_is_told_all_the_same(takes, at_script):
    settings = {"mode": "mirror", "only_seen": True, "reasoning_effort": ["blue", 2]}
    take = takes.add("One.", instruction="Shorter.", settings=settings)
    lines = list(module("addon.panels.take_asked").lines(takes.book.book()[take]))
    assert lines[1:] == [
        "Instruction: Shorter.", "Description: mirror", "Only What the Camera Sees", "Effort: blue, 2",
    ]  # fmt: skip


def test_a_script_shows_its_own_takes_whatever_it_is_called(takes, at_script, tmp_path):
    other = bpy.data.texts.new("other.fountain")
    other.write("INT. ATTIC - DAY\n\nDust.\n")
    takes.add("Mine.")
    theirs = takes.add("Theirs.", text_of=other)
    assert len(rows_of(takes)) == 2
    other.name = "renamed.fountain"
    path = str(tmp_path / "two.blend")
    bpy.ops.wm.save_as_mainfile(filepath=path)
    bpy.ops.wm.open_mainfile(filepath=path)
    script = bpy.data.texts["renamed.fountain"]
    lists = takes.lists.fill(script.session_uid)
    assert [row.take for row in lists.shown()] == [theirs, theirs]
    lists.everything = True
    assert len(takes.lists.fill(script.session_uid).shown()) == 4


def test_an_undo_takes_no_script_away_from_its_takes(takes, at_script, undo):
    undo("undo_push", message="before")
    take = takes.add("Mine.")
    undo("undo_push", message="after")
    undo("undo")
    script = bpy.data.texts[takes.script.name] if False else bpy.data.texts["two_rooms.fountain"]
    assert takes.scripts.find(takes.book.book()[take].script) == script


def test_a_copy_of_a_script_gets_takes_of_its_own(takes, at_script):
    takes.add("Mine.")
    copy = takes.script.copy()
    assert takes.scripts.ensure(copy) != takes.scripts.id_of(takes.script)


def test_a_take_is_shown_beside_its_script_in_one_text_for_all(takes, at_script):
    one, two = takes.add(WRITTEN), takes.add("Other words.")
    assert at_script("show_take", take=one) == {"FINISHED"}
    assert takes.side_texts.TAKE.find().as_string() == WRITTEN
    at_script("show_take", take=two)
    shown = takes.side_texts.TAKE.find()
    assert shown.as_string() == "Other words."
    assert len([text for text in bpy.data.texts if text.name.startswith(".Take")]) == 1
    assert takes.movie.current.script(SimpleNamespace(space_data=SimpleNamespace(type="TEXT_EDITOR", text=shown)))


def test_what_is_shown_beside_a_script_is_in_no_saved_file(takes, at_script, tmp_path):
    at_script("show_take", take=takes.add(WRITTEN))
    at_script.editor.spaces.active.text = takes.side_texts.TAKE.find()  # shown at that time, it gets into the file
    path = str(tmp_path / "shown.blend")
    bpy.ops.wm.save_as_mainfile(filepath=path)
    bpy.ops.wm.open_mainfile(filepath=path)
    assert sorted(text.name for text in bpy.data.texts) == [".movie_director.takes", "two_rooms.fountain"]


def test_two_takes_are_compared_word_by_word(takes, at_script):
    one = takes.add("Rain falls on the old roof.\n")
    two = takes.add("Rain falls on the roof.\n", parent=one)
    assert at_script("compare_takes", take=two, other=one) == {"FINISHED"}
    assert "Rain falls on the [-old -]roof." in takes.side_texts.COMPARISON.find().as_string()
    assert at_script("compare_takes", take=two, other="base") == {"FINISHED"}
    assert "[-INT. KITCHEN - DAY-]" in takes.side_texts.COMPARISON.find().as_string()
    same = takes.add("Rain falls on the roof.\n", parent=one)
    assert at_script("compare_takes", take=same, other=two) == {"CANCELLED"}


def test_verdicts_and_removal(takes, at_script):
    one, two = takes.add("One."), takes.add("Two.")
    at_script("judge_take", take=one, verdict="KEEP")
    at_script("judge_take", take=two, verdict="DROP")
    assert (takes.all[one].verdict, takes.all[two].verdict) == ("kept", "dropped")
    assert "Remove Dropped" in said(at_script.editor, "takes")
    at_script("judge_take", take=one, verdict="REOPEN")
    assert takes.all[one].verdict == ""
    at_script("remove_dropped")
    assert [take.id for take in takes.all] == [one]
    assert at_script("judge_take", take=two, verdict="KEEP") == {"CANCELLED"}
    assert at_script("copy_take", take=one) == {"FINISHED"}


def written(takes):
    return takes.movie.dispatcher.wait_until(takes.movie.dispatcher.idle, 60)


def test_asked_again_with_other_words_it_is_written_beside_the_first(takes, at_script):
    one = takes.add("One.", ordinal=1, instruction="Short.", settings={"mode": "tighten", "place": {"scene": 1}})
    assert at_script("again_take", take=one, instruction="Long.", model="scripted/stand-in") == {"FINISHED"}
    assert written(takes)
    again = takes.all.siblings(one)[-1]
    assert (again.parent, again.instruction, again.state) == (one, "Long.", "complete"), again.failure
    assert again.script == takes.scripts.id_of(takes.script)
    assert "Long." in said(at_script.editor, "take")
    assert "stand-in wrote this" in said(at_script.editor, "take")


def test_words_are_seen_as_they_come_and_a_take_is_cancelled_with_them(takes, at_script):
    one = takes.add("One.", ordinal=1, settings={"mode": "tighten", "place": {"scene": 1}})
    at_script("again_take", take=one, model="scripted/slow")
    again = takes.all.siblings(one)[-1].id
    at_script("show_take", take=again)
    shown = takes.side_texts.TAKE.find
    assert takes.movie.dispatcher.wait_until(lambda: len(shown().as_string().split()) > 2, 60)
    assert shown().as_string() == takes.all[again].text
    assert "Cancel" in said(at_script.editor, "take")
    assert at_script("review_take", take=again) == {"CANCELLED"}
    assert "still being written" in said(at_script.editor, "takes")
    assert at_script("cancel_take", take=again) == {"FINISHED"}
    assert written(takes)
    assert takes.all[again].state == "cancelled"
    assert shown().as_string() == takes.all[again].text != ""


def test_an_undo_during_a_stream_costs_no_word_of_what_is_shown(takes, at_script, undo):
    one = takes.add("One.", ordinal=1, settings={"mode": "tighten", "place": {"scene": 1}})
    undo("undo_push", message="before")
    undo("undo_push", message="again")
    at_script("again_take", take=one, model="scripted/slow")
    again = takes.all.siblings(one)[-1].id
    at_script("show_take", take=again)
    assert takes.movie.dispatcher.wait_until(lambda: bool(takes.all[again].text), 60)
    undo("undo")
    assert written(takes)
    assert takes.all[again].state == "complete"
    assert takes.side_texts.TAKE.find().as_string() == takes.all[again].text


def test_a_shown_take_that_somebody_removed_stays_away(takes, at_script):
    one = takes.add("One.", ordinal=1, settings={"mode": "tighten", "place": {"scene": 1}})
    at_script("again_take", take=one, model="scripted/slow")
    at_script("show_take", take=takes.all.siblings(one)[-1].id)
    bpy.data.texts.remove(takes.side_texts.TAKE.find())
    assert written(takes)
    assert [text.name for text in bpy.data.texts if text.name.startswith(".Take")] == []


@pytest.mark.parametrize("width", [160, 280, 600])
@pytest.mark.parametrize("space", ["TEXT_EDITOR", "VIEW_3D", "SEQUENCE_EDITOR"])
def test_the_panels_are_drawn_everywhere(takes, at_script, width, space):
    take = takes.add(WRITTEN, instruction="Short.", settings={"mode": "expand", "characters": ["BEN"]}, ordinal=1)
    takes.all._change(take, faults=("Too short.",) * 9, notes=("Line 1, 'low': a note.",) * 9, failure="It broke.")
    rows_of(takes)
    takes.lists.fill(0)
    at_script("review_take", take=take)
    at_script.editor.type = space
    names = dict(drawn(at_script.editor, width))
    (takes_panel,) = [said for name, said in names.items() if name.startswith("DIRECTOR_PT_takes")]
    (take_panel,) = [
        said for name, said in names.items() if name.startswith("DIRECTOR_PT_take") and said != takes_panel
    ]
    assert "Accept All" in takes_panel
    assert {"Review Changes" if width > 200 else "Review", "Keep", "Drop", "Again..."} <= set(take_panel)


def test_with_no_takes_the_panel_says_where_they_come_from(takes, at_script):
    rows_of(takes)
    assert "No takes yet" in said(at_script.editor, "takes")
