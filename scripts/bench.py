#!/usr/bin/env python3
"""Measures what must stay quick: each figure a difference or a ratio against a baseline taken in the same run.

    python3 scripts/bench.py                                  everything
    python3 scripts/bench.py --only enable_ms,zip_mb          some of it
    python3 scripts/bench.py --json figures.json              {name: {"value": ..., "goal": ..., "ok": ...}}

A machine that does other things at the same time shows in the gaps: run it on a quiet one.
"""

from __future__ import annotations

import argparse
import json
import statistics
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

import build_extension
from support import blender_runs, checks, console, environments, wheels
from support.errors import ScriptError
from support.project import project

SCRIPTS = Path(__file__).resolve().parent
MARK = "figures: "  # what support/measures.py puts before its answer
NOTE = "note: "  # what is said beside it
SECONDS = 300
# What else the machine does shows in a gap: the median of three runs is quoted.
RUNS = {"gap_process": 3, "gap_thread": 3, "analysis_gap": 3, "cancelling": 3, "policy": 3, "parsing": 3, "panels": 3}
PLAIN = {
    "analysis": "support.analysis_measures",
    "cancelling": "support.cancel_measures",
    "gateway": "support.gateway_measures",
    "policy": "support.policy_measures",
    "parsing": "support.parse_measures",
}
BEHIND_A_PROXY = {"analysis", "analysis_gap", "cancelling"}


@dataclass(frozen=True)
class Figure:
    """A value that may not be larger than its goal (or smaller), the measure that gives it, and what it is."""

    name: str
    goal: float
    measure: str
    what: str
    at_least: bool = False

    def reached_by(self, value: float) -> bool:
        return value >= self.goal if self.at_least else value <= self.goal


FIGURES = (
    Figure("enable_ms", 15, "enabling", "ms that enabling takes more than an empty extension (median of 15)"),
    Figure("enable_foreign_modules", 0, "enabling", "modules from outside Python and Blender after enabling"),
    Figure("gap_process_ms", 10, "gap_process", "ms that a first request adds to the main thread's worst gap"),
    Figure("gap_thread_ms", 60, "gap_thread", "the same with the worker on a thread of Blender's process"),
    Figure("append_linear_ratio", 12, "appending", "cost of 10,000 chunks into one text, against 1,000"),
    Figure("append_worst_tick_ms", 8, "appending", "ms of the longest tick of those 10,000"),
    Figure("gateway_first_chunk_over_aiohttp_ms", 2, "gateway", "ms until the gateway's first word, over bare aiohttp"),
    Figure("gateway_cpu_per_chunk_vs_aiohttp", 3, "gateway", "processor time of a chunk, against bare aiohttp"),
    Figure("pool_reuse", 0.95, "gateway", "share of 1,000 requests, 50 at a time, without a new connection", True),
    Figure("pool_dropped", 0, "gateway", "requests of those that were lost"),
    Figure("cache_hit_ms", 3, "policy", "ms of an answer from the cache"),
    Figure("limiter_error", 0.02, "policy", "share by which 60 a minute is missed, over simulated time"),
    Figure("policy_overhead_us", 300, "policy", "us that all layers add to a call"),
    Figure("policy_overhead_us_per_chunk", 5, "policy", "us that all layers add to a chunk"),
    Figure("parse_vs_screenplain", 4, "parsing", "times faster than screenplain on the generated feature", True),
    Figure("parse_vs_screenplay_tools", 5, "parsing", "times faster than screenplay-tools on the same", True),
    Figure("parse_linear_ratio", 11, "parsing", "cost of ten times the length, against once"),
    Figure("reparse_ratio", 50, "parsing", "cost of a full read, against a one-line edit", True),
    Figure("breakdown_vs_parse", 3, "parsing", "cost of the whole breakdown with its pages, against a full read"),
    Figure("analysis_calls", 30, "analysis", "requests of a full analysis of the feature, by its model's server"),
    Figure("analysis_parallel", 4, "analysis", "the most of them at once; four are allowed"),
    Figure("analysis_first_part_s", 2, "analysis", "s from a session's first click to the first scene's part"),
    Figure("reanalysis_calls", 3, "analysis", "requests of an analysis after an edit of one scene"),
    Figure("reanalysis_calls_unchanged", 0, "analysis", "the same without any edit"),
    Figure("reanalysis_ms_unchanged", 300, "analysis", "ms of that analysis, from click to end (median of 5)"),
    Figure(
        "analysis_gap_ms", 10, "analysis_gap", "ms that an analysis of the feature adds to the main thread's worst gap"
    ),
    Figure("cancel_ms", 200, "cancelling", "ms from a click on Cancel to a closed connection, at worst"),
    Figure("script_tick_ms", 4, "script", "ms of the longest tick while the feature is opened and edited"),
    Figure("script_first_tick_ms", 8, "script", "ms of the longest tick of a session's very first reading"),
    Figure("panel_draw_ms", 1, "panels", "ms of Python that the slowest draw of any panel takes on the feature"),
    Figure("zip_mb", 33, "zips", "MB of the largest zip, over all platforms and Pythons"),
)


