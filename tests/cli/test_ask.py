from __future__ import annotations

import base64
import io
import json
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from blender_movie_director import cli
from blender_movie_director.cli.files import read_image
from blender_movie_director.llm.backends.scripted import Cut, End, Fail, Say, SayJSON, Think, in_turn, scripts
from blender_movie_director.llm.errors import ServerError
from tests.llm.model_server import Exchange, ModelServer

Run = Callable[..., tuple[int, str, str]]
STAND_IN = "(A stand-in wrote these words; name a model with --model.)\n"
KEY = "sk-proj-a-key-that-nobody-may-see-0123456789"
PNG = base64.b64decode(
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=="
)
SCHEMA = {"type": "object", "properties": {"n": {"type": "integer"}}, "required": ["n"]}


@pytest.fixture
def play(monkeypatch: pytest.MonkeyPatch) -> Callable[..., str]:
    def play(name: str, *several: object) -> str:
        monkeypatch.setitem(scripts, name, in_turn(*several))  # type: ignore[arg-type]
        return f"scripted/{name}"

    return play


@pytest.mark.parametrize(
    ("arguments", "stdin", "answer"),
    [
        (["Hello", "there"], None, "Hello there\n"),
        ([], "from a pipe\n", "from a pipe\n"),
        (["-"], "from a pipe\n", "from a pipe\n"),
        (["Shorten", "this:", "-"], "A long\nstory\n", "Shorten this:\n\nA long\nstory\n"),
        (["café \udcff"], None, "café \udcff\n"),
    ],
)
def test_the_prompt(run: Run, arguments: list[str], stdin: str | None, answer: str) -> None:
    if "\udcff" in answer:
        assert run("ask", *arguments, "--model", "scripted/echo", stdin=stdin)[0] == 0
        return
    assert run("ask", *arguments, "--model", "scripted/echo", stdin=stdin) == (0, answer, STAND_IN)


@pytest.mark.parametrize("stdin", [None, "", " \n"])
def test_nothing_to_ask(run: Run, stdin: str | None) -> None:
    code, out, err = run("ask", "--model", "scripted/echo", stdin=stdin)
    assert (code, out) == (2, "")
    assert "There is nothing to ask" in err


def test_what_is_sent(run: Run, model_server: ModelServer, tmp_path: Path) -> None:
    picture = tmp_path / "picture.txt"
    picture.write_bytes(PNG)
    code, out, err = run(
        "ask", "what", "--model", "openai/x", "--endpoint", f"openai={model_server.url}", "--system", "be brief",
        "--image", str(picture), "--temperature", "0.5", "--max-tokens", "50", "--effort", "low",
    )  # fmt: skip
    assert (code, out, err) == (0, "Once upon a time.\n", "")
    body = model_server.exchanges[0].body
    system, user = body["messages"]
    assert (system["role"], system["content"]) == ("system", "be brief")
    assert user["content"][0]["text"] == "what"
    assert user["content"][1]["image_url"]["url"].startswith("data:image/png;base64,")
    assert (body["temperature"], body["max_tokens"], body["reasoning_effort"]) == (0.5, 50, "low")
    assert body["stream"] is True


def test_not_streamed(run: Run, model_server: ModelServer) -> None:
    async def whole(exchange: Exchange) -> None:
        message = {"role": "assistant", "content": "All at once."}
        await exchange.error(200, {"choices": [{"index": 0, "message": message, "finish_reason": "stop"}]})

    model_server.play = whole
    arguments = ["ask", "x", "--model", "openai/x", "--endpoint", f"openai={model_server.url}", "--no-stream"]
    assert run(*arguments) == (0, "All at once.\n", "")
    assert model_server.exchanges[0].body["stream"] is False


def test_stored_answers(run: Run, model_server: ModelServer) -> None:
    arguments = ["ask", "x", "--model", "openai/x", "--endpoint", f"openai={model_server.url}", "-v"]
    err = [run(*arguments)[2] for _ in range(2)]
    assert "openai/x: 11 tokens in, 3 out; unpriced; " in err[0]
    assert err[0].endswith("; not cached)\n")
    assert err[1].endswith("; cached)\n")
    assert len(model_server.exchanges) == 1
    for option in ("--no-cache", "--refresh"):
        assert run(*arguments, option)[:2] == (0, "Once upon a time.\n")
    run(*arguments, "--folder", "none")
    assert len(model_server.exchanges) == 4


