from __future__ import annotations

import json
import logging
import os
import sys
from pathlib import Path
from types import SimpleNamespace

import pytest

from blender_movie_director.llm.errors import ConfigurationError
from blender_movie_director.llm.key_store import SERVICE, KeyStore, Place
from blender_movie_director.llm.keys import Secret
from blender_movie_director.llm.private_file import write_private

SECRET = "a-key-of-no-known-shape-0123456789"
posix = pytest.mark.skipif(os.name == "nt", reason="modes say nothing there")


class Keyring:
    """What a backend of the keyring package looks like; this one keeps its passwords in memory."""

    name = "Test Keyring"
    priority = 5.0

    def __init__(self) -> None:
        self.kept: dict[tuple[str, str], str] = {}
        self.fault: Exception | None = None

    def get_password(self, service: str, user: str) -> str | None:
        if self.fault:
            raise self.fault
        return self.kept.get((service, user))

    def set_password(self, service: str, user: str, password: str) -> None:
        if self.fault:
            raise self.fault
        self.kept[service, user] = password

    def delete_password(self, service: str, user: str) -> None:
        del self.kept[service, user]


@pytest.fixture
def keyring(monkeypatch: pytest.MonkeyPatch) -> Keyring:
    backend = Keyring()
    monkeypatch.setitem(sys.modules, "keyring", SimpleNamespace(get_keyring=lambda: backend))
    return backend


@pytest.fixture
def no_keyring(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "keyring", None)  # as if it were not installed


def revealed(store: KeyStore, provider: str = "openai") -> list[str]:
    return [key.reveal() for key in store.keys(provider)]


def test_places_are_looked_at_in_order(tmp_path: Path, keyring: Keyring) -> None:
    store = KeyStore(environment={"OPENAI_API_KEY": "of-environment"}, folder=tmp_path)
    store.set("openai", "of-file", Place.FILE)
    assert (store.place("openai"), revealed(store)) == (Place.ENVIRONMENT, ["of-environment"])
    store.set("openai", "of-keyring", Place.KEYRING)
    assert (store.place("openai"), revealed(store)) == (Place.KEYRING, ["of-keyring"])
    assert keyring.kept == {(SERVICE, "openai"): "of-keyring"}
    store.set("openai", "of-session")
    assert (store.place("openai"), revealed(store)) == (Place.SESSION, ["of-session"])
    for place, next_one in ((Place.SESSION, "of-keyring"), (Place.KEYRING, "of-environment")):
        store.remove("openai", place)
        assert revealed(store) == [next_one]
    assert [key.reveal() for key in KeyStore(environment={}, folder=tmp_path).keys("openai")] == ["of-file"]
    store.remove("openai", Place.FILE)
    assert KeyStore(environment={}, folder=tmp_path).keys("openai") == ()


def test_where_says_it_in_a_sentence(tmp_path: Path, keyring: Keyring) -> None:
    store = KeyStore(environment={"GROQ_API_KEY": SECRET, "GROQ_API_KEY_2": "two"}, folder=tmp_path)
    store.set("openai", SECRET)
    store.set("mistral", SECRET, Place.KEYRING)
    store.set("xai", SECRET, Place.FILE)
    told = [store.where(name) for name in ("openai", "mistral", "groq", "xai", "anthropic", "unheard_of")]
    assert told[0] == "The API key for openai is kept in memory, until this session ends."
    assert told[1] == "The API key for mistral is kept in this computer's keyring (Test Keyring)."
    assert told[2] == "2 API keys for groq are set in the environment (GROQ_API_KEY, GROQ_API_KEY_2)."
    assert told[3].endswith("keys.json, which only you can read.")
    assert told[4] == "There is no API key for anthropic. Enter one, or set the variable ANTHROPIC_API_KEY."
    assert told[5] == "There is no API key for unheard_of. Enter one."
    assert SECRET not in "".join([*told, repr(store), str(vars(store)["_session"])])
    assert store.keyring_name() == "Test Keyring"


