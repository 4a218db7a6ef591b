"""Reports out of Blender: with an analysis and without, and what is said where a file cannot be written."""

from __future__ import annotations

import json
import webbrowser
from pathlib import Path

import bpy
import pytest

from tests.addon.conftest import module
from tests.addon.drawing_board import Board, bare_context


@pytest.fixture
def desk(movie):
    for name in ("reporting", "results"):
        setattr(movie, name, module(f"addon.analysis.{name}"))
    movie.panel = module("addon.panels.analysis")
    movie.kept.ensure_loaded()
    movie.results._Kept().read("")
    yield movie
    movie.results._Kept().read("")
    movie.reporting.forget_all()


def draw(movie, script):
    board = Board()
    movie.panel.draw_analysis(board, bare_context(script))
    return board


def test_without_an_analysis_it_has_what_is_counted(desk, script, tmp_path):
    path = tmp_path / "two rooms.html"
    assert bpy.ops.movie_director.write_report(filepath=str(path), format="HTML") == {"FINISHED"}
    page = path.read_text(encoding="utf-8")
    assert "INT. KITCHEN - DAY" in page
    assert "<svg" in page
    assert "Here a model would" not in page


def test_with_an_analysis_it_has_that_too_also_out_of_a_saved_file(desk, script, tmp_path):
    assert bpy.ops.movie_director.analyze(text=script.name) == {"FINISHED"}
    assert desk.dispatcher.wait_until(desk.dispatcher.idle, 60)
    blend = str(tmp_path / "kept.blend")
    bpy.ops.wm.save_as_mainfile(filepath=blend)
    bpy.ops.wm.read_homefile(use_empty=True)
    bpy.ops.wm.open_mainfile(filepath=blend)
    for kind, ending in desk.reporting.ENDINGS.items():
        path = tmp_path / f"report{ending}"
        assert bpy.ops.movie_director.write_report(filepath=str(path), format=kind) == {"FINISHED"}
        written = sorted(tmp_path.glob(f"report*{ending}"))
        assert written
        if kind != "CSV":
            assert "Here a model would" in path.read_text(encoding="utf-8")
    assert (tmp_path / "report.readings.csv").is_file()
    assert json.loads((tmp_path / "report.json").read_text(encoding="utf-8"))["analysis"]["stand_in"] is True


def test_a_folder_that_is_not_there_is_a_sentence(desk, script, tmp_path):
    path = tmp_path / "nowhere" / "report.html"
    with pytest.raises(RuntimeError, match="nowhere"):
        bpy.ops.movie_director.write_report(filepath=str(path), format="HTML")
    assert not path.parent.exists()
    board = draw(desk, script)
    assert board.button("movie_director.dismiss_report") is not None
    assert bpy.ops.movie_director.dismiss_report() == {"FINISHED"}
    assert draw(desk, script).button("movie_director.dismiss_report") is None


@pytest.mark.skipif(not Path("/proc/self").is_dir(), reason="no folder is read-only for every user here")
def test_a_folder_that_may_not_be_written_to_is_a_sentence(desk, script):
    with pytest.raises(RuntimeError, match=r"report\.html"):
        bpy.ops.movie_director.write_report(filepath="/proc/report.html", format="HTML")


def test_a_folder_in_the_files_place_is_a_sentence(desk, script, tmp_path):
    (tmp_path / "report.html").mkdir()
    with pytest.raises(RuntimeError, match="report"):
        bpy.ops.movie_director.write_report(filepath=str(tmp_path / "report.html"), format="HTML")


def test_a_script_with_nothing_in_it_and_no_script_at_all_are_sentences(desk, script, tmp_path):
    empty = bpy.data.texts.new("empty.fountain")
    with pytest.raises(RuntimeError, match=r"empty\.fountain"):
        bpy.ops.movie_director.write_report(filepath=str(tmp_path / "a.html"), text=empty.name)
    bpy.data.texts.remove(script)
    bpy.data.texts.remove(empty)
    assert bpy.ops.movie_director.write_report(filepath=str(tmp_path / "a.html")) == {"CANCELLED"}
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(("there", "kind"), [("report.scenes.csv", "CSV"), ("report.html", "HTML")])
def test_files_of_others_are_not_overwritten_unasked(desk, script, tmp_path, there, kind):
    (tmp_path / there).write_text("mine", encoding="utf-8")
    with pytest.raises(RuntimeError, match="is there already"):
        bpy.ops.movie_director.write_report(filepath=str(tmp_path / f"report.{kind.lower()}"), format=kind)
    assert (tmp_path / there).read_text(encoding="utf-8") == "mine"


def test_it_is_opened_in_the_browser_with_no_network(desk, script, tmp_path, monkeypatch):
    opened = []
    monkeypatch.setattr(webbrowser, "open", opened.append)  # a desktop is not to be had here
    assert draw(desk, script).button("movie_director.open_report") is None
    assert bpy.ops.movie_director.open_report() == {"CANCELLED"}
    path = tmp_path / "über uns.html"
    assert bpy.ops.movie_director.write_report(filepath=str(path), format="HTML") == {"FINISHED"}
    assert draw(desk, script).button("movie_director.open_report") is not None
    assert not bpy.app.online_access
    assert bpy.ops.movie_director.open_report() == {"FINISHED"}
    assert opened == [path.as_uri()]
    path.unlink()
    assert bpy.ops.movie_director.open_report() == {"CANCELLED"}


def test_it_is_named_after_the_script_and_lies_beside_it(desk, script, tmp_path):
    desk.following.caught_up(script)
    assert desk.reporting.suggested_path(script, "HTML").name == "Two_Rooms report.html"
    script.filepath = str(tmp_path / "two_rooms.fountain")
    assert desk.reporting.suggested_path(script, "MD").parent == tmp_path
