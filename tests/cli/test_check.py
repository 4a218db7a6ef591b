from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

Run = Callable[..., tuple[int, str, str]]
KEY = "a-key-that-nobody-may-see-0123456789"


def test_a_key_that_works_and_where_it_is(run: Run, list_server, monkeypatch: pytest.MonkeyPatch) -> None:  # type: ignore[no-untyped-def]
    list_server.key = KEY
    list_server.answers["/v1/models"] = {"data": []}
    monkeypatch.setenv("OPENAI_API_KEY", KEY)
    code, out, err = run("check", "--offline", "--endpoint", f"openai={list_server.url}")
    assert (code, err) == (0, "")
    assert out.startswith("openai  works ")
    assert "set in the environment (OPENAI_API_KEY)" in out
    assert KEY not in out


def test_a_key_that_is_refused(run: Run, list_server, monkeypatch: pytest.MonkeyPatch) -> None:  # type: ignore[no-untyped-def]
    list_server.key = "another-key-0123456789"
    monkeypatch.setenv("OPENAI_API_KEY", KEY)
    monkeypatch.setenv("MISTRAL_API_KEY", KEY)
    code, out, _ = run("check", "--offline", "--endpoint", f"openai={list_server.url}")
    assert code == 1
    mistral, openai = out.splitlines()
    assert mistral.startswith("mistral  unknown  Offline: ")
    assert openai.startswith("openai   refused  ")
    assert KEY not in out


def test_a_key_of_the_settings_file(run: Run, list_server, tmp_path: Path) -> None:  # type: ignore[no-untyped-def]
    list_server.key = KEY
    list_server.answers["/v1/models"] = {"data": []}
    path = tmp_path / "settings.toml"
    path.write_text(f'[keys]\nopenai = "{KEY}"\n[servers.openai]\nurl = "{list_server.url}"\n')
    path.chmod(0o600)
    code, out, _ = run("check", "openai", "--settings", str(path))
    assert code == 0
    assert "works" in out
    assert "settings file" in out


def test_a_server_that_wants_no_key(run: Run, list_server) -> None:  # type: ignore[no-untyped-def]
    list_server.answers["/v1/models"] = {"data": []}
    code, out, _ = run("check", "LM_Studio", "--endpoint", f"lm_studio={list_server.url}")
    assert code == 0
    assert "asks for no API key" in out
    assert out.startswith("lm_studio  works ")


def test_a_provider_without_a_key(run: Run) -> None:
    code, out, _ = run("check", "anthropic", "--offline")
    assert code == 0
    assert out.startswith("anthropic  unknown  There is no API key")
    assert "ANTHROPIC_API_KEY" in out


def test_nothing_to_check(run: Run) -> None:
    code, out, err = run("check")
    assert (code, out) == (0, "")
    assert "no key and no server" in err
