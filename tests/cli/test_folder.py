"""Where the record and the stored answers are."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from blender_movie_director.cli import options

Run = Callable[..., tuple[int, str, str]]
ASK = ("ask", "x", "--model", "scripted/echo")


@pytest.mark.parametrize(
    ("platform", "environment", "expected"),
    [
        ("linux", {"XDG_STATE_HOME": "/state"}, "/state/movie-director"),
        ("linux", {"XDG_STATE_HOME": "not/absolute"}, "/home/me/.local/state/movie-director"),
        ("linux", {}, "/home/me/.local/state/movie-director"),
        ("darwin", {}, "/home/me/Library/Application Support/Movie Director"),
        ("win32", {"LOCALAPPDATA": "/local"}, "/local/Movie Director"),
        ("win32", {}, "/home/me/AppData/Local/Movie Director"),
    ],
)
def test_the_usual_one(
    monkeypatch: pytest.MonkeyPatch, platform: str, environment: dict[str, str], expected: str
) -> None:
    monkeypatch.setattr(options.Path, "home", lambda: Path("/home/me"))
    assert options.usual_folder(environment, platform) == Path(expected)


def test_nobody_at_home(monkeypatch: pytest.MonkeyPatch) -> None:
    def nobody() -> Path:
        raise RuntimeError

    monkeypatch.setattr(options.Path, "home", nobody)
    assert options.usual_folder({}, "linux") is None


def test_one_that_was_chosen(run: Run, tmp_path: Path) -> None:
    assert run(*ASK, "--folder", str(tmp_path / "a" / "b"))[0] == 0
    assert (tmp_path / "a" / "b" / "ledger.sqlite").exists()
    assert not (tmp_path / "state").exists()


def test_none(run: Run, folder: Path) -> None:
    assert run(*ASK, "--folder", "none")[0] == 0
    assert not folder.exists()


def test_one_that_cannot_be_used(run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "file").write_text("")
    for bad in (tmp_path / "file", tmp_path / "file" / "below"):
        code, out, err = run(*ASK, "--folder", str(bad))
        assert (code, out) == (1, "")
        assert "cannot be written to" in err
        assert "--folder none" in err
    monkeypatch.delenv("LLM_FOLDER")
    monkeypatch.setattr(options, "usual_folder", lambda _: tmp_path / "file")
    code, out, err = run(*ASK)
    assert (code, out) == (0, "x\n"), "the answer does not depend on it"
    assert "Usage is not recorded" in err
