"""What travels in the .blend and is out of an undo's reach."""

from __future__ import annotations

import bpy
import pytest


@pytest.fixture
def book(movie):
    made = movie.book.book()
    for take in list(made):
        made.remove(take.id)
    yield made
    for take in list(movie.book.book()):
        movie.book.book().remove(take.id)


def a_take(movie, book, words):
    from importlib import import_module

    targets = import_module(f"{movie.book.__name__.split('.addon')[0]}.writing.targets")
    take = book.add("dialogue", targets.Target(base="ANNA\nHello.\n"), model="scripted/stand-in")
    book.hear(take.id, words)
    return take.id


def test_takes_come_back_with_the_file(movie, book, tmp_path):
    words = 'BEN\n"Żółć", she said.\n' * 200
    take = a_take(movie, book, words)
    path = str(tmp_path / "kept.blend")
    bpy.ops.wm.save_as_mainfile(filepath=path)
    bpy.ops.wm.read_homefile(use_empty=True)
    assert len(movie.book.book()) == 0
    bpy.ops.wm.open_mainfile(filepath=path)
    assert movie.book.book()[take].text == words
    assert movie.kept.problems == []


def test_an_undo_takes_no_take_away_and_the_file_gets_it_all_the_same(movie, book, undo, tmp_path):
    undo("undo_push", message="before")
    take = a_take(movie, book, "BEN\nTwice.\n")
    movie.kept.store()
    undo("undo_push", message="something else")
    undo("undo")
    assert take in movie.book.book()
    path = str(tmp_path / "undone.blend")
    bpy.ops.wm.save_as_mainfile(filepath=path)
    bpy.ops.wm.read_homefile(use_empty=True)
    bpy.ops.wm.open_mainfile(filepath=path)
    assert movie.book.book()[take].text == "BEN\nTwice.\n"


def test_a_damaged_copy_is_a_sentence_and_keeps_nobody_from_the_file(movie, book, tmp_path):
    a_take(movie, book, "BEN\nTwice.\n")
    movie.kept.store()
    bpy.data.texts[".movie_director.takes"].from_string('{"version": 1, "takes": [{"id"')
    movie.kept.load()
    assert len(movie.book.book()) == 0
    damaged, aside = movie.kept.problems
    assert damaged == "The takes that are kept in this file are damaged, and cannot be read."
    assert "stays in this file, in the text .movie_director.takes.unread" in aside


def test_a_file_without_takes_holds_no_text_of_ours(movie, book):
    take = a_take(movie, book, "BEN\nTwice.\n")
    movie.kept.store()
    assert ".movie_director.takes" in bpy.data.texts
    book.remove(take)
    movie.kept.store()
    assert ".movie_director.takes" not in bpy.data.texts


def test_a_take_is_written_by_a_job_and_marked_when_it_is_cancelled(movie, script, book):
    from importlib import import_module

    package = movie.book.__name__.split(".addon")[0]
    asking = import_module(f"{package}.addon.asking.writing")
    targets = import_module(f"{package}.writing.targets")
    take = book.add("dialogue", targets.Target(), model="scripted/stand-in", settings={"mode": "add"})
    job = asking.start(take.id, script)
    assert movie.dispatcher.wait_until(movie.dispatcher.idle, 60)
    assert job.state is movie.jobs.State.FINISHED, job.what
    done = book[take.id]
    assert done.state == "complete"
    assert done.text
    assert done.stand_in
    again = book.again(take.id, model="scripted/slow")
    job = asking.start(again.id, script)
    assert movie.dispatcher.wait_until(lambda: bool(book[again.id].text), 60)
    bpy.ops.movie_director.cancel(job=job.name)
    assert movie.dispatcher.wait_until(movie.dispatcher.idle, 60)
    assert book[again.id].state == "cancelled"
    assert book[again.id].text
