"""scripts/test.py and scripts/demo.py: what they run, how they count, and what they say when something is missing."""

from __future__ import annotations

import contextlib
import io
import os
import subprocess
import sys
import threading
import time
from typing import TYPE_CHECKING

import pytest

from tests.scripts.tiny_project import ROOT

from support import blender_runs, models, selection  # isort: skip - the line above puts them within reach
from support.errors import ScriptError
from support.junit import Counts, read
from support.paper import Paper
from support.processes import Ended, Programs
from support.steps import Runner, Step, judge

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path

REPORT = """<?xml version="1.0"?>
<testsuites><testsuite name="pytest" errors="1" failures="1" skipped="2" tests="7">
<testcase name="a"/><testcase name="b"><skipped message="no window"/></testcase>
<testcase name="c"><skipped message="no
 window"/></testcase>
</testsuite></testsuites>
"""


def step(
    command: list[str], name: str = "a step", *, report: Path | None = None, may_run_nothing: bool = False
) -> Step:
    @contextlib.contextmanager
    def prepare() -> Iterator[Mapping[str, str]]:
        yield dict(os.environ)

    return Step(name, command, prepare, 30.0, report=report, may_run_nothing=may_run_nothing)


def python(code: str) -> list[str]:
    return [sys.executable, "-c", code]


# How it counts


def test_counts_are_read_with_the_reasons_of_what_was_skipped(tmp_path: Path) -> None:
    (tmp_path / "report.xml").write_text(REPORT, encoding="utf-8")
    counts = read(tmp_path / "report.xml")
    assert counts is not None
    assert str(counts) == "3 passed, 2 failed, 2 skipped"
    assert counts.reasons == {"no window": 2}


@pytest.mark.parametrize("content", [None, "", "<testsuites><testsuite tests="])
def test_a_report_that_is_missing_or_cut_off_is_none(tmp_path: Path, content: str | None) -> None:
    if content is not None:
        (tmp_path / "report.xml").write_text(content, encoding="utf-8")
    assert read(tmp_path / "report.xml") is None


def test_a_linter_counts_as_one_test(tmp_path: Path) -> None:
    log = tmp_path / "log"
    assert judge(step([]), Ended(0, 1.0), log) == (Counts(passed=1), "")
    assert judge(step([]), Ended(1, 1.0), log) == (Counts(failed=1), "")


@pytest.mark.parametrize(
    ("ended", "said"),
    [
        (Ended(-11, 1.0), "pytest was ended by SIGSEGV in tests/addon/test_a.py::test_b[c]."),
        (Ended(139, 1.0), "pytest was ended by SIGSEGV in tests/addon/test_a.py::test_b[c]."),
        (Ended(-1, 900.0, timed_out=True), "took longer than 15 minutes and was ended in tests/addon/test_a.py"),
        (Ended(3, 1.0), "pytest ended with 3 and left no report."),
        (Ended(0, 1.0), "pytest ended with 0 and left no report."),
        (Ended(5, 1.0), "It ran no test."),
    ],
)
def test_a_run_that_did_not_come_to_its_end_is_a_failure(tmp_path: Path, ended: Ended, said: str) -> None:
    log = tmp_path / "log"
    log.write_text(
        "tests/addon/test_a.py::test_a PASSED\ntests/addon/test_a.py::test_b[c] Fatal error", encoding="utf-8"
    )
    counts, problem = judge(step([], report=tmp_path / "none.xml"), ended, log)
    assert counts.failed == 1
    assert said in problem


def test_a_crash_after_the_report_counts_as_well(tmp_path: Path) -> None:
    report = tmp_path / "report.xml"
    report.write_text('<testsuite tests="4" failures="0" errors="0" skipped="0"/>', encoding="utf-8")
    counts, problem = judge(step([], report=report), Ended(-11, 1.0), tmp_path / "log")
    assert (counts.passed, counts.failed) == (4, 1)
    assert problem == "pytest was ended by SIGSEGV."
    counts, problem = judge(step([], report=report), Ended(1, 1.0), tmp_path / "log")
    assert (counts.passed, counts.failed) == (4, 1)


def test_nothing_to_run_is_fine_where_only_a_part_was_asked_for(tmp_path: Path) -> None:
    asked = step([], report=tmp_path / "none.xml", may_run_nothing=True)
    assert judge(asked, Ended(5, 1.0), tmp_path / "log") == (Counts(), "")


