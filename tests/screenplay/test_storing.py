"""A file is there as a whole, or as it was before."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from blender_movie_director.screenplay import ScriptError
from blender_movie_director.screenplay.storing import store


def test_files_are_written_and_nothing_else_is_left(tmp_path: Path) -> None:
    one, two = tmp_path / "one", tmp_path / "two"
    two.write_bytes(b"before")
    two.chmod(0o640)
    store({one: b"1", two: b"2"})
    assert (one.read_bytes(), two.read_bytes()) == (b"1", b"2")
    assert sorted(tmp_path.iterdir()) == [one, two]
    assert two.stat().st_mode & 0o777 == 0o640


def test_a_link_stays_a_link(tmp_path: Path) -> None:
    target, link = tmp_path / "target", tmp_path / "link"
    target.write_bytes(b"before")
    link.symlink_to(target)
    store({link: b"after"})
    assert link.is_symlink()
    assert target.read_bytes() == b"after"


def test_a_folder_in_the_way_keeps_all_files_as_they_were(tmp_path: Path) -> None:
    one, folder = tmp_path / "one", tmp_path / "folder"
    one.write_bytes(b"before")
    folder.mkdir()
    with pytest.raises(ScriptError, match="folder is a folder"):
        store({one: b"after", folder: b"2"})
    assert one.read_bytes() == b"before"
    assert sorted(tmp_path.iterdir()) == [folder, one]


@pytest.mark.parametrize(
    ("name", "what"),
    [
        ("none/one", "does not exist"),
        ("x" * 300, "could not be written"),
        ("a\0b", "could not be written"),
    ],
)
def test_a_place_where_nothing_can_be_says_so(tmp_path: Path, name: str, what: str) -> None:
    with pytest.raises(ScriptError, match=what) as caught:
        store({tmp_path / name: b"1"})
    assert caught.value.remedy.endswith(".")
    assert list(tmp_path.iterdir()) == []


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="this system has no named pipes")
def test_a_pipe_is_not_written_over(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe")
    with pytest.raises(ScriptError, match="not an ordinary file"):
        store({tmp_path / "pipe": b"1"})


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="this system has no full device")
def test_a_full_disk_keeps_the_file_as_it_was(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "one"
    path.write_bytes(b"before")
    really_open = Path.open

    def onto_the_full_device(self: Path, *arguments: object, **more: object) -> object:
        if self.suffix == ".part":
            really_open(self, "xb").close()
            return really_open(Path("/dev/full"), "wb")
        return really_open(self, *arguments, **more)

    monkeypatch.setattr(Path, "open", onto_the_full_device)
    with pytest.raises(ScriptError, match=r"one could not be written: No space left on device\."):
        store({path: b"after" * 100_000})
    assert path.read_bytes() == b"before"
    assert list(tmp_path.iterdir()) == [path]


def test_a_protected_file_is_left_alone(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "one"
    path.write_bytes(b"before")
    monkeypatch.setattr(os, "access", lambda *_: False)  # root may write everything
    with pytest.raises(ScriptError, match="one is protected against changes"):
        store({path: b"after"})
    assert path.read_bytes() == b"before"


@pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() == 0, reason="root may write everywhere")
def test_a_folder_that_may_not_be_written_to_says_so(tmp_path: Path) -> None:
    tmp_path.chmod(0o500)
    try:
        with pytest.raises(ScriptError, match="Permission denied"):
            store({tmp_path / "one": b"1"})
    finally:
        tmp_path.chmod(0o700)
