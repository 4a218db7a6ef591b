"""What a person sees while a script works: steps, signs of life, a table, a last line. Terminal or not."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, TextIO

from .errors import ScriptError

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence


def say(text: str = "", stream: TextIO | None = None) -> None:
    """Print a line, whatever the terminal can show: Windows consoles and pipes are often not UTF-8."""
    stream = stream or sys.stdout
    encoding = stream.encoding or "ascii"
    print(text.encode(encoding, "backslashreplace").decode(encoding), file=stream, flush=True)


def step(text: str) -> None:
    """A piece of work begins."""
    say(f"- {text}")


def detail(text: str) -> None:
    """More about the step before, or a sign of life while it goes on."""
    say(f"    {text}")


def error(text: str) -> None:
    sys.stdout.flush()
    say(f"error: {text}", sys.stderr)


def table(rows: Sequence[Sequence[str]]) -> None:
    """Columns as wide as their widest cell; the last one runs free."""
    widths = [max(len(row[column]) for row in rows) for column in range(len(rows[0]))]
    for row in rows:
        cells = [cell.ljust(width) for cell, width in zip(row[:-1], widths[:-1], strict=True)]
        say("  ".join([*cells, row[-1]]).rstrip())


def run_script(main: Callable[[], int]) -> int:
    """Run a script's main function, and turn what a person can act on into one line and an exit status."""
    try:
        return main()
    except ScriptError as problem:
        error(str(problem))
        return 1
    except KeyboardInterrupt:
        error("Stopped. Nothing half-made is left; run the same command again to go on.")
        return 130
