"""What becomes a PDF file, before anything of a file is made."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from .pdf_page import PageDrawing


class Bookmark(NamedTuple):
    """A place that the reader's sidebar leads to."""

    title: str
    sheet: int
    top: float


class Contents(NamedTuple):
    """Everything that becomes a file."""

    drawings: Sequence[PageDrawing]
    title_sheets: int
    bookmarks: Sequence[Bookmark]
    information: Mapping[str, str]
