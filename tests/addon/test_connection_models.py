"""The list of models: what it says of each, and where a choice goes."""

from __future__ import annotations

import bpy
import pytest

from .drawing_board import Board, context, draw, drawn

PATIENCE = 60


@pytest.fixture
def offers(movie):
    offers = movie.module("addon.connection.offers")
    offers.ask()
    assert movie.dispatcher.wait_until(movie.dispatcher.idle, PATIENCE)
    return offers


def test_each_model_has_window_price_and_abilities(offers):
    row = offers.rows["openai/gpt-5-mini"]
    assert offers.window(row) == "272k"
    assert offers.price(row) == "$0.25 / $2"
    assert "thinks" in offers.abilities(row)
    nobody = {**row, "window": None, "input_price": "", "output_price": ""}
    assert (offers.window(nobody), offers.price(nobody)) == ("?", "price unknown")


def test_only_what_the_model_takes_is_offered_and_sent(movie, offers, editor):
    scene = bpy.context.scene
    settings = scene.movie_director
    settings.set_temperature, settings.reasoning_effort = True, "low"
    settings.model = "openai/gpt-5-mini"
    said = dict(drawn(editor))["DIRECTOR_PT_connection"]
    assert "Temperature" not in said
    assert "Effort: Low" in said
    assert movie.engine.request_settings("chat", scene) == {"reasoning_effort": "low"}
    settings.model = "openai/gpt-4.1-mini"
    said = dict(drawn(editor))["DIRECTOR_PT_connection"]
    assert "Temperature" in said
    assert not any(text.startswith("Effort") for text in said)
    assert movie.engine.request_settings("chat", scene) == {"temperature": 0.7}
    draw(bpy.types.DIRECTOR_MT_effort, context(editor))


def test_the_dialog_lists_all_of_them_and_finds_by_what_they_can_do(movie, offers, editor):
    models = movie.module("addon.operators.models").of_window()
    model_list = movie.module("addon.panels.model_list")
    model_list.fill(models, "openai/gpt-5-mini")
    assert len(models.rows) == len(offers.rows)
    assert models.rows[models.active].name == "openai/gpt-5-mini"
    models.search = "openai thinks"
    found = [row.name for row, fits in zip(models.rows, model_list.fitting(models), strict=True) if fits]
    assert "openai/gpt-5-mini" in found
    assert "openai/gpt-4.1-mini" not in found
    models.active = 0
    assert models.chosen == models.rows[0].name
    board = Board()
    model_list.draw_model(board, "openai/gpt-5-mini")
    assert {"OpenAI", "gpt-5-mini", "272k", "$0.25 / $2"} <= set(board.said)


def test_where_a_choice_goes(movie, offers):
    chosen, scene = movie.preferences.get(), bpy.context.scene
    choose = bpy.ops.movie_director.choose_model
    choose(model="mistral/mistral-large-latest", use_for="SCENE")
    assert scene.movie_director.model == "mistral/mistral-large-latest"
    choose(model="openai/gpt-5", use_for="ALWAYS")
    assert (chosen.model, scene.movie_director.model) == ("openai/gpt-5", "")
    choose(model="ollama/llama3.2", kind="chat", use_for="KIND")
    assert movie.engine.model_for("chat", scene) == "ollama/llama3.2"
    assert movie.engine.model_for("dialogue", scene) == "openai/gpt-5"
    assert choose(model="no such thing", use_for="ALWAYS") == {"CANCELLED"}
    assert chosen.model == "openai/gpt-5"


def test_names_from_a_file_are_offered_as_they_are_typed(movie):
    suggestions = movie.module("addon.preference_groups").suggest_models(None, bpy.context, "OPEN")
    assert suggestions == ["openai/gpt-5-mini"]
