"""What the tests of all commands share: a user with no keys and a folder of their own, and servers on this computer."""

from __future__ import annotations

import io
import json
import signal
import threading
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

from blender_movie_director import cli
from blender_movie_director.llm import config_environment, discovery, keys, routing

Run = Callable[..., tuple[int, str, str]]


@pytest.fixture(autouse=True)
def _interruptible() -> Iterator[None]:
    """As at a terminal: what a shell starts in the background ignores SIGINT, and so do its children."""
    before = signal.signal(signal.SIGINT, signal.default_int_handler)
    yield
    signal.signal(signal.SIGINT, before)


@pytest.fixture(autouse=True)
def folder(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Path:
    providers = {*keys.ENVIRONMENT_VARIABLES, *keys.OTHER_VARIABLES}
    servers = [name for names in config_environment.SERVERS.values() for name in names]
    for variable in [*servers, *config_environment.VARIABLES, *(v for p in providers for v in keys.variables_of(p))]:
        monkeypatch.delenv(variable, raising=False)
    monkeypatch.setenv("LLM_FOLDER", str(tmp_path / "state"))
    monkeypatch.setattr(discovery, "USUAL", ())  # what else may run on this computer is no part of a test
    routing.SHARED.forget()
    return tmp_path / "state"


@pytest.fixture
def run(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Run:
    def run(*arguments: str, stdin: str | None = None, **more: bool) -> tuple[int, str, str]:
        monkeypatch.setattr("sys.stdin", None if stdin is None else io.StringIO(stdin))
        code = cli.main(arguments, **more)
        return (code, *capsys.readouterr())

    return run


class ListServer:
    """Answers GET with what stands under a path, to those who bring the key; 404 for everything else."""

    def __init__(self) -> None:
        self.answers: dict[str, object] = {}
        self.key = ""
        self.asked: list[str] = []
        outer = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                outer.asked.append(self.path)
                allowed = not outer.key or self.headers.get("authorization") == f"Bearer {outer.key}"
                found = self.path in outer.answers
                body = json.dumps(outer.answers.get(self.path, {"error": {"message": "no"}})).encode()
                self.send_response((200 if found else 404) if allowed else 401)
                self.send_header("content-type", "application/json")
                self.send_header("content-length", str(len(body)))
                self.end_headers()
                self.wfile.write(body)

            def log_message(self, *_: object) -> None:
                """Nothing on stderr, which tests read."""

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server.server_port}/v1"


@pytest.fixture
def list_server() -> Iterator[ListServer]:
    listing = ListServer()
    thread = threading.Thread(target=listing.server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    yield listing
    listing.server.shutdown()
    thread.join()
    listing.server.server_close()
