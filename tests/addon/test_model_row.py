"""Panels that ask say whom they will ask, and what hinders it."""

from __future__ import annotations

import bpy
import pytest


@pytest.fixture
def standing(movie):
    return movie.module("addon.connection.standing")


def test_the_scenes_model_comes_first_then_that_of_the_kind_then_the_one_for_everything(movie):
    chosen, scene = movie.preferences.get(), bpy.context.scene
    chosen.model = "mistral/mistral-large-latest"
    chosen.kind("chat").model = "ollama/llama3.2"
    scene.movie_director.model = ""
    assert movie.engine.model_for("chat", scene) == "ollama/llama3.2"
    assert movie.engine.model_for("dialogue", scene) == "mistral/mistral-large-latest"
    scene.movie_director.model = " openai/gpt-5 "
    assert movie.engine.model_for("chat", scene) == "openai/gpt-5"


def test_only_what_is_set_goes_into_a_request(movie):
    scene = bpy.context.scene
    settings = scene.movie_director
    settings.model = "somebody/whom-nobody-knows"
    assert movie.engine.request_settings("dialogue", scene) == {}
    settings.set_temperature, settings.temperature, settings.max_tokens = True, 1.1, 300
    settings.reasoning_effort = "low"
    assert movie.engine.request_settings("dialogue", scene) == {
        "temperature": 1.1,
        "max_tokens": 300,
        "reasoning_effort": "low",
    }
    settings.model = "scripted/stand-in"
    assert movie.engine.request_settings("dialogue", scene) == {"max_tokens": 300}


@pytest.mark.parametrize(
    ("model", "remedy"),
    [
        ("scripted/stand-in", "model"),
        ("anthropic/claude-sonnet-4-5", "online"),
        ("ollama/llama3.2", None),
        ("scripted/slow", None),
    ],
)
def test_what_hinders_a_model_offline(standing, model, remedy):
    found = standing.hindrance(model)
    assert (found.remedy if found else None) == remedy


def test_online_a_key_is_what_is_missing(standing, movie, monkeypatch):
    monkeypatch.delenv("ANTHROPIC_API_KEY", raising=False)
    bpy.context.preferences.system.use_online_access = True
    assert standing.hindrance("anthropic/claude-sonnet-4-5").remedy == "key"
    movie.preferences.session_keys["anthropic"] = "sk-x"
    assert standing.hindrance("anthropic/claude-sonnet-4-5") is None
