"""A breakdown as a page of plain text for a monospaced font, at most 80 columns wide."""

from __future__ import annotations

import textwrap
import unicodedata
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from .breakdown import Breakdown, Character, Location, Scene

WIDTH = 80
_MARGIN = "  "


def as_text(breakdown: Breakdown) -> str:
    """The breakdown as a report to read in a text editor."""
    lines = [*_head(breakdown)]
    for title, body in (
        ("SCENES", _scenes(breakdown.scenes)),
        ("CAST", _cast(breakdown.cast)),
        ("LOCATIONS", _locations(breakdown.locations)),
        ("PLEASE CHECK", _warnings(breakdown.warnings)),
    ):
        rows = list(body)
        if rows:
            lines += ["", "", title, "-" * WIDTH, *rows]
    return "\n".join(line.rstrip() for line in lines) + "\n"


def pages(eighths: int) -> str:
    """Pages as they are written on a breakdown sheet: `10 2/8`, `3/8`, `4`."""
    whole, rest = divmod(eighths, 8)
    if not rest:
        return str(whole)
    return f"{whole} {rest}/8" if whole else f"{rest}/8"


def duration(seconds: int) -> str:
    """`1 h 52 min`, `10 min 15 s` or `40 s`: seconds are noise in anything over an hour."""
    minutes, rest = divmod(seconds, 60)
    if minutes >= 60:
        hours, minutes = divmod(minutes + (rest >= 30), 60)
        return f"{hours} h {minutes} min" if minutes else f"{hours} h"
    parts = [f"{minutes} min"] if minutes else []
    if rest or not parts:
        parts.append(f"{rest} s")
    return " ".join(parts)


def _head(breakdown: Breakdown) -> Iterator[str]:
    title = breakdown.title or "Untitled"
    by = f", by {breakdown.author}" if breakdown.author else ""
    yield from _wrap(title + by, WIDTH)
    yield "=" * WIDTH
    yield (
        f"{_counted(len(breakdown.scenes), 'scene')}, {pages(breakdown.eighths)} "
        f"{'page' if breakdown.eighths <= 8 else 'pages'}, about {duration(breakdown.seconds)}"
    )
    yield (
        f"{_counted(len(breakdown.cast), 'speaking part')}, {_counted(len(breakdown.locations), 'location')}, "
        f"{_counted(breakdown.words, 'word')}, {breakdown.dialogue_share:.0%} dialogue"
    )
    if not breakdown.scenes:
        yield "No scene headings yet: a scene starts with a line such as INT. KITCHEN - DAY."


def _scenes(scenes: Sequence[Scene]) -> Iterator[str]:
    if not scenes:
        return
    numbers = [scene.number or str(scene.ordinal) for scene in scenes]
    number_width = min(max(map(_columns, numbers)), 8)
    pages_width = max(len(pages(scene.eighths)) for scene in scenes)
    indent = len(_MARGIN) + number_width + 2 + pages_width + 2
    for number, scene in zip(numbers, scenes, strict=True):
        heading = _cut(scene.heading, WIDTH - indent)
        yield f"{_MARGIN}{_right(number, number_width)}  {pages(scene.eighths):>{pages_width}}  {heading}"
        speakers = ", ".join(scene.cast) or "no dialogue"
        for line in _wrap(speakers, WIDTH - indent):
            yield " " * indent + line


def _cast(cast: Sequence[Character]) -> Iterator[str]:
    if not cast:
        return
    yield _row(("", 28), ("speeches", -8), ("words", -7), ("scenes", -6), ("first", -5), ("last", -4))
    for character in cast:
        yield _row(
            (character.name, 28),
            (str(character.speeches), -8),
            (str(character.words), -7),
            (str(len(character.scenes)), -6),
            (_ordinal(character.first_scene), -5),
            (_ordinal(character.last_scene), -4),
        )


def _locations(locations: Iterable[Location]) -> Iterator[str]:
    for location in locations:
        ordinals = ", ".join(map(str, location.scenes))
        count = _counted(len(location.scenes), "scene")
        yield _row((location.name, 40), (count, -10), (_cut(ordinals, 20), 20))


def _warnings(warnings: Iterable[str]) -> Iterator[str]:
    for warning in warnings:
        yield from textwrap.wrap(warning, WIDTH, initial_indent=_MARGIN, subsequent_indent=_MARGIN * 2)


def _ordinal(ordinal: int | None) -> str:
    return "-" if ordinal is None else str(ordinal)


def _counted(number: int, noun: str) -> str:
    return f"{number:,} {noun}" if number == 1 else f"{number:,} {noun}s"


def _row(*cells: tuple[str, int]) -> str:
    """Cells side by side: a positive width sets the text left, a negative one right."""
    return _MARGIN + "  ".join(_left(text, width) if width > 0 else _right(text, -width) for text, width in cells)


def _columns(text: str) -> int:
    """Columns in a monospaced font."""
    return sum(map(_character_columns, text))


def _character_columns(character: str) -> int:
    """Ideographs take two columns, combining accents none."""
    if unicodedata.combining(character):
        return 0
    return 2 if unicodedata.east_asian_width(character) in {"W", "F"} else 1


def _cut(text: str, width: int) -> str:
    if _columns(text) <= width:
        return text
    columns = 0
    for place, character in enumerate(text):
        columns += _character_columns(character)
        if columns >= width:
            return text[:place].rstrip() + "\u2026"
    return text


def _wrap(text: str, width: int) -> Iterator[str]:
    """Lines of at most that many columns; textwrap would count characters."""
    line = ""
    columns = 0
    for word in text.split():
        taken = _columns(word)
        if line and columns + 1 + taken > width:
            yield line
            line, columns = "", 0
        cut = _cut(word, width)
        line, columns = (f"{line} {cut}", columns + 1 + taken) if line else (cut, taken)
    if line:
        yield line


def _left(text: str, width: int) -> str:
    text = _cut(text, width)
    return text + " " * (width - _columns(text))


def _right(text: str, width: int) -> str:
    text = _cut(text, width)
    return " " * (width - _columns(text)) + text
