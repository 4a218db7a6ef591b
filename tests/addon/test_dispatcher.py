"""The timer: there while there is work, bounded at each tick, and never in the way of anything else."""

from __future__ import annotations

import os
import signal
import time

import bpy
import pytest


def start(script, model="scripted/slow"):
    bpy.context.scene.movie_director.model = model
    assert bpy.ops.movie_director.analyze(text=script.name) == {"FINISHED"}


def timer_registered(movie):
    return bpy.app.timers.is_registered(movie.dispatcher._tick)


def tick_to_the_end(movie):
    """Does what Blender's window does with the timer, which does not fire without one."""
    interval = 0.0
    for _ in range(100_000):
        interval = movie.dispatcher._tick()
        if interval is None:
            return
        time.sleep(0.001)  # the worker needs the processor too
    raise AssertionError("the timer did not come to its end")


def texts_to_see():
    """Those whose names begin with a dot are left out of Blender's lists."""
    return [text.name for text in bpy.data.texts if not text.name.startswith(".")]


def test_there_is_a_timer_only_while_there_is_work(movie, script):
    assert not timer_registered(movie)
    start(script, "scripted/stand-in")
    assert timer_registered(movie)
    tick_to_the_end(movie)
    assert movie.dispatcher.idle()


def test_a_tick_that_fails_does_not_end_the_timer(movie, script, monkeypatch, caplog):
    start(script, "scripted/stand-in")
    with monkeypatch.context() as broken:
        broken.setattr(movie.jobs, "unsettled", lambda: 1 / 0)
        assert movie.dispatcher._tick() is not None
    assert "a tick failed" in caplog.text
    tick_to_the_end(movie)
    assert movie.jobs.everything()[-1].state is movie.jobs.State.FINISHED


def test_a_finished_answer_is_one_undo_step(movie, script, undo):
    undo("undo_push", message="before")
    start(script, "scripted/stand-in")
    assert movie.dispatcher.wait_until(movie.dispatcher.idle, 60)
    assert len(texts_to_see()) == 2
    undo("undo")
    assert texts_to_see() == ["two_rooms.fountain"]
    undo("redo")
    assert "### 2." in bpy.data.texts["Analysis of two_rooms.fountain.md"].as_string()


def test_undo_in_mid_stream_takes_no_words_away(movie, script, undo):
    undo("undo_push", message="before")
    bpy.context.scene.frame_end = 77
    undo("undo_push", message="change")
    start(script)
    job = movie.jobs.everything()[-1]
    assert movie.dispatcher.wait_until(lambda: job.words > 10, 60)
    undo("undo")
    assert movie.dispatcher.wait_until(lambda: job.words > 20, 60)
    undo("redo")
    assert movie.dispatcher.wait_until(movie.dispatcher.idle, 60)
    assert job.target.find().as_string() == job.target.whole


def test_a_removed_result_in_mid_stream_comes_back_whole(movie, script):
    start(script)
    job = movie.jobs.everything()[-1]
    assert movie.dispatcher.wait_until(lambda: job.words > 10, 60)
    bpy.data.texts.remove(job.target.find())
    assert movie.dispatcher.wait_until(movie.dispatcher.idle, 60)
    assert job.target.find().as_string() == job.target.whole


def test_a_removed_script_in_mid_stream_changes_nothing(movie, script):
    start(script)
    job = movie.jobs.everything()[-1]
    assert movie.dispatcher.wait_until(lambda: job.words > 10, 60)
    bpy.data.texts.remove(script)
    assert movie.dispatcher.wait_until(movie.dispatcher.idle, 60)
    assert job.state is movie.jobs.State.FINISHED


def test_another_file_in_mid_stream_stops_the_job_and_its_words_can_be_taken_back(movie, script, tmp_path):
    path = tmp_path / "other.blend"
    bpy.ops.wm.save_as_mainfile(filepath=str(path), copy=True)
    start(script)
    job = movie.jobs.everything()[-1]
    assert movie.dispatcher.wait_until(lambda: job.words > 10, 60)
    bpy.ops.wm.open_mainfile(filepath=str(path))
    assert job.file_closed
    assert movie.jobs.left_behind() == [job]
    assert movie.dispatcher.wait_until(movie.dispatcher.idle, 10)
    assert texts_to_see() == ["two_rooms.fountain"]
    assert bpy.ops.movie_director.take_back(job=job.name) == {"FINISHED"}
    body = bpy.data.texts["Analysis of two_rooms.fountain.md"].as_string()
    assert "No language model is connected" in body
    assert "another file was opened" in body
    assert movie.jobs.left_behind() == []


def test_a_new_file_forgets_jobs_that_had_ended(movie, script):
    start(script, "scripted/stand-in")
    assert movie.dispatcher.wait_until(movie.dispatcher.idle, 60)
    bpy.ops.wm.read_homefile(use_empty=True)
    assert movie.jobs.everything() == []


@pytest.mark.skipif(not hasattr(signal, "SIGKILL"), reason="POSIX ends processes so")
def test_a_worker_that_is_killed_is_told_of_and_replaced(movie, script):
    start(script)
    job = movie.jobs.everything()[-1]
    assert movie.dispatcher.wait_until(lambda: job.words > 10, 60)
    host = movie.engine.supervisor().host
    assert host.name == "process"
    os.kill(host.pid, signal.SIGKILL)
    assert movie.dispatcher.wait_until(movie.dispatcher.idle, 5)
    assert job.state is movie.jobs.State.FAILED
    assert "stopped unexpectedly" in job.what
    assert "No language model is connected" in job.target.find().as_string()
    start(script, "scripted/stand-in")
    assert movie.dispatcher.wait_until(movie.dispatcher.idle, 60)
    assert movie.jobs.everything()[-1].state is movie.jobs.State.FINISHED


def test_going_offline_in_mid_request_ends_what_needs_the_network(movie, script):
    bpy.context.preferences.system.use_online_access = True
    if not bpy.app.online_access:
        pytest.skip("this Blender was started with --offline-mode")
    movie.preferences.session_keys["openai"] = "sk-test-0123456789"
    movie.preferences.get().set_server("openai", "http://192.0.2.1:9/v1")  # an address that never answers
    try:
        start(script, "openai/gpt-5-mini")
        job = movie.jobs.everything()[-1]
        assert movie.dispatcher.wait_until(lambda: job.total > 0, 60)
        bpy.context.preferences.system.use_online_access = False
        assert movie.dispatcher.wait_until(movie.dispatcher.idle, 10)
    finally:
        movie.preferences.get().set_server("openai", "")
    assert job.state is movie.jobs.State.FAILED
    assert "offline" in job.what


def test_one_tick_writes_once_however_many_messages_came(movie):
    """Ten thousand chunks cost a bounded number of writes: they are joined before Blender sees them."""
    target = movie.targets.TextTarget("Answer")
    for _ in range(10_000):
        target.append("word ")
    flushes = 0
    while target.pending:
        target.flush()
        flushes += 1
    assert flushes == 2
    assert target.find().as_string() == "word " * 10_000
