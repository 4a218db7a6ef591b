"""Have dialogue, descriptions or suggestions written for a script. What is written comes on stdout while it comes; the
script itself is never changed unless it is named as the output."""

from __future__ import annotations

import asyncio
from contextlib import aclosing
from pathlib import Path
from typing import TYPE_CHECKING, Any

from ..llm.assembly import open_client
from ..llm.messages import Request
from ..llm.model_spec import EFFORTS
from ..llm.routing import model_for
from ..screenplay import files, parse
from ..writing import asked, camera, changes, description, dialogue, prompts, suggestions
from ..writing.scene_context import Place
from ..writing.targets import Target
from .command import Command
from .models_in_use import STAND_IN_NOTE, with_keys_for
from .options import positive_number
from .tables import table
from .teller import in_dollars
from .terminal import can_be_asked, yes_or_no
from .voice import WrongArgumentsError

if TYPE_CHECKING:
    import argparse
    from collections.abc import AsyncGenerator

    from ..llm.client import LLMClient
    from ..llm.settings import ClientSettings
    from ..screenplay.files import Loaded
    from ..writing.sending import Estimate
    from ..writing.suggested import Suggested
    from .voice import Voice

NAME = "write"
HELP = "have dialogue, descriptions or suggestions written"
UNFILMABLE = "unfilmable"
_WHAT = (dialogue.NAME, description.NAME, suggestions.NAME, UNFILMABLE)
_ONLY_FOR = {
    "characters": (dialogue.NAME,),
    "intention": (dialogue.NAME,),
    "tone": (dialogue.NAME,),
    "length": (dialogue.NAME,),
    "heading": (dialogue.NAME,),
    "about": (suggestions.NAME,),
    "count": (suggestions.NAME,),
    "mode": (dialogue.NAME, description.NAME),
    "diff": (dialogue.NAME, description.NAME),
    "accept": (dialogue.NAME, description.NAME),
    "apply": (dialogue.NAME, description.NAME),
}


def add_options(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "what", choices=_WHAT, metavar="WHAT", help=f"{', '.join(_WHAT)} (words that no camera sees; asks nobody)"
    )
    parser.add_argument("script", type=Path, metavar="SCRIPT", help="a screenplay in any format that can be read")
    place = parser.add_mutually_exclusive_group()
    place.add_argument("--scene", type=positive_number, metavar="N", help="this scene, counted from 1")
    place.add_argument("--line", type=positive_number, metavar="N", help="as if the cursor were on this line, from 1")
    place.add_argument("--lines", metavar="N-M", help="as if these lines were selected")
    parser.add_argument(
        "--mode", help=f"dialogue: {', '.join(dialogue.MODES)}; description: {', '.join(description.MODES)}"
    )
    parser.add_argument("--characters", metavar="A,B", help="who speaks, and nobody else")
    parser.add_argument("--intention", metavar="TEXT", help="what the dialogue is to achieve")
    parser.add_argument("--tone", metavar="TEXT", help="how it is to sound")
    parser.add_argument("--length", type=positive_number, metavar="N", help="about so many speeches")
    parser.add_argument("--heading", metavar="TEXT", help="of a new scene")
    parser.add_argument(
        "--about", choices=suggestions.ABOUT, help="what suggestions are wanted for; plot unless told so"
    )
    parser.add_argument("--count", type=positive_number, metavar="N", help="so many suggestions; 5 unless told so")
    parser.add_argument("--instruction", default="", metavar="TEXT", help="what you want in addition")
    parser.add_argument("--prompts", type=Path, metavar="DIR", help="a folder with prompts of your own")
    parser.add_argument("--model", default="", metavar="PROVIDER/MODEL", help="else as the settings say")
    parser.add_argument("--temperature", type=float, metavar="T", help="0 to 2; the model's own default")
    parser.add_argument("--max-tokens", type=positive_number, metavar="N", help="the longest answer")
    parser.add_argument("--effort", choices=EFFORTS, help="how much a model that can reason does so")
    parser.add_argument("--diff", action="store_true", help="show what would change, change by change")
    parser.add_argument("--apply", type=Path, metavar="FILE", help="write the script with the changes to this file")
    parser.add_argument("--accept", metavar="1,3", help="only these changes, by the numbers that --diff shows")
    parser.add_argument("--dry-run", action="store_true", help="show what would be sent and cost, and send nothing")
    parser.add_argument("-v", "--verbose", action="store_true", help="calls and money on stderr")


