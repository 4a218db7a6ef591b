"""The first minute: three ways from nothing to a model, each a click; gone once done, and there again when wanted."""

from __future__ import annotations

import bpy
import pytest

from .drawing_board import drawn
from .provider_desk import KEY, ProviderDesk

PATIENCE = 60


@pytest.fixture
def chosen(movie, monkeypatch):
    for variable in movie.module("llm.keys").variables_of("openai"):
        monkeypatch.delenv(variable, raising=False)
    bpy.context.scene.movie_director.model = ""
    return movie.preferences.get()


def settle(movie):
    assert movie.dispatcher.wait_until(movie.dispatcher.idle, PATIENCE)


def begins(editor):
    return "DIRECTOR_PT_beginning" in dict(drawn(editor))


def said(editor, width=280):
    return dict(drawn(editor, width)).get("DIRECTOR_PT_beginning", [])


def go_online():
    bpy.context.preferences.system.use_online_access = True
    if not bpy.app.online_access:
        pytest.skip("this Blender was started with --offline-mode")


def test_a_newcomer_is_shown_three_ways_first_of_all(movie, chosen, editor):
    first, texts = next(drawn(editor))
    assert first == "DIRECTOR_PT_beginning"
    assert {"Find Servers on This Computer", "Go On Without", "Use This Key", "Go Online..."} <= set(texts)
    assert any("offline" in text for text in texts)


def test_with_a_key(movie, chosen, editor):
    go_online()
    assert bpy.ops.movie_director.use_key(provider="openai") == {"CANCELLED"}  # there is none yet
    with ProviderDesk() as desk:
        chosen.set_server("openai", desk.url)
        chosen.new_provider = "openai"
        chosen.key_openai = KEY
        assert bpy.ops.movie_director.use_key(provider="openai") == {"FINISHED"}
        settle(movie)
        assert desk.posts == 0
    assert chosen.model == "openai/gpt-5-mini"
    assert not begins(editor)
    assert movie.engine.model_for("dialogue", bpy.context.scene) == "openai/gpt-5-mini"


def test_with_a_key_that_is_refused_nothing_is_chosen_and_it_is_said(movie, chosen, editor):
    go_online()
    with ProviderDesk() as desk:
        chosen.set_server("openai", desk.url)
        chosen.new_provider = "openai"
        chosen.key_openai = "sk-not-the-right-one"
        bpy.ops.movie_director.use_key(provider="openai")
        settle(movie)
    assert chosen.model == "scripted/stand-in"
    assert begins(editor)
    assert "refused" in " ".join(said(editor, 600)) or "not" in " ".join(said(editor, 600))
    assert movie.module("addon.connection.beginning").refused("openai").remedy in " ".join(said(editor, 600))


def test_with_the_key_of_the_environment(movie, chosen, editor, monkeypatch):
    monkeypatch.setenv("OPENAI_API_KEY", KEY)
    assert "Use OpenAI" in said(editor)
    assert any("OPENAI_API_KEY" in text for text in said(editor, 600))


def test_with_a_server_of_this_computer(movie, chosen, editor):
    with ProviderDesk(ollama=True) as desk:
        chosen.set_server("ollama", desk.root)  # so that this one is found, and not what else may run here
        assert bpy.ops.movie_director.find_servers() == {"FINISHED"}
        settle(movie)
        found = movie.module("addon.connection.servers").found()
        ours = next(server for server in found if server["url"].rstrip("/") == desk.root)
        assert "Use llama3.2" in said(editor)
        bpy.ops.movie_director.use_server(provider=ours["provider"], url=ours["url"], model=ours["models"][0])
        settle(movie)
        assert chosen.model == "ollama/llama3.2"
        assert chosen.server_of("ollama") == desk.root
        lamp = movie.module("addon.connection.lamp")
        assert lamp.of("ollama/llama3.2").light == lamp.ON
    assert not begins(editor)


def test_without_any_model(movie, chosen, editor, script):
    assert bpy.ops.movie_director.go_on_without() == {"FINISHED"}
    assert not begins(editor)
    bpy.ops.movie_director.analyze(text=script.name)
    settle(movie)
    assert movie.jobs.everything()[-1].state is movie.jobs.State.FINISHED


def test_it_can_be_seen_again(movie, chosen, editor):
    chosen.model = "ollama/llama3.2"
    assert not begins(editor)
    bpy.ops.movie_director.begin_again()
    assert begins(editor)
    bpy.ops.movie_director.go_on_without()
    assert not begins(editor)
    assert chosen.model == "ollama/llama3.2"


def test_each_good_model_is_one_that_is_known(movie):
    beginning = movie.module("addon.connection.beginning")
    catalog = movie.module("llm.catalog").Catalog()
    for names in beginning.GOOD_MODELS.values():
        assert [name for name in names if not catalog.find(name).known] == []
    assert set(beginning.GOOD_MODELS) == set(beginning.PAGES)


def test_a_provider_that_needs_an_address_is_sent_to_the_preferences(movie, chosen, editor):
    chosen.new_provider = "azure"
    assert any("address" in text for text in said(editor, 600))
    assert bpy.ops.movie_director.use_key(provider="azure") == {"CANCELLED"}
