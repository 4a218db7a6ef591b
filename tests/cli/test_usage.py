from __future__ import annotations

import csv
import io
import time
from collections.abc import Callable
from pathlib import Path

import pytest

Run = Callable[..., tuple[int, str, str]]


def ask(run: Run, prompt: str, *more: str) -> None:
    assert run("ask", prompt, "--model", "scripted/echo", *more)[0] == 0


def test_sums(run: Run) -> None:
    ask(run, "one two", "--project", "film", "--task", "idea")
    ask(run, "three")
    for by, names in {
        "model": {"scripted/echo"}, "provider": {"scripted"}, "project": {"(none)", "film"}, "task": {"(none)", "idea"},
        "day": {time.strftime("%Y-%m-%d")}, "month": {time.strftime("%Y-%m")},
    }.items():  # fmt: skip
        code, out, err = run("usage", "--by", by)
        assert (code, err) == (0, "")
        head, *rows, total = (line.split() for line in out.splitlines())
        assert head == [by.upper(), "CALLS", "TOKENS", "IN", "OUT", "DOLLARS", "UNPRICED"]
        assert {row[0] for row in rows} == names
        assert total == ["total", "2", "3", "3", "$0.00", "0"]


def test_a_spreadsheet(run: Run, tmp_path: Path) -> None:
    ask(run, "one two", "--project", "=film")
    code, out, _ = run("usage", "--csv", "-")
    assert code == 0
    (row,) = csv.DictReader(io.StringIO(out))
    assert (row["model"], row["project"], row["input_tokens"]) == ("scripted/echo", "'=film", "2")
    assert run("usage", "--csv", str(tmp_path / "usage.csv")) == (0, "", "")
    assert (tmp_path / "usage.csv").read_text(encoding="utf-8").splitlines() == out.splitlines()
    code, out, err = run("usage", "--csv", str(tmp_path / "none" / "usage.csv"))
    assert (code, out) == (1, "")
    assert "cannot be written" in err


def test_since(run: Run) -> None:
    ask(run, "one")
    code, out, err = run("usage", "--since", "2999-01-01")
    assert (code, out) == (0, "")
    assert "Nothing was used since 2999-01-01" in err
    assert run("usage", "--since", "yesterday")[0] == 2


def test_nothing_yet(run: Run) -> None:
    assert run("usage") == (0, "", "(Nothing has been used yet.)\n")


@pytest.mark.parametrize("command", ["usage", "cache"])
def test_no_folder(run: Run, command: str) -> None:
    code, out, err = run(command, "--folder", "none")
    assert (code, out) == (1, "")
    assert "no folder is set" in err
