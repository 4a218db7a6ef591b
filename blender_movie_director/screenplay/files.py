"""The one door between script files and scripts: which formats there are, and each one in and out by its suffix.

A format's own module is imported by the first file that needs it.
"""

from __future__ import annotations

from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from .elements import PRINTED, Kind
from .exporting import WRITERS, SaveOptions, Unwritten
from .fountain import parse
from .reading import ScriptError, read_data, text_of
from .storing import store

if TYPE_CHECKING:
    import os
    from collections.abc import Callable, Iterable, Iterator

    from .elements import Script
    from .importing import Doubt, Imported
    from .pages.layout import Layout

MAX_BYTES = 100_000_000
"""Of a file that is no plain text: pictures may be in it."""
_SHOWN_DOUBTS = 5
_TEXTS = frozenset({"", ".fountain", ".txt", ".spmd"})


class Format(NamedTuple):
    """One kind of file, as menus name it."""

    suffix: str
    label: str
    reads: bool
    writes: bool
    needs_worker: bool = False
    """It is done with a package from outside, and those never enter Blender's own process."""


FORMATS = (
    Format(".fountain", "Fountain", reads=True, writes=True),
    Format(".fdx", "Final Draft", reads=True, writes=True),
    Format(".pdf", "PDF", reads=True, writes=True, needs_worker=True),
    Format(".txt", "Plain Text", reads=True, writes=True),
    Format(".spmd", "Fountain (SPMD)", reads=True, writes=True),
    Format(".fadein", "Fade In", reads=True, writes=False),
    Format(".osf", "Open Screenplay Format", reads=True, writes=False),
    Format(".celtx", "Celtx", reads=True, writes=False),
    Format(".html", "Web Page", reads=False, writes=True),
    Format(".csv", "Tables (CSV)", reads=False, writes=True),
    Format(".json", "Tables (JSON)", reads=False, writes=True),
    Format(".otio", "Timeline (OTIO)", reads=False, writes=True),
    Format(".edl", "Timeline (EDL)", reads=False, writes=True),
)


class Loaded(NamedTuple):
    """A script out of a file."""

    text: str
    """Fountain. A Fountain file's own text, to the character."""
    notes: tuple[str, ...] = ()
    """Sentences about what was doubtful or left out."""
    layout: Layout | None = None
    """What its pages are, where the file says so."""
    original: bytes | None = None
    """The file itself, where a later file in the same format can keep what Fountain cannot say."""
    confidence: float = 1.0
    """How certain the reading is, 0 to 1."""
    doubts: tuple[Doubt, ...] = ()


def format_of(path: str | os.PathLike[str]) -> Format | None:
    """By the suffix of a path, or the suffix alone."""
    suffix = Path(f"name{path}" if str(path).startswith(".") else path).suffix.lower()
    return next((each for each in FORMATS if each.suffix == suffix), None)


def load(path: str | os.PathLike[str], *, suffix: str = "") -> Loaded:
    """The script in a file, by its suffix; one that is not known is read as Fountain. `suffix` outweighs that of the
    path. Raises ScriptError."""
    path = Path(path)
    known = format_of(suffix or path)
    suffix = known.suffix if known else ""
    if known is not None and not known.reads:
        raise ScriptError(
            f"{path.name} is an export ({known.label}), and no script can be read from it.",
            f"Choose one of {_list(each.suffix for each in FORMATS if each.reads)}.",
        )
    data = read_data(path) if suffix in _TEXTS else read_data(path, MAX_BYTES)
    return load_data(data, suffix, path.name)


def load_data(data: bytes, suffix: str, name: str) -> Loaded:
    """The same from bytes. `name` is for sentences."""
    with _packages(name):
        loaded = _READERS.get(suffix, _fountain)(data, name)
    return loaded._replace(notes=(*loaded.notes, *_missing(parse(loaded.text), name)))


def save(
    path: str | os.PathLike[str],
    script: Script,
    *,
    base: bytes | None = None,
    options: SaveOptions | None = None,
    layout: Layout | None = None,
) -> list[str]:
    """Write a script to a file, by its suffix. What there is to know about the file comes back in sentences.

    `base` is the file that the script was loaded from, in the same format, and `layout` what it said of its pages.
    Raises ScriptError, and then nothing has changed on the disk.
    """
    path = Path(path)
    written, notes = contents(path, script, base=base, options=options, layout=layout)
    store(written)
    return notes


