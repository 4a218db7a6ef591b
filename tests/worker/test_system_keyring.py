"""The keyring of the system itself, from where the worker's process stands."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

import pytest

from blender_movie_director.worker.environment import child_environment
from tests.worker import secret_service

if TYPE_CHECKING:
    from pathlib import Path

    from blender_movie_director.worker.process_host import Launch

KEYS = ["sk-a-key-that-nobody-may-see-0123456789", "sk-a-second-one-0123456789"]
WHY_NOT = secret_service.why_not_here()


@pytest.mark.skipif(bool(WHY_NOT), reason=WHY_NOT)
def test_keys_are_kept_read_and_removed(launch: Launch, tmp_path: Path) -> None:
    said = secret_service.keys_kept_and_removed(launch, KEYS, tmp_path)
    assert said == {
        "name": "SecretService Keyring",
        "before": 0,
        "place": "keyring",
        "where": "2 API keys for openai are kept in this computer's keyring (SecretService Keyring).",
        "read": KEYS,
        "of another provider": 0,
        "after": 0,
    }
    kept = [path for path in tmp_path.rglob("*") if path.is_file()]
    assert kept, "the keyring's own file"
    assert not any(key.encode() in path.read_bytes() for path in kept for key in KEYS)


@pytest.mark.skipif(sys.platform != "linux", reason="Windows and macOS always have one")
def test_without_a_desktop_there_is_none(launch: Launch, tmp_path: Path) -> None:
    assert secret_service.keys_where_there_is_none(launch, KEYS, tmp_path) == {"name": "", "before": 0}


def test_the_worker_may_know_where_the_desktops_keyring_answers() -> None:
    desktop = {"DBUS_SESSION_BUS_ADDRESS": "unix:path=/run/user/1000/bus", "XDG_RUNTIME_DIR": "/run/user/1000"}
    assert child_environment({**desktop, "DBUS_STARTER_BUS_TYPE": "session"}) == desktop
