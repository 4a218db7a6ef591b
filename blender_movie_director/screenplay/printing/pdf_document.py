"""The file around the pages: what it is called, how its pages are numbered, and its scenes as bookmarks."""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING

from .pdf_objects import font_objects
from .pdf_values import PdfFile

if TYPE_CHECKING:
    from collections.abc import Sequence

    from pypdf.generic import IndirectObject

    from ..pages import Paper
    from .pdf_contents import Bookmark, Contents
    from .pdf_fonts import Fonts


def document(contents: Contents, paper: Paper, fonts: Fonts) -> bytes:
    """The whole file. Equal contents make equal bytes: no date and no random name is in it."""
    file = PdfFile()
    known = font_objects(file, fonts)
    sheets = [
        file.add_page(
            paper.width,
            paper.height,
            Resources={"Font": {each: known[each] for each in sorted(drawing.resources)}},
            Contents=file.add_stream(drawing.content()),
        )
        for drawing in contents.drawings
    ]
    labels: list[object] = [0, {"P": b"Title"}] if contents.title_sheets else []
    labels += [contents.title_sheets, {"S": "D", "St": 1}]
    file.extend_root(PageLabels={"Nums": labels})
    if contents.bookmarks:
        file.extend_root(Outlines=_outline(file, contents.bookmarks, sheets))
    return file.finished(contents.information)


def _outline(file: PdfFile, bookmarks: Sequence[Bookmark], sheets: Sequence[IndirectObject]) -> IndirectObject:
    outline = file.add(Type="Outlines")
    items = [
        file.add(
            Title=bookmark.title.encode(),
            Parent=outline,
            Dest=[sheets[bookmark.sheet], "XYZ", None, bookmark.top, None],
        )
        for bookmark in bookmarks
    ]
    for one, following in pairwise(items):
        file.extend(one, Next=following)
        file.extend(following, Prev=one)
    file.extend(outline, First=items[0], Last=items[-1], Count=len(items))
    return outline
