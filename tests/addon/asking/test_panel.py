"""The Write panel as it is drawn, in each state that a person sees it in."""

from __future__ import annotations

import bpy
import pytest

from ..drawing_board import WIDTHS, draw
from ..drawing_board import context as board_context
from .conftest import at, done, write


@pytest.fixture(params=WIDTHS)
def panel(request, movie, script, editor):
    editor.spaces.active.text = script
    at(script, 12)
    movie.following.caught_up(script)

    def said():
        return " ".join(draw(bpy.types.DIRECTOR_PT_write, board_context(editor, request.param)) or [])

    return said


def test_each_request_has_its_fields(asking, panel):
    said = panel()
    assert "BEN" in said
    assert "GARDEN" in said
    asking.fields.dialogue_mode = "new"
    asking.fields.choose("CLARA")
    said = panel()
    assert "CLARA" in said
    assert "New in this script" in said
    asking.fields.request = "description"
    assert "Write" in panel()
    asking.fields.request = "suggestions"
    assert "Suggest" in panel()


def test_an_answer_is_shown_while_it_comes_and_when_it_is_there(movie, asking, script, panel):
    bpy.context.scene.movie_director.model = "scripted/slow"
    write(request="dialogue")
    (job,) = asking.writing.running(script)
    assert movie.dispatcher.wait_until(lambda: job.words > 3, 60)
    said = panel()
    assert "Cancel" in said
    assert "being written" in said
    done(movie)
    said = panel()
    assert "Cancel" not in said
    assert "stand-in" in said
    assert "Here a model" in said.replace("  ", " ")


def test_ideas_are_opened_and_closed(movie, asking, panel):
    write(request="suggestions")
    done(movie)
    each = list(asking.shelf.rounds())[-1]
    assert "More Like This" in panel()
    bpy.ops.movie_director.open_suggestion(round=each.id, number=2)
    assert asking.shelf.shown == [each.id, 2]
    assert "More Like This" in panel()
    bpy.ops.movie_director.open_suggestion(round=each.id, number=2)
    assert "More Like This" not in panel()
    assert each.ideas[0].title in panel()


def test_what_cannot_be_asked_says_why_instead_of_a_price(movie, asking, script, panel):
    at(script, 0)
    asking.fields.request = "description"
    said = panel()
    assert "before the first scene" in said
    assert "What Is Sent" not in said
    script.from_string("")
    movie.following.caught_up(script)
    assert "Nothing is written yet" in panel()


def test_the_prompts_say_whose_they_are(asking, panel, tmp_path):
    assert "Ours is sent" in panel()
    asking.fields.prompts_folder = str(tmp_path)
    assert "if the folder has" in panel()
    bpy.ops.movie_director.edit_prompt()
    assert "Yours is sent" in panel()
    assert "Use Ours" in panel()