def main() -> int:
    parser = argparse.ArgumentParser(description="Measures what must stay quick.")
    parser.add_argument("--only", default="", metavar="NAME,...", help="some of the figures")
    parser.add_argument("--json", type=Path, metavar="FILE", help="write the figures there")
    arguments = parser.parse_args()
    names = [name for name in arguments.only.split(",") if name] or [figure.name for figure in FIGURES]
    unknown = set(names) - {figure.name for figure in FIGURES}
    if unknown:
        known = ", ".join(figure.name for figure in FIGURES)
        raise ScriptError(f"There is no figure {', '.join(sorted(unknown))}: there are {known}.")
    wanted = [figure for figure in FIGURES if figure.name in names]
    measured: dict[str, float] = {}
    for measure in dict.fromkeys(figure.measure for figure in wanted):
        console.step(f"Measuring: {measure}")
        if measure == "zips":
            measured |= _largest_zip()
            continue
        measured_there = _in_plain_python if measure in PLAIN else _in_blender
        runs = [measured_there(measure) for _ in range(RUNS.get(measure, 1))]
        measured |= {name: statistics.median(run[name] for run in runs) for name in runs[0]}
    rows = [["figure", "value", "goal", "", "what it is"]]
    result = {}
    for figure in wanted:
        value = round(measured[figure.name], 3)
        ok = figure.reached_by(value)
        result[figure.name] = {"value": value, "goal": figure.goal, "ok": ok}
        rows.append([figure.name, f"{value:g}", f"{figure.goal:g}", "ok" if ok else "MISSED", figure.what])
    console.table(rows)
    if arguments.json is not None:
        arguments.json.write_text(json.dumps(result, indent=2) + "\n", encoding="utf-8")
    return 0 if all(entry["ok"] for entry in result.values()) else 1


def _in_plain_python(measure: str) -> dict[str, float]:
    interpreter = checks.development(environments.running_version()).python
    environment = blender_runs.without_keys(blender_runs.plain_environment()) | _proxy_for(measure)
    return _answer_of([str(interpreter), "-m", PLAIN[measure]], environment, measure)


def _in_blender(measure: str) -> dict[str, float]:
    """Each measure gets a Blender of its own, so that none finds the modules that another has loaded."""
    python = environments.running_version()
    blender = blender_runs.fitting(python)
    if blender is None:
        raise ScriptError(f"No Blender fits Python {python}: run this with Python 3.11 or 3.13.")
    zip_file = build_extension.build(python, wheels.host_platform(), project().root / "dist")
    interpreter = blender_runs.module(blender).starts[0]
    with blender_runs.throw_away_profile("bench") as profile:
        environment = blender_runs.without_keys(blender_runs.environment_for(profile)) | _proxy_for(measure)
        command = [interpreter, "-m", "support.measures", str(zip_file), measure]
        return _answer_of(command, environment, measure)


def _proxy_for(measure: str) -> dict[str, str]:
    return checks.proxy() if measure in BEHIND_A_PROXY else {}


def _answer_of(command: list[str], environment: dict[str, str], measure: str) -> dict[str, float]:
    ended = subprocess.run(
        command, cwd=SCRIPTS, env=environment, capture_output=True, text=True, timeout=SECONDS, check=False
    )
    for line in ended.stdout.splitlines():
        if line.startswith(NOTE):
            console.detail(line.removeprefix(NOTE))
        if line.startswith(MARK):
            figures: dict[str, float] = json.loads(line.removeprefix(MARK))
            return figures
    raise ScriptError(f"{measure} could not be measured; it says:\n{(ended.stdout + ended.stderr)[-2000:]}")


def _largest_zip() -> dict[str, float]:
    zips = [
        build_extension.build(build.python, platform, project().root / "dist")
        for build in project().builds
        for platform in wheels.PLATFORMS
    ]
    return {"zip_mb": max(path.stat().st_size for path in zips) / 1e6}


if __name__ == "__main__":
    sys.exit(console.run_script(main))
