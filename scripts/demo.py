#!/usr/bin/env python3
"""Shows Movie Director at work: a screenplay read in a real Blender, with nothing to install by hand.

    python3 scripts/demo.py                           with the model whose key is set, or a stand-in for one
    python3 scripts/demo.py --model ollama/llama3.2   with a model on this computer
    python3 scripts/demo.py my_script.fountain        another screenplay

The first run downloads Blender as a Python module (300 to 400 MB) and LiteLLM; later ones start in seconds.
Your own Blender, if you have one, is not touched.
"""

from __future__ import annotations

import argparse
import os
import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING

from support import old_python

old_python.require()

import build_extension  # noqa: E402 - these need the Python that has just been asked for
from support import blender_runs, console, environments, models  # noqa: E402
from support.disk import explained, require_space  # noqa: E402
from support.errors import ScriptError  # noqa: E402
from support.processes import Programs  # noqa: E402
from support.project import Blender, project  # noqa: E402

if TYPE_CHECKING:
    from support.blender_runs import BlenderHere

BLEND = "the_script.blend"
REPORT = "the_report.md"
MEGABYTES_OF_RESULTS = 20
_SECONDS = 1200.0


def main() -> int:
    arguments = _parser().parse_args()
    begun = time.monotonic()
    script = (arguments.script or example()).absolute()
    if not script.is_file():
        raise ScriptError(f"{script} is not there: check the name, or leave it out to use the example.")
    output = arguments.output.absolute()
    choice = models.choose(arguments.model, os.environ)
    blender = blender_for_this_machine()
    console.say(f"Movie Director reads {script.name} in Blender {blender.bpy}.")
    here = blender_runs.module(blender)
    # This Blender is here to build and to validate; the others would have to be downloaded for it.
    zip_file = build_extension.build(
        blender.python, here.target.platform, project().root / "dist", validators=[blender.series]
    )
    megabytes = zip_file.stat().st_size / 1_000_000
    console.step(f"The extension is built, {megabytes:.1f} MB ({time.monotonic() - begun:.1f} s)")
    require_space(output, MEGABYTES_OF_RESULTS, "the results")
    console.step(f"The model is {choice.model} ({choice.reason})")
    for name in (BLEND, REPORT):  # what is there at the end must be of this run
        with explained(output, "making room for the results"):
            (output / name).unlink(missing_ok=True)
    code = analyze(here, script, zip_file, choice, output)
    if code == 0:
        conclude(choice, output, time.monotonic() - begun)
    elif (output / REPORT).exists():
        console.say(f"What was counted, and what had arrived, is in {output}.")
    return code


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(description="Shows Movie Director at work on a screenplay, in a real Blender.")
    parser.add_argument("script", nargs="?", type=Path, metavar="SCRIPT", help="a Fountain file (the example)")
    parser.add_argument("--model", metavar="PROVIDER/MODEL", help=f"such as {models.LOCAL_EXAMPLE}")
    parser.add_argument(
        "--output", type=Path, default=project().root / "out" / "demo", help="the folder of the results (out/demo)"
    )
    return parser


def example() -> Path:
    """The example screenplay, the only one there."""
    folder = project().root / "examples"
    found = sorted(folder.glob("*.fountain"))
    if not found:
        raise ScriptError(f"The example screenplay in {folder} is missing: get a complete checkout, or name a script.")
    return found[0]


def blender_for_this_machine() -> Blender:
    """The newest Blender that has the running Python, or another Python of this machine."""
    fitting = blender_runs.fitting(environments.running_version())
    if fitting is not None:
        return fitting
    for blender in reversed(project().blenders.values()):
        if environments.find_python(blender.python) is not None:
            return blender
    needed = " or ".join(sorted({blender.python for blender in project().blenders.values()}))
    raise ScriptError(
        f"This is Python {environments.running_version()}, and Blender as a module needs Python {needed}: install one "
        f"of them (from python.org, your system's packages or pyenv); it will be found."
    )


def analyze(here: BlenderHere, script: Path, zip_file: Path, choice: models.Choice, output: Path) -> int:
    """Run the analysis in Blender, which prints for itself."""
    more = ["--online"] if choice.online else []
    with blender_runs.throw_away_profile("demo") as profile:
        command = here.command(
            "analyze", script, "--zip", zip_file, "--model", choice.model, "--report", output / REPORT,
            "--blend", output / BLEND, *more,
        )  # fmt: skip
        programs = Programs()
        try:
            environment = blender_runs.environment_for(profile)
            ended = programs.run(command, environment=environment, folder=project().root, seconds=_SECONDS)
        except KeyboardInterrupt:
            # Below the words, and over the line of progress that stood there.
            console.say("\x1b[J" if sys.stdout.isatty() else "")
            raise
        finally:
            programs.stop()
    if ended.crash:
        raise ScriptError(f"{here.name} {ended.crash}: run it again; if it stays so, please report it.")
    return ended.returncode


def conclude(choice: models.Choice, output: Path, seconds: float) -> None:
    console.say()
    if choice.stand_in:
        console.say("What was counted is real. The prose is a stand-in: no language model was asked.")
        console.say("To ask one, name it (this one is on your computer, if you have Ollama there):")
        console.say(f"    python3 scripts/demo.py --model {models.LOCAL_EXAMPLE}")
        console.say("or set one of OPENAI_API_KEY, ANTHROPIC_API_KEY, GEMINI_API_KEY, MISTRAL_API_KEY and")
        console.say("GROQ_API_KEY, and run the same command again.")
        console.say()
    console.say(f"It took {seconds:.0f} s. The results are in {output}:")
    console.say(f"    {BLEND}    open it in Blender: the script, and the analysis beside it")
    console.say(f"    {REPORT}       the same, to read without Blender")


if __name__ == "__main__":
    sys.exit(console.run_script(main))
