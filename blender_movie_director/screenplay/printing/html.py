"""Scripts as one HTML file that needs nothing else: a column for the screen, and Courier pages for the printer.

What is printed are the paginator's own pages, so that page numbers and breaks are those of the PDF: a browser knows
nothing of (MORE) and (CONT'D).
"""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING

from ..elements import Kind
from ..pages import RULES, US_LETTER, paginate
from ..pages.paper import HEADER_COLUMNS, LEFT, RIGHT
from ..pages.runs import stands_apart
from ..pages.wrapping import columns, first_line
from .html_style import STYLE
from .html_text import paragraph, styled
from .title_sheet import CENTRED, title_sheets

if TYPE_CHECKING:
    from collections.abc import Iterator

    from ..elements import Element, Script
    from ..pages import Line, Pagination, Paper, Rules

_CLASSES = {
    Kind.ACTION: "action",
    Kind.CHARACTER: "cue",
    Kind.PARENTHETICAL: "parenthetical",
    Kind.DIALOGUE: "dialogue",
    Kind.LYRIC: "lyric",
    Kind.TRANSITION: "transition",
    Kind.CENTERED: "centered",
}
_REMARKS = {Kind.SECTION: "section", Kind.SYNOPSIS: "synopsis", Kind.NOTE: "note"}
_IN_A_SPEECH = frozenset({Kind.PARENTHETICAL, Kind.DIALOGUE, Kind.LYRIC, Kind.NOTE})
_HEADER_ROW = -3


def to_html(
    script: Script,
    paper: Paper = US_LETTER,
    rules: Rules = RULES,
    *,
    title_page: bool = True,
    scene_numbers: bool = True,
    header: str = "",
    remarks: bool = False,
) -> str:
    """A script as an HTML file. With `remarks`, sections, synopses and notes are on the screen too, never on paper."""
    pagination = paginate(script, paper, rules)
    title = " ".join(script.title_page.get("title", ())) or "Script"
    style = STYLE
    for name, points in (("@WIDTH@", paper.width), ("@HEIGHT@", paper.height), ("@TOP@", paper.top)):
        style = style.replace(name, f"{points:g}")
    parts = [
        "<!DOCTYPE html>",
        "<html>",
        "<head>",
        '<meta charset="utf-8">',
        '<meta name="viewport" content="width=device-width, initial-scale=1">',
        f"<title>{escape(title)}</title>",
        f"<style>\n{style}</style>",
        "</head>",
        "<body>",
        *_index(script, pagination, scene_numbers=scene_numbers),
        "<main>",
        *(_title(script) if title_page else ()),
        *_body(script, pagination, scene_numbers=scene_numbers, remarks=remarks),
        "</main>",
        '<div class="sheets" aria-hidden="true">',
        *(_sheets(script, pagination, paper, scene_numbers=scene_numbers, header=header, title_page=title_page)),
        "</div>",
        "</body>",
        "</html>",
        "",
    ]
    return "\n".join(parts)


def _index(script: Script, pagination: Pagination, *, scene_numbers: bool) -> Iterator[str]:
    """The list of scenes, each a link."""
    scenes = [
        (index, element)
        for index, element in enumerate(script.elements)
        if element.kind is Kind.SCENE_HEADING and pagination.rows[index] is not None
    ]
    if not scenes:
        return
    yield '<nav aria-label="Scenes">'
    yield "<ol>"
    for index, element in scenes:
        number = f'<span class="number">{escape(element.number or "")}</span>' if scene_numbers else ""
        page = f'<span class="page">{pagination.page_of(index)}</span>'
        yield f'<li><a href="#element-{index}">{number}<span>{escape(element.text)}</span>{page}</a></li>'
    yield "</ol>"
    yield "</nav>"


def _title(script: Script) -> Iterator[str]:
    entries = [each for each in script.elements if each.kind is Kind.TITLE_PAGE and each.text.strip()]
    if not entries:
        return
    yield "<header>"
    for key in CENTRED:
        for element in entries:
            if element.name == key:
                yield paragraph("h1" if key == "title" else "p", key.replace(" ", "-"), element)
    lower = [element for element in entries if element.name not in CENTRED]
    if lower:
        yield '<div class="lower">'
        for element in lower:
            yield paragraph("p", "", element)
        yield "</div>"
    yield "</header>"


def _body(script: Script, pagination: Pagination, *, scene_numbers: bool, remarks: bool) -> Iterator[str]:
    """The script itself, speech by speech and two side by side where two speak at once."""
    speaking = paired = False
    for index, element in enumerate(script.elements):
        kind = element.kind
        if kind is Kind.BONEYARD or (kind in _REMARKS and not remarks):
            continue
        in_speech = speaking and kind in _IN_A_SPEECH and not stands_apart(script.elements, index)
        second = kind is Kind.CHARACTER and index in pagination.second_speeches
        if speaking and not in_speech:
            yield "</div>"
            speaking = False
        if paired and not in_speech and not second:
            yield "</div>"
            paired = False
        if kind is Kind.CHARACTER:
            if index in pagination.first_speeches:
                yield '<div class="dual">'
                paired = True
            yield '<div class="speech">'
            speaking = True
        yield from _element(index, element, scene_numbers=scene_numbers)
    yield from ["</div>"] * (speaking + paired)


def _element(index: int, element: Element, *, scene_numbers: bool) -> Iterator[str]:
    kind = element.kind
    if kind is Kind.SCENE_HEADING:
        number = f' <span class="number">{escape(element.number)}</span>' if element.number and scene_numbers else ""
        text = styled(element.text, element.styles)
        yield f'<h2 class="heading" id="element-{index}"><span>{text}</span>{number}</h2>'
    elif kind is Kind.PAGE_BREAK:
        yield '<hr class="break">'
    elif kind in _REMARKS:
        yield paragraph("p", _REMARKS[kind], element)
    elif kind in _CLASSES:
        yield paragraph("p", _CLASSES[kind], element)


def _sheets(
    script: Script, pagination: Pagination, paper: Paper, *, scene_numbers: bool, header: str, title_page: bool
) -> Iterator[str]:
    """The pages as they are printed."""
    for sheet in title_sheets(script, paper) if title_page else []:
        yield '<div class="sheet">'
        for line in sheet:
            yield _line(line)
        yield "</div>"
    for page in pagination.pages:
        yield '<div class="sheet">'
        if header:
            yield _at(_HEADER_ROW, LEFT, escape(first_line(header, HEADER_COLUMNS)))
        if page is not pagination.pages[0]:
            number = f"{page.number}."
            yield _at(_HEADER_ROW, RIGHT - columns(number), escape(number))
        for line in page.lines:
            yield _line(line)
            if line.number and scene_numbers:
                left, right = paper.number_columns(columns(line.number))
                yield _at(line.row, left, escape(line.number))
                yield _at(line.row, right, escape(line.number))
        yield "</div>"


def _line(line: Line) -> str:
    return _at(line.row, line.column, styled(line.text, line.styles))


def _at(row: int, column: int, inner: str) -> str:
    return f'<p style="--r:{row};--c:{column}">{inner}</p>'
