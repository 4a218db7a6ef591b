"""An OpenAI-compatible server that streams a given number of chunks as fast as it can: in a process of its own,
so that its work is not taken for ours. Where JSON is asked for, the words stand in its first string. Loopback only, and
it ends with whoever started it."""

from __future__ import annotations

import contextlib
import json
import os
import subprocess
import sys
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterator


_WORDS = "here are the words"


@contextlib.contextmanager
def running(chunks: int) -> Iterator[str]:
    """The server's address, for an OpenAI-compatible client, while it runs."""
    process = subprocess.Popen(
        [sys.executable, "-I", __file__, str(chunks)], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    )
    try:
        assert process.stdout is not None
        yield f"http://127.0.0.1:{int(process.stdout.readline())}/v1"
    finally:
        process.kill()
        process.communicate()


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    chunks = 0

    def do_POST(self) -> None:
        body = json.loads(self.rfile.read(int(self.headers["content-length"])))
        self.send_response(200)
        self.send_header("Content-Type", "text/event-stream")
        self.send_header("Connection", "close")
        self.end_headers()
        with contextlib.suppress(OSError):  # the client has gone
            for piece in self._pieces(body.get("response_format", {}).get("json_schema", {}).get("schema")):
                self._event({"content": piece})
            self._event({}, "stop")
            self.wfile.write(b"data: [DONE]\n\n")
        self.close_connection = True

    def _pieces(self, schema: dict[str, Any] | None) -> Iterator[str]:
        if schema is None:
            yield from (f"w{index} " if index % 12 else f"w{index} \n" for index in range(self.chunks))
            return
        before, after = json.dumps(_filled(schema)).split(_WORDS, 1)
        yield before
        yield from (f"w{index} " for index in range(self.chunks))
        yield after

    def _event(self, delta: dict[str, str], reason: str | None = None) -> None:
        choice = {"index": 0, "delta": delta, "finish_reason": reason}
        body = {"id": "x", "object": "chat.completion.chunk", "created": 1, "model": "test", "choices": [choice]}
        self.wfile.write(f"data: {json.dumps(body)}\n\n".encode())

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - its name in the base class
        del format, args


def _filled(schema: dict[str, Any]) -> Any:
    """The smallest value with something in every list, and the words in every string."""
    kind = schema["type"]
    if kind == "object":
        return {name: _filled(member) for name, member in schema["properties"].items()}
    if kind == "array":
        return [_filled(schema["items"])]
    return {"string": _WORDS, "integer": 1, "boolean": False}[kind]


def _main() -> None:
    _Handler.chunks = int(sys.argv[1])
    server = ThreadingHTTPServer(("127.0.0.1", 0), _Handler)

    def leave_with_parent() -> None:
        sys.stdin.read()
        os._exit(0)

    threading.Thread(target=leave_with_parent, daemon=True).start()
    sys.stdout.write(f"{server.server_address[1]}\n")
    sys.stdout.flush()
    server.serve_forever()


if __name__ == "__main__":
    _main()
