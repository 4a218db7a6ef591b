"""Keys stay where they were put; settings have the form that Blender and people expect."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path

import bpy
import pytest

from .drawing_board import Board, context

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
    chosen.month_budget.dollars = 47.11
    bpy.context.scene.movie_director.model = "anthropic/claude-sonnet-4-5"
    blend, pressed = tmp_path / "scene.blend", tmp_path / "pressed.blend"
    bpy.ops.wm.save_as_mainfile(filepath=str(blend), compress=False, copy=True)
    bpy.ops.wm.save_as_mainfile(filepath=str(pressed), compress=True, copy=True)
    bpy.ops.wm.save_userpref()
    assert bpy.ops.movie_director.analyze(text=script.name) == {"FINISHED"}  # offline: it ends in a sentence
    assert movie.dispatcher.wait_until(movie.dispatcher.idle, 60)
    # What is in a compressed file is seen once Blender has unpacked it.
    assert not pressed.read_bytes().startswith(b"BLENDER")
    bpy.ops.wm.open_mainfile(filepath=str(pressed))
    bpy.ops.wm.save_as_mainfile(filepath=str(tmp_path / "unpacked.blend"), compress=False)
    folders = (_profile(), tmp_path, Path(movie.engine.configuration().folder))
    written = [file for folder in folders for file in folder.rglob("*") if file.is_file()]
    plain = [file for file in written if file.suffix == ".blend" and file.read_bytes().startswith(b"BLENDER")]
    assert {"userpref.blend", "scene.blend", "unpacked.blend"} <= {file.name for file in plain}
    assert [file for file in written if KEY.encode() in file.read_bytes()] == []
    if bpy.app.version >= (4, 5, 0):  # before, Blender as a module crashes when it reads preferences again
        bpy.ops.wm.read_userpref()
    again = movie.preferences.get()
    assert again.month_budget.dollars == pytest.approx(47.11)


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


def test_the_worker_is_told_everything_that_is_set(movie, chosen):
    chosen.model, chosen.fallbacks = "openai/gpt-5", "mistral/mistral-large-latest, ollama/llama3.2"
    chosen.kind("chat").model = "ollama/llama3.2"
    chosen.kind("dialogue").fallbacks = "openai/gpt-5-mini"
    chosen.kind("analysis").first_word = 300
    chosen.set_server("litellm_proxy", "http://127.0.0.1:4000")
    chosen.request_budget.dollars, chosen.request_budget.when_reached = 0.1, "WARN"
    chosen.month_budget.dollars, chosen.month_budget.when_reached = 50, "STOP"
    limit = chosen.limits.add()
    limit.of, limit.requests, limit.parallel = "openai", 60, 4
    chosen.limits.add().of = "nothing is set here"
    chosen.use_cache, chosen.cache_megabytes = False, 250
    chosen.silence, chosen.total = 45.5, 600
    chosen.log_requests, chosen.anonymise_log, chosen.anonymise_names = True, True, "Anna, Ben"
    told = movie.engine.configuration().settings
    settings = movie.module("llm.config").from_plain(told, "Preferences")
    assert settings.default_model == "openai/gpt-5"
    assert settings.routes[""].fallbacks == ("mistral/mistral-large-latest", "ollama/llama3.2")
    assert settings.routes["chat"].model == "ollama/llama3.2"
    assert settings.routes["chat"].fallbacks == settings.routes[""].fallbacks
    assert settings.routes["dialogue"].model == "openai/gpt-5"
    assert settings.routes["dialogue"].fallbacks == ("openai/gpt-5-mini",)
    assert "suggestions" not in settings.routes
    assert settings.servers["litellm_proxy"].url == "http://127.0.0.1:4000"
    assert (settings.budgets.request.dollars, settings.budgets.request.when_reached) == (Decimal("0.1"), "warn")
    assert settings.budgets.project is None
    assert settings.budgets.month.when_reached == "stop"
    assert list(settings.limits) == ["openai"]
    assert (settings.limits["openai"].requests_per_minute, settings.limits["openai"].parallel) == (60, 4)
    assert settings.cache_megabytes == 0  # that is how a cache is switched off
    assert (settings.timeouts.silence, settings.timeouts.total) == (45.5, 600)
    assert settings.task_timeouts["analysis"].first_word == 300
    assert settings.task_timeouts["analysis"].silence == 45.5
    assert settings.anonymise_names == ("Anna", "Ben")


def test_what_nobody_has_set_is_as_it_is_by_itself(movie, chosen):
    config = movie.module("llm.config")
    assert config.from_plain(movie.engine.configuration().settings, "Preferences") == config.ClientSettings(
        routes={"": config.Route("scripted/stand-in")}
    )


@pytest.mark.parametrize("told", ["address", "model", "names"])
def test_what_is_wrong_is_said_in_the_preferences_and_by_each_request(movie, editor, script, told):
    chosen = movie.preferences.get()
    assert movie.module("addon.connection.plain_settings").wrong(chosen) is None
    if told == "address":
        chosen.set_server("openai", "my server")
    elif told == "model":
        chosen.model = "a model of mine"
    else:
        chosen.log_requests = chosen.anonymise_log = True
    what, remedy = movie.module("addon.connection.plain_settings").wrong(chosen)
    assert told in (what + remedy).lower()
    assert what in " ".join(_drawn(movie, editor, 2000))
    bpy.ops.movie_director.analyze(text=script.name)
    assert movie.dispatcher.wait_until(movie.dispatcher.idle, 60)
    (job,) = movie.jobs.everything()
    assert (job.what, job.remedy) == (what, remedy)


def test_what_is_changed_while_a_worker_runs_holds_for_the_next_request(movie, chosen, script):
    settings = bpy.context.scene.movie_director
    settings.model = ""
    bpy.ops.movie_director.analyze(text=script.name)
    assert movie.dispatcher.wait_until(movie.dispatcher.idle, 60)
    pid = movie.engine.started().host.pid
    chosen.model = "scripted/failing"
    bpy.ops.movie_director.analyze(text=script.name)
    assert movie.dispatcher.wait_until(movie.dispatcher.idle, 60)
    first, second = movie.jobs.everything()
    assert first.state is movie.jobs.State.FINISHED
    assert second.state is movie.jobs.State.FAILED
    assert movie.engine.started().host.pid == pid


@pytest.mark.parametrize("width", [420, 900])
def test_all_of_it_is_drawn(movie, chosen, editor, width):
    bpy.ops.movie_director.add_row(to="servers", kind="ollama")
    bpy.ops.movie_director.add_row(to="limits")
    chosen.kind("chat").model = "ollama/llama3.2"
    chosen.key_openai = KEY
    bpy.ops.movie_director.look_for_keys()
    bpy.ops.movie_director.cache(action="size")
    assert movie.dispatcher.wait_until(movie.dispatcher.idle, 60)
    said = _drawn(movie, editor, width)
    parts = {"API Keys", "Models", "Servers", "Budgets", "Rate Limits", "Kept Answers", "Privacy", "Timeouts"}
    assert parts <= set(said)
    assert "session" in said
    assert any("answers are kept" in text for text in said)
    assert KEY not in " ".join(said)


def _drawn(movie, editor, width):
    board = Board()
    view = movie.module("addon.connection.preferences_view")
    view.draw_preferences(board, context(editor, width), movie.preferences.get())
    return board.said


def test_lines_are_added_with_the_usual_address_and_taken_out(movie, chosen):
    bpy.ops.movie_director.add_row(to="servers", kind="ollama")
    assert chosen.server_of("ollama") == "http://127.0.0.1:11434"
    bpy.ops.movie_director.add_row(to="limits")
    assert bpy.ops.movie_director.remove_row(of="servers", index=0) == {"FINISHED"}
    assert bpy.ops.movie_director.remove_row(of="servers", index=0) == {"CANCELLED"}
    assert (len(chosen.servers), len(chosen.limits)) == (0, 1)


def test_kept_answers_are_counted_and_thrown_away(movie, chosen):
    queries = movie.queries
    for action in ("clear", "size"):
        bpy.ops.movie_director.cache(action=action)
        assert movie.dispatcher.wait_until(movie.dispatcher.idle, 60)
        assert queries.of("cache").trouble is None
    assert queries.of("cache").parts["cache"]["answers"] == 0


def test_the_names_to_swap_can_be_taken_from_the_script(movie, chosen, script):
    chosen.anonymise_names = "Nesta"
    assert bpy.ops.movie_director.names_from_script() == {"FINISHED"}
    assert chosen.anonymise_names == "Nesta, Anna, Ben"
    bpy.ops.movie_director.names_from_script()
    assert chosen.anonymise_names == "Nesta, Anna, Ben"


def test_without_a_window_preferences_are_not_opened_and_that_is_said(movie):
    if not bpy.app.background:
        pytest.skip("this Blender has a window")
    assert bpy.ops.movie_director.show_preferences() == {"CANCELLED"}
    assert bpy.ops.movie_director.go_online() == {"CANCELLED"}
