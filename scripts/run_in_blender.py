#!/usr/bin/env python3
"""Runs our code in a Blender without a window, be it an application or a Python that has Blender as a module.

    blender -b --factory-startup --python scripts/run_in_blender.py -- analyze SCRIPT [--model M] [--report FILE] ...
    blender -b --factory-startup --python scripts/run_in_blender.py -- test [--zip ZIP] [--site DIR] -- PYTEST_ARGS
    python scripts/run_in_blender.py -- analyze SCRIPT

With --zip the extension is installed from it first, as a user would do it. That changes the profile, so the profile
must be named: set BLENDER_USER_RESOURCES to a folder before the start. The exit code is 0 when all went well.
"""

from __future__ import annotations

import argparse
import importlib
import os
import sys
import time
import traceback
from pathlib import Path

BEGUN = time.monotonic()

# An application does not look for modules beside the script that it was told to run.
sys.path.insert(0, str(Path(__file__).resolve().parent))

try:
    import bpy  # type: ignore[import-not-found]  # noqa: F401
except ImportError:
    sys.exit(
        "error: This Python has no Blender in it: start the script with `blender -b --python scripts/run_in_blender.py "
        "-- ...`, or with the Python of an environment that has bpy (scripts/demo.py makes one)."
    )

from support import console, inside_blender  # noqa: E402
from support.analysis_run import Analysis, Wanted  # noqa: E402
from support.errors import ScriptError  # noqa: E402


def main() -> int:
    ours = sys.argv[sys.argv.index("--") + 1 :] if "--" in sys.argv else sys.argv[1:]
    # What follows a second "--" is pytest's.
    cut = ours.index("--") if "--" in ours else len(ours)
    arguments = _parser().parse_args(ours[:cut])
    for_pytest = ours[cut + 1 :]
    if arguments.action == "analyze":
        return _analyze(arguments)
    return _test(arguments, for_pytest)


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="run_in_blender.py --", description="Runs our code in Blender.")
    actions = parser.add_subparsers(dest="action", required=True, metavar="ACTION")
    shared = argparse.ArgumentParser(add_help=False)
    shared.add_argument("--zip", type=Path, metavar="ZIP", help="install the extension from this zip first")
    analyze = actions.add_parser("analyze", parents=[shared], help="run the script analysis on a Fountain file")
    analyze.add_argument("script", type=Path, metavar="SCRIPT")
    analyze.add_argument("--model", metavar="PROVIDER/MODEL", help="which model to ask (the one of the preferences)")
    analyze.add_argument("--report", type=Path, metavar="FILE", help="write facts and prose there, as Markdown")
    analyze.add_argument("--blend", type=Path, metavar="FILE", help="save the script and its analysis there")
    analyze.add_argument("--online", action="store_true", help="allow online access, in a throw-away profile")
    analyze.add_argument("--seconds", type=float, default=900.0, help="how long the answer may take (900)")
    test = actions.add_parser("test", parents=[shared], help="run pytest; its own arguments follow after another --")
    test.add_argument("--site", type=Path, action="append", default=[], help="a folder with pytest (may be repeated)")
    return parser


def _analyze(arguments: argparse.Namespace) -> int:
    if arguments.online:
        inside_blender.allow_online_access()
    name = inside_blender.enabled(arguments.zip)
    console.step(f"Blender {inside_blender.version()} has Movie Director enabled ({time.monotonic() - BEGUN:.1f} s)")
    wanted = Wanted(arguments.script, arguments.model, arguments.report, arguments.blend, arguments.seconds)
    try:
        return Analysis(name, wanted).run()
    finally:
        inside_blender.disable(name)


def _test(arguments: argparse.Namespace, for_pytest: list[str]) -> int:
    if arguments.zip is not None:
        # For tests that install and remove the extension again.
        os.environ["MOVIE_DIRECTOR_ZIP"] = str(arguments.zip.absolute())
        os.environ["MOVIE_DIRECTOR_MODULE"] = inside_blender.enabled(arguments.zip)
    sys.path[:0] = [str(folder.absolute()) for folder in arguments.site]
    try:
        pytest = importlib.import_module("pytest")
    except ImportError:
        raise ScriptError("This Blender's Python has no pytest: name a folder that has it with --site.") from None
    python = ".".join(map(str, sys.version_info[:3]))
    console.say(f"Blender {inside_blender.version()}, Python {python}")
    return int(pytest.main(for_pytest))


def _run() -> int:
    try:
        return console.run_script(main)
    except SystemExit as leaving:  # argparse
        return leaving.code if isinstance(leaving.code, int) else 1
    except BrokenPipeError:
        return 1  # whoever read it has seen enough (`| head`)
    except BaseException:  # noqa: BLE001 - a Blender that goes on would end with 0, as if all were well
        traceback.print_exc()
        return 1


if __name__ == "__main__":
    inside_blender.end(_run())