def test_json_alone_stands_on_stdout(run: Run, tmp_path: Path, play: Callable[..., str]) -> None:
    schema = tmp_path / "a number.json"
    schema.write_text(json.dumps(SCHEMA))
    model = play("number", [Say("Sure, three!")], [SayJSON({"n": 3})])
    code, out, err = run("ask", "x", "--model", model, "--json-schema", str(schema), "-v")
    assert (code, out) == (0, '{\n  "n": 3\n}\n')
    assert "does not have the form" in err


def test_json_that_never_fits_is_not_lost(run: Run, tmp_path: Path, play: Callable[..., str]) -> None:
    schema = tmp_path / "n.json"
    schema.write_text(json.dumps(SCHEMA))
    code, out, err = run(
        "ask", "x", "--model", play("words", [Say("I would rather not.")]), "--json-schema", str(schema)
    )
    assert (code, out) == (1, "")
    assert "I would rather not." in err
    assert "did not have the form" in err


@pytest.mark.parametrize("text", ["{", "[]", "\x00\x01", '{"type": "nonsense"}', None])
def test_a_schema_that_is_none(run: Run, tmp_path: Path, text: str | None) -> None:
    path = tmp_path / "schema.json"
    if text is not None:
        path.write_text(text)
    code, out, err = run("ask", "x", "--model", "scripted/echo", "--json-schema", str(path))
    assert (code, out) == (1, "")
    assert err.startswith("movie-director: ")
    assert "schema" in err


@pytest.mark.parametrize("data", [b"not a picture", None])
def test_a_picture_that_is_none(run: Run, tmp_path: Path, data: bytes | None) -> None:
    path = tmp_path / "picture.png"
    if data is not None:
        path.write_bytes(data)
    code, out, err = run("ask", "x", "--model", "scripted/echo", "--image", str(path))
    assert (code, out) == (1, "")
    assert "picture.png" in err


def test_thoughts_are_no_answer(run: Run, play: Callable[..., str]) -> None:
    model = play("thinking", [Think("Well now."), Say("Four.")])
    assert run("ask", "x", "--model", model) == (0, "Four.\n", STAND_IN)
    code, out, err = run("ask", "x", "--model", model, "-v")
    assert (code, out) == (0, "Four.\n")
    assert err.startswith("Well now.\n")


def test_a_fallback_starts_afresh_and_says_which_words_do_not_count(
    run: Run, play: Callable[..., str], monkeypatch: pytest.MonkeyPatch
) -> None:
    play("second", [Say("The whole answer.")])
    monkeypatch.setenv("LLM_FALLBACK_MODELS", "scripted/second")
    monkeypatch.setenv("LLM_MAX_RETRIES", "0")
    code, out, err = run("ask", "x", "--model", play("first", [Say("Half an "), Cut()]))
    assert (code, out) == (0, "Half an \nThe whole answer.\n")
    assert "scripted/first could not answer, and scripted/second starts afresh" in err
    assert '"Half an" do not count' in err


def test_a_failure_after_words_begins_on_its_own_line(run: Run, play: Callable[..., str]) -> None:
    model = play("broken", [Say("Half an "), Fail(ServerError("It broke.", "Wait."))])
    assert run("ask", "x", "--model", model) == (1, "Half an \n", "movie-director: It broke. Wait.\n")


