from __future__ import annotations

import json
import os
import select
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from blender_movie_director.cli.chat import STOPPED
from blender_movie_director.llm.backends.scripted import Fail, Pause, Say, Step, in_turn, scripts
from blender_movie_director.llm.conversation_file import from_json
from blender_movie_director.llm.errors import ServerError
from blender_movie_director.llm.messages import Request
from tests.llm.model_server import ModelServer

Run = Callable[..., tuple[int, str, str]]
ECHO = ("chat", "--model", "scripted/echo")


def said(path: Path) -> list[tuple[str, str]]:
    return [(turn.message.role, turn.message.text) for turn in from_json(path.read_text(encoding="utf-8")).turns]


def test_each_line_is_a_turn(run: Run) -> None:
    code, out, _ = run(*ECHO, stdin="one\n\n//two\n/quit\nthree\n")
    assert (code, out) == (0, "one\n/two\n")


def test_the_model_hears_all_that_was_said(run: Run, model_server: ModelServer) -> None:
    arguments = ("--model", "openai/gpt-4o", "--endpoint", f"openai={model_server.url}", "--system", "be brief")
    assert run("chat", *arguments, stdin="one\ntwo\n")[0] == 0
    told = [(message["role"], message["content"]) for message in model_server.exchanges[1].body["messages"]]
    assert told == [("system", "be brief"), ("user", "one"), ("assistant", "Once upon a time."), ("user", "two")]


