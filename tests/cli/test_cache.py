from __future__ import annotations

from collections.abc import Callable

from tests.llm.model_server import ModelServer

Run = Callable[..., tuple[int, str, str]]


def test_answers_are_counted_and_forgotten(run: Run, model_server: ModelServer) -> None:
    arguments = ["ask", "x", "--model", "openai/x", "--endpoint", f"openai={model_server.url}"]
    assert run("cache")[1].startswith("0 stored answers, 0.0 of 100 MB, in ")
    run(*arguments)
    assert run("cache")[1].startswith("1 stored answer, ")
    assert run("cache", "--clear") == (0, "Forgotten: 1 stored answer.\n", "")
    run(*arguments)
    assert len(model_server.exchanges) == 2
