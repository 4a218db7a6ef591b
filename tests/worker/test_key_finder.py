"""Keys are found off the loop, and a keyring that hangs holds nobody up for long."""

from __future__ import annotations

import asyncio
import sys
import threading
import types
from pathlib import Path
from typing import Any

import pytest

from blender_movie_director.llm.errors import ConfigurationError
from blender_movie_director.llm.key_store import KeyStore, Place
from blender_movie_director.worker.connection import Connection
from blender_movie_director.worker.key_finder import KeyFinder, on_a_thread
from blender_movie_director.worker.protocol import Configure

PATIENCE = 20.0


class Keyring:
    """What the `keyring` package would give; it may hang until it is let go."""

    name = "a keyring of a test"
    priority = 5

    def __init__(self, **kept: str) -> None:
        self.kept = kept
        self.asked: list[str] = []
        self.let_go = threading.Event()
        self.let_go.set()

    def get_password(self, _service: str, provider: str) -> str | None:
        self.asked.append(provider)
        assert self.let_go.wait(PATIENCE)
        return self.kept.get(provider)

    def set_password(self, _service: str, provider: str, value: str) -> None:
        self.kept[provider] = value


@pytest.fixture
def keyring(monkeypatch: pytest.MonkeyPatch) -> Any:
    keyring = Keyring(openai="from-the-keyring", groq="from-the-keyring")
    module = types.ModuleType("keyring")
    module.get_keyring = lambda: keyring  # type: ignore[attr-defined]
    monkeypatch.setitem(sys.modules, "keyring", module)
    yield keyring
    keyring.let_go.set()


def finder(folder: Path, **more: Any) -> KeyFinder:
    given = {"environment": {}, "session_keys": {}, "keyring": True, **more}
    return KeyFinder(folder=folder, **given)


async def test_places_in_their_order(tmp_path: Path, keyring: Keyring) -> None:
    environment = {f"{name}_API_KEY": "from-the-environment" for name in ("ANTHROPIC", "GROQ", "MISTRAL", "OPENAI")}
    store = KeyStore(folder=tmp_path, environment={}, keyring=False)
    for provider in ("anthropic", "groq", "mistral", "openai", "xai"):
        store.set(provider, "from-the-file", Place.FILE)
    found = finder(tmp_path, environment=environment, session_keys={"OpenAI": "of-this-session"})
    assert [await found.keys(name) for name in ("openai", "groq", "mistral", "xai", "cohere")] == [
        ("of-this-session",),
        ("from-the-keyring",),
        ("from-the-environment",),
        ("from-the-file",),
        (),
    ]
    assert await finder(tmp_path, environment=environment, keyring=False).keys("groq") == ("from-the-environment",)


async def test_a_keyring_that_hangs_counts_as_empty_and_is_left_alone(
    tmp_path: Path, keyring: Keyring, caplog: pytest.LogCaptureFixture
) -> None:
    keyring.let_go.clear()
    found = finder(tmp_path, environment={"GROQ_API_KEY": "from-the-environment"}, seconds=0.05)
    assert await asyncio.gather(found.keys("groq"), found.keys("openai")) == [("from-the-environment",), ()]
    assert await found.keys("openai") == ()
    assert caplog.text.count("The keyring did not answer within 0.05 seconds") == 1
    assert len(keyring.asked) == 1, "its lock is held; nobody asks again"


async def test_jobs_look_up_what_they_need_once(tmp_path: Path, keyring: Keyring) -> None:
    heard: list[str] = []
    settings = {"default_model": "scripted/stand-in", "fallback_models": ["groq/llama"]}
    connection = Connection(Configure(online=True, settings=settings, folder=str(tmp_path)), heard_of=heard.extend)
    await connection.client("scripted/stand-in")
    assert keyring.asked == ["groq"]
    client, same = await asyncio.gather(connection.client("openai/x"), connection.client("openai/y"))
    assert client is same
    assert keyring.asked == ["groq", "openai"]
    assert client.settings.keys_for("openai/x") == client.settings.keys_for("groq/llama") == ("from-the-keyring",)
    assert heard == ["from-the-keyring", "from-the-keyring"]
    await connection.close()


async def test_a_job_that_leaves_takes_nothing_from_the_others(tmp_path: Path, keyring: Keyring) -> None:
    keyring.let_go.clear()
    connection = Connection(Configure(online=True, folder=str(tmp_path)))
    leaving, staying = (asyncio.create_task(connection.client("openai/x")) for _ in range(2))
    while not keyring.asked:  # noqa: ASYNC110 - it is asked on another thread
        await asyncio.sleep(0.001)
    leaving.cancel()
    with pytest.raises(asyncio.CancelledError):
        await leaving
    keyring.let_go.set()
    assert (await staying).settings.keys_for("openai/x") == ("from-the-keyring",)
    await connection.close()


async def test_a_change_that_cannot_be_made_is_a_sentence(tmp_path: Path) -> None:
    found = finder(tmp_path, keyring=False)
    with pytest.raises(ConfigurationError, match="no keyring"):
        await found.change(lambda store: store.set("openai", "k", Place.KEYRING))
    await found.change(lambda store: store.set("openai", "of-the-file", Place.FILE))
    assert await found.keys("openai") == ("of-the-file",)


async def test_work_that_raises_and_work_that_takes_too_long() -> None:
    with pytest.raises(ZeroDivisionError):
        await on_a_thread(lambda: 1 // 0, PATIENCE)
    release = threading.Event()
    with pytest.raises(TimeoutError):
        await on_a_thread(lambda: release.wait(PATIENCE), 0.01)
    release.set()
