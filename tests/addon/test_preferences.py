"""Keys stay where they were put; settings have the form that Blender and people expect."""

from __future__ import annotations

from pathlib import Path

import bpy
import pytest

KEY = "sk-movie-director-test-4711"


@pytest.fixture
def chosen(movie):
    return movie.preferences.get()


def test_a_key_can_be_put_in_replaced_and_taken_out_but_never_read(movie, chosen):
    chosen.key_openai = KEY
    assert movie.preferences.session_keys == {"openai": KEY}
    assert chosen.key_openai == "*" * len(KEY)
    chosen.key_openai = chosen.key_openai  # what Blender's field does when it is left unchanged
    assert movie.preferences.session_keys == {"openai": KEY}
    chosen.key_openai = ""
    assert movie.preferences.session_keys == {}


def test_a_key_is_in_no_file_that_blender_writes(movie, chosen, script, tmp_path):
    chosen.key_anthropic = KEY
    bpy.context.scene.movie_director.model = "anthropic/claude-sonnet-4-5"
    blend = tmp_path / "scene.blend"
    bpy.ops.wm.save_as_mainfile(filepath=str(blend), compress=False, copy=True)
    bpy.ops.wm.save_userpref()
    assert bpy.ops.movie_director.analyze(text=script.name) == {"FINISHED"}  # offline: it ends in a sentence
    assert movie.dispatcher.wait_until(movie.dispatcher.idle, 60)
    folders = (_profile(), Path(movie.engine.configuration().folder))
    written = [blend, *(file for folder in folders for file in folder.rglob("*") if file.is_file())]
    assert any(file.name == "userpref.blend" for file in written)
    assert [file for file in written if KEY.encode() in file.read_bytes()] == []


def _profile():
    return Path(bpy.utils.user_resource("CONFIG"))


def test_the_scene_says_whether_its_model_has_a_key(movie, chosen, monkeypatch):
    monkeypatch.delenv("MISTRAL_API_KEY", raising=False)
    settings = bpy.context.scene.movie_director
    settings.model = "mistral/mistral-large-latest"
    assert not settings.api_key_configured
    chosen.key_mistral = KEY
    assert settings.api_key_configured
    settings.model = "ollama/llama3.2"
    assert settings.api_key_configured


def test_the_worker_is_told_of_keys_in_the_environment_and_of_this_session(movie, chosen, monkeypatch):
    monkeypatch.setenv("OPENAI_API_KEY", "sk-from-environment")
    monkeypatch.setenv("NOT_OUR_API_KEY", "somebody else's")
    chosen.key_openai = KEY
    found = movie.engine.configuration()
    assert found.environment["OPENAI_API_KEY"] == "sk-from-environment"
    assert "NOT_OUR_API_KEY" not in found.environment
    assert found.session_keys == {"openai": KEY}
    assert KEY not in repr(found)
    assert "sk-from-environment" not in repr(found)


def test_an_empty_model_means_the_one_in_the_preferences(movie, chosen):
    settings = bpy.context.scene.movie_director
    settings.model = "  "
    assert settings.chosen_model() == chosen.model == "scripted/stand-in"


def test_model_names_are_suggested(movie):
    suggestions = movie.preferences.suggest_models(None, bpy.context, "OPEN")
    assert suggestions == ["openai/gpt-5-mini"]
