#!/usr/bin/env python3
"""Drives the real window of the application at $BLENDER through a first minute, and takes the README's pictures.

    BLENDER=/path/to/blender python3 scripts/pictures.py [--output docs/pictures]

It fails when the window shows anything but what it should. Where there is no screen, $BLENDER may be a script that
brings one along.
"""

from __future__ import annotations

import argparse
import subprocess
import sys
from pathlib import Path

import build_extension
from support import blender_runs, console
from support.errors import ScriptError
from support.feature import feature
from support.project import project

SESSION = Path(__file__).resolve().parent / "support" / "picture_session.py"
SECONDS = 300
SCENES, SEED = 190, 1


def main() -> int:
    parser = argparse.ArgumentParser(description="Takes pictures of Movie Director in a real Blender.")
    parser.add_argument("--output", type=Path, default=project().root / "docs" / "pictures")
    arguments = parser.parse_args()
    applications = blender_runs.named_applications()
    if not applications:
        raise ScriptError("Set $BLENDER to the Blender application whose pictures are to be taken.")
    arguments.output.mkdir(parents=True, exist_ok=True)
    for path in applications:
        here = blender_runs.application(path)
        console.step(here.name)
        _take(path, here, arguments.output.absolute())
    return 0


def _take(path: Path, here: blender_runs.BlenderHere, output: Path) -> None:
    zip_file = build_extension.build(
        here.python, here.target.platform, project().root / "dist", any_blender=here.any_blender
    )
    with blender_runs.throw_away_profile("pictures") as profile:
        script = output / "feature.fountain"
        script.write_text(feature(SCENES, SEED), encoding="utf-8")
        command = [str(path), "--factory-startup", "--python", str(SESSION), "--", str(zip_file), str(output)]
        environment = blender_runs.without_keys(blender_runs.environment_for(profile))
        try:
            ended = subprocess.run(
                command, env=environment, timeout=SECONDS, capture_output=True, text=True, check=False
            )
        except subprocess.TimeoutExpired:
            raise ScriptError(f"{here.name} did not come to an end within {SECONDS} seconds.") from None
        finally:
            script.unlink()
    said = (ended.stdout + ended.stderr).splitlines()
    for line in said:
        if line.startswith("picture: "):
            console.detail(line)
    if "pictures: done" not in said:
        raise ScriptError(f"{here.name} did not finish; it says:\n" + "\n".join(said[-20:]))


if __name__ == "__main__":
    sys.exit(console.run_script(main))