def run(options: argparse.Namespace, settings: ClientSettings, voice: Voice) -> int:
    _refuse_what_makes_no_sense(options)
    loaded = files.load(options.script)
    for note in loaded.notes:
        voice.note(note)
    if options.what == UNFILMABLE:
        for found in camera.unfilmable(loaded.text):
            print(f"line {found.line + 1}: {found.words}: {found.sentence}")
        return 0
    return asyncio.run(_write(options, loaded, settings, voice))


async def _write(options: argparse.Namespace, loaded: Loaded, settings: ClientSettings, voice: Voice) -> int:
    request = Request((), options.model, task=options.what)
    model = model_for(settings, request)
    name = options.script.name
    if options.dry_run:
        module: Any = {dialogue.NAME: dialogue, description.NAME: description, suggestions.NAME: suggestions}[
            options.what
        ]
        _show_estimate(module.estimate(loaded.text, name=name, model=model, options=_wished(options)))
        return 0
    settings = with_keys_for(settings, request)
    voice.secrets = settings.secrets
    async with open_client(settings, ask=yes_or_no(voice) if can_be_asked() else None) as client:
        result = await _tell(_steps(client, options, loaded.text, model), voice)
    applied = True
    for sentence in [*result.faults, *([result.failure] if result.failure else [])]:
        voice.note(sentence)
    if isinstance(result, asked.Written):
        for note in result.notes:
            voice.note(f"Line {note.line + 1}, {note.words!r}: {note.sentence}")
        applied = _apply(options, loaded, result, voice)
    if result.stand_in:
        voice.note(STAND_IN_NOTE)
    if voice.verbose:
        _say_what_it_took(result, voice)
    return 0 if applied else 1


def _steps(client: LLMClient, options: argparse.Namespace, text: str, model: str) -> AsyncGenerator[asked.Step, None]:
    wished, name = _wished(options), options.script.name
    match wished:
        case dialogue.Options():
            return dialogue.write(client, text, name=name, model=model, options=wished)
        case description.Options():
            return description.write(client, text, name=name, model=model, options=wished)
        case _:
            return suggestions.suggest(client, text, name=name, model=model, options=wished)


async def _tell(steps: AsyncGenerator[asked.Step, None], voice: Voice) -> asked.Written | Suggested:
    """Words on stdout as they come, the rest on stderr. Gives the result."""
    result: asked.Written | Suggested | None = None
    last = "\n"
    try:
        async with aclosing(steps):
            async for step in steps:
                match step:
                    case asked.Words(text):
                        print(text, end="", flush=True)
                        last = text[-1:] or last
                    case asked.Afresh(why):
                        last = _end_line(last)
                        voice.note(f"The words so far do not count; the answer begins anew: {why}")
                    case asked.Done(found):
                        result = found
    finally:
        _end_line(last)
    assert result is not None, "the last step is Done, or an error"
    return result


def _end_line(last: str) -> str:
    if last != "\n":
        print(flush=True)
    return "\n"


