"""A Linux desktop's keyring for a moment: a message bus and an unlocked gnome-keyring, in a throw-away home."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import tempfile
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from blender_movie_director.worker.environment import child_environment
from blender_movie_director.worker.process_host import Launch

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

_PROGRAMS = ("dbus-daemon", "dbus-run-session", "gnome-keyring-daemon")
# The daemon stays behind in the background; it may not hold the pipes that are read to their end.
_UNLOCKED = 'printf nothing | gnome-keyring-daemon --unlock --components=secrets >"$HOME/daemon.log" 2>&1 && exec "$@"'
_PATIENCE = 60
# The worker's interpreter sees what a worker sees: the standard library, the wheels, and our package.
_CHILD = """
import json, runpy, sys
child, package, *wheels = sys.argv[1:]
sys.path.extend(wheels)
runpy.run_path(child)["load_package"](package)
from blender_movie_director.llm.key_store import KeyStore, Place
keys = json.load(sys.stdin)
store = KeyStore(environment={})
said = {"name": store.keyring_name(), "before": len(store.keys("openai"))}
if said["name"]:
    store.set("openai", keys, Place.KEYRING)
    other = KeyStore(environment={})
    said |= {"place": other.place("openai"), "where": other.where("openai")}
    said["read"] = [key.reveal() for key in other.keys("openai")]
    said["of another provider"] = len(other.keys("anthropic"))
    other.remove("openai", Place.KEYRING)
    said["after"] = len(store.keys("openai"))
json.dump(said, sys.stdout)
"""


def why_not_here() -> str:
    """Why there cannot be one, in a sentence; empty where there can."""
    if sys.platform != "linux":
        return "the Secret Service is Linux's keyring"
    missing = [program for program in _PROGRAMS if shutil.which(program) is None]
    return f"no Secret Service is to be had: {' and '.join(missing)} not installed" if missing else ""


@contextmanager
def unlocked(home: Path) -> Iterator[dict[str, str]]:
    """Such a desktop while the block runs; gives the variables that say where it is."""
    with tempfile.TemporaryDirectory(dir="/tmp") as runtime:
        environment = {**_without_desktop(), "HOME": str(home), "XDG_RUNTIME_DIR": runtime}
        bus = subprocess.Popen(
            ["dbus-daemon", "--session", "--nofork", "--print-address"],
            env=environment,
            stdout=subprocess.PIPE,
            text=True,
        )
        try:
            assert bus.stdout is not None
            where = {"DBUS_SESSION_BUS_ADDRESS": bus.stdout.readline().strip(), "XDG_RUNTIME_DIR": runtime}
            # It goes into the background once it answers, and leaves with the bus.
            subprocess.run(
                ["sh", "-c", _UNLOCKED, "sh", "true"], env={**environment, **where}, timeout=_PATIENCE, check=True
            )
            yield where
        finally:
            bus.terminate()
            bus.communicate(timeout=_PATIENCE)


def keys_kept_and_removed(launch: Launch, keys: list[str], home: Path) -> dict[str, Any]:
    """What a `KeyStore` in a process like the worker's says before, while and after that keyring has the keys."""
    command = ["dbus-run-session", "--", "sh", "-c", _UNLOCKED, "sh", *_child(launch)]
    return _answer(command, keys, home)


def keys_where_there_is_none(launch: Launch, keys: list[str], home: Path) -> dict[str, Any]:
    """The same where no message bus runs, as over ssh."""
    return _answer(_child(launch), keys, home)


def _child(launch: Launch) -> list[str]:
    # The worker's own command, also where the tests are measured: this child runs another program than `child.py`.
    command = Launch.command(launch, "serve")
    python, *options, child, _mode, package = command[: len(command) - len(launch.wheels)]
    return [python, *options, "-c", _CHILD, child, package, *launch.wheels]


def _without_desktop() -> dict[str, str]:
    """What the worker's process would be given, so that a name which is missing there is missing here."""
    return child_environment(
        {name: value for name, value in os.environ.items() if not name.startswith(("DBUS_", "GNOME_", "XDG_"))}
    )


def _answer(command: list[str], keys: list[str], home: Path) -> dict[str, Any]:
    # The path of a socket has 107 characters at most: a test's own folder may be too deep.
    with tempfile.TemporaryDirectory(dir="/tmp") as runtime:
        environment = {**_without_desktop(), "HOME": str(home), "XDG_RUNTIME_DIR": runtime}
        ended = subprocess.run(
            command, env=environment, input=json.dumps(keys), capture_output=True, text=True, timeout=_PATIENCE,
            check=False,
        )  # fmt: skip
    assert ended.returncode == 0, ended.stderr
    answer: dict[str, Any] = json.loads(ended.stdout)
    return answer
