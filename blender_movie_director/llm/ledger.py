"""What was spent: one row for each attempt, in a SQLite file that all processes of this user share.

It holds figures and names, never a prompt, an answer or a key. Money is counted in whole picodollars (a millionth of
a millionth of a dollar), so that sums are exact.
"""

from __future__ import annotations

import csv
import logging
import sqlite3
import threading
import time
from collections import deque
from contextlib import closing, suppress
from dataclasses import astuple, dataclass, fields, replace
from decimal import ROUND_HALF_EVEN, Decimal
from typing import TYPE_CHECKING, Literal, Protocol, TextIO

from .database import Database

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from pathlib import Path

log = logging.getLogger(__name__)

FILE = "ledger.sqlite"
PICODOLLARS = 10**12
_MOST = 2**63 - 1  # what SQLite's integers hold: nine million dollars
_MOST_WAITING = 10_000

SumBy = Literal["day", "month", "task", "model", "provider", "project", "outcome"]

_SCHEMA = (
    """CREATE TABLE IF NOT EXISTS attempts (
        id INTEGER PRIMARY KEY, time REAL NOT NULL, day TEXT NOT NULL, call TEXT NOT NULL, attempt INTEGER NOT NULL,
        task TEXT NOT NULL, project TEXT NOT NULL, model TEXT NOT NULL, provider TEXT NOT NULL,
        input_tokens INTEGER, output_tokens INTEGER, cached_tokens INTEGER NOT NULL, reasoning_tokens INTEGER NOT NULL,
        estimated INTEGER NOT NULL, picodollars INTEGER, cost_source TEXT NOT NULL,
        first_word REAL, duration REAL NOT NULL, outcome TEXT NOT NULL, request_id TEXT NOT NULL,
        saved INTEGER NOT NULL DEFAULT 0
    )""",
    """CREATE TABLE IF NOT EXISTS spent (
        month TEXT NOT NULL, project TEXT NOT NULL, picodollars INTEGER NOT NULL, PRIMARY KEY (month, project)
    ) WITHOUT ROWID""",
)
_CHANGES = {1: ("ALTER TABLE attempts ADD COLUMN saved INTEGER NOT NULL DEFAULT 0",)}
# Kept beside the rows and in the same transaction: a budget is checked before every call, and must not add up a year.
_ADD = (
    "INSERT INTO spent VALUES (?, ?, ?) "
    "ON CONFLICT (month, project) DO UPDATE SET picodollars = picodollars + excluded.picodollars"
)


@dataclass(frozen=True, slots=True)
class Attempt:
    """One row. `picodollars` None: unpriced. `outcome`: finished, cut, cancelled, cache or failed:<error>."""

    time: float
    call: str
    attempt: int
    task: str
    project: str
    model: str
    provider: str
    input_tokens: int | None
    output_tokens: int | None
    cached_tokens: int
    reasoning_tokens: int
    estimated: bool
    picodollars: int | None
    cost_source: str
    first_word: float | None
    """Seconds; None where none came."""
    duration: float
    outcome: str
    request_id: str
    saved: int = 0
    """Picodollars that this would have cost more without the provider's prompt cache or our own answers."""

    @property
    def day(self) -> str:
        """By the clock on the wall: a month's budget begins when the user's month does."""
        return time.strftime("%Y-%m-%d", time.localtime(self.time))


@dataclass(frozen=True, slots=True)
class Sum:
    name: str
    attempts: int
    input_tokens: int
    output_tokens: int
    picodollars: int
    unpriced: int
    """Attempts of which nobody knows what they cost."""
    failed: int = 0
    """Attempts that brought no whole answer, other than those that somebody stopped."""
    cached_tokens: int = 0
    saved: int = 0
    first_word: float | None = None
    """Seconds, on the average; None where no word came."""
    words: int = 0
    """Attempts of which a word came."""

    @property
    def dollars(self) -> Decimal:
        return to_dollars(self.picodollars)


def summed(sums: Iterable[Sum]) -> Sum:
    """All of them as one; the time to the first word as it is on the average of the attempts that had one."""
    whole = list(sums)
    words = [(found.first_word, found.words) for found in whole if found.first_word is not None]
    number = sum(count for _, count in words)
    names = [field.name for field in fields(Sum) if field.name not in ("name", "first_word")]
    totals = {name: sum(getattr(found, name) for found in whole) for name in names}
    first_word = sum(seconds * count for seconds, count in words) / number if number else None
    return Sum("", **totals, first_word=first_word)


class Book(Protocol):
    """What a budget and the bookkeeper want of a ledger."""

    def add(self, attempt: Attempt) -> None: ...

    def spent(self, *, project: str | None = None, month: str | None = None) -> int: ...


_COLUMNS = tuple(field.name for field in fields(Attempt))
_INSERT = f"INSERT INTO attempts (day, {', '.join(_COLUMNS)}) VALUES (?{', ?' * len(_COLUMNS)})"  # noqa: S608


def to_picodollars(amount: Decimal) -> int:
    """Rounded half to even below a picodollar, which no price list reaches."""
    if not amount.is_finite():
        return 0
    return max(-_MOST, min(_MOST, int((amount * PICODOLLARS).to_integral_value(ROUND_HALF_EVEN))))


def to_dollars(picodollars: int) -> Decimal:
    return Decimal(picodollars).scaleb(-12)


def this_month() -> str:
    return time.strftime("%Y-%m", time.localtime())


