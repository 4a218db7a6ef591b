"""Prompts of one's own, in the place of ours."""

from __future__ import annotations

import bpy

from .conftest import at, done, write


def sent(movie):
    bpy.ops.movie_director.show_sent()
    done(movie)
    return bpy.data.texts["What is sent for dialogue.md"].as_string()


def test_a_text_of_the_file_is_sent_instead_and_put_aside_again(movie, asking, script):
    at(script, 12)
    assert bpy.ops.movie_director.edit_prompt() == {"FINISHED"}
    mine = bpy.data.texts["dialogue.md"]
    assert mine.as_string().startswith("Version: ")
    assert "You are a screenwriter" in mine.as_string()
    mine.from_string("Version: b2\n\nWrite like a telegram.")
    said = sent(movie)
    assert "Write like a telegram." in said
    assert "b2 (your own)" in said
    assert "You are a screenwriter" not in said
    assert bpy.ops.movie_director.edit_prompt() == {"FINISHED"}
    assert mine.as_string() == "Version: b2\n\nWrite like a telegram."
    assert bpy.ops.movie_director.use_our_prompt() == {"FINISHED"}
    assert "You are a screenwriter" in sent(movie)
    assert mine.as_string() == "Version: b2\n\nWrite like a telegram."
    assert bpy.ops.movie_director.use_our_prompt() == {"CANCELLED"}


def test_a_folder_of_prompts_and_a_text_before_it(movie, asking, script, tmp_path):
    at(script, 12)
    (tmp_path / "dialogue.md").write_text("Write like a sonnet.", encoding="utf-8")
    asking.fields.prompts_folder = str(tmp_path)
    assert "Write like a sonnet." in sent(movie)
    bpy.data.texts.new("dialogue.md").from_string("Write like a telegram.")
    said = sent(movie)
    assert "Write like a telegram." in said
    assert "sonnet" not in said


def test_the_same_prompt_goes_with_the_request_itself(movie, asking, script, tmp_path):
    at(script, 12)
    bpy.data.texts.new("dialogue.md").from_string(" \n")
    write(request="dialogue")
    done(movie)
    (take,) = movie.book.book()
    assert take.state == "failed"
    assert "Your prompt dialogue is empty." in take.failure
    bpy.data.texts.remove(bpy.data.texts["dialogue.md"])
    asking.fields.prompts_folder = str(tmp_path / "gone")
    write(request="dialogue")
    done(movie)
    take = list(movie.book.book())[-1]
    assert "Your folder of prompts is not there" in take.failure
    asking.fields.prompts_folder = ""
    again = movie.book.book().again(take.id)
    asking.writing.start(again.id, script)
    done(movie)
    assert movie.book.book()[again.id].state == "complete"


def test_there_is_no_such_prompt(movie, asking, capfd):
    assert bpy.ops.movie_director.edit_prompt(prompt="sonnet") == {"CANCELLED"}
    assert "There is no prompt sonnet" in capfd.readouterr().out
