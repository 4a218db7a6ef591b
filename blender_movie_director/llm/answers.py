"""The file of answers: what they are kept under, for how long, and how many of them."""

from __future__ import annotations

import hashlib
import json
import logging
import time
from dataclasses import dataclass, fields
from typing import TYPE_CHECKING, Any

from .database import Database
from .messages import Cost, Message, Reasoning, Request, Response, Text, ToolCall, Usage

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Callable
    from pathlib import Path

    from .messages import Image

log = logging.getLogger(__name__)

FILE = "answers.sqlite"
_DAY = 86_400.0
_STALE_USE = 60.0  # seconds: a hit is noted for the least recently used no more often than this
_SLACK = 0.02
"""The share of the cache that is filled before its size is looked at again, which takes longer than a write."""
_OVERHEAD = 200  # bytes that a row takes beside its text, roughly

_SCHEMA = (
    """CREATE TABLE IF NOT EXISTS answers (
        key BLOB PRIMARY KEY, answer TEXT NOT NULL, size INTEGER NOT NULL, made REAL NOT NULL, used REAL NOT NULL
    ) WITHOUT ROWID""",
    "CREATE INDEX IF NOT EXISTS answers_by_use ON answers (used, size)",
)
_SIZE = "SELECT COALESCE(SUM(size), 0) FROM answers"
_PUT = (
    "INSERT INTO answers VALUES (?, ?, ?, ?, ?) ON CONFLICT (key) DO UPDATE SET "
    "answer = excluded.answer, size = excluded.size, made = excluded.made, used = excluded.used"
)


@dataclass(frozen=True, slots=True)
class Stats:
    """Of the file; `hits` and `misses` of this process."""

    answers: int
    megabytes: float
    hits: int
    misses: int


def key_of(request: Request, model: str, server: str) -> bytes:
    """Equal for requests that any server would answer alike, and for no others. Whether it streams, what it is
    for, and what it may cost do not matter."""
    parameters = request.parameters
    everything = {
        "version": 1,
        "model": model,
        "server": server,
        "messages": [_plain_message(message) for message in request.messages],
        "parameters": {field.name: getattr(parameters, field.name) for field in fields(parameters)},
        "tools": [[tool.name, tool.description, tool.parameters] for tool in request.tools],
        "tool_choice": request.tool_choice,
        "shape": [request.shape.name, request.shape.schema] if request.shape else None,
    }
    text = json.dumps(everything, sort_keys=True, separators=(",", ":"), default=_plain)
    return hashlib.sha256(text.encode("ascii")).digest()


class AnswerStore:
    """The file. Any thread may use it; nothing here raises because of the file."""

    def __init__(
        self, folder: Path, *, megabytes: float = 100.0, days: float = 30.0, clock: Callable[[], float] = time.time
    ) -> None:
        self._database = Database(folder / FILE, _SCHEMA, 1, busy_seconds=0.05)
        self._bytes = int(megabytes * 1_000_000)
        self._seconds = days * _DAY
        self._clock = clock
        self._unmeasured = self._bytes
        self.hits = 0
        self.misses = 0

    @property
    def path(self) -> Path:
        return self._database.path

    def get(self, key: bytes) -> Response | None:
        now = self._clock()
        query = "SELECT answer, used FROM answers WHERE key = ? AND made > ?"
        since = now - self._seconds
        row: Any = self._database.run(lambda base: base.execute(query, (key, since)).fetchone())
        response = None
        if row is not None:
            try:
                response = _from_json(row[0])
            except (ValueError, TypeError, KeyError, ArithmeticError) as error:
                log.warning("a stored answer cannot be read (%s); the model is asked again.", type(error).__name__)
        if response is None:
            self.misses += 1
            return None
        self.hits += 1
        if now - row[1] > _STALE_USE:
            note = "UPDATE answers SET used = ? WHERE key = ?"
            self._database.run(lambda base: base.execute(note, (now, key)), writes=True)
        return response

    def put(self, key: bytes, response: Response) -> None:
        text = _to_json(response)
        size = len(text) + _OVERHEAD
        if size > self._bytes * (1 - _SLACK):
            return
        now = self._clock()
        self._unmeasured += size
        tidy = self._unmeasured > self._bytes * _SLACK  # and with the first one of a session

        def write(base: sqlite3.Connection) -> None:
            base.execute(_PUT, (key, text, size, now, now))
            if tidy:
                self._tidy(base, now, key)

        self._database.run(write, writes=True)

    def _tidy(self, base: sqlite3.Connection, now: float, new: bytes) -> None:
        """Out with what has expired, and with the least recently used until there is some room again."""
        self._unmeasured = 0
        base.execute("DELETE FROM answers WHERE made <= ?", (now - self._seconds,))
        excess = base.execute(_SIZE).fetchone()[0] - self._bytes * (1 - _SLACK)
        oldest = base.execute("SELECT key, size FROM answers ORDER BY used") if excess > 0 else ()
        out = []
        for key, size in oldest:
            if excess <= 0:
                break
            if key != new:
                out.append((key,))
                excess -= size
        base.executemany("DELETE FROM answers WHERE key = ?", out)

    def stats(self) -> Stats:
        query = "SELECT COUNT(*), COALESCE(SUM(size), 0) FROM answers"
        count, size = self._database.run(lambda base: base.execute(query).fetchone()) or (0, 0)
        return Stats(count, size / 1_000_000, self.hits, self.misses)

    def clear(self) -> int:
        """Forgets all answers, and gives the room back; how many there were."""

        def empty(base: sqlite3.Connection) -> int:
            return base.execute("DELETE FROM answers").rowcount

        count = self._database.run(empty, writes=True) or 0
        self._database.run(lambda base: base.execute("VACUUM"))
        return count

    def close(self) -> None:
        self._database.close()


def _plain_message(message: Message) -> list[Any]:
    content: Any = message.content
    if not isinstance(content, str):
        content = [_plain_part(part) for part in content]
    calls = [[call.id, call.name, call.arguments] for call in message.tool_calls]
    thoughts = [[thought.text, thought.signature, thought.redacted] for thought in message.reasoning]
    return [message.role, content, calls, message.tool_call_id, thoughts]


def _plain_part(part: Text | Image) -> list[str]:
    if isinstance(part, Text):
        return ["text", part.text]
    return ["image", part.media_type, hashlib.sha256(part.data).hexdigest()]


def _plain(value: object) -> object:
    """What JSON has no word for but a caller may put into `extra` or a schema."""
    if hasattr(value, "items"):
        return dict(value.items())
    return repr(value)


def _to_json(response: Response) -> str:
    # By hand: `dataclasses.asdict` copies everything deeply, and takes longer than the file does.
    plain = _fields_of(response)
    plain["usage"] = _fields_of(response.usage)
    plain["tool_calls"] = [_fields_of(call) for call in response.tool_calls]
    plain["reasoning"] = [_fields_of(thought) for thought in response.reasoning]
    plain["cost"] = None  # a replay costs nothing; what the first one cost stands in the ledger
    return json.dumps(plain, separators=(",", ":"))


def _fields_of(value: Response | Usage | ToolCall | Reasoning) -> dict[str, Any]:
    return {name: getattr(value, name) for name in value.__slots__}


def _from_json(text: str) -> Response:
    plain = json.loads(text)
    plain["usage"] = Usage(**plain["usage"])
    plain["tool_calls"] = tuple(ToolCall(**call) for call in plain["tool_calls"])
    plain["reasoning"] = tuple(Reasoning(**thought) for thought in plain["reasoning"])
    plain["cost"] = Cost()
    return Response(**plain)
