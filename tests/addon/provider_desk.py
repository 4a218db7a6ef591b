"""A provider on this computer: a real HTTP server that lists models to whoever has the key, and answers in streams."""

from __future__ import annotations

import json
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any, Self

KEY = "sk-movie-director-test-4711"
MODELS = ("gpt-5-mini", "gpt-4.1-mini")


class ProviderDesk:
    """Speaks OpenAI's dialect under /v1 and, with `ollama`, tells its models as Ollama does."""

    def __init__(self, *, ollama: bool = False) -> None:
        self.asked: list[str] = []
        """What was asked of it, by method and path."""
        self.posts = 0
        desk = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                desk.asked.append(f"GET {self.path}")
                if ollama:
                    found: Any = {"models": [{"name": "llama3.2"}]} if self.path == "/api/tags" else None
                    if self.path == "/v1/models":
                        found = {"data": [{"id": "llama3.2"}]}
                    self._send(200 if found else 404, found or {})
                elif self.headers.get("authorization") != f"Bearer {KEY}":
                    self._send(401, {"error": {"message": "Incorrect API key provided", "code": "invalid_api_key"}})
                elif self.path == "/v1/models":
                    self._send(200, {"data": [{"id": name} for name in MODELS]})
                else:
                    self._send(404, {})

            def do_POST(self) -> None:
                desk.posts += 1
                self.rfile.read(int(self.headers["content-length"]))
                self.send_response(200)
                self.send_header("content-type", "text/event-stream")
                self.send_header("connection", "close")
                self.end_headers()
                for body in _answer():
                    self.wfile.write(f"data: {body}\n\n".encode())

            def _send(self, status: int, body: Any) -> None:
                written = json.dumps(body).encode()
                self.send_response(status)
                self.send_header("content-type", "application/json")
                self.send_header("content-length", str(len(written)))
                self.end_headers()
                self.wfile.write(written)

            def log_message(self, *_: object) -> None:
                """Nothing on the console."""

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self._server.daemon_threads = False
        self._thread = threading.Thread(target=self._server.serve_forever, args=(0.02,))

    @property
    def root(self) -> str:
        return f"http://127.0.0.1:{self._server.server_port}"

    @property
    def url(self) -> str:
        return f"{self.root}/v1"

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._server.shutdown()
        self._server.server_close()
        self._thread.join(20)


def _answer() -> list[str]:
    common = {"id": "1", "object": "chat.completion.chunk", "created": 1, "model": "gpt-5-mini"}

    def chunk(delta: dict[str, str], reason: str | None) -> dict[str, Any]:
        return {**common, "choices": [{"index": 0, "delta": delta, "finish_reason": reason}]}

    usage = {"prompt_tokens": 1000, "completion_tokens": 100, "total_tokens": 1100}
    chunks = [chunk({"content": "Two rooms."}, None), chunk({}, "stop"), {**common, "choices": [], "usage": usage}]
    return [*(json.dumps(one) for one in chunks), "[DONE]"]
