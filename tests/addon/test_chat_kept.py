"""Conversations travel in the .blend, outlive undo and other files, and hold no key."""

from __future__ import annotations

import json
from pathlib import Path

import addon_utils
import bpy
import pytest

from .conftest import EXTENSION

KEY = "sk-ant-api03-abcdefghijklmnopqrstuvwxyz0123456789"

chat_ops = bpy.ops.movie_director


def finish(movie):
    assert movie.dispatcher.wait_until(movie.dispatcher.idle, 60)


def ask(movie, question):
    assert chat_ops.chat_ask(question=question) == {"FINISHED"}
    finish(movie)


def save(tmp_path, name="chat.blend"):
    path = str(tmp_path / name)
    bpy.ops.wm.save_as_mainfile(filepath=path, compress=False)
    return path


def test_talks_come_back_with_the_file_and_are_not_left_behind(movie, chat, script, tmp_path):
    ask(movie, "Why does she stay?")
    talk = chat.book.shown()
    talk.draft, turns = "And next I want to", talk.turns
    path = save(tmp_path)
    bpy.ops.wm.read_homefile(use_empty=True)
    assert len(chat.book.talks()) == 0
    assert chat.book.left_behind() == []
    bpy.ops.wm.open_mainfile(filepath=path)
    (read,) = chat.book.talks()
    assert (read.turns, read.draft, read.name) == (turns, "And next I want to", talk.name)


def test_a_turn_is_not_undone_with_a_cube(movie, chat, script, undo, tmp_path):
    undo("undo_push", message="before")
    bpy.data.meshes.new("Cube of a test")
    undo("undo_push", message="a cube")
    ask(movie, "Why?")
    turns = chat.book.shown().turns
    undo("undo")
    assert "Cube of a test" not in bpy.data.meshes
    assert chat.book.shown().turns == turns
    path = save(tmp_path)
    bpy.ops.wm.read_homefile(use_empty=True)
    bpy.ops.wm.open_mainfile(filepath=path)
    assert chat.book.shown().turns == turns


def test_a_question_whose_text_is_gone_is_in_the_field_again(movie, chat, script, undo):
    undo("undo_push", message="before")
    fields = chat.fields.of(bpy.context.window_manager)
    fields.question = "Why"
    chat_ops.chat(do="WRITE")
    talk = chat.book.shown()
    chat.questions.text_of(talk).write(" does she stay?")
    assert chat.questions.of(talk) == "Why does she stay?"
    bpy.data.texts.remove(chat.questions.text_of(talk))
    assert chat.questions.text_of(talk) is None
    assert fields.question == "Why does she stay?"
    chat.questions.put(talk, "why " * 10_000)
    undo("undo_push", message="something else")
    undo("undo")
    undo("undo")
    assert chat.questions.of(talk) == "why " * 10_000


def test_an_undo_while_words_come_loses_none(movie, chat, script, undo):
    say = chat.scripted.Say
    bpy.context.scene.movie_director.model = chat.play(
        "chat_undone", [say("One "), chat.scripted.Pause(0.3), say("two "), chat.scripted.Pause(0.3), say("three.")]
    )
    undo("undo_push", message="before")
    chat_ops.chat_ask(question="Count.")
    talk = chat.book.shown()
    chat_ops.chat(do="SHOW")
    assert movie.dispatcher.wait_until(lambda: bool(chat.answering.of(talk).said), 60)
    undo("undo_push", message="between")
    undo("undo")
    finish(movie)
    assert talk.turns[-1].text == "One two three."


def test_a_key_that_was_pasted_is_in_nothing_that_is_stored(movie, chat, script, tmp_path):
    movie.preferences.session_keys["openai"] = "hunter2-secret"
    bpy.context.scene.movie_director.model = "scripted/echo"
    ask(movie, f"My key is {KEY} and hunter2-secret.")
    chat_ops.chat(do="INSTRUCT", words=f"Use {KEY}")
    chat.fields.of(bpy.context.window_manager).question = f"Again {KEY}"
    chat_ops.chat(do="SHOW")
    chat_ops.chat(do="TEXT", turn=1)
    path = save(tmp_path)
    chat_ops.chat_export(filepath=str(tmp_path / "talk.md"))
    chat_ops.chat_export(filepath=str(tmp_path / "talk.json"), format="JSON")
    chat_ops.chat_export(into_text=True)
    for written in (Path(path), tmp_path / "talk.md", tmp_path / "talk.json"):
        data = written.read_bytes()
        assert b"[key hidden]" in data
        assert KEY.encode() not in data
        assert b"hunter2" not in data
    for text in bpy.data.texts:
        assert KEY[:20] not in text.name + text.as_string().replace("\n", "")


