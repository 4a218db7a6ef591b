"""Modules that are read when something of them is first used."""

from __future__ import annotations

import importlib
import sys

import pytest

PACKAGE = "read_late_for_a_test"


@pytest.fixture
def package(tmp_path, monkeypatch):
    """A package with a module `room` that leaves a word behind whenever it is read."""
    folder = tmp_path / PACKAGE
    folder.mkdir()
    (folder / "__init__.py").touch()
    (folder / "visitor.py").write_text("from . import room\n\ndef look():\n    return room.INSIDE\n")
    (folder / "room.py").write_text("import sys\nsys.been_read.append(__name__)\nINSIDE = 'a table'\n")
    monkeypatch.syspath_prepend(tmp_path)
    monkeypatch.setattr(sys, "been_read", [], raising=False)
    importlib.import_module(PACKAGE)
    yield sys.been_read
    for name in [name for name in sys.modules if name.partition(".")[0] == PACKAGE]:
        del sys.modules[name]


def test_a_module_is_read_once_at_the_first_look_into_it(movie, package):
    movie.late.arrange(PACKAGE, ["room"])
    visitor = importlib.import_module(f"{PACKAGE}.visitor")
    assert package == []
    assert [visitor.look(), visitor.look()] == ["a table", "a table"]
    assert package == [f"{PACKAGE}.room"]
    assert importlib.import_module(f"{PACKAGE}.room") is visitor.room


def test_a_module_that_is_there_is_left_alone(movie, package):
    room = importlib.import_module(f"{PACKAGE}.room")
    movie.late.arrange(PACKAGE, ["room"])
    assert sys.modules[f"{PACKAGE}.room"] is room
    assert package == [f"{PACKAGE}.room"]


def test_a_module_that_does_not_exist_is_said_at_once(movie, package):
    with pytest.raises(ModuleNotFoundError, match="kitchen"):
        movie.late.arrange(PACKAGE, ["kitchen"])
