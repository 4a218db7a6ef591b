"""A real LiteLLM proxy on 127.0.0.1, in an environment of its own, in front of the tests' own upstream."""

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
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

VARIABLE = "MOVIE_DIRECTOR_PROXY_PYTHON"
HOW_TO_HAVE_ONE = (
    f"there is no LiteLLM proxy: run scripts/test.py, which sets one up, or make an environment from "
    f"requirements/proxy.txt and set {VARIABLE} to its Python"
)
MASTER_KEY = "sk-the-master-key-of-a-test-0123456789"
MOCK_WORDS = "Hello from the mock model."
SECONDS_TO_START = 90.0
"""Four when all is warm. The first start ever compiles some thousand modules."""


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
def running(folder: Path, upstream: str, models: Iterable[str]) -> Iterator[Proxy]:
    """A proxy that passes each of `models` on to `upstream`, and has some of its own besides."""
    with_proxy = python()
    assert with_proxy is not None, HOW_TO_HAVE_ONE
    settings = folder / "proxy.yaml"
    settings.write_text(json.dumps(config(upstream, models), indent=1), encoding="utf-8")  # JSON is YAML
    log = folder / "proxy.log"
    for attempt in range(3):  # another program may take the port between our look and the proxy's
        port = _free_port()
        with log.open("ab") as output:
            process = _start(with_proxy, settings, port, folder, output.fileno())
        try:
            if _is_up(process, port):
                yield Proxy(f"http://127.0.0.1:{port}", log)
                return
        finally:
            _stop(process)
        assert attempt < 2, f"the proxy did not start:\n{Proxy('', log).tail()}"


def config(upstream: str, models: Iterable[str]) -> dict[str, object]:
    at_upstream = {"api_base": upstream, "api_key": "sk-upstream", "max_retries": 0}
    listed = [
        {
            "model_name": name,
            # The proxy has no entry for these models, and refuses what it does not know them to take.
            "litellm_params": {"model": f"openai/{name}", "allowed_openai_params": ["reasoning_effort"], **at_upstream},
            "model_info": {"id": f"{name}-id"},
        }
        for name in models
    ]
    for entry in listed:
        if entry["model_name"] == "priced":
            entry["model_info"] = {"input_cost_per_token": 0.001, "output_cost_per_token": 0.002, "mode": "chat"}
    mock = {"model": "openai/gpt-4o", "api_key": "sk-none", "mock_response": MOCK_WORDS}
    listed.append({"model_name": "mock", "litellm_params": mock, "model_info": {"id": "mock-id"}})
    listed.append({"model_name": "limited", "litellm_params": {**mock, "rpm": 2}, "model_info": {"id": "limited-id"}})
    return {
        "model_list": listed,
        "litellm_settings": {
            "telemetry": False,
            "num_retries": 0,
            "request_timeout": 60,
            "include_cost_in_streaming_usage": True,
        },
        "router_settings": {
            "num_retries": 0,
            "disable_cooldowns": True,
            "optional_pre_call_checks": ["enforce_model_rate_limits"],
        },
        "general_settings": {"master_key": MASTER_KEY},
    }


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
