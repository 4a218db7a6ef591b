from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest

Run = Callable[..., tuple[int, str, str]]

OLD = "INT. LAMP ROOM - MORNING\n\nA match.\n\nGWYN\nRound one?\n\nEXT. YARD - DAY\n\nRain that has not decided yet.\n"
NEW = OLD.replace("Round", "Square").replace("GWYN", "SIÂN") + "\nEXT. CHIP VAN - CONTINUOUS\n\nSteam.\n"


@pytest.fixture
def versions(tmp_path: Path) -> tuple[str, str]:
    old, new = tmp_path / "old.fountain", tmp_path / "new.fountain"
    old.write_text(OLD, encoding="utf-8")
    new.write_text(NEW, encoding="utf-8")
    return str(old), str(new)


def test_it_says_what_changed(run: Run, versions: tuple[str, str]) -> None:
    code, out, err = run("compare", *versions)
    assert (code, err) == (0, "")
    assert out.startswith("2 scenes before, 3 now; 1 are as they were.\n1 added, 1 rewritten\n")
    assert "GWYN is called SIÂN now" in out
    assert "    - Round one?\n    + Square one?\n" in out
    assert "3  EXT. CHIP VAN - CONTINUOUS\n    added\n" in out


def test_it_can_be_brief_and_name_the_colour(run: Run, versions: tuple[str, str]) -> None:
    _, out, _ = run("compare", *versions, "--brief", "--revision", "2")
    assert out.startswith("Pink pages\n\n2 scenes")
    assert "Square" not in out


def test_it_gives_data(run: Run, versions: tuple[str, str]) -> None:
    code, out, _ = run("compare", *versions, "--json", "--revision", "1")
    table = json.loads(out)
    assert code == 0
    assert [scene["changes"] for scene in table["scenes"]] == [["rewritten"], ["added"]]
    assert (table["old_scenes"], table["new_scenes"], table["colour"]) == (2, 3, "Blue")
    assert json.loads(run("compare", *versions, "--json")[1])["colour"] is None


def test_the_same_script_twice(run: Run, versions: tuple[str, str]) -> None:
    code, out, _ = run("compare", versions[0], versions[0])
    assert (code, out) == (0, "No scene changed: both versions have the same 2.\n")


def test_two_formats_of_one_script_are_compared_as_one(run: Run, versions: tuple[str, str], tmp_path: Path) -> None:
    plain = tmp_path / "old.txt"
    plain.write_text(OLD, encoding="utf-8")
    code, out, err = run("compare", versions[0], str(plain))
    assert code == 0
    assert out.startswith("No scene changed")
    assert "Traceback" not in err


def test_a_file_that_is_not_there(run: Run, versions: tuple[str, str], tmp_path: Path) -> None:
    code, out, err = run("compare", versions[0], str(tmp_path / "none.fountain"))
    assert (code, out) == (1, "")
    assert "none.fountain" in err
    assert "Traceback" not in err
