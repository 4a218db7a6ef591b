"""Put everything that is known of a script on one page: to look at, to read, or to go on with."""

from __future__ import annotations

import json
from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING

from ..llm.ledger import Ledger
from ..screenplay import ScriptError, breakdown, parse, read_file
from ..screenplay.facts import Options, bechdel
from ..screenplay.facts.told import read_told
from ..screenplay.files import load
from ..screenplay.pages.layout import chosen
from ..screenplay.storing import store
from ..writing import report
from ..writing.analysis import Analysis
from .command import Command
from .layouts import add_layout
from .voice import WrongArgumentsError

if TYPE_CHECKING:
    import argparse
    from collections.abc import Sequence

    from ..llm.settings import ClientSettings
    from .voice import Voice

NAME = "report"
HELP = "everything about a script on one page, with charts"
_FORMATS = {".html": "html", ".htm": "html", ".md": "markdown", ".markdown": "markdown", ".json": "json", ".csv": "csv"}
_AGAIN = "Make it again with the command analyze."


def add_options(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("script", type=Path, metavar="SCRIPT", help="a screenplay in any format that can be read")
    parser.add_argument(
        "--output",
        type=Path,
        required=True,
        metavar="FILE",
        help="by its ending: .html, .md, .json, or .csv for tables",
    )
    parser.add_argument("--markdown", action="store_true", help="Markdown, whatever the name of FILE ends with")
    parser.add_argument("--analysis", type=Path, metavar="JSON", help="what a model has said of the script")
    parser.add_argument("--title", default="", metavar="TEXT", help="in the place of the script's own")
    parser.add_argument("--genders", type=Path, metavar="FILE", help="lines such as ANNA: f, for the Bechdel tests")
    parser.add_argument("--aliases", type=Path, metavar="FILE", help="lines such as YOUNG ANNA: ANNA")
    add_layout(parser)
    parser.add_argument(
        "--project", metavar="NAME", help="with all money that was spent under this name, from the record of usage"
    )


def run(options: argparse.Namespace, settings: ClientSettings, voice: Voice) -> int:
    output: Path = options.output
    kind = "markdown" if options.markdown else _FORMATS.get(output.suffix.lower())
    if kind is None:
        raise WrongArgumentsError(f"{output.name} says nothing of its format: let it end with {', '.join(_FORMATS)}.")
    loaded = load(options.script)
    for note in loaded.notes:
        voice.note(note)
    layout = chosen(options.layout, loaded.layout)
    facts = breakdown(parse(loaded.text), Options(layout=layout, aliases=_told(options.aliases)))
    subject = report.Subject(
        facts,
        read_analysis(options.analysis) if options.analysis else None,
        _spent(options.project, settings) if options.project is not None else None,
        bechdel(facts, _told(options.genders)) if options.genders else None,
        options.title,
    )
    files = report.files_of(subject, kind, output)
    store(files)
    if len(files) > 1:
        voice.note(f"Each table is a file of its own: {', '.join(path.name for path in files)}.")
    return 0


def read_analysis(path: Path) -> Analysis:
    """What `Analysis.to_dict` gave, by itself or inside a report. Raises `ScriptError`."""
    text = read_file(path)
    try:
        data = json.loads(text.lstrip("\ufeff"))
    except json.JSONDecodeError as error:
        raise ScriptError(f"{path.name} is not valid JSON (line {error.lineno}).", _AGAIN) from None
    except (ValueError, RecursionError):
        raise ScriptError(f"{path.name} is not valid JSON.", _AGAIN) from None
    if isinstance(data, dict) and isinstance(data.get("analysis"), dict):
        data = data["analysis"]
    try:
        return Analysis.from_dict(data)
    except (AttributeError, KeyError, TypeError, ValueError):
        raise ScriptError(f"{path.name} holds no analysis.", _AGAIN) from None


def _spent(project: str, settings: ClientSettings) -> Sequence[report.Spending]:
    """Nothing where nothing is recorded."""
    if settings.folder is None:
        return ()
    with closing(Ledger(settings.folder)) as ledger:
        return report.spending_of(attempt for attempt in ledger.rows() if attempt.project == project)


def _told(path: Path | None) -> dict[str, str]:
    return read_told(read_file(path), path.name) if path else {}


COMMAND = Command(NAME, HELP, f"{__doc__}", add_options, run)
