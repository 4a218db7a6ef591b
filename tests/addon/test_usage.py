"""What was used, as the panel shows it: after real requests to a server on this computer."""

from __future__ import annotations

import csv
import time
from decimal import Decimal

import bpy
import pytest

from tests.addon.conftest import module
from tests.addon.drawing_board import Board, bare_context
from tests.llm.model_server import ModelServer
from tests.writing.analysis.reader import Reader


@pytest.fixture
def desk(movie, tmp_path, monkeypatch):
    """The modules, with a record of their own."""
    compat = module("addon.compat")
    monkeypatch.setattr(compat, "user_folder", lambda: str(tmp_path))
    movie.figures = module("addon.usage.figures")
    movie.panel = module("addon.panels.usage")
    movie.results = module("addon.analysis.results")
    movie.figures.forget_all()
    bpy.context.window_manager.movie_director_usage_by = "model"
    yield movie
    movie.figures.forget_all()
    movie.kept.ensure_loaded()
    movie.results._Kept().read("")


@pytest.fixture
def reader():
    with ModelServer() as server:
        yield Reader(server)


def ask(movie, script, reader, model="openai/gpt-4o-mini"):
    module("addon.preferences").get().set_server("openai", reader.server.url)
    movie.preferences.session_keys["openai"] = "sk-nobody"
    bpy.context.scene.movie_director.model = model
    try:
        assert bpy.ops.movie_director.analyze(text=script.name, afresh=True) == {"FINISHED"}
        assert movie.dispatcher.wait_until(movie.dispatcher.idle, 60)
    finally:
        module("addon.preferences").get().set_server("openai", "")
    job = movie.jobs.everything()[-1]
    assert job.state is movie.jobs.State.FINISHED, job.what
    return job


def draw(movie, width=300):
    board = Board()
    movie.panel.draw_usage(board, bare_context(width=width))
    return board


def drawn_with_figures(movie, width=300):
    """What the panel shows once the worker has answered. In a Blender whose timers do not fire, we are the timer."""
    draw(movie, width)
    movie.figures._tick()
    assert movie.dispatcher.wait_until(movie.dispatcher.idle, 60)
    return draw(movie, width)


def test_before_anything_was_asked_it_says_what_will_be_here(desk):
    assert "Reading the record" in draw(desk).words
    words = drawn_with_figures(desk).words
    assert "Nothing has been used yet" in words


@pytest.mark.parametrize("width", [170, 300, 500])
def test_requests_tokens_and_money_are_shown_by_model_with_a_bar(desk, script, reader, width):
    job = ask(desk, script, reader)
    board = drawn_with_figures(desk, width)
    shown = desk.figures.shown()
    (line,) = shown.lines
    assert line.name == "openai/gpt-4o-mini"
    assert (line.calls, line.input_tokens, line.output_tokens) == (3, 300, 30)
    assert line.dollars == Decimal(job.spent["dollars"])
    assert shown.today == shown.total._replace(name=time.strftime("%Y-%m-%d"))
    assert (1.0, module("addon.spending").money(line.dollars)) in board.bars
    assert "openai/gpt-4o-mini" in board.words
    assert "3 calls" in board.words


def test_a_model_without_a_price_is_said_to_have_none(desk, script, reader):
    ask(desk, script, reader, "openai/reader")
    board = drawn_with_figures(desk)
    assert "price unknown" in board.words
    assert "3 calls went to models whose price nobody knows" in board.words
    assert "$0" not in board.words


def test_it_is_read_anew_after_each_job_and_for_each_sum(desk, script, reader):
    ask(desk, script, reader)
    drawn_with_figures(desk)
    ask(desk, script, reader)
    assert desk.figures._stamp != desk.figures._now("model")
    drawn_with_figures(desk)
    assert desk.figures.shown().total.calls == 6
    for by, name in (("task", "Analysis"), ("day", time.strftime("%Y-%m-%d")), ("project", "two_rooms.fountain")):
        bpy.context.window_manager.movie_director_usage_by = by
        assert name in drawn_with_figures(desk).words


def test_what_is_left_of_a_months_budget_is_shown(desk, script, reader, monkeypatch):
    ask(desk, script, reader)
    configuration = desk.engine.configuration()
    settings = {**configuration.settings, "budgets": {"month": {"dollars": 10, "when_reached": "warn"}}}
    monkeypatch.setattr(desk.engine, "configuration", lambda: configuration._replace(settings=settings))
    board = drawn_with_figures(desk)
    assert any(text.endswith(" of $10.00 left") for _, text in board.bars)


def test_every_call_goes_out_as_a_row(desk, script, reader, tmp_path):
    ask(desk, script, reader)
    path = tmp_path / "usage.csv"
    assert bpy.ops.movie_director.export_usage(filepath=str(path)) == {"FINISHED"}
    with path.open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.DictReader(file))
    assert [row["task"] for row in rows] == ["analysis"] * 3
    with pytest.raises(RuntimeError, match="nowhere"):
        bpy.ops.movie_director.export_usage(filepath=str(tmp_path / "nowhere" / "usage.csv"))


def test_a_file_that_is_there_is_not_replaced_unasked(desk, script, reader, tmp_path):
    ask(desk, script, reader)
    path, other = tmp_path / "usage.csv", tmp_path / "usage.old.csv"
    for mine in (path, other):
        mine.write_text("mine", encoding="utf-8")
    with pytest.raises(RuntimeError, match=r"usage\.csv is there already"):
        bpy.ops.movie_director.export_usage(filepath=str(path))
    assert path.read_text(encoding="utf-8") == "mine"
    assert bpy.ops.movie_director.export_usage(filepath=str(path), check_existing=False) == {"FINISHED"}
    assert path.read_text(encoding="utf-8") != "mine"
    assert other.read_text(encoding="utf-8") == "mine"
    assert bpy.ops.movie_director.export_usage(filepath=str(tmp_path / "usage.new.csv")) == {"FINISHED"}


def test_without_a_folder_for_the_record_the_panel_says_so(desk, monkeypatch):
    monkeypatch.setattr(module("addon.compat"), "user_folder", lambda: "")
    board = drawn_with_figures(desk)
    assert "Nothing is recorded" in board.words
    assert board.button("movie_director.refresh_usage") is not None


def test_refresh_asks_at_once(desk, script, reader):
    ask(desk, script, reader)
    assert bpy.ops.movie_director.refresh_usage() == {"FINISHED"}
    assert desk.dispatcher.wait_until(desk.dispatcher.idle, 60)
    assert desk.figures.shown().total.calls == 3