@pytest.mark.parametrize("place", [Place.SESSION, Place.KEYRING, Place.FILE])
def test_several_keys_in_every_place(tmp_path: Path, keyring: Keyring, place: Place) -> None:
    store = KeyStore(environment={}, folder=tmp_path)
    store.set("openai", [" one\n", "two", "one", ""], place)
    assert store.keys("openai") == (Secret("one"), Secret("two"))
    assert store.for_settings(["openai", "groq"]) == {"openai": ("one", "two")}
    store.set("openai", "  ", place)
    assert store.keys("openai") == ()
    store.remove("openai", place)


def test_without_a_keyring(tmp_path: Path, no_keyring: None) -> None:
    store = KeyStore(environment={"OPENAI_API_KEY": "e"}, folder=tmp_path)
    assert revealed(store) == ["e"]
    assert store.keyring_name() == ""
    with pytest.raises(ConfigurationError, match="no keyring"):
        store.set("openai", SECRET, Place.KEYRING)


@pytest.mark.parametrize("priority", [0, 0.5, 0.99])
def test_a_keyring_that_keeps_keys_in_clear_is_none(keyring: Keyring, priority: float) -> None:
    keyring.priority = priority
    with pytest.raises(ConfigurationError, match="no keyring"):
        KeyStore(environment={}).set("openai", SECRET, Place.KEYRING)
    assert keyring.kept == {}


def test_of_a_chain_only_the_real_one_is_used(monkeypatch: pytest.MonkeyPatch) -> None:
    clear, real = Keyring(), Keyring()
    clear.priority = 0.5
    chain = SimpleNamespace(name="chainer", priority=10, backends=[clear, real])
    monkeypatch.setitem(sys.modules, "keyring", SimpleNamespace(get_keyring=lambda: chain))
    KeyStore(environment={}).set("openai", SECRET, Place.KEYRING)
    assert (len(clear.kept), len(real.kept)) == (0, 1)


def test_a_keyring_that_fails_is_passed_over(keyring: Keyring, caplog: pytest.LogCaptureFixture) -> None:
    keyring.fault = RuntimeError(f"locked, and by the way {SECRET}")
    store = KeyStore(environment={"OPENAI_API_KEY": "e"})
    with caplog.at_level(logging.DEBUG):
        assert revealed(store) == ["e"]
        with pytest.raises(ConfigurationError, match="did not take") as caught:
            store.set("openai", SECRET, Place.KEYRING)
    assert SECRET not in caplog.text
    assert caught.value.__cause__ is None
    assert caught.value.__suppress_context__


def test_the_keyring_may_be_left_alone(keyring: Keyring) -> None:
    keyring.kept[SERVICE, "openai"] = SECRET
    assert KeyStore(environment={}, keyring=False).keys("openai") == ()


def test_the_real_keyring_package(monkeypatch: pytest.MonkeyPatch) -> None:
    keyring = pytest.importorskip("keyring", reason="optional, and not bundled")
    backend = pytest.importorskip("keyring.backend")

    kept: dict[tuple[str, str], str] = {}

    class Memory(backend.KeyringBackend):  # type: ignore[misc, name-defined]
        priority = 2

        def get_password(self, service: str, username: str) -> str | None:
            return kept.get((service, username))

        def set_password(self, service: str, username: str, password: str) -> None:
            kept[service, username] = password

        def delete_password(self, service: str, username: str) -> None:
            del kept[service, username]

    before = keyring.get_keyring()
    keyring.set_keyring(Memory())
    try:
        store = KeyStore(environment={})
        store.set("openai", ["one", "two"], Place.KEYRING)
        assert revealed(store) == ["one", "two"]
        store.remove("openai", Place.KEYRING)
        assert store.keys("openai") == ()
        keyring.set_keyring(pytest.importorskip("keyring.backends.fail").Keyring())
        assert store.keyring_name() == ""
    finally:
        keyring.set_keyring(before)