def test_steps_are_told_in_a_line_each_and_output_only_of_failures(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    steps = [
        step(python("print('all is well')"), "the good step"),
        step(python("print('it broke'); raise SystemExit(2)"), "the bad step"),
    ]
    results = Runner(Programs(), tmp_path, verbose=False).run(steps)
    printed = capsys.readouterr().out
    assert sorted(result.passed for result in results) == [False, True]
    assert "ok      the good step" in printed
    assert "FAILED  the bad step" in printed
    assert "it broke" in printed
    assert "all is well" not in printed


# How it runs programs


def test_a_program_that_takes_too_long_is_ended_with_all_it_started(tmp_path: Path) -> None:
    marker = tmp_path / "alive"
    child = f"import time, pathlib\nwhile True: pathlib.Path({str(marker)!r}).touch(); time.sleep(0.05)"
    code = f"import subprocess, sys, time; subprocess.Popen([sys.executable, '-c', {child!r}]); time.sleep(60)"
    ended = Programs().run(python(code), environment=dict(os.environ), folder=tmp_path, seconds=2)
    assert ended.timed_out
    assert ended.crash is not None
    assert marker.exists()
    marker.unlink()
    time.sleep(0.3)
    assert not marker.exists()


def test_stopping_ends_what_runs_and_starts_nothing_more(tmp_path: Path) -> None:
    programs = Programs()
    threading.Timer(0.5, programs.stop).start()
    begun = time.monotonic()
    for _ in range(2):
        programs.run(python("import time; time.sleep(60)"), environment=dict(os.environ), folder=tmp_path, seconds=60)
    assert time.monotonic() - begun < 30


def test_a_blender_sees_its_profile_and_nothing_of_the_users(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("PYTHONPATH", "PYTHONDONTWRITEBYTECODE", "BLENDER_USER_EXTENSIONS", "XDG_CONFIG_HOME", "VIRTUAL_ENV"):
        monkeypatch.setenv(name, "theirs")
    monkeypatch.setenv("OPENAI_API_KEY", "a key")
    clean = blender_runs.environment_for(tmp_path)
    assert "theirs" not in clean.values()
    assert all(clean[name].startswith(str(tmp_path)) for name in ("BLENDER_USER_RESOURCES", "HOME", "TMPDIR"))
    assert clean["OPENAI_API_KEY"] == "a key"
    assert "OPENAI_API_KEY" not in blender_runs.without_keys(clean)


def test_a_throw_away_profile_is_thrown_away() -> None:
    with blender_runs.throw_away_profile("try") as profile:
        (profile / "resources" / "file").write_text("x", encoding="utf-8")
    assert not profile.exists()


# Which Blenders


def test_several_applications_may_be_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    bundle = tmp_path / "Blender.app"
    bundle.mkdir()
    monkeypatch.setenv("BLENDER", os.pathsep.join([str(tmp_path / "blender"), "", str(bundle)]))
    assert blender_runs.named_applications() == [tmp_path / "blender", bundle / "Contents" / "MacOS" / "Blender"]
    monkeypatch.delenv("BLENDER")
    assert blender_runs.named_applications() == []


def test_an_application_that_is_none_gets_a_sentence(tmp_path: Path) -> None:
    with pytest.raises(ScriptError, match="is no file"):
        blender_runs.application(tmp_path / "blender")


@pytest.mark.skipif(os.name == "nt", reason="a shell script stands in for Blender")
@pytest.mark.parametrize(
    ("blender", "version", "any_blender"),
    [([4, 2, 0], [3, 11], False), ([5, 1, 0], [3, 11], True), ([5, 1, 0], [3, 13], False), ([4, 3, 2], [3, 13], True)],
)
def test_an_application_gets_the_zip_for_its_versions(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, blender: list[int], version: list[int], any_blender: bool
) -> None:
    program = tmp_path / "blender"
    program.write_text(f"#!/bin/sh\necho noise\necho 'movie-director-asks: [{blender}, {version}]'\n", encoding="utf-8")
    program.chmod(0o755)
    monkeypatch.setattr(blender_runs, "_pytest_folder", lambda: tmp_path)
    here = blender_runs.application(program)
    assert (here.python, here.any_blender) == (".".join(map(str, version)), any_blender)
    assert here.command("test", "--", "-v")[-4:] == ["--", "test", "--", "-v"]


# Which tests


@pytest.fixture
def tests(tmp_path: Path) -> Path:
    files = {
        "addon/test_panels.py": "",
        "extension/test_build.py": "import zipfile",
        "extension/test_install.py": "import zipfile\nimport bpy\n",
        "llm/test_client.py": "'''Knows nothing of bpy.'''",
    }
    for name, content in files.items():
        path = tmp_path / "tests" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(content, encoding="utf-8")
    return tmp_path


def test_tests_that_import_bpy_run_in_blender_and_nowhere_else(tests: Path) -> None:
    chosen = selection.select(tests, [], None)
    in_blender = ["tests/addon/test_panels.py", "tests/extension/test_install.py"]
    assert chosen.in_blender == in_blender
    assert chosen.plain == ["tests", "--ignore=tests/addon", *(f"--ignore={name}" for name in in_blender)]
    assert not chosen.partial


def test_a_path_goes_where_it_can_run(tests: Path) -> None:
    chosen = selection.select(tests, ["tests/addon/test_panels.py::test_a"], None)
    assert (chosen.plain, chosen.in_blender) == ([], ["tests/addon/test_panels.py::test_a"])
    chosen = selection.select(tests, ["tests/llm"], "words")
    assert (chosen.plain[0], chosen.plain[-2:], chosen.in_blender) == ("tests/llm", ["-k", "words"], [])
    assert chosen.partial


@pytest.mark.parametrize("path", ["tests/none", "..", "tests/../.."])
def test_a_path_that_is_none_of_the_tests_gets_a_sentence(tests: Path, path: str) -> None:
    with pytest.raises(ScriptError, match="name a folder or a file of the tests"):
        selection.select(tests, [path], None)


# Which model


@pytest.mark.parametrize(
    ("named", "environment", "model", "online"),
    [
        (None, {}, "scripted/stand-in-through-litellm", False),
        (None, {"MISTRAL_API_KEY": "k", "GROQ_API_KEY": "k"}, "mistral/mistral-large-latest", True),
        ("ollama/llama3.2", {"OPENAI_API_KEY": "k"}, "ollama/llama3.2", False),
        ("openai/gpt-5-mini", {}, "openai/gpt-5-mini", True),
        ("scripted/slow", {"OPENAI_API_KEY": "k"}, "scripted/slow", False),
    ],
)
def test_the_demo_chooses_a_model(named: str | None, environment: dict[str, str], model: str, online: bool) -> None:
    choice = models.choose(named, environment)
    assert (choice.model, choice.online) == (model, online)


def test_the_demo_asks_models_that_the_extension_suggests() -> None:
    suggested = (ROOT / "blender_movie_director" / "addon" / "preference_groups.py").read_text(encoding="utf-8")
    assert all(f'"{model}"' in suggested for model in [*models.DEFAULTS.values(), models.LOCAL_EXAMPLE])


# What it prints


class Terminal(io.StringIO):
    encoding = "utf-8"

    def isatty(self) -> bool:
        return True


def test_in_a_pipe_words_come_unchanged_and_progress_between_the_lines() -> None:
    stream = io.StringIO()
    paper = Paper(stream)
    for done, words in enumerate(["One ", "and a ha", "lf\n", "Two "]):
        paper.write(words)
        paper.progress(done, 4, f"scene {done}", "3 words")
    paper.close()
    assert stream.getvalue() == "One and a half\n    [2 of 4: scene 2, 3 words]\nTwo \n"


def test_on_a_terminal_long_lines_end_between_words(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TERM", "xterm")
    monkeypatch.setenv("WT_SESSION", "1")
    monkeypatch.setenv("COLUMNS", "31")
    stream = Terminal()
    paper = Paper(stream)
    paper.write("Thirty columns are not very ma")
    paper.write("ny for a sentence.\n")
    paper.close()
    assert stream.getvalue() == "Thirty columns are not very \nmany for a sentence.\n"


# From outside


def script(*arguments: str, **changes: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, *arguments],
        cwd=ROOT,
        env={**os.environ, **changes},
        capture_output=True,
        text=True,
        check=False,
    )


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["scripts/test.py", "tests/none"], "tests/none is not there"),
        (["scripts/demo.py", "none.fountain"], "none.fountain is not there"),
        (["scripts/run_in_blender.py"], "This Python has no Blender in it"),
    ],
)
def test_what_cannot_be_done_is_one_sentence(arguments: list[str], said: str) -> None:
    ended = script(*arguments)
    assert ended.returncode == 1
    assert said in ended.stderr
    assert ended.stderr.startswith("error: ")
    assert len(ended.stderr.splitlines()) == 1


def test_no_python_that_fits_is_one_sentence() -> None:
    code = "import sys; sys.path.insert(0, 'scripts'); from support import old_python; "
    code += "sys.hexversion = 0x030A0000; old_python.require()"
    ended = script("-c", code, PATH="")
    assert ended.returncode == 1
    assert "Blender has 3.11 or 3.13" in ended.stderr
    assert len(ended.stderr.splitlines()) == 1
