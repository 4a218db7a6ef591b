"""Break a script down, and ask a model about it."""

from __future__ import annotations

import asyncio
from contextlib import aclosing
from pathlib import Path
from typing import TYPE_CHECKING

from ..llm.assembly import open_client
from ..llm.messages import Request
from ..llm.routing import model_for
from ..screenplay import read_file
from ..writing import analysis
from .command import Command
from .models_in_use import STAND_IN_NOTE, with_keys_for
from .terminal import can_be_asked, yes_or_no

if TYPE_CHECKING:
    import argparse

    from ..llm.settings import ClientSettings
    from .voice import Voice

NAME = "analyze"
HELP = "break a script down, and ask a model about it"


def add_options(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("file", type=Path, metavar="FILE", help="a screenplay in Fountain")
    parser.add_argument(
        "--model",
        default="",
        metavar="PROVIDER/MODEL",
        help="for example anthropic/claude-sonnet-4-5 or ollama/llama3.2; without it, and where the settings name "
        "none, a stand-in writes the prose",
    )
    parser.add_argument("--temperature", type=float, default=None, metavar="T", help="0 to 2; the model's own default")


def run(options: argparse.Namespace, settings: ClientSettings, voice: Voice) -> int:
    return asyncio.run(_analyze(options, settings, voice))


async def _analyze(options: argparse.Namespace, settings: ClientSettings, voice: Voice) -> int:
    path: Path = options.file
    text = read_file(path)
    asked = Request((), options.model, task="analysis")
    model = model_for(settings, asked)
    settings = with_keys_for(settings, asked)
    voice.secrets = settings.secrets
    async with open_client(settings, ask=yes_or_no(voice) if can_be_asked() else None) as client:
        parts = analysis.analyse(client, text, name=path.name, model=model, temperature=options.temperature)
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
                            voice.note(STAND_IN_NOTE)
    return 0


COMMAND = Command(NAME, HELP, f"{__doc__}", add_options, run)
