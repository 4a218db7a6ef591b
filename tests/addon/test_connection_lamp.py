"""The lamp shows what is true: connected and how quickly, refused, unreachable, offline, not asked."""

from __future__ import annotations

import bpy
import pytest

from .provider_desk import KEY, ProviderDesk

PATIENCE = 60
MODEL = "openai/gpt-5-mini"


@pytest.fixture
def lamp(movie):
    return movie.module("addon.connection.lamp")


@pytest.fixture
def provider(movie):
    """OpenAI, as a server of this computer plays it; with its key."""
    with ProviderDesk() as desk:
        movie.preferences.get().set_server("openai", desk.url)
        movie.preferences.session_keys["openai"] = KEY
        bpy.context.scene.movie_director.model = MODEL
        yield desk


def check(movie, **properties):
    assert bpy.ops.movie_director.check_connection(**properties) == {"FINISHED"}
    assert movie.dispatcher.wait_until(movie.dispatcher.idle, PATIENCE)


def test_connected_with_its_latency_and_no_model_asked(movie, lamp, provider):
    assert lamp.of(MODEL).light == lamp.OFF
    check(movie)
    shown = lamp.of(MODEL)
    assert shown.light == lamp.ON
    assert shown.ms > 0
    assert "ms" in shown.says or " s" in shown.says
    assert provider.posts == 0
    assert lamp.models_of("openai") == [MODEL, "openai/gpt-4.1-mini"]


def test_a_refused_key_is_said_with_its_remedy_and_never_shown(movie, lamp, provider):
    movie.preferences.session_keys["openai"] = "sk-somebody-elses-key"
    check(movie)
    shown = lamp.of(MODEL)
    assert shown.light == lamp.TROUBLE
    assert "preferences" in shown.remedy
    assert "somebody" not in shown.says + shown.remedy


def test_a_server_that_is_gone(movie, lamp, provider):
    with ProviderDesk() as gone:
        url = gone.url
    movie.preferences.get().set_server("openai", url)
    check(movie, model="openai/")
    assert lamp.of(MODEL).light == lamp.TROUBLE


def test_another_key_makes_it_unknown_again(movie, lamp, provider):
    check(movie)
    movie.preferences.get().key_openai = "sk-another-one"
    assert lamp.of(MODEL).light == lamp.OFF


def test_offline_is_said_and_nobody_far_away_is_asked(movie, lamp):
    movie.preferences.session_keys["anthropic"] = KEY
    shown = lamp.of("anthropic/claude-sonnet-4-5")
    assert (shown.light, shown.says) == (lamp.DOUBT, "Blender is offline.")


def test_a_request_shows_as_much_as_a_check(movie, lamp, provider, script):
    bpy.ops.movie_director.analyze(text=script.name)
    assert movie.dispatcher.wait_until(movie.dispatcher.idle, PATIENCE)
    (job,) = movie.jobs.everything()
    assert provider.posts > 0
    expected = lamp.ON if job.state is movie.jobs.State.FINISHED else lamp.TROUBLE
    assert lamp.of(MODEL).light == expected
    if expected == lamp.TROUBLE:
        assert (lamp.of(MODEL).says, lamp.of(MODEL).remedy) == (job.what, job.remedy)


def test_the_stand_in_is_no_connection(movie, lamp):
    assert lamp.of("scripted/stand-in").light == lamp.OFF
    check(movie, model="scripted/stand-in")
    assert lamp.of("scripted/stand-in").light == lamp.OFF
