from __future__ import annotations

import csv
import io
import sqlite3
import subprocess
import sys
from dataclasses import replace
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from blender_movie_director.llm.ledger import (
    Attempt,
    Ledger,
    MemoryBook,
    summed,
    this_month,
    to_dollars,
    to_picodollars,
)

NOON = 1_795_176_000.0  # 20 November 2026, wherever one is
ATTEMPT = Attempt(
    NOON, "call", 1, "analysis", "film.blend", "openai/gpt", "openai", 100, 20, 10, 5, False, 123_456_789,
    "prices", 0.5, 2.0, "finished", "req-1",
)  # fmt: skip
ROOT = Path(__file__).parents[2]


def attempt(**more: Any) -> Attempt:
    return replace(ATTEMPT, **more)


@pytest.fixture
def ledger(tmp_path: Path) -> Any:
    ledger = Ledger(tmp_path)
    yield ledger
    ledger.close()


def test_money_is_exact() -> None:
    assert to_picodollars(Decimal("0.000000150")) == 150_000
    assert to_dollars(to_picodollars(Decimal("12.345678901234"))) == Decimal("12.345678901234")
    assert to_picodollars(Decimal("NaN")) == 0
    assert to_picodollars(Decimal("1e30")) == 2**63 - 1


def test_sums_by_each_name(ledger: Ledger) -> None:
    ledger.add(attempt())
    ledger.add(attempt(task="dialogue", model="groq/llama", provider="groq", picodollars=1, time=NOON + 86_400))
    ledger.add(attempt(project="other", picodollars=None, outcome="cut"))
    assert {s.name: s.picodollars for s in ledger.sums("task")} == {"analysis": 123_456_789, "dialogue": 1}
    assert {s.name: s.attempts for s in ledger.sums("model")} == {"openai/gpt": 2, "groq/llama": 1}
    assert [(s.name, s.attempts) for s in ledger.sums("day")] == [("2026-11-20", 2), ("2026-11-21", 1)]
    assert [(s.name, s.input_tokens) for s in ledger.sums("month")] == [("2026-11", 300)]
    assert {s.name: s.unpriced for s in ledger.sums("project")} == {"film.blend": 0, "other": 1}
    assert [s.name for s in ledger.sums("day", since="2026-11-21")] == ["2026-11-21"]
    assert [s.attempts for s in ledger.sums("day", project="other")] == [1]
    assert ledger.spent(project="film.blend") == 123_456_790
    assert ledger.spent(month="2026-11") == 123_456_790
    assert ledger.spent(month="2026-12") == 0


def test_rows_come_back_as_they_were_and_as_csv(ledger: Ledger) -> None:
    ledger.add(ATTEMPT)
    ledger.add(attempt(picodollars=None, first_word=None, project="=cmd()"))
    assert next(iter(ledger.rows())) == ATTEMPT
    file = io.StringIO()
    ledger.write_csv(file)
    first, second = csv.DictReader(io.StringIO(file.getvalue()))
    assert (first["day"], first["dollars"], first["input_tokens"]) == (
        "2026-11-20", "0.000123456789", "100",
    )  # fmt: skip
    assert (second["dollars"], second["first_word"], second["project"]) == ("", "", "'=cmd()")


def test_a_ledger_outlives_its_process(tmp_path: Path) -> None:
    for _ in range(2):
        ledger = Ledger(tmp_path)
        ledger.add(ATTEMPT)
        ledger.close()
    assert ledger.spent() == 2 * 123_456_789
    ledger.close()


