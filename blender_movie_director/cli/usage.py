"""What was used and spent, from the record that every command keeps."""

from __future__ import annotations

import argparse
import sys
from contextlib import closing
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from ..llm.errors import ConfigurationError
from ..llm.ledger import Ledger, to_dollars
from .command import Command
from .files import unusable
from .tables import table
from .teller import in_dollars

if TYPE_CHECKING:
    from ..llm.ledger import Sum
    from ..llm.settings import ClientSettings
    from .voice import Voice

NAME = "usage"
HELP = "tokens and money, by day, model, task or project"
_HEAD = ("CALLS", "TOKENS IN", "OUT", "DOLLARS", "UNPRICED")


def add_options(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--by", choices=("day", "month", "task", "model", "provider", "project"), default="day")
    parser.add_argument("--since", type=_day, metavar="DAY", help="from this day on, as 2026-11-20")
    parser.add_argument("--csv", metavar="FILE", help="every call as a row for a spreadsheet; - for stdout")


def run(options: argparse.Namespace, settings: ClientSettings, voice: Voice) -> int:
    if settings.folder is None:
        raise ConfigurationError("Usage is not recorded: no folder is set for it.", "Name one with --folder.")
    since = options.since or ""
    with closing(Ledger(settings.folder)) as ledger:
        if options.csv:
            _write_csv(ledger, options.csv, since)
            return 0
        sums = ledger.sums(options.by, since=since)
    if not sums:
        voice.note(f"Nothing was used since {since}." if since else "Nothing has been used yet.")
        return 0
    rows = [_row(found) for found in sums]
    print(table((options.by.upper(), *_HEAD), [*rows, _total(sums)], right=range(1, 6)))
    return 0


def _row(found: Sum) -> tuple[str, ...]:
    numbers = (found.attempts, found.input_tokens, found.output_tokens)
    money = in_dollars(found.dollars)
    return (found.name or "(none)", *(f"{number:,}" for number in numbers), money, f"{found.unpriced:,}")


def _total(sums: list[Sum]) -> tuple[str, ...]:
    numbers = (
        sum(found.attempts for found in sums),
        sum(found.input_tokens for found in sums),
        sum(found.output_tokens for found in sums),
    )
    money = in_dollars(to_dollars(sum(found.picodollars for found in sums)))
    unpriced = sum(found.unpriced for found in sums)
    return ("total", *(f"{number:,}" for number in numbers), money, f"{unpriced:,}")


def _write_csv(ledger: Ledger, name: str, since: str) -> None:
    if name == "-":
        ledger.write_csv(sys.stdout, since=since)
        return
    path = Path(name)
    try:
        with path.open("w", encoding="utf-8", newline="") as file:
            ledger.write_csv(file, since=since)
    except OSError as error:
        raise unusable(path, error, "Choose another file.", "written") from None


def _day(text: str) -> str:
    try:
        return date.fromisoformat(text).isoformat()
    except ValueError:
        raise argparse.ArgumentTypeError(f"{text!r} is not a day such as 2026-11-20") from None


COMMAND = Command(NAME, HELP, f"{__doc__}", add_options, run)
