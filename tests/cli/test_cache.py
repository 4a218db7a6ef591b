from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from tests.llm.model_server import ModelServer
from tests.writing.analysis.reader import Reader

Run = Callable[..., tuple[int, str, str]]


def test_answers_are_counted_and_forgotten(run: Run, model_server: ModelServer) -> None:
    arguments = ["ask", "x", "--model", "openai/x", "--endpoint", f"openai={model_server.url}"]
    assert run("cache")[1].startswith("0 stored answers, 0.0 of 100 MB, in ")
    run(*arguments)
    assert run("cache")[1].startswith("1 stored answer, ")
    assert run("cache", "--clear") == (0, "Forgotten: 1 stored answer.\n", "")
    run(*arguments)
    assert len(model_server.exchanges) == 2


def test_what_analyses_have_kept_is_forgotten_too(
    run: Run, model_server: ModelServer, tmp_path: Path, little_script: str
) -> None:
    reader = Reader(model_server)
    script = tmp_path / "rooms.fountain"
    script.write_text(little_script)
    arguments = ["analyze", str(script), "--model", "openai/x", "--endpoint", f"openai={model_server.url}"]
    run(*arguments)
    assert run("cache")[1].endswith("\nAnalyses have kept 4 readings of scripts.\n")
    assert run("cache", "--clear") == (0, "Forgotten: 0 stored answers, 4 readings of scripts.\n", "")
    run(*arguments)
    assert len(reader.asked) == 6
