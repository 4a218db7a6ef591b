"""The stored answers: how many there are, how much room they take, and how to be rid of them."""

from __future__ import annotations

from contextlib import closing
from typing import TYPE_CHECKING

from ..llm.answers import AnswerStore
from ..llm.errors import ConfigurationError
from .command import Command

if TYPE_CHECKING:
    import argparse

    from ..llm.settings import ClientSettings
    from .voice import Voice

NAME = "cache"
HELP = "the stored answers: how many, how large, --clear"


def add_options(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--clear", action="store_true", help="forget them all")


def run(options: argparse.Namespace, settings: ClientSettings, voice: Voice) -> int:
    del voice
    if settings.folder is None:
        raise ConfigurationError("No answers are stored: no folder is set for them.", "Name one with --folder.")
    with closing(AnswerStore(settings.folder)) as store:
        if options.clear:
            print(f"Forgotten: {_answers(store.clear())}.")
            return 0
        stats = store.stats()
        print(f"{_answers(stats.answers)}, {stats.megabytes:.1f} of {settings.cache_megabytes:g} MB, in {store.path}")
    return 0


def _answers(number: int) -> str:
    return f"{number:,} stored answer{'' if number == 1 else 's'}"


COMMAND = Command(NAME, HELP, f"{__doc__}", add_options, run)
