"""The Write panel: what is asked for, what it is about, and what becomes of the answer."""

from __future__ import annotations

import bpy
import pytest

from .conftest import at, done, write


def newest(movie):
    return list(movie.book.book())[-1]


def test_each_request_becomes_a_take_of_the_scene_at_the_cursor_and_the_script_stays_as_it_is(movie, asking, script):
    before = script.as_string()
    at(script, 12)
    for request, mode in (
        ("dialogue", "add"),
        ("dialogue", "rewrite"),
        ("dialogue", "new"),
        ("description", "expand"),
    ):
        assert write(request=request, mode=mode) == {"FINISHED"}
        done(movie)
        take = newest(movie)
        assert (take.request, take.settings["mode"], take.state) == (request, mode, "complete"), take.failure
        assert (take.target.ordinal, take.target.heading) == (2, "EXT. GARDEN - NIGHT")
        assert take.text
    assert script.as_string() == before
    assert len(movie.book.book()) == 4


def test_the_fields_are_what_is_asked_for(movie, asking, script):
    at(script, 5)
    fields = asking.fields
    fields.choose("ANNA")
    fields.add_character = "clara novak"
    fields.intention, fields.tone, fields.length = "She lies", "dry", 6
    fields.dialogue_instruction = "No swearing."
    assert write(request="dialogue", mode="new") == {"FINISHED"}
    done(movie)
    take = newest(movie)
    assert take.instruction == "No swearing."
    assert take.settings["characters"] == ["ANNA", "CLARA NOVAK"]
    assert (take.settings["intention"], take.settings["tone"], take.settings["length"]) == ("She lies", "dry", 6)
    assert "CLARA NOVAK" in take.text


def test_characters_are_chosen_and_left_out_again(asking, script):
    toggle = bpy.ops.movie_director.toggle_character
    toggle(name="McDUFF")
    toggle(name="ANNA")
    assert asking.fields.chosen == ("McDUFF", "ANNA")
    toggle(name="McDUFF")
    assert asking.fields.chosen == ("ANNA",)


def test_a_selection_is_what_is_rewritten(movie, asking, script):
    at(script, 4, 4)
    write(request="description", mode="tighten")
    done(movie)
    take = newest(movie)
    assert take.target.base.strip() == "ANNA stands at the sink."
    assert take.settings["place"] == {"lines": [4, 4]}


def test_several_requests_run_at_once_and_each_is_cancelled_by_itself(movie, asking, script):
    bpy.context.scene.movie_director.model = "scripted/slow"
    at(script, 5)
    write(request="dialogue", mode="add")
    at(script, 12)
    write(request="description", mode="expand")
    first, second = asking.writing.running(script)
    takes = [asking.writing.made_by(job) for job in (first, second)]
    assert movie.dispatcher.wait_until(lambda: all(movie.book.book()[take].text for take in takes), 60)
    bpy.ops.movie_director.cancel(job=first.name)
    assert movie.dispatcher.wait_until(lambda: not first.running, 60)
    assert asking.writing.running(script) == [second]
    done(movie)
    states = [movie.book.book()[take].state for take in takes]
    assert states == ["cancelled", "complete"]
    assert all(movie.book.book()[take].text for take in takes)
    assert asking.writing.newest(script, "dialogue") is first


def test_a_script_that_is_removed_meanwhile_loses_no_word(movie, asking, script):
    bpy.context.scene.movie_director.model = "scripted/slow"
    at(script, 12)
    write(request="dialogue", mode="add")
    (job,) = asking.writing.running(script)
    take = asking.writing.made_by(job)
    bpy.data.texts.remove(script)
    done(movie)
    assert movie.book.book()[take].state == "complete"
    assert movie.book.book()[take].text


ONE_ROOM = "Title: A\n\nINT. ROOM - DAY\n\nDust.\n"


@pytest.mark.parametrize(
    "case",
    [
        ("", ("dialogue", ""), "Nothing is written yet"),
        (ONE_ROOM, ("description", ""), "before the first scene"),
        (ONE_ROOM, ("dialogue", "rewrite"), "before the first scene"),
        (ONE_ROOM, ("poetry", ""), "no request poetry"),
        (ONE_ROOM, ("dialogue", "sing"), "no request dialogue sing"),
    ],
    ids=["empty", "description", "rewrite", "request", "mode"],
)
def test_what_would_come_to_nothing_is_a_sentence_and_asks_nobody(movie, asking, capfd, case):
    content, (request, mode), sentence = case
    text = bpy.data.texts.new("bad.fountain")
    text.from_string(content)
    text.cursor_set(0)
    movie.following.caught_up(text)
    assert write(request=request, mode=mode) == {"CANCELLED"}
    assert sentence in capfd.readouterr().out
    assert movie.engine.started() is None
    assert len(movie.book.book()) == 0


def test_no_script_and_no_screenplay(movie, asking):
    assert write(request="dialogue") == {"CANCELLED"}
    text = bpy.data.texts.new("render.py")
    assert "does not look like a screenplay" in asking.hindrances.about_script(text, None)
    assert movie.engine.started() is None


def test_offline_blender_says_so_before_anything_is_sent(movie, asking, script):
    bpy.context.scene.movie_director.model = "openai/gpt-5-mini"
    assert write(request="dialogue") == {"CANCELLED"}
    assert "offline" in asking.hindrances.about_model("openai/gpt-5-mini")
    assert movie.engine.started() is None


def test_what_only_a_reading_can_tell_comes_as_a_failed_take(movie, asking):
    text = bpy.data.texts.new("talk.fountain")
    text.from_string("INT. ROOM - DAY\n\nANNA\nOnly talk.\n")
    text.cursor_set(2)
    assert write(request="description", mode="tighten") == {"FINISHED"}
    done(movie)
    take = newest(movie)
    assert (take.state, take.text) == ("failed", "")
    assert take.failure.startswith("There is no action in it.")


def test_a_text_beside_the_script_is_not_taken_for_one(movie, asking, script, editor):
    editor.spaces.active.text = script
    with bpy.context.temp_override(window=bpy.context.window_manager.windows[0], area=editor):
        bpy.ops.movie_director.write_instruction()
        instruction = asking.fields.dialogue_text
        instruction.from_string("Rather quiet.\nAnd short.")
        editor.spaces.active.text = instruction
        assert movie.current.script(bpy.context) == script
        write(request="dialogue")
    done(movie)
    assert newest(movie).instruction == "Rather quiet.\nAnd short."
    bpy.data.texts.remove(script)
    with bpy.context.temp_override(window=bpy.context.window_manager.windows[0], area=editor):
        assert movie.current.script(bpy.context) is None
