"""Suggestions: listed, gone on from, kept with the file and out of an undo's reach."""

from __future__ import annotations

import json

import bpy
import pytest

from .conftest import at, done, write


@pytest.fixture
def suggested(movie, asking, script):
    """A round of three, from the stand-in."""
    at(script, 12)
    asking.fields.count = 3
    assert write(request="suggestions") == {"FINISHED"}
    done(movie)
    return newest(asking).id


def newest(asking):
    return list(asking.shelf.rounds())[-1]


def test_they_come_as_a_list_and_no_take(movie, asking, suggested):
    each = asking.shelf.rounds()[suggested]
    assert (each.state, len(each.ideas), each.stand_in) == ("complete", 3, True)
    assert (each.about, each.place) == ("plot", "The whole script")
    assert all(idea.title and idea.pitch and idea.why and idea.cost for idea in each.ideas)
    assert len(movie.book.book()) == 0


def test_one_becomes_the_instruction_for_dialogue_or_a_description(asking, suggested):
    idea = asking.shelf.rounds()[suggested].ideas[1]
    for to in ("dialogue", "description"):
        assert bpy.ops.movie_director.send_suggestion(round=suggested, number=2, to=to) == {"FINISHED"}
        assert asking.fields.request == to
        assert idea.pitch in asking.fields.instruction(to)


def test_one_goes_into_a_chat_where_there_is_one(asking, suggested):
    sent = bpy.ops.movie_director.send_suggestion
    if not hasattr(bpy.types, "MOVIE_DIRECTOR_OT_chat_about"):
        assert sent(round=suggested, number=1, to="chat") == {"CANCELLED"}
    else:
        assert sent(round=suggested, number=1, to="chat") == {"FINISHED"}


def test_more_are_others_and_the_fields_stay_as_they_are(movie, asking, suggested):
    asking.fields.suggestions_instruction = "Keep it cheap."
    before = {idea.title for idea in asking.shelf.rounds()[suggested].ideas}
    liked = asking.shelf.rounds()[suggested].ideas[0]
    for way in ("LIKE", "UNLIKE"):
        assert bpy.ops.movie_director.suggest_more(round=suggested, number=1, way=way) == {"FINISHED"}
        done(movie)
        each = newest(asking)
        titles = {idea.title for idea in each.ideas}
        assert len(titles) == 3
        assert not titles & before
        before |= titles
        assert each.instruction.startswith("Keep it cheap.\n")
        assert liked.pitch in each.instruction
    assert asking.fields.suggestions_instruction == "Keep it cheap."


def test_what_is_no_longer_there_is_a_sentence(asking, suggested, capfd):
    assert bpy.ops.movie_director.suggest_more(round=suggested, number=9) == {"CANCELLED"}
    bpy.ops.movie_director.drop_suggestions(round=suggested)
    assert bpy.ops.movie_director.send_suggestion(round=suggested, number=1) == {"CANCELLED"}
    assert "no longer in this file" in capfd.readouterr().out
    assert asking.shelf.rounds().names == ()


def test_they_travel_with_the_file(movie, asking, suggested, tmp_path):
    before = asking.shelf.rounds()[suggested]
    path = str(tmp_path / "ideas.blend")
    bpy.ops.wm.save_as_mainfile(filepath=path)
    bpy.ops.wm.read_homefile(use_empty=True)
    assert asking.shelf.rounds().names == ()
    bpy.ops.wm.open_mainfile(filepath=path)
    assert asking.shelf.rounds()[suggested] == before
    assert movie.kept.problems == []


def test_an_undo_takes_none_away(movie, asking, script, undo):
    undo("undo_push", message="before")
    at(script, 12)
    write(request="suggestions")
    done(movie)
    each = newest(asking)
    undo("undo_push", message="something else")
    undo("undo")
    assert asking.shelf.rounds()[each.id] == each
    movie.kept.store()
    stored = "".join(line.body for line in bpy.data.texts[".movie_director.suggestions"].lines)
    assert json.loads(stored)["rounds"][0]["id"] == each.id


def test_a_cancelled_round_keeps_what_had_come(movie, asking, script):
    at(script, 12)
    bpy.context.scene.movie_director.model = "scripted/slow"
    asking.fields.count = 12
    write(request="suggestions")
    assert movie.dispatcher.wait_until(lambda: len(newest(asking).ideas) > 0, 60)
    bpy.ops.movie_director.cancel(job=asking.writing.running(script)[0].name)
    done(movie)
    assert newest(asking).state == "cancelled"
    assert 0 < len(newest(asking).ideas) < 12


def test_a_failing_model_is_a_round_with_its_sentence(movie, asking, script):
    at(script, 12)
    bpy.context.scene.movie_director.model = "scripted/failing"
    write(request="suggestions")
    done(movie)
    each = newest(asking)
    assert each.state in ("failed", "partial")
    assert "told to fail" in each.failure


def test_the_number_that_can_be_asked_for_is_bounded(asking):
    asking.fields.count = 99
    assert asking.fields.count == 12
    asking.fields.count = -3
    assert asking.fields.count == 1
