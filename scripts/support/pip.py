"""Runs pip: with a sign of life every few seconds, a log, and a sentence when it fails."""

from __future__ import annotations

import importlib.util
import os
import queue
import re
import subprocess
import sys
import threading
import time
from pathlib import Path
from typing import TYPE_CHECKING

from . import console
from .errors import ScriptError

if TYPE_CHECKING:
    from collections.abc import Sequence

SECONDS_BETWEEN_SIGNS_OF_LIFE = 5.0

# A person's own pip settings (a mirror, a proxy, a certificate) hold. These would send packages to another place,
# or stop pip from running outside a virtual environment, where downloads are made.
_SETTINGS_THAT_MISLEAD = (
    "PIP_USER", "PIP_TARGET", "PIP_PREFIX", "PIP_ROOT", "PIP_REQUIRE_VIRTUALENV", "PIP_CONSTRAINT", "PIP_REQUIREMENT",
    "PIP_PRE", "PIP_NO_BINARY", "PIP_QUIET", "PYTHONPATH", "PYTHONHOME",
)  # fmt: skip

_NETWORK = re.compile(
    r"NewConnectionError|NameResolutionError|ConnectTimeout|ReadTimeout|ProxyError|SSLError|ConnectionResetError"
    r"|Failed to establish a new connection|Connection (?:broken|refused|reset|aborted)|Network is unreachable"
    r"|RemoteDisconnected|IncompleteRead"
)
_NO_WHEEL = re.compile(r"No matching distribution found for ([^\s;(]+)")


def running_python() -> Path:
    """The Python that runs this script, once it is known to have pip."""
    if importlib.util.find_spec("pip") is None:
        raise ScriptError(
            f"This Python ({sys.executable}) has no pip: install it (on Debian: python3-pip), or use another Python."
        )
    return Path(sys.executable)


def run(python: Path, arguments: Sequence[str], *, what: str, log: Path) -> None:
    """Run pip to its end. `what` is what the packages are for: "the environment dev-py311"."""
    environment = {name: value for name, value in os.environ.items() if name not in _SETTINGS_THAT_MISLEAD}
    environment |= {"PIP_DISABLE_PIP_VERSION_CHECK": "1", "PIP_NO_INPUT": "1", "PYTHONUNBUFFERED": "1"}
    command = [str(python), "-m", "pip", *arguments, "--progress-bar", "off"]
    log.parent.mkdir(parents=True, exist_ok=True)
    with subprocess.Popen(
        command, env=environment, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
        text=True, encoding="utf-8", errors="replace",
    ) as process:  # fmt: skip
        try:
            lines = _follow(process)
        except BaseException:
            process.kill()
            raise
    output = "".join(lines)
    log.write_text(output, encoding="utf-8")
    if process.returncode != 0:
        raise ScriptError(explain(output, what, log))


def _follow(process: subprocess.Popen[str]) -> list[str]:
    """Collect pip's output, and tell from time to time how far it is: a wheel of Blender takes minutes."""
    assert process.stdout is not None
    arriving: queue.SimpleQueue[str | None] = queue.SimpleQueue()

    def read() -> None:
        assert process.stdout is not None
        for line in process.stdout:
            arriving.put(line)
        arriving.put(None)

    threading.Thread(target=read, daemon=True).start()
    lines: list[str] = []
    files = 0
    doing = "starting"
    begun = told = time.monotonic()
    while True:
        try:
            line = arriving.get(timeout=1.0)
        except queue.Empty:
            line = ""
        if line is None:
            return lines
        if line:
            lines.append(line)
        match line.split(maxsplit=1):
            case ["Downloading", file]:
                files += 1
                # The name and the size, without the address.
                doing = f"{files} packages so far, now {file.strip().rpartition('/')[2]}"
            case ["Using", _]:
                files += 1
            case ["Installing", _]:
                doing = f"unpacking {files} packages"
        now = time.monotonic()
        if now - told >= SECONDS_BETWEEN_SIGNS_OF_LIFE:
            console.detail(f"{now - begun:3.0f} s, {doing}")
            told = now


def explain(output: str, what: str, log: Path) -> str:
    """The sentence for a failure of pip, from what it printed."""
    if "No space left on device" in output or "[Errno 28]" in output:
        return f"The disk ran full while packages for {what} were fetched: make room and run it again."
    if "DO NOT MATCH THE HASHES" in output:
        found = re.search(r"DO NOT MATCH THE HASHES.*?\n\s+(\S+==\S+|\S+) from ", output, re.DOTALL)
        return (
            f"A package for {what} ({found.group(1) if found else 'see the log'}) differs from its locked hash, and "
            f"nothing was installed: try another network or mirror. Details in {log}."
        )
    if _NETWORK.search(output):
        return f"The packages for {what} could not be downloaded: check the network (or the proxy) and run it again."
    if missing := _NO_WHEEL.search(output):
        return f"There is no wheel of {missing.group(1)} for {what}. Details in {log}."
    last = next((line.strip() for line in reversed(output.splitlines()) if line.strip()), "no output")
    return f"pip failed for {what}: {last.removeprefix('ERROR: ').rstrip('.')}. Details in {log}."
