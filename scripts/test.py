#!/usr/bin/env python3
"""Runs the linters, the type checkers and every test, in plain Python and in Blender.

    python3 scripts/test.py              in this Python and the Blender that has it, and in the application at $BLENDER
    python3 scripts/test.py --all        in every Python and Blender of pyproject.toml that this machine can have
    python3 scripts/test.py --quick      the inner loop: one Python, one Blender as a module, no tests marked slow
    python3 scripts/test.py -k words     tests whose name holds "words", and no linters
    python3 scripts/test.py tests/addon  the tests of a folder or a file, and no linters

$BLENDER may name several applications, separated as in $PATH. Tests that import bpy (all in tests/addon, some in
tests/extension) run inside Blender, with the extension installed from its zip into a throw-away profile.
The last line sums everything up; a linter counts as one test. The exit code is 0 when nothing failed.
"""

from __future__ import annotations

import argparse
import sys
import time
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from support import old_python

old_python.require()

import build_extension  # noqa: E402 - these need the Python that has just been asked for
from support import blender_runs, checks, console, environments, junit, selection  # noqa: E402
from support.errors import ScriptError  # noqa: E402
from support.processes import Programs  # noqa: E402
from support.project import ROOT, Blender, project  # noqa: E402
from support.steps import Result, Runner, Step  # noqa: E402

if TYPE_CHECKING:
    from support.blender_runs import BlenderHere


@dataclass
class Plan:
    """What is going to run, and what cannot."""

    steps: list[Step] = field(default_factory=list)
    problems: list[str] = field(default_factory=list)
    """What should have been there and is not; each counts as a failed test."""
    missing: list[str] = field(default_factory=list)
    """What this machine cannot have; each counts as a skipped test."""
    notes: list[str] = field(default_factory=list)
    more: tuple[str, ...] = ()
    """Arguments for every run of pytest."""


def main() -> int:
    arguments = _parser().parse_args()
    chosen = selection.select(ROOT, arguments.paths, arguments.expression)
    begun = time.monotonic()
    plan = prepare(arguments, chosen)
    programs = Programs()
    try:
        runner = Runner(programs, project().build_folder / "test" / "logs", verbose=arguments.verbose)
        results = runner.run(plan.steps)
    finally:
        programs.stop()
    return conclude(plan, results, time.monotonic() - begun)


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(description="Runs the linters, the type checkers and every test.")
    extent = parser.add_mutually_exclusive_group()
    extent.add_argument("--all", action="store_true", help="every Python and every Blender of pyproject.toml")
    extent.add_argument("--quick", action="store_true", help="one Python and one Blender, under a minute")
    parser.add_argument("-k", dest="expression", metavar="EXPR", help="only tests that match, as in pytest")
    parser.add_argument("-v", "--verbose", action="store_true", help="the output of steps that passed, too")
    parser.add_argument("paths", nargs="*", metavar="PATH", help="only these folders, files or tests")
    return parser


def prepare(arguments: argparse.Namespace, chosen: selection.Selection) -> Plan:
    """Find or set up everything that the steps need."""
    plan = Plan(more=checks.QUICK if arguments.quick else ())
    pythons = _pythons(plan, everything=arguments.all)
    if not chosen.partial:
        plan.steps += checks.linters(checks.development(pythons[0]))
    if chosen.plain:
        coverage = not arguments.quick and not chosen.partial
        for python in pythons if arguments.all else pythons[:1]:
            environment = checks.development(python)
            plan.steps.append(checks.plain_tests(environment, python, chosen, coverage=coverage, more=plan.more))
    if chosen.in_blender:
        for here, validators in _blenders(plan, arguments, pythons):
            _add_blender(plan, here, validators, chosen)
    elif not chosen.partial:
        plan.problems.append("There is no test that runs in Blender: tests/addon should hold some.")
    return plan


def _pythons(plan: Plan, *, everything: bool) -> list[str]:
    """The Pythons of our builds that are here, the running one first."""
    running = environments.running_version()
    found = []
    for python in sorted({build.python for build in project().builds}, key=lambda python: python != running):
        if environments.find_python(python) is not None:
            found.append(python)
        elif everything:
            plan.missing.append(f"tests in Python {python}: there is none here")
    if not found:
        wanted = " or ".join(build.python for build in project().builds)
        raise ScriptError(
            f"This is Python {running}, and the tests need {wanted}: install one (from python.org, your system's "
            f"packages or pyenv); it will be found."
        )
    return found


def _blenders(
    plan: Plan, arguments: argparse.Namespace, pythons: list[str]
) -> list[tuple[BlenderHere, list[str] | None]]:
    """The Blenders to test in, each with the series that validate its zip."""
    found: list[tuple[BlenderHere, list[str] | None]] = []
    one = blender_runs.fitting(pythons[0])
    modules = list(project().blenders.values()) if arguments.all else [one] if one else []
    # With one Blender, that one validates: the builders of the others would have to be downloaded.
    validators = None if arguments.all else [blender.series for blender in modules]
    for blender in modules:
        if blender.python not in pythons:
            plan.missing.append(f"tests in Blender {blender.bpy}: it needs Python {blender.python}, which is not here")
        elif (here := _tried(plan, f"Blender {blender.bpy}", blender)) is not None:
            found.append((here, validators))
    if arguments.quick:
        plan.notes.append("--quick leaves out the tests marked slow, all other Blenders, and the coverage.")
        return found
    applications = blender_runs.named_applications()
    if not applications:
        plan.notes.append(
            "No Blender application was tested: set BLENDER to the path of one, to have it tested as well."
        )
    for path in applications:
        try:
            found.append((blender_runs.application(path), validators))
        except ScriptError as error:
            plan.problems.append(str(error))
    return found


def _tried(plan: Plan, name: str, blender: Blender) -> BlenderHere | None:
    try:
        return blender_runs.module(blender)
    except ScriptError as error:
        plan.problems.append(f"{name} could not be set up. {error}")
        return None


def _add_blender(plan: Plan, here: BlenderHere, validators: list[str] | None, chosen: selection.Selection) -> None:
    try:
        zip_file = build_extension.build(
            here.python, here.target.platform, project().root / "dist", any_blender=here.any_blender,
            validators=validators,
        )  # fmt: skip
    except ScriptError as error:
        plan.problems.append(f"The zip for {here.name} could not be built. {error}")
    else:
        plan.steps.append(checks.blender_tests(here, zip_file, chosen, more=plan.more))


def conclude(plan: Plan, results: list[Result], seconds: float) -> int:
    """Print what was skipped and what failed, and the one line that counts."""
    total = junit.Counts(failed=len(plan.problems), skipped=len(plan.missing))
    for result in results:
        total.add(result.counts)
    console.say()
    for reason, number in total.reasons.most_common():
        console.say(f"skipped: {number} x {reason}")
    for text in plan.missing:
        console.say(f"skipped: {text}")
    for text in plan.notes:
        console.say(text)
    for text in plan.problems:
        console.say(f"FAILED: {text}")
    for result in results:
        if not result.passed:
            console.say(f"FAILED: {result.step.name}, {result.counts.failed}; its output is in {result.log}")
    if not (total.passed or total.failed):
        console.say("FAILED: no test ran.")
        total.failed += 1
    console.say(f"It took {seconds:.0f} s.")
    console.say(str(total))
    return 1 if total.failed else 0


if __name__ == "__main__":
    sys.exit(console.run_script(main))
