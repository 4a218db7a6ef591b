"""Ask a model one thing. The answer comes on stdout while it is written, everything else on stderr."""

from __future__ import annotations

import asyncio
import json
import sys
from contextlib import aclosing
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from ..llm.assembly import open_client
from ..llm.catalog import Catalog
from ..llm.errors import InvalidAnswerError
from ..llm.events import Finished
from ..llm.messages import Message, Parameters, Request, Text
from ..llm.model_spec import EFFORTS
from ..llm.routing import model_for
from ..llm.shapes import Ability, Shaped, ask_streaming
from .command import Command
from .files import read_image, read_schema
from .models_in_use import with_keys_for
from .options import dollars, positive_number
from .teller import Teller
from .terminal import can_be_asked, from_stdin, yes_or_no
from .voice import WrongArgumentsError

if TYPE_CHECKING:
    import argparse
    from collections.abc import AsyncGenerator

    from ..llm.client import LLMClient
    from ..llm.events import Event
    from ..llm.messages import Shape
    from ..llm.settings import ClientSettings
    from .voice import Voice

NAME = "ask"
HELP = "ask a model one thing"
FROM_STDIN = "-"


def add_options(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "prompt", nargs="*", metavar="PROMPT", help=f"what to ask; {FROM_STDIN}, or nothing on a pipe, reads stdin"
    )
    add_model_options(parser)
    parser.add_argument("--json-schema", type=Path, metavar="FILE", help="answer in JSON of this schema, checked")
    parser.add_argument(
        "--image", type=Path, action="append", default=[], metavar="FILE", help="a PNG, JPEG, WebP or GIF picture"
    )
    parser.add_argument("--temperature", type=float, metavar="T", help="0 to 2; the model's own default")
    parser.add_argument("--max-tokens", type=positive_number, metavar="N", help="the longest answer")
    parser.add_argument("--effort", choices=EFFORTS, help="how much a model that can reason does so")
    parser.add_argument("--no-stream", action="store_true", help="ask for the whole answer at once")
    stored = parser.add_mutually_exclusive_group()
    stored.add_argument("--no-cache", action="store_true", help="neither replay a stored answer nor store this one")
    stored.add_argument("--refresh", action="store_true", help="ask again, and store the new answer")
    parser.add_argument("--budget", type=dollars, metavar="DOLLARS", help="the most that this call may cost")
    parser.add_argument("--task", default="", help="what it is for: chooses the route of the settings")
    parser.add_argument("--project", default="", help="what it is part of: for budgets and sums")
    parser.add_argument("-v", "--verbose", action="store_true", help="thoughts, tokens, money and time on stderr")


def add_model_options(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--model",
        default="",
        metavar="PROVIDER/MODEL",
        help="for example anthropic/claude-sonnet-4-5 or ollama/llama3.2; else as the settings say",
    )
    parser.add_argument("--system", metavar="TEXT", help="instructions for the model")


def run(options: argparse.Namespace, settings: ClientSettings, voice: Voice) -> int:
    request = _request(options)
    shape = read_schema(options.json_schema) if options.json_schema else None
    return asyncio.run(_ask(request, shape, with_keys_for(settings, request), voice))


async def _ask(request: Request, shape: Shape | None, settings: ClientSettings, voice: Voice) -> int:
    voice.secrets = settings.secrets
    catalog = Catalog()
    model = model_for(settings, request)
    teller = Teller(voice, model, words=shape is None)
    async with open_client(settings, catalog=catalog, ask=yes_or_no(voice) if can_be_asked() else None) as client:
        try:
            if shape is None:
                await _tell(client, request, teller)
            else:
                await _tell_shaped(client, request, shape, Ability(catalog.find(model).json_schema), teller)
        except InvalidAnswerError as error:
            if error.raw:  # it was paid for
                voice.plain(f"{error.raw.rstrip()}\n")
            raise
        finally:
            teller.end_line()
    return 0


async def _tell(client: LLMClient, request: Request, teller: Teller) -> None:
    async with aclosing(client.stream(request)) as events:
        async for event in events:
            teller.hear(event)
            if isinstance(event, Finished):
                teller.finish(event.response)


async def _tell_shaped(client: LLMClient, request: Request, shape: Shape, ability: Ability, teller: Teller) -> None:
    asked: AsyncGenerator[Event | Shaped[Any], None] = ask_streaming(client, request, shape, ability=ability)
    async with aclosing(asked) as items:
        async for item in items:
            teller.hear(item)
            if isinstance(item, Shaped):
                print(json.dumps(item.value, ensure_ascii=False, indent=2), flush=True)
                teller.finish(item.response, item.answers)


def _request(options: argparse.Namespace) -> Request:
    images = tuple(read_image(path) for path in options.image)
    prompt = _prompt(options.prompt)
    said = Message("user", (Text(prompt), *images) if images else prompt)
    request = Request(
        (Message("system", options.system), said) if options.system else (said,),
        options.model,
        Parameters(temperature=options.temperature, max_tokens=options.max_tokens, reasoning_effort=options.effort),
        task=options.task,
        project=options.project,
        budget=options.budget,
        stream=not options.no_stream,
    )
    if options.no_cache or options.refresh:
        request = replace(request, cache="bypass" if options.no_cache else "refresh")
    return request


def _prompt(words: list[str]) -> str:
    """The words, and what stands on stdin after them where `-` is one of them or there are none."""
    read = ""
    if FROM_STDIN in words or (not words and not (sys.stdin is None or sys.stdin.isatty())):
        read = from_stdin()
    given = " ".join(word for word in words if word != FROM_STDIN)
    prompt = "\n\n".join(part for part in (given, read.strip()) if part)
    if not prompt.strip():
        raise WrongArgumentsError("There is nothing to ask: give a prompt, or pipe one in.")
    return prompt


COMMAND = Command(NAME, HELP, f"{__doc__}", add_options, run)