def test_a_locked_file_holds_nobody_up_and_loses_nothing(ledger: Ledger, tmp_path: Path) -> None:
    ledger.add(ATTEMPT)
    other = sqlite3.connect(ledger.path, isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    ledger.add(ATTEMPT)
    assert ledger.spent() == 2 * 123_456_789, "what waits to be written counts already"
    other.execute("ROLLBACK")
    assert other.execute("SELECT COUNT(*) FROM attempts").fetchone() == (1,)
    ledger.add(ATTEMPT)
    assert other.execute("SELECT COUNT(*) FROM attempts").fetchone() == (3,)
    other.close()


def test_a_broken_file_is_set_aside_and_a_new_one_begins(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    (tmp_path / "ledger.sqlite").write_bytes(b"this is no database" * 500)
    ledger = Ledger(tmp_path)
    ledger.add(ATTEMPT)
    assert [s.attempts for s in ledger.sums("task")] == [1]
    ledger.close()
    (kept,) = tmp_path.glob("ledger.sqlite.broken-*")
    assert kept.read_bytes().startswith(b"this is no database")
    assert "is broken" in caplog.text


OLD_SCHEMA = """
    CREATE TABLE attempts (
        id INTEGER PRIMARY KEY, time REAL NOT NULL, day TEXT NOT NULL, call TEXT NOT NULL, attempt INTEGER NOT NULL,
        task TEXT NOT NULL, project TEXT NOT NULL, model TEXT NOT NULL, provider TEXT NOT NULL,
        input_tokens INTEGER, output_tokens INTEGER, cached_tokens INTEGER NOT NULL, reasoning_tokens INTEGER NOT NULL,
        estimated INTEGER NOT NULL, picodollars INTEGER, cost_source TEXT NOT NULL,
        first_word REAL, duration REAL NOT NULL, outcome TEXT NOT NULL, request_id TEXT NOT NULL
    );
    CREATE TABLE spent (
        month TEXT NOT NULL, project TEXT NOT NULL, picodollars INTEGER NOT NULL, PRIMARY KEY (month, project)
    ) WITHOUT ROWID;
    INSERT INTO attempts VALUES (1, 1795176000.0, '2026-11-20', 'call', 1, 'analysis', 'film.blend', 'openai/gpt',
        'openai', 100, 20, 10, 5, 0, 123456789, 'prices', 0.5, 2.0, 'finished', 'req-1');
    INSERT INTO spent VALUES ('2026-11', 'film.blend', 123456789);
    PRAGMA user_version = 1;
"""


def test_a_file_of_the_first_version_is_read_and_goes_on(tmp_path: Path) -> None:
    with sqlite3.connect(tmp_path / "ledger.sqlite") as base:
        base.executescript(OLD_SCHEMA)
    base.close()
    old, other = Ledger(tmp_path), Ledger(tmp_path)
    assert list(old.rows()) == [ATTEMPT]
    assert other.spent(project="film.blend") == 123_456_789
    other.add(attempt(saved=7))
    assert [(s.attempts, s.saved) for s in old.sums("task")] == [(2, 7)]
    assert list(tmp_path.glob("*.broken-*")) == []
    old.close()
    other.close()


def test_failures_savings_and_the_time_to_the_first_word(ledger: Ledger) -> None:
    for outcome, first_word, saved in (
        ("finished", 0.5, 100),
        ("finished", 1.5, -30),
        ("cut", 4.0, 0),
        ("failed:ServerError", None, 0),
        ("cancelled", None, 0),
        ("cache", None, 5),
    ):
        ledger.add(attempt(outcome=outcome, first_word=first_word, saved=saved))
    ledger.add(attempt(task="chat", first_word=8.0))
    ledger.add(attempt(task="report", first_word=None))
    sums = {s.name: s for s in ledger.sums("task")}
    found = sums["analysis"]
    assert (found.attempts, found.failed, found.saved, found.first_word) == (6, 2, 75, 2.0)
    assert found.cached_tokens == 60
    assert sums["report"].first_word is None
    total = summed(sums.values())
    assert (total.attempts, total.failed, total.saved, total.first_word) == (8, 2, 75, 3.5)
    assert summed([]).first_word is None


def test_a_file_of_a_newer_version_is_left_alone(tmp_path: Path) -> None:
    with sqlite3.connect(tmp_path / "ledger.sqlite") as base:
        base.execute("PRAGMA user_version = 99")
    base.close()
    ledger = Ledger(tmp_path)
    ledger.add(ATTEMPT)
    assert ledger.sums("task") == []
    assert list(tmp_path.glob("*.broken-*")) == []
    ledger.close()


def test_a_folder_that_cannot_be_written_stops_nobody(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way")
    ledger = Ledger(tmp_path / "file")
    ledger.add(ATTEMPT)
    assert ledger.spent() == 123_456_789
    assert ledger.sums("task") == []
    assert list(ledger.rows()) == []
    ledger.close()


def test_a_disk_that_is_full_stops_nobody(ledger: Ledger) -> None:
    ledger.add(ATTEMPT)
    connection = ledger._database._connection
    assert connection is not None
    pages = connection.execute("PRAGMA page_count").fetchone()[0]
    connection.execute(f"PRAGMA max_page_count = {pages}")
    for _ in range(200):
        ledger.add(attempt(request_id="x" * 1000))
    assert ledger.spent() == 201 * 123_456_789


def test_the_book_of_one_process_knows_its_sums() -> None:
    book = MemoryBook()
    book.add(ATTEMPT)
    book.add(attempt(picodollars=None))
    book.add(attempt(project="other", picodollars=1))
    assert (book.spent(), book.spent(project="other")) == (123_456_790, 1)
    assert (book.spent(month="2026-11"), book.spent(month="2020-01")) == (123_456_790, 0)
    assert len(this_month()) == 7


WRITER = """
import sys
from decimal import Decimal
from pathlib import Path
from blender_movie_director.llm.ledger import Attempt, Ledger, to_picodollars
ledger = Ledger(Path(sys.argv[1]))
for number in range(1, int(sys.argv[3]) + 1):
    money = to_picodollars(Decimal(number) * Decimal("0.000000123457"))
    ledger.add(Attempt(1_795_176_000.0, sys.argv[2], number, "task", sys.argv[2], "m", "p", number, 1, 0, 0, False,
                       money, "prices", None, 0.0, "finished", ""))
    if number == 300:
        print("half", flush=True)
ledger.close()
print("done", flush=True)
"""


def test_two_processes_one_of_them_killed_and_the_sums_hold_to_the_last_digit(tmp_path: Path) -> None:
    def start(name: str, count: int) -> subprocess.Popen[str]:
        command = [sys.executable, "-c", WRITER, str(tmp_path), name, str(count)]
        return subprocess.Popen(command, stdout=subprocess.PIPE, text=True, cwd=ROOT)

    with start("killed", 100_000) as killed, start("whole", 700) as whole:
        assert killed.stdout is not None
        assert whole.stdout is not None
        assert killed.stdout.readline() == "half\n"
        killed.kill()
        assert whole.stdout.read() == "half\ndone\n"
    ledger = Ledger(tmp_path)
    sums = {found.name: found for found in ledger.sums("project")}
    assert sums["whole"].attempts == 700
    for name, found in sums.items():
        # Rows are written in order, so that what was committed is 1 to n.
        expected = sum(n * 123_457 for n in range(1, found.attempts + 1))
        assert found.picodollars == expected == ledger.spent(project=name)
    assert sums["killed"].attempts >= 290
    assert sum(found.attempts for found in sums.values()) >= 990
    assert ledger.spent() == sum(found.picodollars for found in sums.values())
    with sqlite3.connect(ledger.path) as base:
        assert base.execute("PRAGMA integrity_check").fetchone() == ("ok",)
    base.close()
    ledger.close()
