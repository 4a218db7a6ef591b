"""Break a script down, and ask a model about it."""

from __future__ import annotations

import asyncio
import json
from contextlib import aclosing
from pathlib import Path
from typing import TYPE_CHECKING

from ..llm.assembly import open_client
from ..llm.messages import Request
from ..llm.routing import model_for
from ..screenplay import files
from ..screenplay.storing import store
from ..writing import analysis, prompts
from .command import Command
from .models_in_use import STAND_IN_NOTE, with_keys_for
from .tables import table
from .terminal import can_be_asked, yes_or_no

if TYPE_CHECKING:
    import argparse
    from collections.abc import Sequence

    from ..llm.settings import ClientSettings
    from .voice import Voice

NAME = "analyze"
HELP = "break a script down, and ask a model about it"


def add_options(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("file", type=Path, metavar="FILE", help="a screenplay: Fountain, Final Draft, PDF...")
    parser.add_argument(
        "--model",
        default="",
        metavar="PROVIDER/MODEL",
        help="for example anthropic/claude-sonnet-4-5 or ollama/llama3.2; without it, and where the settings name "
        "none, a stand-in writes the prose",
    )
    parser.add_argument("--temperature", type=float, default=None, metavar="T", help="0 to 2; the model's own default")
    parser.add_argument(
        "--scene",
        type=int,
        action="append",
        default=[],
        metavar="N",
        help="only this scene, counted from 1; repeatable",
    )
    parser.add_argument(
        "--instruction", default="", metavar="TEXT", help="what you want in addition, in your own words"
    )
    parser.add_argument("--prompts", type=Path, metavar="DIR", help="a folder with prompts of your own")
    parser.add_argument("--afresh", action="store_true", help="ask again about scenes that were read before")
    parser.add_argument("--json", type=Path, metavar="FILE", help="keep the analysis as data, for the command report")
    parser.add_argument("--dry-run", action="store_true", help="show what would be sent and cost, and send nothing")
    parser.add_argument("-v", "--verbose", action="store_true", help="calls and money on stderr")


def run(options: argparse.Namespace, settings: ClientSettings, voice: Voice) -> int:
    return asyncio.run(_analyze(options, settings, voice))


async def _analyze(options: argparse.Namespace, settings: ClientSettings, voice: Voice) -> int:
    path: Path = options.file
    loaded = files.load(path)
    text = loaded.text
    asked = Request((), options.model, task="analysis")
    model = model_for(settings, asked)
    wished = _wished(options)
    if options.dry_run:
        _show_preview(analysis.preview(settings, text, name=path.name, model=model, options=wished))
        return 0
    for note in loaded.notes:
        voice.note(note)
    settings = with_keys_for(settings, asked)
    voice.secrets = settings.secrets
    async with open_client(settings, ask=yes_or_no(voice) if can_be_asked() else None) as client:
        steps = analysis.analyse(client, text, name=path.name, model=model, options=wished)
        async with aclosing(steps):
            async for step in steps:
                match step:
                    case analysis.Facts(report, _):
                        print(report, end="\n\n", flush=True)
                    case analysis.Words(words):
                        print(words, end="", flush=True)
                    case analysis.Done(result):
                        _conclude(result, voice)
                        if options.json:
                            store({options.json: json.dumps(result.to_dict(), ensure_ascii=False).encode()})
    return 0


def _wished(options: argparse.Namespace) -> analysis.Options:
    return analysis.Options(
        scope=analysis.Scope(scenes=tuple(options.scene)),
        instruction=options.instruction,
        prompts=prompts.overrides_from(options.prompts) if options.prompts else {},
        temperature=options.temperature,
        afresh=options.afresh,
    )


def _conclude(result: analysis.Analysis, voice: Voice) -> None:
    for failure in result.failures:
        voice.note(f"The {failure.part} is missing: {failure.what} {failure.remedy}")
    if result.stand_in:
        voice.note(STAND_IN_NOTE)
    if voice.verbose:
        kept = sum(scene.kept for scene in result.scenes)
        money = f"${result.spent.dollars}" if result.spent.dollars else "unpriced"
        calls = "1 call" if result.spent.calls == 1 else f"{result.spent.calls} calls"
        voice.note(f"{calls}; {kept} of {len(result.scenes)} scenes kept from before; {money}")


def _show_preview(found: analysis.Preview) -> None:
    for message in found.messages:
        print(f"--- {message.role} ---\n{message.text}\n")
    # Their material is made of answers that are not there yet; what they are told to do is known.
    for what, text in list(found.told.items())[1:]:
        print(f"--- system, for the {what} ---\n{text}\n")
    print(f"Prompts: {', '.join(f'{name} {version}' for name, version in found.prompts.items())}.\n")
    rows = [
        (call.what, _range(call.scenes), f"{call.input_tokens:,}", f"{call.output_tokens:,}", call.dollars or "unknown")
        for call in found.calls
    ]
    rows.append(("sum", "", f"{found.input_tokens:,}", f"{found.output_tokens:,}", found.dollars or "unknown"))
    print(table(("CALL", "SCENES", "ABOUT TOKENS IN", "OUT", "DOLLARS"), rows, right=(2, 3, 4)))
    if found.kept:
        print(f"{found.kept} scenes were read before and are as they were.")


def _range(scenes: Sequence[int]) -> str:
    return f"{scenes[0]}-{scenes[-1]}" if len(scenes) > 1 else "".join(map(str, scenes))


COMMAND = Command(NAME, HELP, f"{__doc__}", add_options, run)
