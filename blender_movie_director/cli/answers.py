"""The stored answers: how many there are, how much room they take, and how to be rid of them."""

from __future__ import annotations

from contextlib import closing
from typing import TYPE_CHECKING

from ..llm.answers import AnswerStore
from ..llm.errors import ConfigurationError
from ..writing import analysis
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
    with closing(AnswerStore(settings.folder)) as store, closing(analysis.keeper_for(settings)) as keeper:
        if options.clear:
            print(f"Forgotten: {_answers(store.clear())}{_readings(keeper.clear())}.")
            return 0
        stats = store.stats()
        print(f"{_answers(stats.answers)}, {stats.megabytes:.1f} of {settings.cache_megabytes:g} MB, in {store.path}")
        if count := keeper.count():
            print(f"Analyses have kept{_readings(count).lstrip(',')}.")
    return 0


def _answers(number: int) -> str:
    return f"{number:,} stored answer{'' if number == 1 else 's'}"


def _readings(number: int) -> str:
    """What analyses have kept: of scenes, and of whole scripts."""
    return f", {number:,} reading{'' if number == 1 else 's'} of scripts" if number else ""


COMMAND = Command(NAME, HELP, f"{__doc__}", add_options, run)
