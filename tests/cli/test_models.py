from __future__ import annotations

from collections.abc import Callable

import pytest

Run = Callable[..., tuple[int, str, str]]


def test_what_is_known(run: Run) -> None:
    code, out, err = run("models", "anthropic")
    assert (code, err) == (0, "")
    head, *rows = out.splitlines()
    assert head.split() == ["MODEL", "WINDOW", "OUTPUT", "$", "IN", "$", "OUT", "ABILITIES"]
    assert rows
    assert all(row.startswith("anthropic/") for row in rows)
    sonnet = next(row.split() for row in rows if row.startswith("anthropic/claude-sonnet-4-5 "))
    assert sonnet[1:5] == ["200,000", "64,000", "3", "15"]
    assert "vision" in sonnet


def test_all_providers(run: Run) -> None:
    out = run("models")[1]
    assert "anthropic/" in out
    assert "openai/" in out


def test_nobody_knows(run: Run) -> None:
    code, out, err = run("models", "nobody")
    assert (code, out) == (0, "")
    assert "No model of nobody is known" in err


def test_a_server_is_asked(run: Run, list_server, monkeypatch: pytest.MonkeyPatch) -> None:  # type: ignore[no-untyped-def]
    list_server.key = "a-key-for-this-server-0123456789"
    monkeypatch.setenv("OPENAI_API_KEY", list_server.key)
    list_server.answers["/v1/models"] = {"data": [{"id": "gpt-4o"}, {"id": "home-made"}, {"id": 3}]}
    code, out, err = run("models", "--live", "--offline", "--endpoint", f"openai={list_server.url}")
    assert (code, err) == (0, "")
    rows = {row.split()[0]: row.split()[1:] for row in out.splitlines()[1:]}
    assert list(rows) == ["openai/gpt-4o", "openai/home-made"]
    assert rows["openai/home-made"] == ["?", "?", "?", "?", "?"]
    assert rows["openai/gpt-4o"][0] == "128,000"


def test_a_gateway_tells_what_its_models_cost(run: Run, list_server) -> None:  # type: ignore[no-untyped-def]
    list_server.answers["/v1/models"] = {"data": [{"id": "writer"}]}
    info = {"max_input_tokens": 5000, "input_cost_per_token": 2e-06, "output_cost_per_token": 4e-06}
    row = {"model_name": "writer", "litellm_params": {"model": "openai/nobody-knows"}, "model_info": info}
    list_server.answers["/model/info"] = {"data": [row]}
    out = run("models", "litellm_proxy", "--live", "--endpoint", f"litellm_proxy={list_server.url}")[1]
    assert out.splitlines()[1].split()[:5] == ["litellm_proxy/writer", "5,000", "?", "2", "4"]


def test_ollama_and_what_else_is_found_on_this_computer(
    run: Run,
    list_server,
    monkeypatch: pytest.MonkeyPatch,  # type: ignore[no-untyped-def]
) -> None:
    list_server.answers["/api/tags"] = {"models": [{"name": "llama3.2:1b"}]}
    root = list_server.url.removesuffix("/v1")
    assert "ollama/llama3.2:1b" in run("models", "ollama", "--live", "--endpoint", f"ollama={root}")[1]
    monkeypatch.setattr("blender_movie_director.llm.discovery.USUAL", (root,))
    assert "ollama/llama3.2:1b" in run("models", "--live", "--offline")[1]


def test_offline_asks_nobody_elsewhere(run: Run) -> None:
    code, out, err = run("models", "--live", "--offline", "--endpoint", "openai=http://192.0.2.1/v1")
    assert (code, out) == (0, "")
    assert "Offline: the server for openai was not asked." in err


def test_a_server_that_is_not_there(run: Run) -> None:
    code, out, err = run("models", "--live", "--endpoint", "openai=http://127.0.0.1:9/v1")
    assert (code, out) == (0, "")
    assert "openai" in err
    assert "Traceback" not in err