def contents(
    path: Path,
    script: Script,
    *,
    suffix: str = "",
    base: bytes | None = None,
    options: SaveOptions | None = None,
    layout: Layout | None = None,
) -> tuple[dict[Path, bytes], list[str]]:
    """What `save` would write, file by file: tables become one file each. `suffix` outweighs that of the path."""
    writer = WRITERS.get(suffix or path.suffix.lower())
    if writer is None:
        raise ScriptError(
            f"{path.name} does not say in which format it shall be written.",
            f"Give it one of the endings {_list(each.suffix for each in FORMATS if each.writes)}.",
        )
    with _packages(path.name):
        return writer(Unwritten(path, script, base, options or SaveOptions(), layout))


def convert(source: str, target: str, options: dict[str, Any] | None = None) -> dict[str, Any]:
    """One file into another, with plain data on both sides. `options` are those of SaveOptions by name.

    Gives `notes`, `confidence` (of the reading) and `doubts` (line and sentence). Raises ScriptError.
    """
    wishes = SaveOptions.from_plain(options or {})
    loaded = load(source)
    base = loaded.original if Path(source).suffix.lower() == Path(target).suffix.lower() else None
    notes = save(target, parse(loaded.text), base=base, options=wishes, layout=loaded.layout)
    return {
        "notes": [*loaded.notes, *notes],
        "confidence": loaded.confidence,
        "doubts": [list(doubt) for doubt in loaded.doubts],
    }


@contextmanager
def _packages(name: str) -> Iterator[None]:
    """A package that is not there is a sentence, too."""
    try:
        yield
    except ModuleNotFoundError as error:
        if error.name and error.name.partition(".")[0] != "pypdf":
            raise
        raise ScriptError(
            f"{name} needs the package pypdf, which is not installed here.",
            "Install it (pip install pypdf), or use the extension, which brings it along.",
        ) from None


def _fountain(data: bytes, name: str) -> Loaded:
    return Loaded(text_of(data, name))


def _plain_text(data: bytes, name: str) -> Loaded:
    """Fountain as it is; what is set as on a page is recognised by its indents."""
    from .importing.plain_text import from_pasted_text, is_typeset  # noqa: PLC0415 - as everything below

    text = text_of(data, name)
    return _recognised(from_pasted_text(text, name), name) if is_typeset(text) else Loaded(text)


def _pdf(data: bytes, name: str) -> Loaded:
    from .importing.pdf import from_pdf  # noqa: PLC0415

    return _recognised(from_pdf(data, name), name)


def _fade_in(data: bytes, name: str) -> Loaded:
    from .importing.osf import from_fadein  # noqa: PLC0415

    return _recognised(from_fadein(data, name), name)


def _celtx(data: bytes, name: str) -> Loaded:
    from .importing.celtx import from_celtx  # noqa: PLC0415

    return _recognised(from_celtx(data, name), name)


def _final_draft(data: bytes, name: str) -> Loaded:
    from . import fdx  # noqa: PLC0415

    document = fdx.read(data, name)
    return Loaded(document.fountain, layout=document.layout, original=data)


def _recognised(imported: Imported, name: str) -> Loaded:
    if not imported.text:
        raise ScriptError(f"{name} holds page numbers and the like, and no script.", "Choose another file.")
    return Loaded(
        imported.text,
        (*imported.notes, *_doubtful(imported.doubts)),
        confidence=imported.confidence,
        doubts=imported.doubts,
    )


def _missing(script: Script, name: str) -> list[str]:
    """What every script has and this one has not."""
    kinds = {element.kind for element in script.elements}
    if not kinds & PRINTED:
        return [f"{name} has nothing that prints: it holds notes, a boneyard (/* */) or an outline."]
    return [] if Kind.SCENE_HEADING in kinds else [f"{name} has no scene heading, such as INT. KITCHEN - DAY."]


def _doubtful(doubts: tuple[Doubt, ...]) -> list[str]:
    if len(doubts) <= _SHOWN_DOUBTS:
        return [doubt.sentence for doubt in doubts]
    more = len(doubts) - _SHOWN_DOUBTS
    return [*(doubt.sentence for doubt in doubts[:_SHOWN_DOUBTS]), f"{more} more lines may have been misread."]


def _list(suffixes: Iterable[str]) -> str:
    *first, last = suffixes
    return f"{', '.join(first)} and {last}"


_READERS: dict[str, Callable[[bytes, str], Loaded]] = {
    ".txt": _plain_text,
    ".pdf": _pdf,
    ".fdx": _final_draft,
    ".fadein": _fade_in,
    ".osf": _fade_in,
    ".celtx": _celtx,
}
