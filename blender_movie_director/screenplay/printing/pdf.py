"""Scripts as PDF files, in the industry's layout.

pypdf writes them: it is the one PDF library that the extension has room for (0.4 MB; reportlab and fpdf2 take several
times that with what they need). It knows pages and objects, so what is drawn is worked out here. A script gives the
same bytes every time: nothing of the day or the machine is in the file.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from ..elements import Kind
from ..pages import RULES, US_LETTER, paginate
from .pdf_contents import Bookmark, Contents
from .pdf_document import document
from .pdf_fonts import Fonts
from .pdf_page import PageDrawing, top_of
from .title_sheet import title_sheets

if TYPE_CHECKING:
    from pathlib import Path

    from ..elements import Script
    from ..pages import Pagination, Paper, Rules


class Pdf(NamedTuple):
    """A finished file."""

    data: bytes
    notes: tuple[str, ...]
    """Sentences about what a reader of it may miss, such as characters that no font has."""


def to_pdf(
    script: Script,
    paper: Paper = US_LETTER,
    rules: Rules = RULES,
    *,
    title_page: bool = True,
    scene_numbers: bool = True,
    header: str = "",
    font: Path | None = None,
) -> bytes:
    """A script as a PDF file. `header` stands at the top left of every page; `font` is a TrueType file to print in."""
    return make_pdf(
        script, paper, rules, title_page=title_page, scene_numbers=scene_numbers, header=header, font=font
    ).data


def make_pdf(
    script: Script,
    paper: Paper = US_LETTER,
    rules: Rules = RULES,
    *,
    title_page: bool = True,
    scene_numbers: bool = True,
    header: str = "",
    font: Path | None = None,
) -> Pdf:
    """The same, with notes. Raises ScriptError for a font file that cannot be used, and for nothing else."""
    fonts = Fonts(script.source, font)
    pagination = paginate(script, paper, rules)
    titles = title_sheets(script, paper) if title_page else []
    drawings: list[PageDrawing] = []
    for sheet in titles:
        drawing = PageDrawing(paper, fonts)
        drawing.lines(sheet, scene_numbers=False)
        drawings.append(drawing)
    for page in pagination.pages:
        drawing = PageDrawing(paper, fonts)
        # The first page has no number, by custom.
        drawing.header(header, f"{page.number}." if page is not pagination.pages[0] else "")
        drawing.lines(page.lines, scene_numbers=scene_numbers)
        drawings.append(drawing)
    contents = Contents(
        # A PDF without a page is not one: a script that prints nothing gives an empty sheet.
        drawings or [PageDrawing(paper, fonts)],
        len(titles),
        _bookmarks(script, pagination, len(titles)),
        {
            "Title": _on_one_line(script, "title"),
            "Author": _on_one_line(script, "author") or _on_one_line(script, "authors"),
        },
    )
    return Pdf(document(contents, paper, fonts), fonts.notes())


def _bookmarks(script: Script, pagination: Pagination, before: int) -> list[Bookmark]:
    """Every scene, under its number if it has one."""
    found: list[Bookmark] = []
    for element, row in zip(script.elements, pagination.rows, strict=True):
        if element.kind is Kind.SCENE_HEADING and row is not None:
            page, row_on_page = divmod(row, pagination.lines_per_page)
            title = f"{element.number}. {element.text}" if element.number else element.text
            found.append(Bookmark(_sound(title), before + page, top_of(pagination.paper, row_on_page)))
    return found


def _on_one_line(script: Script, key: str) -> str:
    return _sound(" ".join(script.title_page.get(key, ())))


def _sound(text: str) -> str:
    """The text with a ? for each half of a UTF-16 pair: no encoding has bytes for those."""
    return text.encode("utf-8", "replace").decode("utf-8")
