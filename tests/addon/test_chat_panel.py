"""What the Chat panel says, in each editor and width; and the text that shows a whole talk."""

from __future__ import annotations

import bpy
import pytest

from .drawing_board import EDITORS, WIDTHS, drawn

chat_ops = bpy.ops.movie_director


@pytest.fixture(params=EDITORS)
def area(request, editor):
    editor.type = request.param
    return editor


def said_by(area, width=600):
    return next(texts for name, texts in drawn(area, width) if name.startswith("DIRECTOR_PT_chat"))


def finish(movie):
    assert movie.dispatcher.wait_until(movie.dispatcher.idle, 60)


@pytest.mark.parametrize("width", WIDTHS)
def test_each_state_is_drawn(movie, chat, script, area, width):
    if area.type == "TEXT_EDITOR":
        area.spaces.active.text = script
    assert "Send" in said_by(area, width)
    say = chat.scripted.Say
    bpy.context.scene.movie_director.model = chat.play("chat_drawn", [say("One\n\ntwo "), chat.scripted.Pause(60)])
    chat_ops.chat_ask(question="Why does she stay? " * 30)
    talk = chat.book.shown()
    assert movie.dispatcher.wait_until(lambda: "two" in "".join(chat.answering.of(talk).said), 60)
    running = said_by(area, width)
    assert {"You", "chat_drawn", "One", "two", "Stop", "Show All"} <= set(running)
    assert "Send" not in running
    chat_ops.chat(do="STOP")
    finish(movie)
    stopped = said_by(area, width)
    assert {"[stopped here]", "Send"} <= set(stopped)
    chat.fields.of(bpy.context.window_manager).question = "And Ben?"
    assert "Estimating..." in " ".join(said_by(area, width))
    chat_ops.chat(do="WRITE")
    assert "Back to the Field" in said_by(area, width)


def test_the_empty_panel_says_what_to_ask(movie, chat, script, editor):
    assert "Ask a model anything." in " ".join(said_by(editor))
    editor.spaces.active.text = script
    assert "Which scene could go?" in said_by(editor)


def test_a_long_talk_is_drawn_in_bounds(movie, chat, script, editor):
    talk = chat.book.shown_or_new()
    for number in range(300):
        talk.say(f"Question {number}? " * 50)
        talk.answer("An answer of many words. " * 400, "openai/gpt-4o")
    said = said_by(editor)
    assert len(said) < 80
    assert "596 earlier turns" in said
    assert "Show All" in said


def test_a_failure_is_told_with_what_to_do_and_the_question_stays(movie, chat, script, editor):
    editor.spaces.active.text = script
    bpy.context.scene.movie_director.model = "openai/gpt-5-mini"
    chat_ops.chat_ask(question="Why does she stay?")
    finish(movie)
    said = " ".join(said_by(editor))
    told = chat.answering.told(chat.book.shown())
    assert told.failure in said
    assert told.remedy in said
    assert "Why does she stay?" in said
    assert "Ask Again" in said


def test_what_was_left_behind_is_offered(movie, chat, script, editor):
    chat_ops.chat_ask(question="Why?")
    finish(movie)
    bpy.ops.wm.read_homefile(use_empty=True)
    area = bpy.context.window_manager.windows[0].screen.areas[0]
    area.type = "VIEW_3D"
    assert "Put into This File" in said_by(area)


def test_a_growing_answer_shows_its_last_lines(movie, chat):
    lines = movie.module("addon.panels.chat_lines")
    page = lines.Page(300.0, 11.0)
    pieces = ["Some ", "words of ", "an ans", "wer\n", "\n", "that go on and on, line for line, ", "and then.\n"] * 40
    growing = lines.Growing(page, 12)
    shown = [growing.lines(pieces[:end]) for end in range(1, len(pieces) + 1)]
    assert max(map(len, shown)) == 12
    whole, more = lines.first_lines("".join(pieces), page, 10_000)
    assert not more
    last = [line for line in shown[-1] if line]
    assert last == [line for line in whole if line][-len(last) :]
    assert growing.lines(["Afresh"]) == ["Afresh"]
    broken, more = lines.first_lines("x" * 1_000, page, 100)
    assert "".join(broken) == "x" * 1_000, "a word that is wider than the page is broken"
    assert len(broken) > 10
    assert not more
    assert lines.first_lines("x" * 1_000_000, page, 3)[1]


def test_an_answer_that_is_written_anew_is_not_shown_with_the_lines_of_the_one_before(movie, chat):
    lines = movie.module("addon.panels.chat_lines")
    page = lines.Page(300.0, 11.0)
    assert lines.last_lines("chat-1", ["One."], page, 12) == ["One."]
    assert lines.last_lines("chat-1", ["Two."], page, 12) == ["Two."]


def test_the_whole_talk_is_in_a_text_that_follows(movie, chat, script, editor):
    editor.spaces.active.text = script
    bpy.context.scene.movie_director.model = chat.play(
        "chat_page", [chat.scripted.Say("Half "), chat.scripted.Pause(0.3), chat.scripted.Say("an answer.\n\n")]
    )
    chat_ops.chat_ask(question="Why?")
    talk = chat.book.shown()
    chat_ops.chat(do="SHOW")
    page = bpy.data.texts[f"{talk.name}.md"]
    assert "## You\n\nWhy?" in page.as_string()
    assert movie.dispatcher.wait_until(lambda: "Half" in page.as_string(), 60)
    finish(movie)
    assert page.as_string().rstrip().endswith("## scripted/chat_page\n\nHalf an answer.")
    editor.spaces.active.text = page
    where = bpy.context.copy() | {"space_data": editor.spaces.active}
    assert movie.current.script(type("Context", (), where)) == script
    bpy.data.texts.remove(page)
    chat_ops.chat_ask(question="And?")
    finish(movie)
    assert f"{talk.name}.md" not in bpy.data.texts, "whoever removes it wants to be rid of it"
