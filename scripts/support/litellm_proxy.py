"""Starts a real LiteLLM proxy on 127.0.0.1, in an environment of its own, for tests and measurements."""

from __future__ import annotations

import http.client
import json
import os
import socket
import subprocess
import time
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from .errors import ScriptError

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

VARIABLE = "MOVIE_DIRECTOR_PROXY_PYTHON"
"""Names the Python with a LiteLLM proxy in it."""
HOW_TO_HAVE_ONE = (
    f"there is no LiteLLM proxy: run scripts/test.py, which sets one up, or make an environment from "
    f"requirements/proxy.txt and set {VARIABLE} to its Python"
)
SECONDS_TO_START = 90.0
"""Four when all is warm. The first start ever compiles some thousand modules."""
_ATTEMPTS = 3


@dataclass(frozen=True)
class Proxy:
    url: str
    log: Path

    def tail(self) -> str:
        return "\n".join(self.log.read_text(encoding="utf-8", errors="replace").splitlines()[-40:])


def python() -> str | None:
    """The Python with a proxy in it, or None."""
    found = os.environ.get(VARIABLE, "")
    return found if found and Path(found).exists() else None


@contextmanager
def running(folder: Path, config: Mapping[str, Any]) -> Iterator[Proxy]:
    """A proxy with these settings, whose files go into the folder."""
    with_proxy = python()
    if with_proxy is None:
        raise ScriptError(HOW_TO_HAVE_ONE)
    settings = folder / "proxy.yaml"
    settings.write_text(json.dumps(config, indent=1), encoding="utf-8")  # JSON is YAML
    log = folder / "proxy.log"
    for _ in range(_ATTEMPTS):  # another program may take the port between our look and the proxy's
        port = _free_port()
        with log.open("ab") as output:
            process = _start(with_proxy, settings, port, folder, output.fileno())
        try:
            if _is_up(process, port):
                yield Proxy(f"http://127.0.0.1:{port}", log)
                return
        finally:
            _stop(process)
    raise ScriptError(f"the LiteLLM proxy did not start:\n{Proxy('', log).tail()}")


def _free_port() -> int:
    with socket.socket() as asked:
        asked.bind(("127.0.0.1", 0))
        port: int = asked.getsockname()[1]
        return port


def _start(with_proxy: str, settings: Path, port: int, folder: Path, output: int) -> subprocess.Popen[bytes]:
    program = Path(with_proxy).with_name("litellm.exe" if os.name == "nt" else "litellm")
    # Nobody's keys, and none of this Python's own paths.
    inherited = {
        name: value
        for name, value in os.environ.items()
        if not name.endswith(("_KEY", "_TOKEN", "_URL")) and not name.startswith(("PYTHON", "COVERAGE"))
    }
    return subprocess.Popen(
        [program, "--config", settings, "--host", "127.0.0.1", "--port", str(port), "--num_workers", "1"],
        env=inherited | {"LITELLM_LOCAL_MODEL_COST_MAP": "True", "LITELLM_MODE": "PRODUCTION"},
        cwd=folder,
        stdin=subprocess.DEVNULL,
        stdout=output,
        stderr=output,
    )


def _is_up(process: subprocess.Popen[bytes], port: int) -> bool:
    """Waits until it answers; False when it has ended or does not get there."""
    until = time.monotonic() + SECONDS_TO_START
    while time.monotonic() < until and process.poll() is None:
        connection = http.client.HTTPConnection("127.0.0.1", port, timeout=5)
        try:
            connection.request("GET", "/health/liveliness")
            if connection.getresponse().status == 200:
                return True
        except OSError:
            pass
        finally:
            connection.close()
        time.sleep(0.1)
    return False


def _stop(process: subprocess.Popen[bytes]) -> None:
    process.terminate()
    try:
        process.wait(15)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait(15)
