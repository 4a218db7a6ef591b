"""A small SQLite file that several processes share and that never stands in anybody's way.

Write-ahead log and short transactions: a process that is killed leaves whole transactions behind, and readers
do not wait for writers. Whatever goes wrong with the file is logged and answered with `None`: a cache or a ledger
that cannot be written is no reason for a call to fail.
"""

from __future__ import annotations

import logging
import os
import sqlite3
import threading
import time
from contextlib import suppress
from types import MappingProxyType
from typing import TYPE_CHECKING, TypeVar

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from pathlib import Path

log = logging.getLogger(__name__)
T = TypeVar("T")

_PAUSE_AFTER_FAILURE = 5.0
"""Seconds before a file that could not be opened is tried again: a call must not pay for it each time."""
_PASSING = ("locked", "busy", "full", "readonly")
"""The file itself is sound: it can still be read, or will be in a moment."""
_BROKEN = ("malformed", "not a database", "corrupt", "no such table", "no such column", "has no column")


class Database:
    """One connection behind a lock: any thread may call, each waits for short transactions only."""

    def __init__(
        self,
        path: Path,
        schema: tuple[str, ...],
        version: int,
        *,
        busy_seconds: float = 0.25,
        changes: Mapping[int, tuple[str, ...]] = MappingProxyType({}),
    ) -> None:
        """`changes` brings a file of an older version up to the next one, by the version that it has."""
        self.path = path
        self._schema = schema
        self._version = version
        self._changes = changes
        self._busy_seconds = busy_seconds
        self._lock = threading.RLock()
        self._connection: sqlite3.Connection | None = None
        self._not_before = 0.0
        self._said = ""

    def run(self, work: Callable[[sqlite3.Connection], T], *, writes: bool = False) -> T | None:
        """What `work` returns, in one transaction; None when the file cannot be used now. Waits for another
        process for `busy_seconds` at the most."""
        with self._lock:
            for again in (False, True):
                try:
                    connection = self._opened()
                    if connection is None:
                        return None
                    return _in_transaction(connection, work) if writes else work(connection)
                except sqlite3.DatabaseError as error:
                    self._give_way(error)
                    if again or not self._is_broken(error) or not self._set_aside():
                        return None
                except OSError as error:
                    self._give_way(error)
                    return None
        return None

    def close(self) -> None:
        """Lets the file go; the next use opens it again."""
        with self._lock:
            connection, self._connection = self._connection, None
            self._not_before = 0.0
            if connection is not None:
                with suppress(sqlite3.Error):
                    connection.close()

    def _opened(self) -> sqlite3.Connection | None:
        if self._connection is not None:
            return self._connection
        if time.monotonic() < self._not_before:
            return None
        self.path.parent.mkdir(parents=True, exist_ok=True)
        with suppress(OSError):  # for nobody else's eyes, where that can be had
            os.close(os.open(self.path, os.O_CREAT | os.O_RDWR, 0o600))
        # autocommit by `isolation_level=None`: transactions begin and end where this file says so, and nowhere else
        connection = sqlite3.connect(
            self.path, timeout=self._busy_seconds, isolation_level=None, check_same_thread=False
        )
        try:
            connection.execute("PRAGMA journal_mode=WAL")
            connection.execute("PRAGMA synchronous=NORMAL")
            connection.execute("PRAGMA wal_autocheckpoint=4000")
            self._bring_up_to_date(connection)
        except BaseException:
            connection.close()
            raise
        self._connection = connection
        return connection

    def _bring_up_to_date(self, connection: sqlite3.Connection) -> None:
        found = connection.execute("PRAGMA user_version").fetchone()[0]
        if found > self._version:
            raise sqlite3.OperationalError(f"written by a newer version of Movie Director ({found})")
        if found < self._version:
            _in_transaction(connection, self._create)

    def _create(self, connection: sqlite3.Connection) -> None:
        # Asked once more: another process may have done it since.
        found = connection.execute("PRAGMA user_version").fetchone()[0]
        for version in range(found, self._version) if found else ():
            for statement in self._changes.get(version, ()):
                connection.execute(statement)
        for statement in self._schema:
            connection.execute(statement)
        connection.execute(f"PRAGMA user_version={self._version}")

    def _give_way(self, error: Exception) -> None:
        if str(error) != self._said:  # once, and not for each call
            self._said = str(error)
            log.warning("%s cannot be used now (%s); going on without it.", self.path.name, error)
        if not any(sign in str(error) for sign in _PASSING):
            self.close()
            self._not_before = time.monotonic() + _PAUSE_AFTER_FAILURE

    @staticmethod
    def _is_broken(error: sqlite3.DatabaseError) -> bool:
        return any(sign in str(error) for sign in _BROKEN)

    def _set_aside(self) -> bool:
        """Renames a broken file, so that a new one can begin and nobody's data is deleted."""
        mark = f".broken-{time.time_ns()}"
        try:
            for ending in ("", "-wal", "-shm"):
                file = self.path.with_name(self.path.name + ending)
                if file.exists():
                    file.rename(file.with_name(f"{self.path.name}{mark}{ending}"))
        except OSError as error:
            log.warning("%s is broken and cannot be renamed (%s).", self.path.name, error)
            return False
        log.warning("%s is broken; it is kept as %s%s and a new one begins.", self.path.name, self.path.name, mark)
        self._not_before = 0.0
        return True


def _in_transaction(connection: sqlite3.Connection, work: Callable[[sqlite3.Connection], T]) -> T:
    connection.execute("BEGIN IMMEDIATE")
    try:
        result = work(connection)
        connection.execute("COMMIT")
    except BaseException:
        with suppress(sqlite3.Error):  # a disk that is full has rolled back by itself
            connection.execute("ROLLBACK")
        raise
    return result
