from __future__ import annotations

import sys
from pathlib import Path
from types import SimpleNamespace

import pytest

from tests.llm.model_server import ModelServer
from tests.worker.tasks.bench import Bench

KEY = "a-key-of-no-known-shape-0123456789"


@pytest.fixture
def keyring(monkeypatch: pytest.MonkeyPatch) -> dict[str, str]:
    """What the `keyring` package would keep."""
    kept: dict[str, str] = {}
    backend = SimpleNamespace(
        name="a keyring of a test",
        priority=5,
        get_password=lambda _service, provider: kept.get(provider),
        set_password=lambda _service, provider, value: kept.update({provider: value}),
        delete_password=lambda _service, provider: kept.pop(provider),
    )
    monkeypatch.setitem(sys.modules, "keyring", SimpleNamespace(get_keyring=lambda: backend))
    return kept


async def test_what_there_is_and_where(bench: Bench, tmp_path: Path, keyring: dict[str, str]) -> None:
    keyring["groq"] = f"{KEY}\n{KEY}-2"
    bench.configure(
        folder=str(tmp_path),
        session_keys={"openai": KEY},
        environment={"MISTRAL_API_KEY": KEY},
        settings={"servers": {"my_proxy": {"url": "http://127.0.0.1:9"}}},
        keyring=True,
    )
    told = await bench.part("keys", action="list")
    assert KEY not in repr(bench.said)
    providers = told["providers"]
    assert {name: (one["place"], one["count"]) for name, one in providers.items() if one["count"]} == {
        "groq": ("keyring", 2),
        "mistral": ("environment", 1),
        "openai": ("session", 1),
    }
    assert providers["mistral"]["where"] == "The API key for mistral is set in the environment (MISTRAL_API_KEY)."
    assert providers["my_proxy"] == {
        "place": "",
        "where": "There is no API key for my_proxy. Enter one.",
        "count": 0,
    }
    assert [(place["id"], place["usable"]) for place in told["places"]] == [
        ("session", True),
        ("keyring", True),
        ("environment", False),
        ("file", True),
    ]
    assert all(place["name"] and place["why"].endswith(".") for place in told["places"])
    assert told["file_problem"] == ""


async def test_a_key_that_is_set_is_used_by_the_next_job(
    bench: Bench, tmp_path: Path, model_server: ModelServer, little_script: str
) -> None:
    bench.configure(folder=str(tmp_path), settings={"servers": {"openai": {"url": model_server.url}}})
    asked = {"text": little_script, "name": "Rooms", "model": "openai/x", "place": {"scene": 1}, "mode": "add"}
    await bench.run("dialogue", **asked)
    told = await bench.part("keys", action="set", provider="OpenAI", value=f" {KEY} ")
    assert (told["providers"]["openai"]["place"], told["providers"]["openai"]["count"]) == ("file", 1)
    await bench.run("dialogue", **asked)
    first, last = model_server.exchanges[0].headers, model_server.exchanges[-1].headers
    assert "authorization" not in first
    assert last["authorization"] == f"Bearer {KEY}"
    told = await bench.part("keys", action="remove", provider="openai", place="file")
    assert told["providers"]["openai"]["count"] == 0
    assert KEY not in repr(bench.said)


async def test_a_keyring_is_preferred(bench: Bench, tmp_path: Path, keyring: dict[str, str]) -> None:
    bench.configure(folder=str(tmp_path), keyring=True)
    told = await bench.part("keys", action="set", provider="groq", value=[KEY, f"{KEY}-2"])
    assert told["providers"]["groq"]["place"] == "keyring"
    assert keyring == {"groq": f"{KEY}\n{KEY}-2"}
    await bench.part("keys", action="remove", provider="groq", place="keyring")
    assert not keyring


async def test_a_file_that_others_can_read_is_said_to_be_one(bench: Bench, tmp_path: Path) -> None:
    (tmp_path / "keys.json").write_text("{}", encoding="utf-8")
    (tmp_path / "keys.json").chmod(0o644)
    bench.configure(folder=str(tmp_path))
    told = await bench.part("keys", action="list")
    assert "can be read by other users" in told["file_problem"]
    assert [place["usable"] for place in told["places"]] == [True, False, False, False]
    failed = await bench.failure("keys", action="set", provider="openai", value=KEY, place="file")
    assert "can be read by other users" in failed.what


@pytest.mark.parametrize(
    ("change", "what"),
    [
        ({"action": "set", "value": KEY}, "It was not said whose key it is."),
        ({"action": "set", "provider": "openai", "value": " "}, "No API key for openai was entered."),
        ({"action": "set", "provider": "openai", "value": f"{KEY} {KEY}"}, "has spaces or line breaks inside."),
        ({"action": "set", "provider": "openai", "value": KEY, "place": "keyring"}, "has no keyring"),
        ({"action": "set", "provider": "openai", "value": KEY, "place": "session"}, "by Blender's side alone."),
        ({"action": "set", "provider": "openai", "value": KEY, "place": "pocket"}, "cannot be kept in pocket."),
        ({"action": "remove", "provider": "openai", "place": "environment"}, "set by whoever starts this program."),
        ({"action": "polish", "provider": "openai"}, "cannot be changed by polish."),
    ],
)
async def test_a_change_that_cannot_be_made_changes_nothing(
    bench: Bench, tmp_path: Path, change: dict[str, str], what: str
) -> None:
    bench.configure(folder=str(tmp_path), environment={"OPENAI_API_KEY": "of-the-environment"})
    failed = await bench.failure("keys", **change)
    assert what in failed.what
    assert KEY not in repr(failed)
    told = await bench.part("keys", action="list")
    assert told["providers"]["openai"]["place"] == "environment"


async def test_without_a_folder_there_is_no_file(bench: Bench) -> None:
    told = await bench.part("keys", action="list")
    assert [place["usable"] for place in told["places"]] == [True, False, False, False]
    failed = await bench.failure("keys", action="set", provider="openai", value=KEY)
    assert failed.what == "No folder is set in which keys could be kept."