def _wished(options: argparse.Namespace) -> dialogue.Options | description.Options | suggestions.Options:
    how = asked.How(
        instruction=options.instruction,
        prompts=prompts.overrides_from(options.prompts) if options.prompts else {},
        temperature=options.temperature,
        max_tokens=options.max_tokens,
        reasoning_effort=options.effort,
    )
    place = Place(options.scene, None if options.line is None else options.line - 1, _lines(options.lines))
    if options.what == dialogue.NAME:
        return dialogue.Options(
            place=place,
            mode=options.mode or dialogue.ADD,
            characters=tuple(name.strip() for name in (options.characters or "").split(",") if name.strip()),
            intention=options.intention or "",
            tone=options.tone or "",
            length=options.length or 0,
            heading=options.heading or "",
            how=how,
        )
    if options.what == description.NAME:
        return description.Options(place=place, mode=options.mode or description.REWRITE, how=how)
    return suggestions.Options(about=options.about or suggestions.PLOT, count=options.count or 5, place=place, how=how)


def _refuse_what_makes_no_sense(options: argparse.Namespace) -> None:
    for name, kinds in _ONLY_FOR.items():
        if getattr(options, name) not in (None, False) and options.what not in kinds:
            raise WrongArgumentsError(f"--{name} is for {' and '.join(kinds)}, and not for {options.what}.")
    if options.accept and not (options.diff or options.apply):
        raise WrongArgumentsError("--accept chooses among the changes of --diff or --apply: give one of them.")
    _lines(options.lines)
    _numbers(options.accept)


def _lines(given: str | None) -> tuple[int, int] | None:
    if given is None:
        return None
    first, _, last = given.partition("-")
    if not (first.isdecimal() and last.isdecimal() and int(first) and int(last)):
        raise WrongArgumentsError(f"{given!r} does not read like 120-180.")
    return int(first) - 1, int(last) - 1


def _numbers(given: str | None) -> set[int] | None:
    if given is None:
        return None
    numbers = [number.strip() for number in given.split(",")]
    if not all(number.isdecimal() and int(number) for number in numbers):
        raise WrongArgumentsError(f"{given!r} does not read like 1,3.")
    return {int(number) - 1 for number in numbers}


def _apply(options: argparse.Namespace, loaded: Loaded, result: asked.Written, voice: Voice) -> bool:
    """Shows and writes what was asked for. False where that would spoil the script."""
    target = Target.from_plain(result.target)
    proposed = target.changes(result.text)
    accepted = _numbers(options.accept)
    missing = sorted(number + 1 for number in (accepted or set()) if number >= len(proposed))
    if missing:
        raise WrongArgumentsError(f"There is no change {missing[0]}: the answer makes {len(proposed)}.")
    if options.diff:
        print(changes.as_text(proposed, target.first_line, accepted) or "Nothing would change.")
    if options.apply and (result.faults or result.state != asked.COMPLETE):
        voice.error(f"{options.apply} was not written: the answer is not what was asked for. Ask again.")
        return False
    if options.apply:
        text = target.applied(result.text, loaded.text, accepted)
        same = options.script.suffix.lower() == options.apply.suffix.lower()
        for note in files.save(options.apply, parse(text), base=loaded.original if same else None):
            voice.note(note)
        count = len(proposed) if accepted is None else len(accepted)
        voice.note(f"{options.apply} holds the script with {count} change{'' if count == 1 else 's'}.")
    return True


def _say_what_it_took(result: asked.Written | Suggested, voice: Voice) -> None:
    from decimal import Decimal  # noqa: PLC0415 - for those who want to know

    spent = result.spent
    money = in_dollars(Decimal(spent.dollars)) if spent.dollars else "unpriced"
    calls = f"{spent.calls} call{'' if spent.calls == 1 else 's'}"
    voice.note(f"{result.model}: {calls}; {spent.input_tokens} tokens in, {spent.output_tokens} out; {money}")


def _show_estimate(found: Estimate) -> None:
    for message in found.messages:
        print(f"--- {message.role} ---\n{message.text}\n")
    row = (found.model, f"{found.input_tokens:,}", f"{found.output_tokens:,}", found.dollars or "unknown")
    print(table(("MODEL", "ABOUT TOKENS IN", "OUT", "DOLLARS"), [row], right=(1, 2, 3)))


COMMAND = Command(NAME, HELP, f"{__doc__}", add_options, run)
