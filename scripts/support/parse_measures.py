"""What reading a script costs: against other people's readers of the same text, and against reading it anew.

python3 -m scripts.support.parse_measures
"""

from __future__ import annotations

import gc
import io
import json
import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

from blender_movie_director.screenplay import breakdown, parse
from blender_movie_director.screenplay.document import Document

from .feature import feature

if TYPE_CHECKING:
    from collections.abc import Callable

SCENES, SEED = 190, 1
ROUNDS = 7
_UPDATES = 20
_MISSING = (
    "{} is not installed here. It is in the development environment: scripts/lock.py, then scripts/test.py --quick."
)


def measure() -> dict[str, float]:
    """Ratios. The rounds alternate, so that what else the machine does meets all of them; each keeps its least time."""
    text, long = feature(SCENES, SEED), feature(SCENES, SEED, repeat=10)
    screenplain, screenplay_tools = _screenplain(), _screenplay_tools()
    works: dict[str, Callable[[], float]] = {
        "parse": lambda: _seconds(lambda: parse(text).elements),
        "long": lambda: _seconds(lambda: parse(long).elements),
        "screenplain": lambda: _seconds(lambda: screenplain(text)),
        "screenplay_tools": lambda: _seconds(lambda: screenplay_tools(text)),
        "same_lines": lambda: _seconds_of_an_edit(text, "EDIT"),
        "line_more": lambda: _seconds_of_an_edit(text, "EDIT\n"),
        "breakdown": lambda: _seconds_of_a_breakdown(text),
    }
    least = dict.fromkeys(works, float("inf"))
    for _ in range(ROUNDS):
        for name, work in works.items():
            gc.collect()
            least[name] = min(least[name], work())
    return {
        "parse_vs_screenplain": least["screenplain"] / least["parse"],
        "parse_vs_screenplay_tools": least["screenplay_tools"] / least["parse"],
        "parse_linear_ratio": least["long"] / least["parse"],
        "reparse_ratio": least["parse"] / max(least["same_lines"], least["line_more"]),
        "breakdown_vs_parse": least["breakdown"] / least["parse"],
    }


def _seconds(work: Callable[[], object]) -> float:
    begun = time.perf_counter()
    result = work()
    took = time.perf_counter() - begun
    del result  # to let go of it is no part of reading
    return took


def _seconds_of_an_edit(text: str, typed: str) -> float:
    """One edit in the middle of the script, made and undone: what the dearer of the two takes."""
    place = text.index("\n\n", len(text) // 2) + 2
    edited = text[:place] + typed + text[place:]
    document = Document()
    document.update(text)
    least = [float("inf")] * 2
    for _ in range(_UPDATES):
        for index, version in enumerate((edited, text)):
            least[index] = min(least[index], _seconds(lambda version=version: document.update(version)))  # type: ignore[misc]
    return max(least)


def _seconds_of_a_breakdown(text: str) -> float:
    """With the pages, for a script that was only just read."""
    script = parse(text)
    return _seconds(lambda: breakdown(script))


def _screenplain() -> Callable[[str], object]:
    try:
        from screenplain.parsers import fountain  # type: ignore[import-untyped] # noqa: PLC0415 - a peer's, for this alone
    except ImportError:
        raise SystemExit(_MISSING.format("screenplain")) from None
    return lambda text: fountain.parse(io.StringIO(text))


def _screenplay_tools() -> Callable[[str], object]:
    try:
        from screenplay_tools.fountain.parser import (  # type: ignore[import-untyped] # noqa: PLC0415
            Parser,
        )
    except ImportError:
        raise SystemExit(_MISSING.format("screenplay-tools")) from None

    def read(text: str) -> object:
        parser = Parser()
        parser.add_text(text)
        return parser.script

    return read


if __name__ == "__main__":
    print(f"figures: {json.dumps(measure())}")
