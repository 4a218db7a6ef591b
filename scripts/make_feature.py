#!/usr/bin/env python3
"""Writes a feature-length script in Fountain, for tests and measurements: the same bytes at each run, everywhere.

python3 scripts/make_feature.py --output feature.fountain          190 scenes, 120 pages, 78 speaking parts
python3 scripts/make_feature.py --output long.fountain --repeat 10         ten times the length
python3 scripts/make_feature.py --output other.fountain --seed 2           another script of the same kind
"""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from support import console
from support.errors import ScriptError
from support.feature import feature

SCENES = 190
SEED = 1


def main() -> int:
    parser = argparse.ArgumentParser(description="Writes a feature-length script in Fountain.")
    parser.add_argument("--output", type=Path, required=True, metavar="FILE", help="where to write it")
    parser.add_argument("--scenes", type=int, default=SCENES, metavar="N", help=f"how many scenes ({SCENES})")
    parser.add_argument("--seed", type=int, default=SEED, metavar="N", help=f"another number, another script ({SEED})")
    parser.add_argument("--repeat", type=int, default=1, metavar="N", help="as many times the length (1)")
    arguments = parser.parse_args()
    if arguments.scenes < 1 or arguments.repeat < 1:
        raise ScriptError("--scenes and --repeat are numbers from 1.")
    text = feature(arguments.scenes, arguments.seed, arguments.repeat)
    try:
        arguments.output.write_bytes(text.encode())
    except OSError as error:
        raise ScriptError(f"{arguments.output} cannot be written: {error.strerror}.") from error
    lines, size = text.count("\n"), len(text.encode())
    console.say(f"{arguments.output}: {arguments.scenes * arguments.repeat} scenes, {lines:,} lines, {size:,} bytes")
    return 0


if __name__ == "__main__":
    sys.exit(console.run_script(main))
