"""Scripts out to each kind of file: as bytes for each path, and what there is to know about them in sentences."""

from __future__ import annotations

from dataclasses import dataclass, fields
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from .fountain import write
from .reading import ScriptError

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from .elements import Script
    from .facts import Breakdown
    from .pages.layout import Layout

PAPERS = {"letter": "US Letter", "a4": "A4"}
"""What a person calls each sheet, and its name."""
_Written = tuple[dict[Path, bytes], list[str]]


@dataclass(frozen=True, slots=True)
class SaveOptions:
    """What a person may want otherwise. Each format heeds those that mean something to it."""

    paper: str = ""
    """`letter` or `a4`; empty for the one of the layout."""
    layout: str = "script"
    """How pages are counted and set: as the `script`'s file says, by the industry's `standard`, or `final-draft`."""
    title_page: bool = True
    scene_numbers: bool = True
    header: str = ""
    """What stands at the head of every page."""
    table: str = ""
    """The one table that a CSV file shall hold; without it each table becomes a file of its own."""
    fps: float = 24.0
    drop_frame: bool = False
    """Of timecode, at 29.97 and 59.94 frames a second."""

    @classmethod
    def from_plain(cls, values: Mapping[str, Any]) -> SaveOptions:
        """From a message: names that are not known, and values of another kind, are an error."""
        known = {field.name: type(field.default) for field in fields(cls)}
        for key, value in values.items():
            wanted = (int, float) if known.get(key) is float else known.get(key)
            if wanted is None or not isinstance(value, wanted) or (isinstance(value, bool) and wanted is not bool):
                raise ScriptError(
                    f"There is no option {key} = {value!r} for files.", f"Options are {', '.join(known)}."
                )
        return cls(**values)


class Unwritten(NamedTuple):
    path: Path
    script: Script
    base: bytes | None
    """The file that the script came from, in the same format."""
    options: SaveOptions
    own_layout: Layout | None = None
    """What the file that the script came from says of its pages."""


def _fountain(work: Unwritten) -> _Written:
    text = write(work.script)
    try:
        return {work.path: text.encode("utf-8")}, []
    except UnicodeEncodeError:
        # Half of a pair of UTF-16: nothing but a damaged file or a program's mistake makes one.
        note = "Some characters are damaged and cannot be written; a ? stands in their place."
        return {work.path: text.encode("utf-8", "replace")}, [note]


def _final_draft(work: Unwritten) -> _Written:
    from . import fdx  # noqa: PLC0415 - as everything below: a format is imported by the first file that needs it

    base = fdx.read(work.base, work.path.name) if work.base else None
    return {work.path: fdx.write(work.script, base)}, []


def _pdf(work: Unwritten) -> _Written:
    from .printing import make_pdf  # noqa: PLC0415

    options = work.options
    made = make_pdf(
        work.script,
        *_layout(work),
        title_page=options.title_page,
        scene_numbers=options.scene_numbers,
        header=options.header,
    )
    return {work.path: made.data}, list(made.notes)


def _html(work: Unwritten) -> _Written:
    from .printing import to_html  # noqa: PLC0415

    options = work.options
    page = to_html(
        work.script,
        *_layout(work),
        title_page=options.title_page,
        scene_numbers=options.scene_numbers,
        header=options.header,
    )
    return {work.path: page.encode("utf-8", "replace")}, []


def _json(work: Unwritten) -> _Written:
    from .facts.tables import as_json  # noqa: PLC0415

    return {work.path: as_json(_facts(work)).encode("utf-8", "replace")}, []


def _csv(work: Unwritten) -> _Written:
    """`script.csv` becomes `script.scenes.csv` and so on; `script.scenes.csv` is that table alone."""
    from .facts.tables import TABLES, as_csv, table  # noqa: PLC0415

    path, facts = work.path, _facts(work)
    named = path.stem.rpartition(".")[2].casefold()
    wanted = work.options.table or (named if named in TABLES else "")
    if wanted and wanted not in TABLES:
        raise ScriptError(f"There is no table named {wanted}.", f"Choose one of {', '.join(TABLES)}.")
    places = {wanted: path} if wanted else {each: path.with_name(f"{path.stem}.{each}.csv") for each in TABLES}
    # Without the mark at the start, spreadsheets on Windows take the text for another encoding.
    files = {place: as_csv(table(facts, each)).encode("utf-8-sig", "replace") for each, place in places.items()}
    names = ", ".join(place.name for place in files)
    return files, [] if wanted else [f"Each table is a file of its own: {names}."]


def _otio(work: Unwritten) -> _Written:
    from .timing import to_otio  # noqa: PLC0415

    return {work.path: to_otio(_facts(work), drop_frame=work.options.drop_frame).encode("utf-8", "replace")}, []


def _edl(work: Unwritten) -> _Written:
    from .timing import to_edl  # noqa: PLC0415

    return {work.path: to_edl(_facts(work), drop_frame=work.options.drop_frame).encode("utf-8", "replace")}, []


def _facts(work: Unwritten) -> Breakdown:
    from .facts import Options, Runtime, breakdown  # noqa: PLC0415

    return breakdown(work.script, Options(runtime=Runtime(fps=work.options.fps), layout=_layout(work)))


def _layout(work: Unwritten) -> Layout:
    """The layout that is wished for, on the paper that is wished for."""
    from .pages import A4, US_LETTER  # noqa: PLC0415
    from .pages.layout import LAYOUTS, OF_THE_SCRIPT, chosen  # noqa: PLC0415

    name = work.options.layout.casefold()
    if name not in {OF_THE_SCRIPT, *LAYOUTS}:
        raise ScriptError(
            f"There is no layout named {work.options.layout}.", f"Choose {OF_THE_SCRIPT}, {' or '.join(LAYOUTS)}."
        )
    layout = chosen(name, work.own_layout)
    wish = work.options.paper.casefold()
    if not wish:
        return layout
    if wish not in PAPERS:
        raise ScriptError(f"There is no paper named {work.options.paper}.", "Choose letter or a4.")
    # The same sheet stays with the margins that it has.
    sheet = next(each for each in (US_LETTER, A4) if each.name == PAPERS[wish])
    return layout if layout.paper.name == sheet.name else layout._replace(paper=sheet)


WRITERS: dict[str, Callable[[Unwritten], _Written]] = {
    ".fountain": _fountain,
    ".txt": _fountain,
    ".spmd": _fountain,
    ".fdx": _final_draft,
    ".pdf": _pdf,
    ".html": _html,
    ".json": _json,
    ".csv": _csv,
    ".otio": _otio,
    ".edl": _edl,
}
