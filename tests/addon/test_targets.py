"""A text that words are written to can be undone, renamed, removed or closed at any moment: no word is lost."""

from __future__ import annotations

import bpy
import pytest


@pytest.fixture
def target(movie):
    return movie.targets.TextTarget("Answer")


def flushed(target):
    while target.pending:
        target.flush()
    return target.find().as_string()


def test_pieces_are_joined_in_order(target):
    for piece in ("One ", "two", "\nthree", " four\n"):
        target.append(piece)
    assert flushed(target) == "One two\nthree four\n"


def test_what_blender_cannot_hold_is_replaced(target):
    target.append("a\0b\r\nc\rd\ud800e")
    assert flushed(target) == "ab\nc\nd\N{REPLACEMENT CHARACTER}e"


def test_a_very_long_line_arrives_whole(target):
    line = "word " * 20_000
    for start in range(0, len(line), 700):
        target.append(line[start : start + 700])
        target.flush()
    target.append("\nshort\n" + "x" * 9_000 + "\nend")
    assert flushed(target) == line + "\nshort\n" + "x" * 9_000 + "\nend"


def test_a_long_name_is_cut_at_a_whole_character(movie):
    target = movie.targets.TextTarget("ÜÖ" * 200)
    target.append("x")
    assert flushed(target) == "x"
    assert set(target.find().name) <= set("ÜÖ")


def test_a_renamed_text_is_still_written_to(target):
    target.append("one ")
    target.flush()
    target.find().name = "Something else"
    target.append("two")
    assert flushed(target) == "one two"
    assert [text.name for text in bpy.data.texts] == ["Something else"]


def test_a_removed_text_comes_back_with_everything(target):
    target.append("one ")
    target.flush()
    bpy.data.texts.remove(target.find())
    target.append("two")
    assert flushed(target) == "one two"


def test_a_selection_that_the_reader_made_stays(target):
    target.append("first line\nsecond line\n")
    target.flush()
    text = target.find()
    text.select_set(0, 2, 0, 5)
    target.append("third")
    assert flushed(target) == "first line\nsecond line\nthird"
    selected = (text.current_line_index, text.current_character, text.select_end_line_index, text.select_end_character)
    assert selected == (0, 2, 0, 5)


def test_an_undo_takes_no_words_away(target, undo):
    undo("undo_push", message="start")
    target.append("one\n")
    target.flush()
    undo("undo_push", message="one")
    target.append("two\n")
    target.flush()
    undo("undo")
    target.doubt()
    target.append("three\n")
    assert flushed(target) == "one\ntwo\nthree\n"


def test_an_undo_from_before_the_text_existed_takes_no_words_away(target, undo):
    bpy.data.objects.new("something to undo", None)
    undo("undo_push", message="start")
    bpy.data.objects.new("something else", None)
    undo("undo_push", message="second")
    target.append("one\n")
    target.flush()
    undo("undo")
    target.doubt()
    assert flushed(target) == "one\n"


def test_what_a_reader_typed_is_left_alone_where_nothing_was_undone(target):
    target.append("one\n")
    target.flush()
    text = target.find()
    text.cursor_set(0, character=0)
    text.write("NOTE ")
    target.append("two\n")
    assert flushed(target) == "NOTE one\ntwo\n"


def test_a_detached_target_waits_to_be_restored(target):
    target.append("one\n")
    target.flush()
    target.detach()
    target.append("two\n")
    assert not target.pending
    assert target.find() is None
    assert target.restore().as_string() == "one\ntwo\n"