class MemoryBook:
    """The sums of this process alone, where no folder is set."""

    def __init__(self) -> None:
        self._spent: dict[tuple[str, str], int] = {}
        self._lock = threading.Lock()

    def add(self, attempt: Attempt) -> None:
        if attempt.picodollars:
            key = (attempt.day[:7], attempt.project)
            with self._lock:
                self._spent[key] = self._spent.get(key, 0) + attempt.picodollars

    def spent(self, *, project: str | None = None, month: str | None = None) -> int:
        with self._lock:
            return sum(
                money
                for (when, what), money in self._spent.items()
                if (month is None or when == month) and (project is None or what == project)
            )


class Ledger:
    """Any thread may write and read. A row that finds the file locked waits in memory for the next one, so that no
    event loop waits for another process longer than a moment; `close` is more patient."""

    def __init__(self, folder: Path) -> None:
        self._database = Database(folder / FILE, _SCHEMA, 2, busy_seconds=0.05, changes=_CHANGES)
        self._waiting: deque[Attempt] = deque(maxlen=_MOST_WAITING)
        self._lock = threading.RLock()
        self._known: dict[tuple[str | None, str | None], int] = {}

    @property
    def path(self) -> Path:
        return self._database.path

    def add(self, attempt: Attempt) -> None:
        """Never raises, and never holds up the caller by more than a short transaction."""
        with self._lock:
            self._waiting.append(attempt)
            self._write()

    def spent(self, *, project: str | None = None, month: str | None = None) -> int:
        """Picodollars of all processes, those that still wait to be written included."""
        conditions = {"month": month, "project": project}
        asked = {name: value for name, value in conditions.items() if value is not None}
        where = " AND ".join(f"{name} = ?" for name in asked) or "1"
        query = f"SELECT COALESCE(SUM(picodollars), 0) FROM spent WHERE {where}"  # noqa: S608 - names of our own
        with self._lock:
            key = (project, month)
            written = self._database.run(lambda base: int(base.execute(query, [*asked.values()]).fetchone()[0]))
            # A file that cannot be read for the moment must not make all its money count as unspent.
            written = self._known[key] = self._known.get(key, 0) if written is None else written
            return written + sum(
                attempt.picodollars or 0
                for attempt in self._waiting
                if (month is None or attempt.day[:7] == month) and (project is None or attempt.project == project)
            )

    def sums(self, by: SumBy, *, since: str = "", project: str | None = None) -> list[Sum]:
        """By name, from a day (`2026-11-20`) on. Reads the whole span: not for an event loop."""
        column = "substr(day, 1, 7)" if by == "month" else by
        query = (
            f"SELECT {column}, COUNT(*), COALESCE(SUM(input_tokens), 0), COALESCE(SUM(output_tokens), 0), "  # noqa: S608
            "COALESCE(SUM(picodollars), 0), SUM(picodollars IS NULL), SUM(outcome = 'cut' OR outcome LIKE 'failed:%'), "
            "SUM(cached_tokens), SUM(saved), AVG(first_word), COUNT(first_word) FROM attempts "
            "WHERE day >= ? AND (? IS NULL OR project = ?) GROUP BY 1 ORDER BY 1"
        )
        with self._lock:
            self._write()
        found = self._database.run(lambda base: base.execute(query, (since, project, project)).fetchall())
        return [Sum(*row) for row in found or []]

    def rows(self, *, since: str = "") -> Iterator[Attempt]:
        """All attempts from a day on, in order; by a connection of its own, so that nobody waits for the reader."""
        with self._lock:
            self._write()
        query = f"SELECT {', '.join(_COLUMNS)} FROM attempts WHERE day >= ? ORDER BY id"  # noqa: S608 - names of our own
        if not self.path.exists():
            return
        self._database.run(lambda _base: None)  # brings a file of an older version up to date
        try:
            with closing(sqlite3.connect(self.path, timeout=1.0)) as connection:
                for row in connection.execute(query, (since,)):
                    yield replace(Attempt(*row), estimated=bool(row[_COLUMNS.index("estimated")]))
        except sqlite3.DatabaseError as error:
            log.warning("%s cannot be read now (%s).", self.path.name, error)

    def write_csv(self, file: TextIO, *, since: str = "") -> None:
        """For a spreadsheet: a head line, then the attempts, with the money in dollars."""
        writer = csv.writer(file)
        writer.writerow(["day", *_COLUMNS, "dollars"])
        for attempt in self.rows(since=since):
            money = attempt.picodollars
            dollars = "" if money is None else format(to_dollars(money), "f")
            writer.writerow([attempt.day, *map(_cell, astuple(attempt)), dollars])

    def close(self) -> None:
        with self._lock:
            for _ in range(20):  # with the short wait of each: about a second for another process to finish
                if self._write():
                    break
            else:
                log.warning("%d attempts could not be written to %s.", len(self._waiting), self.path.name)
            self._database.close()

    def _write(self) -> bool:
        rows = list(self._waiting)
        if not rows:
            return True

        def insert(base: sqlite3.Connection) -> bool:
            for row in rows:
                base.execute(_INSERT, (row.day, *(getattr(row, name) for name in _COLUMNS)))
                if row.picodollars:
                    base.execute(_ADD, (row.day[:7], row.project, row.picodollars))
            return True

        if self._database.run(insert, writes=True):
            with suppress(IndexError):
                for _ in rows:
                    self._waiting.popleft()
            return True
        return False


def _cell(value: object) -> object:
    """A spreadsheet takes a text that begins like a formula for one."""
    if isinstance(value, str) and value.startswith(("=", "+", "-", "@", "\t", "\r")):
        return f"'{value}"
    return "" if value is None else value
