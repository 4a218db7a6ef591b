"""Reads the arguments, runs the command, and turns whatever goes wrong into a sentence and an exit code."""

from __future__ import annotations

import argparse
import os
import sys
from io import TextIOWrapper
from typing import TYPE_CHECKING

from ..llm.errors import LLMError
from ..screenplay import ScriptError
from .analyze import COMMAND as ANALYZE
from .answers import COMMAND as ANSWERS
from .ask import COMMAND as ASK
from .breakdown import COMMAND as BREAKDOWN
from .chat import COMMAND as CHAT
from .check import COMMAND as CHECK
from .compare import COMMAND as COMPARE
from .convert import COMMAND as CONVERT
from .models import COMMAND as MODELS
from .options import common_options, settings_from
from .report import COMMAND as REPORT
from .usage import COMMAND as USAGE
from .voice import Voice, WrongArgumentsError
from .write import COMMAND as WRITE

if TYPE_CHECKING:
    from collections.abc import Sequence

_COMMANDS = (ANALYZE, WRITE, REPORT, BREAKDOWN, CONVERT, COMPARE, ASK, CHAT, MODELS, CHECK, USAGE, ANSWERS)


def main(arguments: Sequence[str] | None = None, *, online: bool = True, program: str = "movie-director") -> int:
    """The exit code: 0 for done, 1 for something that a sentence on stderr explains, 2 for wrong arguments.

    `arguments` None means those that this process was started with."""
    try:
        options = _parser(program).parse_args(arguments)
    except SystemExit as leaving:  # argparse has said why; under Blender this must not end the process
        return leaving.code if isinstance(leaving.code, int) else 2
    for stream in (sys.stdout, sys.stdin):
        if isinstance(stream, TextIOWrapper):
            stream.reconfigure(errors="replace")  # a terminal that lacks a letter shows ? in its place
    voice = Voice(program, verbose=getattr(options, "verbose", False))
    try:
        settings = settings_from(options, voice, online=online)
        voice.secrets = settings.secrets
        code: int = options.run(options, settings, voice)
        if sys.stdout is not None:
            sys.stdout.flush()  # here, where a reader that has left is understood, and not at exit
    except WrongArgumentsError as error:
        voice.error(str(error))
        return 2
    except (ScriptError, LLMError) as error:
        voice.error(f"{error.what} {error.remedy}")
    except BrokenPipeError:
        _discard_stdout()
    except KeyboardInterrupt:
        print(f"\n{program}: stopped.", file=sys.stderr)
    else:
        return code
    return 1


def _discard_stdout() -> None:
    """The reader has seen enough (`| head`); what is left in the buffer must not complain at exit."""
    nowhere = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nowhere, sys.stdout.fileno())
    os.close(nowhere)


def _parser(program: str) -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog=program, description="Screenplays read, counted and discussed, and every model asked by one door."
    )
    commands = parser.add_subparsers(required=True, metavar="COMMAND")
    for command in _COMMANDS:
        added = commands.add_parser(
            command.name, help=command.help, description=command.description, parents=[common_options()]
        )
        command.add_options(added)
        added.set_defaults(run=command.run)
    return parser
