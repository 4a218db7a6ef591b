"""Say what changed between two versions of a script, scene by scene."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING

from ..screenplay import parse
from ..screenplay.files import load
from ..screenplay.revisions import as_text, colour, compare
from .command import Command

if TYPE_CHECKING:
    import argparse

    from ..llm.settings import ClientSettings
    from ..screenplay import Script
    from .voice import Voice

NAME = "compare"
HELP = "say what changed between two versions of a script"


def add_options(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("old", type=Path, metavar="OLD", help="the version from before")
    parser.add_argument("new", type=Path, metavar="NEW", help="the version of now")
    parser.add_argument("--json", action="store_true", help="the table as data")
    parser.add_argument("--brief", action="store_true", help="the scenes alone, without the lines that changed")
    parser.add_argument(
        "--revision", type=int, default=0, metavar="N", help="which revision the new version is: its pages' colour"
    )


def run(options: argparse.Namespace, settings: ClientSettings, voice: Voice) -> int:
    del settings
    changes = compare(_read(options.old, voice), _read(options.new, voice))
    pages = colour(options.revision) if options.revision > 0 else ""
    if options.json:
        print(json.dumps({**changes.to_dict(), "colour": pages or None}, indent=2, ensure_ascii=False))
    else:
        if pages:
            print(f"{pages} pages\n")
        print(as_text(changes, lines=not options.brief), end="")
    return 0


def _read(path: Path, voice: Voice) -> Script:
    loaded = load(path)
    for note in loaded.notes:
        voice.note(f"{path.name}: {note}")
    return parse(loaded.text)


COMMAND = Command(NAME, HELP, f"{__doc__}", add_options, run)
