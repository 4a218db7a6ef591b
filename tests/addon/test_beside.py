"""Texts of ours beside a script: none is taken for the script, none is coloured as a program."""

from __future__ import annotations

from types import SimpleNamespace

import bpy
import pytest

from .conftest import module


def script_beside(movie, text):
    """Which script the sidebar of an editor that shows this text is about."""
    return movie.current.script(SimpleNamespace(space_data=SimpleNamespace(type="TEXT_EDITOR", text=text)))


@pytest.fixture
def beside(movie, chat, script, editor):
    """One of each that stays in the file, by its name."""
    editor.spaces.active.text = script
    bpy.context.scene.movie_director.model = "scripted/stand-in"
    with bpy.context.temp_override(window=bpy.context.window_manager.windows[0], area=editor):
        bpy.ops.movie_director.analyze(text=script.name)
        bpy.ops.movie_director.show_sent()
        assert movie.dispatcher.wait_until(movie.dispatcher.idle, 60)
        bpy.ops.movie_director.edit_prompt(prompt="dialogue")
        bpy.ops.movie_director.write_instruction()
        bpy.ops.movie_director.chat_ask(question="Why?")
        assert movie.dispatcher.wait_until(movie.dispatcher.idle, 60)
        bpy.ops.movie_director.chat(do="SHOW")
        bpy.ops.movie_director.chat(do="WRITE")
    return [text.name for text in bpy.data.texts if text != script and not text.name.startswith(".")]


def test_each_is_about_its_script_and_stays_so_in_the_file(movie, beside, script, tmp_path):
    assert len(beside) == 6, beside
    assert {bpy.data.texts[name] for name in beside if script_beside(movie, bpy.data.texts[name]) != script} == set()
    assert not any(movie.current.may_be_script(bpy.data.texts[name]) for name in beside)
    path = str(tmp_path / "film.blend")
    for name in beside:
        bpy.data.texts[name].use_fake_user = True
    bpy.ops.wm.save_as_mainfile(filepath=path)
    bpy.ops.wm.open_mainfile(filepath=path)
    script = bpy.data.texts["two_rooms.fountain"]
    assert [name for name in beside if script_beside(movie, bpy.data.texts[name]) != script] == []


def test_each_is_about_its_script_after_an_undo(movie, beside, script, undo):
    undo("undo_push", message="before")
    script.write("BEN\nAnd the cellar.\n")
    undo("undo_push", message="after")
    undo("undo")
    assert movie.dispatcher.wait_until(movie.dispatcher.idle, 60)
    script = bpy.data.texts["two_rooms.fountain"]
    there = [name for name in beside if name in bpy.data.texts]
    assert len(there) > 3
    assert [name for name in there if script_beside(movie, bpy.data.texts[name]) != script] == []


def test_none_is_coloured_as_a_program(movie, beside, script, editor):
    space = editor.spaces.active
    names = [*beside, *(side.name for side in module("addon.takes.side_texts")._ALL)]
    for name in names:
        space.text = bpy.data.texts.get(name) or bpy.data.texts.new(name)
        assert not space.is_syntax_highlight_supported(), name


def test_in_a_file_of_an_earlier_version_an_analysis_tells_by_its_name(movie, script):
    old = bpy.data.texts.new("Analysis of two_rooms.fountain")
    assert script_beside(movie, old) == script
    bpy.data.texts.remove(script)
    assert movie.current.script(SimpleNamespace(space_data=None)) is None


def test_a_name_keeps_its_ending_however_long_it_is_and_whatever_is_there(movie):
    compat = movie.module("addon.compat")
    long = compat.free_text_name("a" * 300 + ".md")
    assert long.endswith("a.md")
    assert bpy.data.texts.new(long).name == long
    assert bpy.data.texts.new(compat.free_text_name("a" * 300 + ".md")).name.endswith("a 2.md")
    assert [bpy.data.texts.new(compat.free_text_name("talk.md")).name for _ in range(3)] == [
        "talk.md", "talk 2.md", "talk 3.md",
    ]  # fmt: skip
    assert compat.text_name("Scene 2. What now") == "Scene 2. What now"
