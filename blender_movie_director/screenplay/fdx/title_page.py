"""The title page: Fountain's `Key: value` and Final Draft's lines on a page."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple
from xml.etree.ElementTree import Element as Node

from ..elements import Kind, Style
from ..fountain import parse
from .marks import mark_up
from .nodes import indent
from .runs import make_runs, text_and_styles
from .spelling import aside

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from ..elements import Script
    from .model import Aside

_CENTERED = frozenset({"title", "credit", "author", "authors", "source"})
_CREDIT = re.compile(r".*\bby:?|(?:screenplay|teleplay|story|an? .*)\bby\b.*", re.IGNORECASE)
_SOURCE = re.compile(r"(?:based (?:up)?on|from the|adapted from|inspired by)\b", re.IGNORECASE)
_COPYRIGHT = re.compile(r"copyright|\(c\)|©", re.IGNORECASE)
_DATE = re.compile(r"(?=.*\d)[\d\W]*\d[\d\W]*|.*\b(?:19|20)\d\d\b.*|.*\b(?:draft|revision|revised)\b.*", re.IGNORECASE)
_LABELLED = re.compile(
    r"(title|credit|authors?|source|(?:draft )?date|contact|copyright|notes|revision):\s*(\S.*)", re.IGNORECASE
)
_LINES_ABOVE_TITLE = 16
_LONG = 120
"""No line that says a date or a credit has more characters."""


class Entry(NamedTuple):
    """One key of the title page and its value, a line after the other."""

    key: str
    text: str
    styles: tuple[Style, ...] = ()


def entries_of(script: Script) -> tuple[Entry, ...]:
    """A script's title page."""
    return tuple(
        [
            Entry(element.name, element.text, element.styles)
            for element in script.elements
            if element.kind is Kind.TITLE_PAGE
        ]
    )


def typed(entries: Sequence[Entry], asides: Iterable[Aside] = ()) -> str:
    """The title page as Fountain, without the empty line that ends it. `asides` are those that stand in it."""
    lines = [_type_entry(entry, first=not place) for place, entry in enumerate(entries)]
    above = []
    for each in asides:
        if each.entry:
            lines[min(each.entry, len(lines)) - 1] += f" {aside(each)}"
        else:
            above.append(aside(each))
    return "\n".join([*above, *lines])


def read(root: Node) -> tuple[Entry, ...]:
    """The title page of a Final Draft file. Lines that we wrote know their key; others are told by their place."""
    lines = list(_lines(root))
    if any(line.key for line in lines):
        return tuple(_by_key(lines))
    return tuple(_by_place([line for line in lines if line.text]))


def write(entries: Sequence[Entry]) -> list[Node]:
    """The paragraphs of a title page: title and authors in the middle, everything else at the foot."""
    nodes = [_line("", ()) for _ in range(_LINES_ABOVE_TITLE if entries else 0)]
    for order, entry in enumerate(entries, 1):
        for text, styles in _split(entry):
            node = _line(text, styles, centered=entry.key in _CENTERED)
            node.set("Key", entry.key)
            node.set("Order", str(order))
            nodes.append(node)
        nodes.append(_line("", ()))
    for node in nodes:
        indent(node, 3)
    return nodes


class _Line(NamedTuple):
    text: str
    styles: tuple[Style, ...]
    centered: bool
    key: str
    order: str


def _lines(root: Node) -> Iterator[_Line]:
    for node in root.iterfind("TitlePage/Content/Paragraph"):
        text, styles = text_and_styles(node.iterfind("Text"))
        centered = node.get("Alignment") in {"Center", "Centered"}
        for line, set_as in _split(Entry("", text.replace("\r", "\n"), styles)):
            yield _Line(*_stripped(line, set_as), centered, node.get("Key", ""), node.get("Order", ""))


def _split(entry: Entry) -> Iterator[tuple[str, tuple[Style, ...]]]:
    start = 0
    for line in entry.text.split("\n"):
        end = start + len(line)
        here = [style for style in entry.styles if style.start < end and style.end > start]
        yield (
            line,
            tuple(
                [
                    style._replace(start=max(style.start, start) - start, end=min(style.end, end) - start)
                    for style in here
                ]
            ),
        )
        start = end + 1


def _stripped(line: str, styles: tuple[Style, ...]) -> tuple[str, tuple[Style, ...]]:
    text = line.strip()
    off = len(line) - len(line.lstrip())
    moved = [style._replace(start=max(style.start - off, 0), end=min(style.end - off, len(text))) for style in styles]
    return text, tuple([style for style in moved if style.start < style.end])


def _by_key(lines: Sequence[_Line]) -> Iterator[Entry]:
    """Neighbours of the same entry, as they were."""
    group: list[_Line] = []
    for line in lines:
        if not line.key and not line.text:
            continue
        if group and (line.key, line.order) != (group[0].key, group[0].order):
            yield _entry(group[0].key or "contact", group)
            group = []
        group.append(line)
    yield _entry(group[0].key or "contact", group)


def _by_place(lines: Sequence[_Line]) -> Iterator[Entry]:
    """Title, credit, authors, source from the middle of the page; date, copyright and contact from its foot."""
    found: list[tuple[str, _Line]] = []
    key = "title"
    for line in lines:
        labelled = _LABELLED.match(line.text)
        if labelled:
            value, styles = line.text[labelled.start(2) :], line.styles
            cut = tuple(
                [
                    style._replace(start=max(style.start - labelled.start(2), 0), end=style.end - labelled.start(2))
                    for style in styles
                    if style.end > labelled.start(2)
                ]
            )
            found.append((labelled[1].lower(), line._replace(text=value, styles=cut)))
            continue
        key = _key_at(line, key, first=not found)
        found.append((key, line))
    for name in dict.fromkeys(name for name, _ in found):
        yield _entry(name, [line for key, line in found if key == name])


def _key_at(line: _Line, before: str, *, first: bool) -> str:
    if first:
        return "title"
    if line.centered and before in _CENTERED:
        return _key_in_the_middle(line.text, before)
    if len(line.text) <= _LONG and _COPYRIGHT.search(line.text):
        return "copyright"
    return "draft date" if len(line.text) <= _LONG and _DATE.fullmatch(line.text) else "contact"


def _key_in_the_middle(text: str, before: str) -> str:
    if _SOURCE.match(text):
        return "source"
    if before == "title":
        return "credit" if len(text) <= _LONG and _CREDIT.fullmatch(text) else "title"
    return "author" if before == "credit" else before


def _entry(key: str, lines: Sequence[_Line]) -> Entry:
    text = ""
    styles: list[Style] = []
    for number, line in enumerate(lines):
        start = len(text) + bool(number)
        text = f"{text}\n{line.text}" if number else line.text
        styles += [style._replace(start=style.start + start, end=style.end + start) for style in line.styles]
    return Entry(key, text, tuple(styles))


def _line(text: str, styles: Sequence[Style], *, centered: bool = False) -> Node:
    node = Node("Paragraph")
    if centered:
        node.set("Alignment", "Center")
    node.extend(make_runs(text, styles))
    return node


def _type_entry(entry: Entry, *, first: bool) -> str:
    key = entry.key.capitalize() if entry.key.capitalize().lower() == entry.key else entry.key
    value = mark_up(entry.text, entry.styles)
    below = f"{key}:\n" + "\n".join(f"    {line}" for line in value.split("\n"))
    if not value:
        return f"{key}:"
    if "\n" in value:
        return below
    inline = f"{key}: {value}"
    lead = "" if first else "Title:\n"
    read_back = entries_of(parse(lead + inline + "\n\n"))[-1:]
    return inline if read_back == (entry,) else below
