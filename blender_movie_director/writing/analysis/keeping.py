"""What models have said about scenes, kept in a file: an edited scene costs one request, an unchanged script none.

A scene's reading is kept under the scene's printed words, the prompt with the user's additions, the model and its
server, and how it was asked to answer. Where the scene stands, its number, notes and cut text do not count: scenes
that are moved or renumbered are not read again. The parts about the whole are kept under all that they are made of.
"""

from __future__ import annotations

import hashlib
import json
import logging
import time
from typing import TYPE_CHECKING, Any, TypeVar

from ...llm.database import Database
from . import schemas
from .plain import Plain

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Callable, Iterable
    from pathlib import Path

log = logging.getLogger(__name__)
K = TypeVar("K", bound=Plain)

FILE = "analysis.sqlite"
MOST_MEGABYTES = 30.0
_OVERHEAD = 120  # bytes that a row takes beside its text, roughly
_SLACK = 0.05
_AT_ONCE = 400  # keys in one question
_DAY = 86_400.0

_SCHEMA = (
    """CREATE TABLE IF NOT EXISTS readings (
        key BLOB PRIMARY KEY, reading TEXT NOT NULL, size INTEGER NOT NULL, used REAL NOT NULL
    ) WITHOUT ROWID""",
    "CREATE INDEX IF NOT EXISTS readings_by_use ON readings (used, size)",
)


def key_of(*parts: object) -> bytes:
    """Equal for equal parts, and for no others."""
    text = json.dumps([schemas.VERSION, *parts], separators=(",", ":"), sort_keys=True)
    return hashlib.sha256(text.encode("ascii")).digest()


class Keeper:
    """The file, or nothing where there is no folder. Nothing here raises because of the file."""

    def __init__(
        self, folder: Path | None, *, megabytes: float, days: float, clock: Callable[[], float] = time.time
    ) -> None:
        """At most `megabytes` are kept, and nothing that has not been looked at for `days`."""
        self._bytes = int(min(megabytes, MOST_MEGABYTES) * 1_000_000)
        self._database = (
            Database(folder / FILE, _SCHEMA, 1, busy_seconds=0.05) if folder is not None and self._bytes else None
        )
        self._seconds = days * _DAY
        self._clock = clock
        self._unmeasured = self._bytes

    def get(self, keys: Iterable[bytes], kind: type[K]) -> dict[bytes, K]:
        """What is there under these keys."""
        if self._database is None:
            return {}
        wanted = list(dict.fromkeys(keys))
        now = self._clock()
        found: dict[bytes, K] = {}
        for start in range(0, len(wanted), _AT_ONCE):
            some = wanted[start : start + _AT_ONCE]
            query = f"SELECT key, reading FROM readings WHERE used > ? AND key IN ({','.join('?' * len(some))})"  # noqa: S608
            since = now - self._seconds
            rows: list[Any] = (
                self._database.run(lambda base: base.execute(query, (since, *some)).fetchall()) or []  # noqa: B023
            )
            for key, text in rows:
                if (reading := _read(text, kind)) is not None:
                    found[key] = reading
        if found:
            note = "UPDATE readings SET used = ? WHERE key = ?"
            self._database.run(lambda base: base.executemany(note, [(now, key) for key in found]), writes=True)
        return found

    def put(self, key: bytes, reading: Plain) -> None:
        if self._database is None:
            return
        text = json.dumps(reading.to_dict(), separators=(",", ":"))
        size = len(text) + _OVERHEAD
        if size > self._bytes * (1 - _SLACK):
            return
        now = self._clock()
        self._unmeasured += size
        tidy = self._unmeasured > self._bytes * _SLACK  # and with the first one of a session

        def write(base: sqlite3.Connection) -> None:
            base.execute("REPLACE INTO readings VALUES (?, ?, ?, ?)", (key, text, size, now))
            if tidy:
                self._tidy(base, now)

        self._database.run(write, writes=True)

    def count(self) -> int:
        if self._database is None:
            return 0
        return self._database.run(lambda base: int(base.execute("SELECT COUNT(*) FROM readings").fetchone()[0])) or 0

    def size(self) -> int:
        """Bytes, roughly."""
        if self._database is None:
            return 0
        query = "SELECT COALESCE(SUM(size), 0) FROM readings"
        return self._database.run(lambda base: int(base.execute(query).fetchone()[0])) or 0

    def clear(self) -> int:
        """Forgets everything, and gives the room back; how many there were."""
        if self._database is None:
            return 0
        count = self._database.run(lambda base: base.execute("DELETE FROM readings").rowcount, writes=True) or 0
        self._database.run(lambda base: base.execute("VACUUM"))
        return count

    def close(self) -> None:
        if self._database is not None:
            self._database.close()

    def _tidy(self, base: sqlite3.Connection, now: float) -> None:
        """Out with what nobody has looked at for long, and with the least recently used until there is room again."""
        self._unmeasured = 0
        base.execute("DELETE FROM readings WHERE used <= ?", (now - self._seconds,))
        total = base.execute("SELECT COALESCE(SUM(size), 0) FROM readings").fetchone()[0]
        excess = total - self._bytes * (1 - _SLACK)
        oldest = base.execute("SELECT key, size FROM readings ORDER BY used") if excess > 0 else ()
        out = []
        for key, size in oldest:
            if excess <= 0:
                break
            out.append((key,))
            excess -= size
        base.executemany("DELETE FROM readings WHERE key = ?", out)


def _read(text: str, kind: type[K]) -> K | None:
    try:
        return kind.from_dict(json.loads(text))
    except (ValueError, TypeError, KeyError) as error:
        log.warning("a kept reading cannot be read (%s); the model is asked again.", type(error).__name__)
        return None
