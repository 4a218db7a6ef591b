"""Every table of a breakdown, as rows, as CSV for spreadsheets and as JSON."""

from __future__ import annotations

import csv
import io
import json
from typing import TYPE_CHECKING, NamedTuple, TypeAlias

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence

    from .figures import Breakdown

Cell: TypeAlias = str | int | float | None

_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "\uff1d", "\uff0b", "\uff0d", "\uff20")
"""A cell that begins so is worked out by a spreadsheet, which may run what a stranger wrote."""


class Table(NamedTuple):
    columns: tuple[str, ...]
    rows: tuple[tuple[Cell, ...], ...]


def table(facts: Breakdown, name: str) -> Table:
    """One of TABLES. Raises KeyError for another name."""
    return TABLES[name](facts)


def as_csv(of: Table) -> str:
    """UTF-8 when written; lines end as RFC 4180 wants it. A cell that would be a formula begins with an apostrophe."""
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerows([[_safe(cell) for cell in row] for row in (of.columns, *of.rows)])
    return out.getvalue()


def as_json(facts: Breakdown) -> str:
    """All tables, each a list of objects, after the figures of the whole."""
    whole = {name: value for name, value in facts.to_dict().items() if isinstance(value, str | int | float)}
    tables = {name: as_objects(table(facts, name)) for name in TABLES}
    return json.dumps({**whole, "tables": tables}, ensure_ascii=False, indent=1) + "\n"


def as_objects(of: Table) -> list[dict[str, Cell]]:
    return [dict(zip(of.columns, row, strict=True)) for row in of.rows]


def _scenes(facts: Breakdown) -> Table:
    columns = (
        "ordinal", "number", "heading", "where", "location", "sub_location", "time", "daypart", "page", "eighths",
        "seconds", "start_frame", "frames", "words", "dialogue_words", "action_words", "dialogue_share", "cast",
        "named", "synopsis", "notes", "sections", "first_line", "last_line",
    )  # fmt: skip
    return _of(columns, facts.scenes, {"first_line": _line, "last_line": _line})


def _cast(facts: Breakdown) -> Table:
    columns = (
        "name", "speeches", "words", "share", "scenes", "named", "first_appearance", "last_appearance", "dual",
        "longest", "longest_line", "monologues", "aliases", "generic",
    )  # fmt: skip
    return _of(columns, facts.cast, {"longest_line": _line})


def _locations(facts: Breakdown) -> Table:
    rows: list[tuple[Cell, ...]] = []
    for location in facts.locations:
        rows.append((location.name, "", len(location.scenes), _cell(location.scenes), location.eighths, *location.mix))
        rows += [
            (location.name, inside.name, len(inside.scenes), _cell(inside.scenes), inside.eighths, *[None] * 8)
            for inside in location.sub_locations
        ]
    columns = ("location", "sub_location", "visits", "scenes", "eighths", *_MIX)
    return Table(columns, tuple(rows))


def _presence(facts: Breakdown) -> Table:
    """The words that each says in each scene; 0 where they are only named."""
    rows: list[tuple[Cell, ...]] = []
    for character in facts.cast:
        words: dict[int, int] = dict.fromkeys(character.named, 0)
        words.update(zip(character.scenes, character.words_by_scene, strict=True))
        rows.append((character.name, *(words.get(scene.ordinal) for scene in facts.scenes)))
    return Table(("name", *(str(scene.ordinal) for scene in facts.scenes)), tuple(rows))


def _conversations(facts: Breakdown) -> Table:
    """How often each speaks right before or after each other."""
    names = [character.name for character in facts.cast]
    exchanges = {}
    for pair in facts.pairs:
        exchanges[pair.first, pair.second] = exchanges[pair.second, pair.first] = pair.exchanges
    rows: list[tuple[Cell, ...]] = [(name, *(exchanges.get((name, other)) for other in names)) for name in names]
    return Table(("name", *names), tuple(rows))


def _pairs(facts: Breakdown) -> Table:
    return _of(("first", "second", "exchanges", "exchange_scenes", "scenes"), facts.pairs)


def _pacing(facts: Breakdown) -> Table:
    return _of(("number", "scenes", "words", "dialogue_words", "action_words", "dialogue_share"), facts.pacing)


def _lint(facts: Breakdown) -> Table:
    columns = ("first_line", "last_line", "severity", "kind", "sentence", "suggestion")
    return _of(columns, facts.findings, {"first_line": _line, "last_line": _line})


def _mix(facts: Breakdown) -> Table:
    return Table(_MIX, (tuple(facts.mix),))


_MIX = ("interior", "exterior", "both", "elsewhere", "day", "night", "twilight", "untold")
TABLES: Mapping[str, Callable[[Breakdown], Table]] = {
    "scenes": _scenes,
    "cast": _cast,
    "locations": _locations,
    "mix": _mix,
    "presence": _presence,
    "pairs": _pairs,
    "conversations": _conversations,
    "pacing": _pacing,
    "lint": _lint,
}


def _of(
    columns: Sequence[str], records: Iterable[object], special: Mapping[str, Callable[[int], int]] | None = None
) -> Table:
    special = special or {}
    return Table(
        tuple(columns),
        tuple(
            tuple(
                special[column](getattr(record, column)) if column in special else _cell(getattr(record, column))
                for column in columns
            )
            for record in records
        ),
    )


def _line(line: int) -> int:
    """Lines count from 1 where people read them."""
    return line + 1


def _cell(value: object) -> Cell:
    """What is several is one cell, with semicolons."""
    if isinstance(value, tuple):
        return "; ".join(map(str, value))
    if isinstance(value, bool):
        return "yes" if value else "no"
    return value if isinstance(value, int | float) or value is None else str(value)


def _safe(cell: Cell) -> Cell:
    return f"'{cell}" if isinstance(cell, str) and cell.startswith(_FORMULA) else cell
