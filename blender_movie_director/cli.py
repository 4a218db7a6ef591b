"""The same work with no window: `python -m blender_movie_director`, or `blender --command movie_director`."""

from __future__ import annotations

import argparse
import asyncio
import os
import sys
from contextlib import aclosing
from io import TextIOWrapper
from pathlib import Path
from typing import TYPE_CHECKING

from .llm import keys
from .llm.backends import STAND_IN
from .llm.client import ClientSettings, LLMClient
from .llm.errors import LLMError
from .screenplay import ScriptError, read_file
from .writing import analysis

if TYPE_CHECKING:
    from collections.abc import Sequence


def main(arguments: Sequence[str], *, online: bool = True, program: str = "movie-director") -> int:
    """The exit code: 0 for done, 1 for something that a sentence on stderr explains, 2 for wrong arguments."""
    try:
        options = _parser(program).parse_args(arguments)
    except SystemExit as leaving:  # argparse has said why; under Blender this must not end the process
        return leaving.code if isinstance(leaving.code, int) else 2
    if isinstance(sys.stdout, TextIOWrapper):
        sys.stdout.reconfigure(errors="replace")  # a terminal that lacks a letter shows ? in its place
    settings = ClientSettings(
        online=online and not options.offline,
        keys=keys.from_environment(os.environ),
        endpoints=dict(options.endpoint),
    )
    try:
        return asyncio.run(_analyze(options, settings))
    except (ScriptError, LLMError) as error:
        print(f"{program}: {error.what} {error.remedy}", file=sys.stderr)
    except BrokenPipeError:
        _discard_stdout()
    except KeyboardInterrupt:
        print(f"\n{program}: stopped.", file=sys.stderr)
    return 1


def _discard_stdout() -> None:
    """The reader has seen enough (`| head`); what is left in the buffer must not complain at exit."""
    nowhere = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nowhere, sys.stdout.fileno())
    os.close(nowhere)


async def _analyze(options: argparse.Namespace, settings: ClientSettings) -> int:
    path: Path = options.file
    text = read_file(path)
    client = LLMClient(settings)
    try:
        parts = analysis.analyse(client, text, name=path.name, model=options.model, temperature=options.temperature)
        async with aclosing(parts):
            async for part in parts:
                match part:
                    case analysis.Facts(report, _):
                        print(report, end="\n\n", flush=True)
                    case analysis.Words(words):
                        print(words, end="", flush=True)
                    case analysis.Done(response):
                        print(flush=True)
                        if response.stand_in:
                            print("(A stand-in wrote these words; name a model with --model.)", file=sys.stderr)
    finally:
        await client.close()
    return 0


def _parser(program: str) -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog=program, description="Screenplays read, counted and discussed.")
    commands = parser.add_subparsers(required=True, metavar="COMMAND")
    analyze = commands.add_parser("analyze", help="break a script down, and ask a model about it")
    analyze.add_argument("file", type=Path, metavar="FILE", help="a screenplay in Fountain")
    analyze.add_argument(
        "--model",
        default=STAND_IN,
        metavar="PROVIDER/MODEL",
        help="for example anthropic/claude-sonnet-4-5 or ollama/llama3.2; without it a stand-in writes the prose",
    )
    analyze.add_argument("--temperature", type=float, default=None, metavar="T", help="0 to 2; the model's own default")
    analyze.add_argument("--offline", action="store_true", help="ask no server outside this computer")
    analyze.add_argument(
        "--endpoint",
        type=_endpoint,
        action="append",
        default=[],
        metavar="PROVIDER=URL",
        help="where a provider's server is, for example openai=http://127.0.0.1:4000/v1",
    )
    return parser


def _endpoint(text: str) -> tuple[str, str]:
    provider, equals, url = text.partition("=")
    if not (provider and equals and url.startswith(("http://", "https://"))):
        raise argparse.ArgumentTypeError(f"{text!r} does not read like provider=http://host:port/v1")
    return provider.lower(), url