def test_what_does_not_fit_is_left_out_and_said(run: Run, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    import dataclasses

    from blender_movie_director.llm.catalog import Catalog

    find = Catalog.find
    monkeypatch.setattr(Catalog, "find", lambda self, model: dataclasses.replace(find(self, model), window=200))
    lines = "\n".join(f"{number} {'word ' * 20}" for number in range(8))
    code, _, err = run(*ECHO, "--file", str(tmp_path / "c.json"), stdin=lines)
    assert code == 0
    assert "do not fit into the model's window" in err
    assert len(said(tmp_path / "c.json")) == 16, "nothing is lost from the file"


def test_a_file_is_saved_after_each_turn_and_taken_up_again(run: Run, tmp_path: Path) -> None:
    path = tmp_path / "talk.json"
    run(*ECHO, "--file", str(path), "--system", "be brief", stdin="one \ud83d\n")
    run(*ECHO, "--file", str(path), stdin="two\n/undo\nthree\n")
    assert [text for _, text in said(path)] == ["one ?", "one ?", "three", "three"]
    assert from_json(path.read_text(encoding="utf-8")).system == "be brief"
    if os.name != "nt":
        assert path.stat().st_mode & 0o077 == 0
    assert [entry.name for entry in tmp_path.iterdir() if entry.name.startswith(".")] == []


@pytest.mark.parametrize("text", ["{", "[]", '{"format": "movie-director-conversation", "version": 99}', "\xff"])
def test_a_file_that_is_no_conversation_stays_as_it_is(run: Run, tmp_path: Path, text: str) -> None:
    path = tmp_path / "talk.json"
    path.write_text(text, encoding="latin-1")
    code, out, err = run(*ECHO, "--file", str(path), stdin="one\n")
    assert (code, out) == (1, "")
    assert "talk.json" in err
    assert path.read_text(encoding="latin-1") == text


def test_commands(run: Run, tmp_path: Path) -> None:
    path = tmp_path / "saved.json"
    lines = ["/usage", "/undo", "/save", "one", "/usage", "/model", "/model scripted/stand-in", "/system be brief"]
    code, out, err = run(*ECHO, stdin="\n".join([*lines, "/help", f"/save {path}", "/juggle", "/model a b"]))
    assert out == "one\n"
    for sentence in (
        "Nothing has been used yet.",
        "There is nothing to take back.",
        "Name a file: /save FILE.",
        "1 answer: 1 tokens in, 1 out; $0.00",
        "scripted/echo answers.",
        "scripted/stand-in answers.",
        "Instructions: be brief",
        "/undo         takes",
        f"Saved as {path}.",
        "There is no command /juggle.",
        "has no spaces",
    ):
        assert sentence in err
    assert said(path) == [("user", "one"), ("assistant", "one")]
    assert code == 1, "a script is told that something was not done"


def test_a_place_that_cannot_be_written_does_not_end_the_chat(run: Run, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    code, out, err = run(*ECHO, stdin=f"one\n/save {tmp_path / 'file' / 'talk.json'}\ntwo\n")
    assert (code, out) == (1, "one\ntwo\n")
    assert "cannot be written" in err


def test_a_failure_before_words_takes_the_question_back(
    run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    fault = Fail(ServerError("It broke.", "Wait.", retry_after=999.0))
    monkeypatch.setitem(scripts, "now-and-then", in_turn([fault], [Say("Half "), fault], [Say("Yes.")]))
    path = tmp_path / "talk.json"
    code, out, err = run("chat", "--model", "scripted/now-and-then", "--file", str(path), stdin="one\ntwo\nthree\n")
    assert (code, out) == (1, "Half \nYes.\n")
    assert err.count("It broke.") == 2
    assert said(path) == [("user", "two"), ("assistant", f"Half {STOPPED}"), ("user", "three"), ("assistant", "Yes.")]


@pytest.mark.skipif(sys.platform == "win32", reason="signals differ there")
def test_an_interruption_stops_the_answer_and_not_the_chat(
    run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def interrupted(_: Request) -> Iterator[Step]:
        yield Say("Once upon ")
        signal.raise_signal(signal.SIGINT)
        yield Pause(20.0)
        yield Say("a time.")

    monkeypatch.setitem(scripts, "interrupted", in_turn(interrupted, [Say("Still here.")]))
    path = tmp_path / "talk.json"
    code, out, err = run("chat", "--model", "scripted/interrupted", "--file", str(path), stdin="one\ntwo\n")
    assert (code, out) == (0, "Once upon \nStill here.\n")
    assert "Stopped. What was said so far is kept." in err
    assert said(path)[1] == ("assistant", f"Once upon {STOPPED}")


@pytest.mark.skipif(sys.platform == "win32", reason="there are no such terminals there")
def test_at_a_terminal() -> None:
    """What a person sees, and that Ctrl-C between two answers does not lose the talk."""
    import pty

    ours, theirs = pty.openpty()
    program = subprocess.Popen(
        [sys.executable, "-m", "blender_movie_director", *ECHO, "--folder", "none"],
        cwd=Path(__file__).parents[2],
        stdin=theirs,
        stdout=theirs,
        stderr=theirs,
        start_new_session=True,
    )
    os.close(theirs)
    seen = ""

    def until(text: str, *, press: signal.Signals | None = None) -> None:
        nonlocal seen
        for _ in range(30):
            if press is not None:
                program.send_signal(press)  # again, as a person would: between prompt and reading Python misses one
            while text not in seen and select.select([ours], [], [], 1.0)[0]:
                seen += os.read(ours, 1000).decode()
            if text in seen:
                break
        assert text in seen
        seen = seen.partition(text)[2]

    try:
        until("scripted/echo answers. /help")
        until("> ")
        until("/quit leaves", press=signal.SIGINT)
        until("> ")
        os.write(ours, b"hello\n")
        until("hello\r\nhello\r\n")
        until("> ")
        os.write(ours, b"/quit\n")
        assert program.wait(20) == 0
    finally:
        program.kill()
        program.wait()
        os.close(ours)


@pytest.mark.skipif(os.name == "nt" or (hasattr(os, "getuid") and os.getuid() == 0), reason="nothing is closed to root")
def test_a_folder_that_is_closed(run: Run, tmp_path: Path) -> None:
    closed = tmp_path / "closed"
    closed.mkdir(mode=0)
    code, out, err = run(*ECHO, "--file", str(closed / "talk.json"), stdin="one\n")
    closed.chmod(0o700)
    assert (code, out) == (1, "")
    assert "cannot be read" in err


def test_offline(run: Run) -> None:
    code, out, err = run("chat", "--model", "openai/x", stdin="one\n", online=False)
    assert (code, out) == (1, "")
    assert "is not on this computer" in err


def test_stopped_before_a_word(run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    if sys.platform == "win32":
        pytest.skip("signals differ there")

    def interrupted(_: Request) -> Iterator[Step]:
        signal.raise_signal(signal.SIGINT)
        yield Pause(20.0)

    monkeypatch.setitem(scripts, "interrupted", in_turn(interrupted, [Say("Here.")]))
    path = tmp_path / "talk.json"
    code, out, err = run("chat", "--model", "scripted/interrupted", "--file", str(path), stdin="one\ntwo\n")
    assert (code, out) == (0, "Here.\n")
    assert "the question is taken back" in err
    assert said(path) == [("user", "two"), ("assistant", "Here.")]


def test_no_keys_in_the_file(run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    key = "a-key-that-nobody-may-see-0123456789"
    monkeypatch.setenv("OPENAI_API_KEY", key)
    path = tmp_path / "talk.json"
    run(*ECHO, "--file", str(path), stdin=f"my key is {key}\n")
    assert key not in json.dumps(path.read_text(encoding="utf-8"))


def test_the_script_is_in_view_and_not_in_the_file(run: Run, tmp_path: Path) -> None:
    script, talk = tmp_path / "rooms.fountain", tmp_path / "talk.json"
    script.write_text("INT. KITCHEN - DAY\n\nANNA stands at the sink.\n")
    asked: list[Request] = []

    def play(request: Request) -> list[Step]:
        asked.append(request)
        return [Say("Yes.")]

    scripts["sees_script"] = play
    arguments = ("--model", "scripted/sees_script", "--script", str(script), "--file", str(talk))
    assert run("chat", *arguments, stdin="Why?\n")[:2] == (0, "Yes.\n")
    assert "ANNA stands at the sink." in asked[0].messages[1].text
    assert asked[0].messages[1].text.endswith("Why?")
    assert said(talk) == [("user", "Why?"), ("assistant", "Yes.")]
