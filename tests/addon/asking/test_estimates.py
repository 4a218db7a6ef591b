"""What a request will take, told before it is sent; and what would be sent, in full."""

from __future__ import annotations

import time

import bpy

from ..drawing_board import context as board_context
from ..drawing_board import draw
from .conftest import at, done


def panel(editor, width=280):
    return draw(bpy.types.DIRECTOR_PT_write, board_context(editor, width))


def shown(movie, script, editor, model):
    bpy.context.scene.movie_director.model = model
    editor.spaces.active.text = script
    movie.following.caught_up(script)
    return " ".join(panel(editor))


def later(asking):
    """When the pause is over."""
    return asking.estimates.drain(time.monotonic() + asking.estimates.PAUSE + 1)


def test_it_is_asked_for_once_after_a_pause_and_not_by_drawing(movie, asking, script, editor):
    at(script, 12)
    assert "Working out" in shown(movie, script, editor, "openai/gpt-5-mini")
    assert movie.engine.started() is None
    assert asking.estimates.drain() > 0  # not yet
    assert movie.engine.started() is None
    assert later(asking) is None
    done(movie)
    first = panel(editor)
    (told,) = [line for line in first if "tokens in" in line]
    assert "$0.0" in told
    assert later(asking) is None
    assert movie.dispatcher.idle()
    assert panel(editor) == first


def test_what_was_changed_since_is_estimated_anew(movie, asking, script, editor):
    at(script, 12)
    shown(movie, script, editor, "openai/gpt-5-mini")
    later(asking)
    done(movie)
    before = next(line for line in panel(editor) if "tokens in" in line)
    asking.fields.dialogue_instruction = "Every speech rhymes, and nobody may use the letter E. " * 20
    assert "Working out" in " ".join(panel(editor))
    later(asking)
    done(movie)
    assert next(line for line in panel(editor) if "tokens in" in line) != before


def test_the_stand_in_costs_nothing_and_nobody_is_asked(movie, asking, script, editor):
    said = shown(movie, script, editor, "")
    assert "tokens" not in said
    assert "Working out" not in said
    assert later(asking) is None
    assert movie.engine.started() is None


def test_what_cannot_be_asked_is_said_before_it_is_sent(movie, asking, script, editor):
    script.from_string("INT. ROOM - DAY\n\nANNA\nOnly talk.\n")
    at(script, 2)
    asking.fields.request = "description"
    shown(movie, script, editor, "openai/gpt-5-mini")
    later(asking)
    done(movie)
    assert "There is no action in it." in " ".join(panel(editor))


def test_a_script_that_is_gone_when_the_pause_is_over(movie, asking, script, editor):
    shown(movie, script, editor, "openai/gpt-5-mini")
    bpy.data.texts.remove(script)
    assert later(asking) is None
    assert movie.engine.started() is None


def test_what_is_sent_is_a_text_in_full(movie, asking, script):
    at(script, 12)
    asking.fields.dialogue_instruction = "No swearing."
    before = script.as_string()
    assert bpy.ops.movie_director.show_sent() == {"FINISHED"}
    done(movie)
    sent = bpy.data.texts["What is sent for dialogue.md"].as_string()
    assert "Nothing has been sent yet" in sent
    assert "You are a screenwriter" in sent
    assert "No swearing." in sent
    assert "EXT. GARDEN - NIGHT" in sent
    assert "Do: add" in sent
    assert script.as_string() == before
    assert len(movie.book.book()) == 0
    bpy.ops.movie_director.show_sent()
    done(movie)
    assert [text.name for text in bpy.data.texts if "sent" in text.name] == ["What is sent for dialogue.md"]


def test_what_is_sent_of_nothing(movie, asking, capfd):
    assert bpy.ops.movie_director.show_sent() == {"CANCELLED"}
    assert "Choose the text" in capfd.readouterr().out
