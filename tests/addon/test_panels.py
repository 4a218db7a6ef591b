"""Every panel of ours, drawn in each editor at each width, in each state that a person sees it in."""

from __future__ import annotations

import bpy
import pytest

from .drawing_board import EDITORS, WIDTHS, drawn


@pytest.fixture(params=EDITORS)
def area(request, editor):
    editor.type = request.param
    return editor


def said_by(area, width=280):
    return dict(drawn(area, width))


@pytest.mark.parametrize("width", WIDTHS)
def test_with_nothing_open_the_sidebar_says_what_to_do(movie, area, width):
    said = said_by(area, width)
    if area.type == "TEXT_EDITOR":
        assert any("Open Example" in text for text in said["DIRECTOR_PT_script"])


@pytest.mark.parametrize("width", WIDTHS)
def test_with_a_script_each_panel_is_drawn(movie, script, area, width):
    if area.type == "TEXT_EDITOR":
        area.spaces.active.text = script
    movie.following.caught_up(script)
    said = said_by(area, width)
    first = next(name for name in said if "script" in name)
    assert "Two Rooms" in " ".join(said[first])
    assert any("Scenes (2)" in text for texts in said.values() for text in texts)


@pytest.mark.parametrize("width", WIDTHS)
def test_while_a_request_runs_and_after_it(movie, script, area, width):
    if area.type == "TEXT_EDITOR":
        area.spaces.active.text = script
    movie.following.caught_up(script)
    bpy.context.scene.movie_director.model = "scripted/slow"
    bpy.ops.movie_director.analyze(text=script.name)
    (job,) = movie.jobs.everything()
    assert movie.dispatcher.wait_until(lambda: job.words > 3, 60)
    running = [text for texts in said_by(area, width).values() for text in texts]
    assert "Cancel" in running
    bpy.ops.movie_director.cancel(job=job.name)
    assert movie.dispatcher.wait_until(movie.dispatcher.idle, 60)
    ended = " ".join(text for texts in said_by(area, width).values() for text in texts)
    assert "Cancelled." in ended


def test_a_failure_is_told_with_its_remedy(movie, script, editor):
    editor.spaces.active.text = script
    bpy.context.scene.movie_director.model = "scripted/failing"
    bpy.ops.movie_director.analyze(text=script.name)
    assert movie.dispatcher.wait_until(movie.dispatcher.idle, 60)
    (job,) = movie.jobs.everything()
    said = " ".join(" ".join(texts) for texts in said_by(editor, 600).values())
    assert job.what in said
    assert job.remedy in said
