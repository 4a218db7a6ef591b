"""Runs steps, two at a time, each in one line; the output of a step is shown when it fails."""

from __future__ import annotations

import concurrent.futures
import contextlib
import sys
import time
from dataclasses import dataclass, field
from enum import IntEnum
from typing import TYPE_CHECKING

from . import console, junit
from .errors import ScriptError
from .project import ROOT

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence
    from contextlib import AbstractContextManager
    from pathlib import Path

    from .processes import Ended, Programs

AT_ONCE = 2
SECONDS_BETWEEN_SIGNS_OF_LIFE = 20.0
_LINES_SHOWN = 200
_LONGEST_LINE = 400  # a type checker may list every icon of Blender
_NAME_WIDTH = 58

_PYTEST_RAN_NOTHING = 5


class Turn(IntEnum):
    """When a step is begun. The longest begin early, so that not one alone is left at the end."""

    AT_ONCE = 0
    LONG = 1
    SHORTER = 2
    LAST = 3


@dataclass(frozen=True)
class Step:
    """A program that checks something. `prepare` gives its environment, and takes away afterwards what that needed."""

    name: str
    command: Sequence[str]
    prepare: Callable[[], AbstractContextManager[Mapping[str, str]]]
    seconds: float
    report: Path | None = None
    """Where pytest leaves its counts; without it, the step is one test."""
    may_run_nothing: bool = False
    note: Callable[[], str] | None = None
    """Something to say about a step that has passed."""
    turn: Turn = Turn.AT_ONCE


@dataclass
class Result:
    """What became of a step."""

    step: Step
    counts: junit.Counts = field(default_factory=junit.Counts)
    seconds: float = 0.0
    problem: str = ""
    """A sentence about more than failed tests: a crash, no time left, no test at all."""
    note: str = ""
    log: Path | None = None

    @property
    def passed(self) -> bool:
        return not self.counts.failed


class Runner:
    """Runs steps and prints what becomes of them."""

    def __init__(self, programs: Programs, logs: Path, *, verbose: bool) -> None:
        self._programs = programs
        self._logs = logs
        self._verbose = verbose
        self._live = sys.stdout.isatty()
        self._begun: dict[str, float] = {}
        self._told = time.monotonic()

    def run(self, steps: Sequence[Step]) -> list[Result]:
        """All of them, by their turns, and each as soon as there is room for it."""
        self._logs.mkdir(parents=True, exist_ok=True)
        waiting = sorted(steps, key=lambda step: step.turn)
        results: list[Result] = []
        running: dict[concurrent.futures.Future[Result], Step] = {}
        with concurrent.futures.ThreadPoolExecutor(AT_ONCE) as pool:
            try:
                while waiting or running:
                    while waiting and len(running) < AT_ONCE:
                        step = waiting.pop(0)
                        self._begun[step.name] = time.monotonic()
                        running[pool.submit(self._one, step)] = step
                    done, _ = concurrent.futures.wait(running, timeout=0.5, return_when="FIRST_COMPLETED")
                    for future in done:
                        del running[future]
                        results.append(future.result())
                        self._tell(results[-1])
                    self._sign_of_life([step.name for step in running.values()])
            except BaseException:
                self._programs.stop()
                raise
        return results

    def _one(self, step: Step) -> Result:
        log = self._logs / f"{''.join(c if c.isalnum() or c in '.-' else '-' for c in step.name)}.log"
        if step.report is not None:
            step.report.unlink(missing_ok=True)
        try:
            with log.open("wb") as output, step.prepare() as environment:
                ended = self._programs.run(
                    step.command, environment=environment, folder=ROOT, seconds=step.seconds, output=output
                )
        except ScriptError as error:
            return Result(step, junit.Counts(failed=1), problem=str(error))
        counts, problem = judge(step, ended, log)
        note = step.note() if step.note is not None and not counts.failed else ""
        return Result(step, counts, ended.seconds, problem, note, log)

    def _tell(self, result: Result) -> None:
        self._wipe()
        self._told = time.monotonic()
        said = [str(result.counts)] if result.step.report is not None else []
        said += [result.note] if result.note else []
        seconds = f"{result.seconds:6.1f} s"
        word = "ok    " if result.passed else "FAILED"
        console.say(f"{word}  {result.step.name:<{_NAME_WIDTH}}{seconds}  {', '.join(said)}".rstrip())
        if result.problem:
            console.detail(result.problem)
        if result.log is not None and (self._verbose or not result.passed):
            for line in _tail(result.log):
                console.detail(line if len(line) <= _LONGEST_LINE else f"{line[:_LONGEST_LINE]}...")

    def _sign_of_life(self, names: Sequence[str]) -> None:
        now = time.monotonic()
        text = ", ".join(f"{name} ({now - self._begun[name]:.0f} s)" for name in names)
        if self._live:
            self._wipe()
            sys.stdout.write(f"... {text}"[:110])
            sys.stdout.flush()
        elif now - self._told >= SECONDS_BETWEEN_SIGNS_OF_LIFE and text:
            console.detail(f"still running: {text}")
            self._told = now

    def _wipe(self) -> None:
        if self._live:
            sys.stdout.write("\r\x1b[K")


def judge(step: Step, ended: Ended, log: Path) -> tuple[junit.Counts, str]:
    """The counts of a step that has ended, and a sentence where more went wrong than tests can say."""
    if step.report is None:
        counts = junit.Counts(passed=int(ended.returncode == 0), failed=int(ended.returncode != 0))
        return counts, f"It {ended.crash}." if ended.crash else ""
    counts = junit.read(step.report) or junit.Counts()
    problem = ""
    if ended.crash:
        problem = f"pytest {ended.crash}{_last_test(log)}."
    elif ended.returncode == _PYTEST_RAN_NOTHING or not (counts.passed or counts.failed or counts.skipped):
        ran_nothing = ended.returncode == _PYTEST_RAN_NOTHING
        if not (ran_nothing and step.may_run_nothing):
            problem = "It ran no test." if ran_nothing else f"pytest ended with {ended.returncode} and left no report."
    elif ended.returncode != 0 and not counts.failed:
        problem = f"All its tests passed, but pytest ended with {ended.returncode}."
    if problem:
        counts.failed += 1
    return counts, problem


def _last_test(log: Path) -> str:
    """Which test was running, from the names that pytest -v prints before each."""
    with contextlib.suppress(OSError):
        for line in reversed(log.read_text(encoding="utf-8", errors="replace").splitlines()):
            words = line.split()
            if words and words[0].startswith("tests") and "::" in words[0]:
                return f" in {words[0]}"
    return ""


def _tail(log: Path) -> list[str]:
    with contextlib.suppress(OSError):
        lines = log.read_text(encoding="utf-8", errors="replace").rstrip().splitlines()
        left_out = len(lines) - _LINES_SHOWN
        return [f"(the first {left_out} lines are in {log})", *lines[left_out:]] if left_out > 0 else lines
    return []
