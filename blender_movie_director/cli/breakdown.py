"""Break a script down: scenes, cast, places, length and what may be wrong, with no model."""

from __future__ import annotations

import argparse
import json
from fractions import Fraction
from pathlib import Path
from typing import TYPE_CHECKING

from ..screenplay import parse, read_file
from ..screenplay.facts import Options, Runtime, as_text, bechdel, breakdown, vocabulary
from ..screenplay.facts.report import bechdel_as_text, vocabulary_as_text
from ..screenplay.facts.runtime import exactly
from ..screenplay.facts.tables import TABLES, as_csv, table
from ..screenplay.facts.told import read_told
from ..screenplay.files import load
from ..screenplay.pages.layout import chosen
from .command import Command
from .layouts import add_layout

if TYPE_CHECKING:
    from ..llm.settings import ClientSettings
    from .voice import Voice

NAME = "breakdown"
HELP = "break a script down, with no model"


def add_options(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("script", type=Path, metavar="SCRIPT", help="a screenplay in any format that can be read")
    shape = parser.add_mutually_exclusive_group()
    shape.add_argument("--json", action="store_true", help="everything as data")
    shape.add_argument("--csv", choices=tuple(TABLES), metavar="TABLE", help=f"one table: {', '.join(TABLES)}")
    parser.add_argument(
        "--genders",
        type=Path,
        metavar="FILE",
        help="lines such as ANNA: f, for the Bechdel tests and shares of words",
    )
    parser.add_argument("--aliases", type=Path, metavar="FILE", help="lines such as YOUNG ANNA: ANNA")
    parser.add_argument("--vocabulary", action="store_true", help="words and how hard they read as well")
    model = Runtime()
    add_layout(parser)
    length = parser.add_argument_group("how long it plays")
    length.add_argument(
        "--seconds-per-page", type=_number, default=model.seconds_per_page, metavar="S", help="60 unless told so"
    )
    length.add_argument("--rates", action="store_true", help="by what is spoken and done, and not by the page")
    length.add_argument(
        "--words-per-second", type=_number, metavar="W", help=f"spoken; {model.words_per_second} unless told so"
    )
    length.add_argument(
        "--seconds-per-line",
        type=_number,
        metavar="S",
        help=f"of action; {model.seconds_per_line} unless told so",
    )
    length.add_argument("--fps", type=_number, default=model.fps, metavar="F", help="24, 25, 29.97, 30000/1001 ...")


def run(options: argparse.Namespace, settings: ClientSettings, voice: Voice) -> int:
    del settings
    genders = _told(options.genders)
    aliases = _told(options.aliases)
    loaded = load(options.script)
    tuned = Options(runtime=_runtime(options), layout=chosen(options.layout, loaded.layout), aliases=aliases)
    for note in loaded.notes:
        voice.note(note)
    script = parse(loaded.text)
    facts = breakdown(script, tuned)
    if options.csv:
        print(as_csv(table(facts, options.csv)).replace("\r\n", "\n"), end="")
        return 0
    tests = bechdel(facts, genders) if options.genders else None
    words = vocabulary(script, tuned.aliases) if options.vocabulary else None
    if options.json:
        more = {"bechdel": tests.to_dict()} if tests else {}
        more |= {"vocabulary": words.to_dict()} if words else {}
        print(json.dumps({**facts.to_dict(), **more}, indent=2, ensure_ascii=False))
        return 0
    print(as_text(facts), end="")
    if tests:
        print(bechdel_as_text(tests), end="")
    if words:
        print(vocabulary_as_text(words), end="")
    return 0


def _runtime(options: argparse.Namespace) -> Runtime:
    """A rate that is given asks for rates."""
    model = Runtime()
    return Runtime(
        by_rates=options.rates or bool(options.words_per_second or options.seconds_per_line),
        seconds_per_page=options.seconds_per_page,
        words_per_second=options.words_per_second or model.words_per_second,
        seconds_per_line=options.seconds_per_line or model.seconds_per_line,
        fps=options.fps,
    )


def _told(path: Path | None) -> dict[str, str]:
    return read_told(read_file(path), path.name) if path else {}


def _number(text: str) -> Fraction:
    try:
        number = exactly(text)
    except (ValueError, ZeroDivisionError):
        number = Fraction()
    if not 0 < number < 1_000_000:
        raise argparse.ArgumentTypeError(f"{text!r} is not a number greater than 0")
    return number


COMMAND = Command(NAME, HELP, f"{__doc__}", add_options, run)