def test_it_is_exported_as_files_and_as_a_text(movie, chat, script, tmp_path):
    ask(movie, "Why does she stay?")
    talk = chat.book.shown()
    assert chat_ops.chat_export(filepath=str(tmp_path / "talk.md")) == {"FINISHED"}
    assert "## You\n\nWhy does she stay?" in (tmp_path / "talk.md").read_text()
    chat_ops.chat_export(filepath=str(tmp_path / "talk.json"), format="JSON")
    with pytest.raises(RuntimeError, match=r"talk\.json is there already"):
        chat_ops.chat_export(filepath=str(tmp_path / "talk.json"))
    read = json.loads((tmp_path / "talk.json").read_text())
    assert [turn["role"] for turn in read["turns"]] == ["user", "assistant"]
    chat_ops.chat_export(into_text=True)
    assert bpy.data.texts[f"{talk.name}.md"].as_string().startswith(f"# {talk.name}")
    with pytest.raises(RuntimeError, match="does not exist"):
        chat_ops.chat_export(filepath=str(tmp_path / "no folder" / "talk.md"))


def test_what_was_said_in_an_unsaved_file_can_be_taken_into_the_next(movie, chat, script):
    ask(movie, "Why does she stay?")
    kept = chat.book.shown().turns
    chat_ops.chat(do="NEW")
    chat.fields.of(bpy.context.window_manager).question = "Half a"
    chat_ops.chat(do="WRITE")
    chat_ops.chat(do="NEW")
    bpy.ops.wm.read_homefile(use_empty=True)
    assert len(chat.book.talks()) == 0
    assert [(talk.turns, talk.draft) for talk in chat.book.left_behind()] == [(kept, ""), ((), "Half a")]
    assert chat_ops.chat(do="TAKE") == {"FINISHED"}
    assert [talk.turns for talk in chat.book.talks()] == [kept, ()]
    assert chat.book.left_behind() == []


def test_what_was_said_before_the_extension_was_disabled_is_left_behind_too(movie, chat, script, tmp_path):
    ask(movie, "Why does she stay?")
    save(tmp_path)
    ask(movie, "And he?")
    said = chat.book.shown().turns
    addon_utils.disable(EXTENSION, default_set=True)
    addon_utils.enable(EXTENSION, default_set=True)
    assert [talk.turns for talk in chat.book.talks()] == [said]
    bpy.ops.wm.read_homefile(use_empty=True)
    assert [talk.turns for talk in chat.book.left_behind()] == [said]


def test_what_is_in_the_file_is_not_left_behind_by_a_disabled_extension(movie, chat, script, tmp_path):
    ask(movie, "Why does she stay?")
    save(tmp_path)
    addon_utils.disable(EXTENSION, default_set=True)
    addon_utils.enable(EXTENSION, default_set=True)
    assert len(chat.book.talks()) == 1
    bpy.ops.wm.read_homefile(use_empty=True)
    assert chat.book.left_behind() == []


def test_opening_another_file_stops_the_answer_and_keeps_what_had_come(movie, chat, script, tmp_path):
    ask(movie, "Why?")
    path = save(tmp_path)
    bpy.context.scene.movie_director.model = chat.play(
        "chat_left", [chat.scripted.Say("Half an "), chat.scripted.Pause(60)]
    )
    chat_ops.chat_ask(question="And Ben?")
    running = chat.answering.of(chat.book.shown())
    assert movie.dispatcher.wait_until(lambda: bool(running.said), 60)
    bpy.ops.wm.read_homefile(use_empty=True)
    (left,) = chat.book.left_behind()
    assert left.turns[-1][1:4:2] == ("Half an", "partial")
    assert len(left.turns) == 4
    chat_ops.chat(do="FORGET")
    assert chat.book.left_behind() == []
    bpy.ops.wm.open_mainfile(filepath=path)
    assert len(chat.book.shown().turns) == 2
    assert chat.book.left_behind() == []
    assert movie.dispatcher.wait_until(movie.dispatcher.idle, 60)


def test_talks_that_are_damaged_are_a_sentence(movie, chat, script):
    ask(movie, "Why?")
    movie.kept.store()
    bpy.data.texts[".movie_director.talks"].from_string('{"version": 1, "talks": [{"key"')
    movie.kept.load()
    assert movie.kept.problems == [
        "The conversations that are kept in this file are damaged, and cannot be read.",
        "Nothing of it is lost: it stays in this file, in the text .movie_director.talks.unread.",
    ]
    assert len(chat.book.talks()) == 0


def test_what_is_set_aside_is_joined_with_what_is_here(movie, chat, script):
    ask(movie, "Why?")
    movie.kept.store()
    stored = "".join(line.body for line in bpy.data.texts[".movie_director.talks"].lines)
    kind = movie.kept._kinds["talks"]
    assert kind.join(stored)
    assert len(chat.book.talks()) == 1
    other = stored.replace(chat.book.shown().key, "another")
    assert kind.join(other)
    assert [len(talk.turns) for talk in chat.book.talks()] == [2, 2]
    assert not kind.join('{"version": 9}')


def test_saving_a_copy_leaves_what_is_open_unsaved(movie, chat, script, tmp_path):
    save(tmp_path)
    ask(movie, "Why?")
    bpy.ops.wm.save_as_mainfile(filepath=str(tmp_path / "copy.blend"), copy=True)
    bpy.ops.wm.read_homefile(use_empty=True)
    assert len(chat.book.left_behind()) == 1