def test_a_retry_is_said(run: Run, play: Callable[..., str], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("blender_movie_director.llm.retry.random.random", lambda: 0.0, raising=False)
    fault = ServerError("It broke.", "Wait.", retry_after=0.0)
    code, out, err = run("ask", "x", "--model", play("again", [Fail(fault)], [Say("Now.")]))
    assert (code, out) == (0, "Now.\n")
    assert "(It broke. Attempt 2 follows in 0.0 s.)" in err


def test_a_budget_stops_before_anything_is_sent(run: Run, model_server: ModelServer) -> None:
    arguments = ["--model", "openai/gpt-4o", "--endpoint", f"openai={model_server.url}", "--budget", "0.0000001"]
    code, out, err = run("ask", "x", *arguments)
    assert (code, out, model_server.exchanges) == (1, "", [])
    assert "0.0000001" in err or "budget" in err.lower()


@pytest.mark.parametrize(
    ("data", "kind"),
    [
        (b"\xff\xd8\xff\xe0 and so on", "image/jpeg"),
        (b"RIFF\x00\x00\x00\x00WEBPVP8 ", "image/webp"),
        (b"GIF89a and so on", "image/gif"),
    ],
)
def test_pictures_are_known_by_what_is_in_them(tmp_path: Path, data: bytes, kind: str) -> None:
    path = tmp_path / "picture.png"
    path.write_bytes(data)
    assert read_image(path).media_type == kind


class Keyboard(io.StringIO):
    def isatty(self) -> bool:
        return True


@pytest.mark.parametrize(("typed", "goes_on"), [("y\n", True), ("YES\n", True), ("\n", False), ("", False)])
def test_a_budget_that_asks(
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    model_server: ModelServer,
    typed: str,
    goes_on: bool,
) -> None:
    monkeypatch.setattr("sys.stdin", Keyboard(typed))
    monkeypatch.setattr("sys.stderr.isatty", lambda: True)
    monkeypatch.setenv("LLM_BUDGET_REQUEST", "0.0000001")
    monkeypatch.setenv("LLM_BUDGET_WHEN_REACHED", "ask")
    code = cli.main(["ask", "x", "--model", "openai/gpt-4o", "--endpoint", f"openai={model_server.url}"])
    out, err = capsys.readouterr()
    assert "Go on? [y/N]" in err
    assert (code, len(model_server.exchanges)) == ((0, 1) if goes_on else (1, 0))
    assert out == ("Once upon a time.\n" if goes_on else "")


def test_a_cut_and_an_empty_answer_are_said(run: Run, play: Callable[..., str]) -> None:
    assert "cut by its length limit" in run("ask", "x", "--model", play("long", [Say("Half"), End("length")]))[2]
    assert "The answer is empty." in run("ask", "x", "--model", play("silent", [End("stop")]))[2]


def test_offline(run: Run) -> None:
    code, out, err = run("ask", "x", "--model", "openai/gpt-5-mini", "--offline")
    assert (code, out) == (1, "")
    assert "is not on this computer" in err


def test_a_settings_file_counts_and_its_faults_are_named(run: Run, tmp_path: Path) -> None:
    path = tmp_path / "settings.toml"
    path.write_text('default_model = "scripted/echo"')
    assert run("ask", "hi", "--settings", str(path))[:2] == (0, "hi\n")
    path.write_text('defualt_model = "scripted/echo"')
    code, out, err = run("ask", "hi", "--settings", str(path))
    assert (code, out) == (1, "")
    assert "defualt_model" in err


def test_a_key_is_never_shown(run: Run, model_server: ModelServer, monkeypatch: pytest.MonkeyPatch) -> None:
    async def refuse(exchange: Exchange) -> None:
        await exchange.error(400, {"error": {"message": f"{exchange.headers['authorization']} is odd"}})

    model_server.play = refuse
    monkeypatch.setenv("OPENAI_API_KEY", KEY)
    code, out, err = run("ask", "x", "--model", "openai/x", "--endpoint", f"openai={model_server.url}", "-v")
    assert code == 1
    assert KEY[:12] not in out + err


@pytest.mark.parametrize(
    "arguments",
    [
        ["--max-tokens", "0"],
        ["--max-tokens", "many"],
        ["--effort", "heroic"],
        ["--budget", "free"],
        ["--budget", "-1"],
        ["--budget", "nan"],
        ["--no-cache", "--refresh"],
    ],
)
def test_wrong_arguments(run: Run, arguments: list[str]) -> None:
    code, out, err = run("ask", "x", *arguments)
    assert (code, out) == (2, "")
    assert "usage: movie-director ask" in err


def test_as_a_program() -> None:
    done = subprocess.run(
        [sys.executable, "-m", "blender_movie_director", "ask", "-", "--model", "scripted/echo"],
        input="caf\u00e9".encode(),
        cwd=Path(__file__).parents[2],
        env={**os.environ, "PYTHONIOENCODING": "utf-8"},
        capture_output=True,
        check=False,
        timeout=60,
    )
    assert (done.returncode, done.stdout.strip()) == (0, "caf\u00e9".encode())
    assert b"stand-in" in done.stderr
