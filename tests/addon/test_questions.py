"""What a budget asks reaches the person, and their answer the request; what was spent is told by the real figures."""

from __future__ import annotations

import bpy
import pytest

from .drawing_board import drawn
from .provider_desk import KEY, ProviderDesk

PATIENCE = 60


@pytest.fixture
def asking(movie, script, editor):
    """A request that a budget stops to ask about, and the provider that waits for it."""
    editor.spaces.active.text = script
    with ProviderDesk() as desk:
        chosen = movie.preferences.get()
        chosen.set_server("openai", desk.url)
        chosen.request_budget.dollars = 0.0001
        chosen.request_budget.when_reached = "ASK"
        chosen.use_cache = False
        movie.preferences.session_keys["openai"] = KEY
        bpy.context.scene.movie_director.model = "openai/gpt-5-mini"
        bpy.ops.movie_director.analyze(text=script.name)
        (job,) = movie.jobs.everything()
        assert movie.dispatcher.wait_until(lambda: job.asking is not None or not job.running, PATIENCE)
        assert job.asking is not None, job.what
        yield job, desk


def answer(movie, job, *, yes):
    assert bpy.ops.movie_director.answer(job=job.name, yes=yes) == {"FINISHED"}
    assert movie.dispatcher.wait_until(movie.dispatcher.idle, PATIENCE)


def test_the_question_stands_in_the_panel_and_nothing_is_sent_meanwhile(movie, asking, editor):
    job, desk = asking
    said = dict(drawn(editor, 600))["DIRECTOR_PT_analysis"]
    assert {"Yes", "No", job.asking.what} <= set(said)
    assert desk.posts == 0
    assert job.elapsed > 0
    answer(movie, job, yes=False)


def test_yes_goes_on_and_the_figures_are_the_real_ones(movie, asking):
    job, desk = asking
    answer(movie, job, yes=True)
    assert job.asking is None
    assert desk.posts > 0
    progress = movie.module("addon.panels.progress")
    line = progress.spent_line(job)
    assert f"{job.spent['input_tokens']:,} tokens in" in line
    assert job.spent["input_tokens"] == 1000 * desk.posts
    assert "$0.0" in line
    assert bpy.ops.movie_director.answer(job=job.name, yes=True) == {"CANCELLED"}


def test_no_ends_it_with_a_sentence_and_nothing_was_sent(movie, asking):
    job, desk = asking
    answer(movie, job, yes=False)
    assert desk.posts == 0
    assert not job.running
    assert job.asking is None


def test_cancel_takes_the_question_away(movie, asking):
    job, desk = asking
    bpy.ops.movie_director.cancel(job=job.name)
    assert movie.dispatcher.wait_until(movie.dispatcher.idle, PATIENCE)
    assert job.asking is None
    assert desk.posts == 0


@pytest.mark.parametrize(
    ("spent", "line"),
    [
        ({}, "Nothing was sent. 3 s."),
        (
            {
                "calls": 1,
                "input_tokens": 1200,
                "output_tokens": 80,
                "cached_tokens": 0,
                "dollars": "",
                "first_word_s": None,
            },
            "1,200 tokens in, 80 out: price unknown. 3 s.",
        ),
        (
            {
                "calls": 2,
                "input_tokens": 1200,
                "output_tokens": 80,
                "cached_tokens": 1000,
                "dollars": "1.2345",
                "first_word_s": 0.81,
            },
            "2 requests, 1,200 tokens in (1,000 of them cached), 80 out: $1.23. 3 s, the first word after 0.8 s.",
        ),
    ],
)
def test_what_it_cost_in_a_line(movie, spent, line):
    job = movie.jobs.Job("chat-1", "x", 0, "m/n", movie.targets.TextTarget(""), kind="chat")
    job.spent = spent
    job.end(movie.jobs.State.FINISHED)
    job.seconds = 3.4
    assert movie.module("addon.panels.progress").spent_line(job) == line
