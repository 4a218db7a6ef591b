"""Turn a script into another kind of file, by the endings of the two names."""

from __future__ import annotations

import sys
from io import TextIOWrapper
from pathlib import Path
from typing import TYPE_CHECKING

from ..screenplay import files, parse
from ..screenplay.exporting import SaveOptions
from ..screenplay.reading import read_data
from ..screenplay.storing import store
from .command import Command
from .files import expanded
from .layouts import add_layout
from .terminal import from_stdin
from .voice import WrongArgumentsError

if TYPE_CHECKING:
    import argparse

    from ..llm.settings import ClientSettings
    from .voice import Voice

NAME = "convert"
HELP = "turn a script into Fountain, FDX, PDF, a web page, tables or a timeline"
_STANDARD = "-"
_READ = [each.suffix[1:] for each in files.FORMATS if each.reads]
_WRITTEN = [each.suffix[1:] for each in files.FORMATS if each.writes]
_USUAL = SaveOptions()


def add_options(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("source", metavar="IN", help=f"{', '.join(_READ)}; {_STANDARD} for standard input")
    parser.add_argument("target", metavar="OUT", help=f"{', '.join(_WRITTEN)}; {_STANDARD} for standard output")
    parser.add_argument("--from", dest="source_format", choices=_READ, help="what IN is, whatever its name says")
    parser.add_argument("--to", dest="target_format", choices=_WRITTEN, help="what OUT shall be, likewise")
    parser.add_argument("--base", metavar="FDX", help="a Final Draft file whose revisions, tags and notes OUT keeps")
    parser.add_argument(
        "--paper", choices=("letter", "a4"), default=_USUAL.paper, help="the sheet; IN's own, or letter"
    )
    add_layout(parser)
    parser.add_argument("--header", default=_USUAL.header, metavar="TEXT", help="at the head of every page")
    parser.add_argument("--no-title-page", action="store_true", help="begin with the first page of the script")
    parser.add_argument("--no-scene-numbers", action="store_true", help="print none")
    parser.add_argument("--table", default=_USUAL.table, metavar="NAME", help="the one table for OUT, such as scenes")
    parser.add_argument("--fps", type=float, default=_USUAL.fps, metavar="N", help="frames a second of timelines")
    parser.add_argument("--drop-frame", action="store_true", help="for timecode at 29.97 and 59.94")


def run(options: argparse.Namespace, _settings: ClientSettings, voice: Voice) -> int:
    source, target = expanded(options.source), expanded(options.target)
    if _STANDARD not in {options.source, options.target} and _are_one(source, target):
        raise WrongArgumentsError("IN and OUT are the same file: name another one for OUT.")
    suffix_in = _suffix(options.source, options.source_format)
    suffix_out = _suffix(options.target, options.target_format)
    if options.source == _STANDARD:
        loaded = files.load_data(_from_stdin(), suffix_in, "Standard input")
    else:
        loaded = files.load(source, suffix=suffix_in)
    path = target if options.target != _STANDARD else Path(f"script{suffix_out}")
    written, notes = files.contents(
        path,
        parse(loaded.text),
        suffix=suffix_out,
        base=_base(options, loaded, suffix_out),
        options=_wishes(options),
        layout=loaded.layout,
    )
    if options.target == _STANDARD:
        _to_stdout(written)
    else:
        store(written)
    for note in (*loaded.notes, *notes):
        voice.note(note)
    return 0


def _are_one(source: Path, target: Path) -> bool:
    try:
        return source.samefile(target)
    except (OSError, ValueError):  # one of them is not there, and whoever reads or writes it will say so
        return False


def _suffix(name: str, wish: str | None) -> str:
    """The format of one end: by the option, else by the name. What comes and goes through a pipe is Fountain."""
    if wish:
        return f".{wish}"
    return ".fountain" if name == _STANDARD else Path(name).suffix.lower()


def _base(options: argparse.Namespace, loaded: files.Loaded, suffix: str) -> bytes | None:
    if suffix != ".fdx":
        return None
    return read_data(expanded(options.base), files.MAX_BYTES) if options.base else loaded.original


def _wishes(options: argparse.Namespace) -> SaveOptions:
    return SaveOptions(
        paper=options.paper,
        layout=options.layout,
        title_page=not options.no_title_page,
        scene_numbers=not options.no_scene_numbers,
        header=options.header,
        table=options.table,
        fps=options.fps,
        drop_frame=options.drop_frame,
    )


def _from_stdin() -> bytes:
    if isinstance(sys.stdin, TextIOWrapper):
        data: bytes = sys.stdin.buffer.read()
        return data
    return from_stdin().encode("utf-8", "replace")


def _to_stdout(written: dict[Path, bytes]) -> None:
    if len(written) > 1:
        raise WrongArgumentsError("Standard output has room for one table: name it with --table.")
    (data,) = written.values()
    if isinstance(sys.stdout, TextIOWrapper):
        sys.stdout.flush()
        sys.stdout.buffer.write(data)
    else:
        print(data.decode("utf-8", "replace"), end="")


COMMAND = Command(NAME, HELP, f"{__doc__}", add_options, run)