@posix
def test_the_file_is_private_and_replaced_as_a_whole(tmp_path: Path) -> None:
    store = KeyStore(environment={}, folder=tmp_path / "deep" / "down", keyring=False)
    store.set("openai", SECRET, Place.FILE)
    path = tmp_path / "deep" / "down" / "keys.json"
    assert path.stat().st_mode & 0o777 == 0o600
    assert path.parent.stat().st_mode & 0o077 == 0
    before = path.stat().st_ino
    store.set("groq", "another", Place.FILE)
    assert path.stat().st_ino != before
    assert json.loads(path.read_text())["keys"] == {"openai": [SECRET], "groq": ["another"]}
    assert [entry.name for entry in path.parent.iterdir()] == ["keys.json"]


@posix
@pytest.mark.parametrize("mode", [0o640, 0o604, 0o660])
def test_a_file_that_others_can_read_is_refused_and_says_so(
    tmp_path: Path, mode: int, caplog: pytest.LogCaptureFixture
) -> None:
    store = KeyStore(environment={}, folder=tmp_path, keyring=False)
    store.set("openai", SECRET, Place.FILE)
    (tmp_path / "keys.json").chmod(mode)
    assert store.keys("openai") == ()
    assert "can be read by other users" in store.where("openai")
    assert "chmod 600" in store.where("openai")
    assert store.file_problem()
    assert "can be read by other users" in caplog.text
    with pytest.raises(ConfigurationError, match="other users"):
        store.set("openai", "new", Place.FILE)
    assert SECRET in (tmp_path / "keys.json").read_text(), "nothing is lost by that"


@pytest.mark.parametrize("text", ["", "[]", "{}", '{"keys": 3}', '{"keys": {"openai": 3}}', f'{{"keys": {SECRET}'])
def test_a_file_of_something_else_is_not_overwritten(tmp_path: Path, text: str) -> None:
    path = tmp_path / "keys.json"
    write_private(path, text)
    store = KeyStore(environment={}, folder=tmp_path, keyring=False)
    assert store.keys("openai") == ()
    with pytest.raises(ConfigurationError, match="not one that keys are kept in") as caught:
        store.set("openai", "new", Place.FILE)
    assert caught.value.__suppress_context__, "the cause would show the file's text"
    assert path.read_text() == text


def test_a_write_that_fails_leaves_the_old_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    store = KeyStore(environment={}, folder=tmp_path, keyring=False)
    store.set("openai", "old", Place.FILE)

    def full(_descriptor: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(ConfigurationError, match="No space left"):
        store.set("openai", "new", Place.FILE)
    assert revealed(store) == ["old"]
    assert [entry.name for entry in tmp_path.iterdir()] == ["keys.json"]


def test_what_cannot_be_set() -> None:
    store = KeyStore(environment={}, keyring=False)
    with pytest.raises(ConfigurationError, match="environment"):
        store.set("openai", SECRET, Place.ENVIRONMENT)
    with pytest.raises(ConfigurationError, match="folder"):
        store.set("openai", SECRET, Place.FILE)
    with pytest.raises(ConfigurationError, match="spaces or line breaks") as caught:
        store.set("openai", f"{SECRET} {SECRET}")
    assert SECRET not in str(caught.value)


def test_who_has_keys_and_what_may_be_told_of_them(tmp_path: Path, keyring: Keyring) -> None:
    store = KeyStore(environment={"GROQ_API_KEY": "a", "GROQ_API_KEY_2": "b"}, folder=tmp_path)
    store.set("house", "c", Place.FILE)
    store.set("openai", "d")
    assert set(store.providers()) == {"groq", "house", "openai"}
    assert store.file == tmp_path / "keys.json"
    assert KeyStore(environment={}).file is None
    told = store.kept("groq")
    assert (told.place, told.number, told.where) == (Place.ENVIRONMENT, 2, store.where("groq"))
    nobody = store.kept("mistral")
    assert (nobody.place, nobody.number) == (None, 0)
    (tmp_path / "keys.json").write_text("no JSON")
    assert set(store.providers()) == {"groq", "openai"}
