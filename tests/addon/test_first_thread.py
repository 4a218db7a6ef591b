"""From the button to the words: what a person relies on."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path

import bpy
import pytest


def analyze(script, **scene_settings):
    for name, value in scene_settings.items():
        setattr(bpy.context.scene.movie_director, name, value)
    assert bpy.ops.movie_director.analyze(text=script.name) == {"FINISHED"}


def only_job(movie):
    (job,) = movie.jobs.everything()
    return job


def settled(movie):
    return movie.dispatcher.idle


def test_facts_and_words_arrive_in_a_text_of_their_own(movie, script):
    before = script.as_string()
    analyze(script)
    assert movie.dispatcher.wait_until(settled(movie), 60)
    job = only_job(movie)
    assert job.state is movie.jobs.State.FINISHED
    assert job.factor == 1.0
    text = job.target.find()
    assert text.name == "Analysis of two_rooms.fountain.md"
    body = text.as_string()
    assert body.index("2 scenes") < body.index("### 1. INT. KITCHEN - DAY") < body.index("### 2. EXT. GARDEN - NIGHT")
    assert script.as_string() == before


def test_a_stand_in_is_said_to_be_one_in_the_text_itself(movie, script):
    analyze(script)
    assert movie.dispatcher.wait_until(settled(movie), 60)
    job = only_job(movie)
    assert job.stand_in
    assert job.target.find().as_string().rstrip().endswith("[These words are a stand-in: no language model was asked.]")


def test_the_same_words_come_through_a_real_litellm_call(movie, script):
    analyze(script)
    assert movie.dispatcher.wait_until(settled(movie), 60)
    direct = movie.jobs.everything()[-1].target.whole
    analyze(script, model="scripted/stand-in-through-litellm")
    assert movie.dispatcher.wait_until(settled(movie), 120)
    assert movie.jobs.everything()[-1].target.whole == direct


def test_every_request_stands_in_the_ledger_of_the_extensions_own_folder(movie, script):
    folder = Path(movie.engine.configuration().folder)
    assert folder.is_relative_to(bpy.utils.user_resource("EXTENSIONS"))
    before = attempts_in(folder)
    analyze(script)
    assert movie.dispatcher.wait_until(settled(movie), 60)
    assert movie.engine.stop()  # what waits to be written is written when the worker leaves
    # The scenes, the story and the assessment.
    assert attempts_in(folder) == [*before, *[("analysis", "two_rooms.fountain", "finished")] * 3]


def attempts_in(folder):
    ledger = folder / "ledger.sqlite"
    if not ledger.exists():
        return []
    with closing(sqlite3.connect(ledger)) as connection:
        return connection.execute("SELECT task, project, outcome FROM attempts ORDER BY id").fetchall()


def test_words_are_shown_while_they_come_and_the_progress_names_the_scene(movie, script):
    analyze(script, model="scripted/slow")
    job = only_job(movie)
    assert movie.dispatcher.wait_until(lambda: job.done == 1, 60)
    assert job.running
    assert job.note == "Scene 1: INT. KITCHEN - DAY"
    shown = job.target.find().as_string()
    assert "### 1." in shown
    assert "### 2." not in shown


def test_without_streaming_nothing_is_shown_before_the_end(movie, script):
    analyze(script, model="scripted/slow", enable_streaming=False)
    job = only_job(movie)
    assert movie.dispatcher.wait_until(lambda: job.words > 10, 60)
    assert job.target.find() is None
    assert movie.dispatcher.wait_until(settled(movie), 60)
    assert "### 2. EXT. GARDEN - NIGHT" in job.target.find().as_string()


def test_the_result_is_shown_beside_the_script_and_told_of_when_it_is_gone(movie, script, editor):
    analyze(script)
    assert movie.dispatcher.wait_until(settled(movie), 60)
    job = only_job(movie)
    window = bpy.context.window_manager.windows[0]
    with bpy.context.temp_override(window=window, screen=window.screen, area=editor):
        editor.spaces.active.text = job.target.find()
        assert bpy.ops.movie_director.show_result(job=job.name) == {"FINISHED"}
        bpy.data.texts.remove(job.target.find())
        assert bpy.ops.movie_director.show_result(job=job.name) == {"CANCELLED"}
    assert bpy.ops.movie_director.dismiss(job=job.name) == {"FINISHED"}
    assert movie.jobs.everything() == []


def test_cancel_keeps_what_had_come_and_marks_it(movie, script):
    analyze(script, model="scripted/slow")
    job = only_job(movie)
    assert movie.dispatcher.wait_until(lambda: job.words > 10, 60)
    assert bpy.ops.movie_director.cancel(job=job.name) == {"FINISHED"}
    assert movie.dispatcher.wait_until(settled(movie), 5)
    assert job.state is movie.jobs.State.CANCELLED
    body = job.target.find().as_string()
    assert "No language model is connected" in body
    assert body.rstrip().endswith("[Cancelled. The answer is not complete.]")


def test_a_failing_model_leaves_its_words_and_a_sentence(movie, script):
    analyze(script, model="scripted/failing")
    assert movie.dispatcher.wait_until(settled(movie), 60)
    job = only_job(movie)
    assert job.state is movie.jobs.State.FAILED
    assert job.what == "The scripted model was told to fail here."
    assert job.remedy
    assert "The answer breaks off here." in job.target.find().as_string()


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        ("", "empty"),
        (" \n\n\t\n", "empty"),
        ("PK\x03\x04\x14\x06\x08", "not a text file"),
        ("INT. ROOM - DAY\n\nAction.\n\n" * 800_000, "MB"),
    ],
    ids=["empty", "blank", "docx", "20MB"],
)
def test_what_is_no_script_gets_a_sentence_and_no_text(movie, content, sentence):
    text = bpy.data.texts.new("bad")
    text.from_string(content)
    analyze(text)
    assert movie.dispatcher.wait_until(settled(movie), 60)
    job = only_job(movie)
    assert job.state is movie.jobs.State.FAILED
    assert sentence in job.what
    assert job.remedy
    assert [text.name for text in bpy.data.texts] == ["bad"]


def test_a_binary_file_opened_as_text_gets_a_sentence(movie, tmp_path):
    path = tmp_path / "picture.fountain"
    path.write_bytes(bytes(range(256)) * 40)
    text = bpy.data.texts.load(str(path))
    analyze(text)
    assert movie.dispatcher.wait_until(settled(movie), 60)
    job = only_job(movie)
    assert job.state is movie.jobs.State.FAILED
    assert "Traceback" not in job.what
    assert "went wrong inside" not in job.what


def test_no_script_chosen_is_a_warning_and_starts_nothing(movie):
    assert bpy.ops.movie_director.analyze() == {"CANCELLED"}
    assert movie.engine.started() is None


def test_the_same_script_is_not_analyzed_twice_at_once(movie, script):
    analyze(script, model="scripted/slow")
    assert bpy.ops.movie_director.analyze(text=script.name) == {"CANCELLED"}
    assert len(movie.jobs.everything()) == 1


def test_offline_blender_asks_no_other_computer(movie, script):
    assert not bpy.app.online_access
    analyze(script, model="openai/gpt-5-mini")
    assert movie.dispatcher.wait_until(settled(movie), 60)
    job = only_job(movie)
    assert job.state is movie.jobs.State.FAILED
    assert "offline" in job.what
    assert "Allow Online Access" in job.remedy


def test_two_scripts_at_once_do_not_mix(movie, script):
    other = bpy.data.texts.new("other.fountain")
    other.write("EXT. SEA - NIGHT\n\nWaves.\n")
    analyze(script, model="scripted/slow")
    analyze(other, model="scripted/slow")
    assert movie.dispatcher.wait_until(settled(movie), 60)
    first, second = (job.target.find().as_string() for job in movie.jobs.everything())
    assert "KITCHEN" in first
    assert "SEA" not in first
    assert "SEA" in second
    assert "KITCHEN" not in second


def test_the_example_screenplay_opens(movie):
    assert bpy.ops.movie_director.open_example() == {"FINISHED"}
    (text,) = bpy.data.texts
    analyze(text)
    assert movie.dispatcher.wait_until(settled(movie), 60)
    assert only_job(movie).state is movie.jobs.State.FINISHED
