"""`write`: dialogue, descriptions and suggestions on the terminal, and the script in another file."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from blender_movie_director.llm.backends.scripted import Cut, End, Say, in_turn, scripts
from tests.llm.model_server import Exchange, ModelServer
from tests.writing.room import SCRIPT

Run = Callable[..., tuple[int, str, str]]
STAND_IN = "(A stand-in wrote these words; name a model with --model.)\n"
KITCHEN = SCRIPT.split("INT. KITCHEN")[1].split("EXT.")[0].replace("[[id: k3f9]]\n\n", "")
REWRITTEN = f"INT. KITCHEN{KITCHEN}".replace("stands at", "leans over").replace("turns", "kicks")


@pytest.fixture
def script(tmp_path: Path) -> Path:
    path = tmp_path / "rooms.fountain"
    path.write_bytes(SCRIPT.encode())
    return path


@pytest.fixture
def play(monkeypatch: pytest.MonkeyPatch) -> Callable[..., str]:
    def play(name: str, *several: object) -> str:
        monkeypatch.setitem(scripts, name, in_turn(*several))  # type: ignore[arg-type]
        return f"scripted/{name}"

    return play


def test_dialogue_is_written_and_the_script_stays(run: Run, script: Path) -> None:
    code, out, err = run("write", "dialogue", str(script), "--scene", "1", "--characters", "Anna, ben", "-v")
    assert code == 0
    assert out.startswith("ANNA\nHere a model would write what ANNA says.\n\nBEN\n")
    assert err.startswith(STAND_IN + "(scripted/stand-in: 1 call; ")
    assert script.read_bytes() == SCRIPT.encode()


def test_changes_are_shown_and_some_of_them_written_to_another_file(
    run: Run, script: Path, play: Callable[..., str]
) -> None:
    model = play("better", [Say(REWRITTEN)])
    output = script.with_name("new.fountain")
    code, out, err = run(
        "write", "description", str(script), "--scene", "1", "--model", model, "--diff", "--accept", "2",
        "--apply", str(output),
    )  # fmt: skip
    assert code == 0
    assert out.endswith("\n@@ change 2, line 16 @@\n-She turns the tap.\n+She kicks the tap.\n")
    assert f"({output} holds the script with 1 change.)\n" in err
    assert output.read_bytes().decode() == SCRIPT.replace("turns", "kicks")
    assert script.read_bytes() == SCRIPT.encode()


def test_the_script_is_written_over_when_it_is_named(run: Run, script: Path, play: Callable[..., str]) -> None:
    windows = SCRIPT.replace("\n", "\r\n")
    script.write_bytes(windows.encode())
    model = play("better", [Say(REWRITTEN)])
    code, _, err = run("write", "description", str(script), "--scene", "1", "--model", model, "--apply", str(script))
    assert code == 0
    assert "with 2 changes" in err
    assert script.read_bytes().decode() == windows.replace("stands at", "leans over").replace("turns", "kicks")


def test_what_is_not_what_was_asked_for_is_shown_and_not_written(
    run: Run, script: Path, play: Callable[..., str]
) -> None:
    output = script.with_name("new.fountain")
    for steps, said in (
        ([Say("CARL\nNo.")], "Somebody speaks who is not in the script: CARL."),
        ([Say("ANNA\nNo."), End("length")], "cut by its length limit"),
    ):
        model = play("wrong", steps)
        code, out, err = run("write", "dialogue", str(script), "--line", "6", "--model", model, "--apply", str(output))
        assert code == 1
        assert "No.\n" in out
        assert said in err
        assert f"{output} was not written: the answer is not what was asked for." in err
        assert not output.exists()


def test_an_answer_that_begins_anew_says_so(run: Run, script: Path, play: Callable[..., str]) -> None:
    model = play("twice", [Say("She waits.")], [Say("ANNA\nNo.")])
    code, out, err = run("write", "dialogue", str(script), "--model", model, "--diff")
    assert (code, out.partition("@@")[0]) == (0, "She waits.\nANNA\nNo.\n")
    assert "(The words so far do not count; the answer begins anew: Nobody speaks in it" in err


def test_words_that_had_come_stay_on_the_screen(run: Run, script: Path, play: Callable[..., str]) -> None:
    code, out, err = run("write", "dialogue", str(script), "--model", play("cut", [Say("ANNA\nNo."), Cut()]))
    assert (code, out) == (1, "ANNA\nNo.\n")
    assert "The answer broke off" in err


def test_suggestions(run: Run, script: Path) -> None:
    code, out, err = run("write", "suggestions", str(script), "--about", "titles", "--count", "2")
    assert (code, err) == (0, STAND_IN)
    assert out.startswith("1. ")
    assert "\n2. " in out


def test_unfilmable_words_are_listed_and_nobody_is_asked(run: Run, tmp_path: Path) -> None:
    path = tmp_path / "a.fountain"
    path.write_text("INT. A - DAY\n\nShe remembers him.\n", encoding="utf-8")
    assert run("write", "unfilmable", str(path)) == (
        0, "line 3: remembers: A camera does not see the past: show it, or let it be said.\n", "",
    )  # fmt: skip


def test_notes_about_a_description(run: Run, script: Path, play: Callable[..., str]) -> None:
    model = play("thinks", [Say(REWRITTEN.replace("She kicks the tap.", "She regrets it."))])
    assert (
        "(Line 12, 'regrets': A camera" in run("write", "description", str(script), "--scene", "1", "--model", model)[2]
    )


def test_what_would_be_sent(run: Run, script: Path) -> None:
    code, out, err = run("write", "description", str(script), "--scene", "1", "--dry-run", "--model", "openai/gpt-4o")
    assert (code, err) == (0, "")
    assert "--- system ---\nYou are a screenwriter" in out
    assert "Do: rewrite" in out
    assert out.splitlines()[-1].startswith("openai/gpt-4o ")


def test_what_is_sent(run: Run, script: Path, model_server: ModelServer, tmp_path: Path) -> None:
    async def answer(exchange: Exchange) -> None:
        await exchange.begin()
        await exchange.say("INT. A - DAY\n\n", "ANNA\nNo.")
        await exchange.finish()
        await exchange.event("[DONE]")
        await exchange.close()

    model_server.play = answer
    (tmp_path / "dialogue.md").write_text("Version: 7\nRhyme.", encoding="utf-8")
    code, _, err = run(
        "write", "dialogue", str(script), "--scene", "1", "--mode", "new", "--heading", "INT. A - DAY", "--length", "3",
        "--intention", "peace", "--tone", "dry", "--instruction", "Be brief.", "--temperature", "0.3",
        "--max-tokens", "77", "--effort", "low", "--prompts", str(tmp_path), "--model", "openai/x",
        "--endpoint", f"openai={model_server.url}",
    )  # fmt: skip
    assert (code, err) == (0, "")
    body = model_server.exchanges[0].body
    assert body["messages"][0]["content"] == "Rhyme.\n\nThe person who asks wants in addition:\nBe brief."
    assert body["messages"][1]["content"].endswith(
        "Do: new\nHeading: INT. A - DAY\nIntention: peace\nTone: dry\nLength: about 3 speeches"
    )
    assert (body["temperature"], body["max_tokens"]) == (0.3, 77)


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (("suggestions", "--diff"), "--diff is for dialogue and description, and not for suggestions."),
        (("description", "--tone", "dry"), "--tone is for dialogue, and not for description."),
        (("dialogue", "--accept", "1"), "--accept chooses among the changes"),
        (("dialogue", "--accept", "x", "--diff"), "'x' does not read like 1,3."),
        (("dialogue", "--lines", "7"), "'7' does not read like 120-180."),
        (("dialogue", "--accept", "4", "--diff"), "There is no change 4: the answer makes 1."),
    ],
)
def test_arguments_that_make_no_sense(run: Run, script: Path, arguments: tuple[str, ...], sentence: str) -> None:
    what, *others = arguments
    code, _, err = run("write", what, str(script), *others)
    assert code == 2
    assert sentence in err


def test_a_scene_that_is_not_there(run: Run, script: Path) -> None:
    code, out, err = run("write", "dialogue", str(script), "--scene", "9")
    assert (code, out) == (1, "")
    assert "rooms.fountain has no scene 9. It has 3 scenes" in err
