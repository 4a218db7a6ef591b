"""The command line, in this process where that will do and as a program where it will not."""

from __future__ import annotations

import os
import runpy
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from blender_movie_director import cli
from blender_movie_director.cli import analyze
from blender_movie_director.llm import keys
from tests.llm.model_server import Exchange, ModelServer
from tests.writing.analysis.reader import Asked, Reader, reading

if TYPE_CHECKING:
    from collections.abc import Callable

    Run = Callable[..., tuple[int, str, str]]

REPOSITORY = Path(__file__).parents[1]
KEY = "sk-proj-a-key-that-nobody-may-see-0123456789"

# See tests/llm/test_litellm_backend.py.
pytestmark = pytest.mark.filterwarnings("ignore:Accessing the 'model_:DeprecationWarning")


@pytest.fixture(autouse=True)
def _nothing_of_this_user(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("LLM_FOLDER", str(tmp_path / "state"))
    for variable in keys.ENVIRONMENT_VARIABLES.values():
        monkeypatch.delenv(variable, raising=False)


@pytest.fixture
def script(tmp_path: Path, little_script: str) -> str:
    path = tmp_path / "rooms.fountain"
    path.write_text(little_script, encoding="utf-8")
    return str(path)


@pytest.fixture
def run(capsys: pytest.CaptureFixture[str]) -> Run:
    def run(*arguments: str, **more: bool) -> tuple[int, str, str]:
        code = cli.main(arguments, **more)
        return (code, *capsys.readouterr())

    return run


def test_analyze_without_a_model_says_that_a_stand_in_wrote(run: Run, script: str) -> None:
    code, out, err = run("analyze", script)
    assert code == 0
    assert out.index("INT. KITCHEN - DAY") < out.index("No language model is connected")
    assert out.endswith("\n")
    assert "A stand-in wrote these words" in err
    assert "--model" in err


def test_analyze_with_a_server(run: Run, script: str, model_server: ModelServer) -> None:
    Reader(model_server)
    code, out, err = run(
        "analyze", script, "--model", "openai/x", "--endpoint", f"OpenAI={model_server.url}", "--temperature", "0.5"
    )
    assert (code, err) == (0, "")
    assert out.index("INT. KITCHEN - DAY") < out.index("Summary of scene 2.") < out.index("Somebody wants out.")
    assert model_server.exchanges[0].body["temperature"] == 0.5


def test_analyze_only_what_was_asked_for(run: Run, script: str, model_server: ModelServer) -> None:
    reader = Reader(model_server)
    arguments = ["analyze", script, "--model", "openai/x", "--endpoint", f"openai={model_server.url}", "--scene", "2"]
    code, out, err = run(*arguments, "--instruction", "Mind the rain.", "-v")
    assert code == 0
    assert reader.scenes_asked() == [[2]]
    assert "Mind the rain." in reader.asked[0].system
    assert "Summary of scene 2." in out
    assert "(1 call; 0 of 1 scenes kept from before; unpriced)" in err
    _, _, err = run(*arguments, "--instruction", "Mind the rain.", "-v")
    assert "(0 calls; 1 of 1 scenes kept from before; $0)" in err
    run(*arguments, "--instruction", "Mind the rain.", "--afresh")
    assert len(reader.asked) == 2


def test_an_analysis_that_is_kept_goes_into_a_report(run: Run, script: str, tmp_path: Path) -> None:
    kept, page = tmp_path / "analysis.json", tmp_path / "report.html"
    assert run("analyze", script, "--json", str(kept))[0] == 0
    assert run("report", script, "--analysis", str(kept), "--output", str(page))[0] == 0
    assert "Here a model would name a weakness." in page.read_text(encoding="utf-8")


def test_a_script_of_another_program_is_analysed_as_well(run: Run, script: str, tmp_path: Path) -> None:
    final_draft = str(tmp_path / "script.fdx")
    assert run("convert", script, final_draft)[0] == 0
    assert run("analyze", final_draft)[1] == run("analyze", script)[1]


def test_what_would_be_sent(run: Run, script: str, tmp_path: Path) -> None:
    folder = tmp_path / "prompts"
    folder.mkdir()
    (folder / "analysis_scenes.md").write_text("Read it like a poet.")
    code, out, err = run(
        "analyze", script, "--model", "anthropic/claude-sonnet-4-5", "--dry-run", "--prompts", str(folder)
    )
    assert (code, err) == (0, "")
    assert out.startswith("--- system ---\nRead it like a poet.")
    assert "--- system, for the story ---\nYou are an experienced story editor." in out
    assert "Prompts: analysis_scenes own (your own), analysis_story 1, analysis_assessment 1.\n" in out
    assert "ANNA stands at the sink." in out
    assert [line.split()[0] for line in out.splitlines()[-5:]] == ["CALL", "scenes", "story", "assessment", "sum"]
    assert float(out.split()[-1]) > 0


def test_a_folder_of_prompts_that_is_not_there_is_not_passed_over(run: Run, script: str, tmp_path: Path) -> None:
    code, out, err = run("analyze", script, "--prompts", str(tmp_path / "none"))
    assert (code, out) == (1, "")
    assert "Your folder of prompts is not there" in err


def test_a_part_that_fails_is_named(run: Run, script: str, model_server: ModelServer) -> None:
    reader = Reader(model_server)

    async def spoil(asked: Asked) -> bool:
        if asked.kind == "story":
            await reader.say(asked.exchange, "Once upon a time")
        return asked.kind == "story"

    reader.spoil = spoil
    code, out, err = run("analyze", script, "--model", "openai/x", "--endpoint", f"openai={model_server.url}")
    assert code == 0
    assert "Summary of scene 2." in out
    assert "(The story is missing: The answer did not have the form" in err


def test_a_key_comes_from_the_environment_and_shows_nowhere(
    run: Run, script: str, model_server: ModelServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def play(exchange: Exchange) -> None:
        await exchange.error(400, {"error": {"message": f"{'x' * 170} {exchange.headers['authorization']} is odd"}})

    model_server.play = play
    monkeypatch.setenv("OPENAI_API_KEY", KEY)
    code, out, err = run("analyze", script, "--model", "openai/x", "--endpoint", f"openai={model_server.url}")
    assert code == 1
    assert model_server.exchanges[0].headers["authorization"] == f"Bearer {KEY}"
    assert err.startswith("movie-director: openai/x refused the request: xxx")
    assert KEY[:12] not in out + err


def test_letters_that_a_terminal_lacks(script: str, model_server: ModelServer) -> None:
    reader = Reader(model_server)
    reader.reads = lambda ordinal, text: reading(ordinal, text, summary="café \U0001f3ac end")
    arguments = ["analyze", script, "--model", "openai/x", "--endpoint", f"openai={model_server.url}"]
    done = as_program(*arguments, PYTHONIOENCODING="ascii")
    assert (done.returncode, done.stderr) == (0, b"")
    assert b"caf? ? end" in done.stdout


def as_program(*arguments: str, **environment: str) -> subprocess.CompletedProcess[bytes]:
    return subprocess.run(
        [sys.executable, "-W", "error::ResourceWarning", "-m", "blender_movie_director", *arguments],
        cwd=REPOSITORY,
        env={**os.environ, **environment},
        capture_output=True,
        check=False,
        timeout=60,
    )


@pytest.mark.parametrize("how", ["option", "caller"])
def test_offline(run: Run, script: str, how: str) -> None:
    arguments = ["analyze", script, "--model", "openai/gpt-5-mini"]
    code, out, err = run(*arguments, "--offline") if how == "option" else run(*arguments, online=False, program="b")
    assert code == 1
    assert "INT. KITCHEN" in out, "the facts need nobody"
    assert "Blender is offline, and openai/gpt-5-mini is not on this computer." in err
    assert err.startswith("movie-director: " if how == "option" else "b: ")
    assert "Traceback" not in err


def test_a_file_that_is_not_there(run: Run, tmp_path: Path) -> None:
    code, out, err = run("analyze", str(tmp_path / "none.fountain"))
    assert (code, out) == (1, "")
    assert err == "movie-director: none.fountain does not exist. Check its name and folder, then choose it again.\n"


def test_a_file_that_is_no_script(run: Run, tmp_path: Path) -> None:
    path = tmp_path / "picture.png"
    path.write_bytes(b"\x89PNG\r\n\x1a\n" + bytes(range(256)) * 40)
    code, out, err = run("analyze", str(path))
    assert (code, out) == (1, "")
    assert "picture.png is a picture" in err


@pytest.mark.parametrize(
    "arguments",
    [
        [],
        ["juggle"],
        ["analyze"],
        ["analyze", "x", "--temperature", "warm"],
        ["analyze", "x", "--endpoint", "openai"],
        ["analyze", "x", "--endpoint", "openai=127.0.0.1:4000"],
        ["analyze", "x", "--endpoint", "=http://127.0.0.1"],
    ],
)
def test_wrong_arguments(run: Run, arguments: list[str]) -> None:
    code, out, err = run(*arguments)
    assert (code, out) == (2, "")
    assert "usage: movie-director" in err


def test_help(run: Run) -> None:
    code, out, _ = run("analyze", "--help")
    assert code == 0
    assert "--offline" in out


def test_an_interruption(run: Run, script: str, monkeypatch: pytest.MonkeyPatch) -> None:
    def interrupt(*_: object, **__: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(analyze.analysis, "analyse", interrupt)
    code, _, err = run("analyze", script)
    assert (code, err) == (1, "\nmovie-director: stopped.\n")


@pytest.mark.skipif(sys.platform == "win32", reason="pipes break differently there")
def test_a_reader_that_has_seen_enough(script: str) -> None:
    reading, writing = os.pipe()
    os.close(reading)
    with os.fdopen(writing, "wb") as broken:
        done = subprocess.run(
            [sys.executable, "-m", "blender_movie_director", "analyze", script],
            cwd=REPOSITORY,
            stdout=broken,
            stderr=subprocess.PIPE,
            check=False,
            timeout=60,
        )
    assert (done.returncode, done.stderr) == (1, b"")


def test_the_module_can_be_run(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    monkeypatch.setattr(sys, "argv", ["movie-director", "--help"])
    with pytest.raises(SystemExit) as caught:
        runpy.run_module("blender_movie_director", run_name="__main__")
    assert caught.value.code == 0
    assert "analyze" in capsys.readouterr().out


def test_as_a_program(script: str) -> None:
    done = as_program("analyze", script)
    assert done.returncode == 0
    assert b"INT. KITCHEN - DAY" in done.stdout
