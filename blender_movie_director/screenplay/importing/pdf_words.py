"""The words of a PDF and where they stand, as pypdf tells them."""

from __future__ import annotations

import io
import logging
from typing import TYPE_CHECKING, Any, NamedTuple
from unicodedata import east_asian_width

from ..reading import ScriptError
from .pdf_content import MOVES, parted, text_operations

if TYPE_CHECKING:
    from collections.abc import Sequence

    from pypdf import PageObject, PdfReader

TYPEWRITER_WIDTH = 0.6
"""Of a character, in parts of the font's size: the same in every typewriter font."""
MOST_PAGES = 1_000
MOST_BYTES = 100_000_000
_MOST_CHARACTERS = 5_000_000
_UNHEARD = logging.NullHandler()
_TO_A_PLACE = MOVES | {b"BT"}
_LOCKED = "Open it in the program that shows it, save or print it without protection, and import that copy."
_BROKEN = "Open it in the program that made it and export it anew, or export the script as Fountain or plain text."
_LIGATURES = zip(range(0xFB00, 0xFB07), ("ff", "fi", "fl", "ffi", "ffl", "st", "st"), strict=True)
_LETTERS = str.maketrans({"\n": " ", "\0": "\ufffd", **{chr(code): letters for code, letters in _LIGATURES}})
_TYPEWRITERS = ("cour", "mono", "typewriter", "prestige", "screenplay")


class Piece(NamedTuple):
    """Words that were drawn at once. Places are in points; `y` grows upwards."""

    x: float
    y: float
    size: float
    text: str
    width: float = 0.0
    even: bool = True
    """All its characters have the width of a typewriter's."""
    bold: bool = False
    italic: bool = False
    follows: bool = False
    """Drawn right after the piece before it, with no move between: it stands where that one ends, whatever `x` says."""


class Words(NamedTuple):
    pages: list[list[Piece]]
    typewriter: bool
    """Most words are set in characters of one width."""
    slanted: bool
    """Some words stand at an angle. They are not among the pieces."""
    unknown: bool
    """Some letters cannot be told; U+FFFD stands for each."""


def words_of(data: bytes, name: str) -> Words:
    """Every page's words. Raises ScriptError for a PDF that is locked, broken or endless."""
    if len(data) > MOST_BYTES:
        raise ScriptError(
            f"{name} holds {len(data) / 1e6:.0f} MB, and a feature script is about 0.5 MB.",
            "Check that it is the script; if it really is, save it with less in it.",
        )
    from pypdf.errors import DependencyError, FileNotDecryptedError  # noqa: PLC0415 - only imports of PDF need it

    # Without a handler, what pypdf remarks about a file would stand on stderr between our own sentences.
    logging.getLogger("pypdf").addHandler(_UNHEARD)
    try:
        return _read(data, name)
    except (DependencyError, FileNotDecryptedError):
        raise _locked(name) from None
    except ScriptError:
        raise
    except Exception as error:
        # A broken file can break its reader in any way.
        raise ScriptError(f"{name} is a PDF that cannot be read: it is damaged.", _BROKEN) from error


def _read(data: bytes, name: str) -> Words:
    from pypdf import PdfReader  # noqa: PLC0415 - as above

    reader = PdfReader(io.BytesIO(data))
    # A PDF that anybody may read but not change is locked with an empty password.
    if reader.is_encrypted and not reader.decrypt(""):
        raise _locked(name)
    count = len(reader.pages)
    if count > MOST_PAGES:
        raise _endless(name, f"{count:,} pages")
    gatherer = _Gatherer(name)
    pages = []
    for page in reader.pages:
        _without_the_rest(page, reader)
        page.extract_text(visitor_text=gatherer.hear, visitor_operand_before=gatherer.watch)
        pages.append(gatherer.take())
    return Words(pages, gatherer.typewriter * 2 > gatherer.characters, gatherer.slanted, gatherer.unknown)


def _without_the_rest(page: PageObject, reader: PdfReader) -> None:
    """Leaves nothing but its text in a page, each piece by itself."""
    from pypdf.generic import ContentStream, NameObject  # noqa: PLC0415 - as above

    if "/Contents" not in page:
        return
    content = ContentStream(page["/Contents"].get_object(), reader, "bytes")
    operations = text_operations(content.get_data())
    content.operations = parted(content.operations if operations is None else operations)
    page[NameObject("/Contents")] = content


class _Gatherer:
    """Hears every word of a page from pypdf."""

    def __init__(self, name: str) -> None:
        self._name = name
        self._pieces: list[Piece] = []
        self._drawn: set[tuple[str, float, float, int]] = set()
        self._moved = True
        self._following = 0
        self.characters = 0
        self.typewriter = 0
        self.slanted = False
        self.unknown = False

    def take(self) -> list[Piece]:
        pieces, self._pieces = self._pieces, []
        self._drawn.clear()
        self._moved = True
        return pieces

    def watch(self, operator: bytes, _operands: object, _outer: object, _inner: object) -> None:
        self._moved = self._moved or operator in _TO_A_PLACE

    def hear(
        self, text: str, outer: Sequence[float], inner: Sequence[float], font: dict[str, Any] | None, size: float
    ) -> None:
        words = text.translate(_LETTERS) if text.strip() else ""
        if not words:
            return
        self._following = 0 if self._moved else self._following + 1
        self._moved = False
        a, b, _, d, x, y = _product(inner, outer)
        if abs(b) > abs(a) * 0.1:
            self.slanted = True
            return
        self.characters += len(words)
        self.unknown = self.unknown or "\ufffd" in words
        if self.characters > _MOST_CHARACTERS:
            raise _endless(self._name, f"more than {_MOST_CHARACTERS / 1e6:.0f} million characters")
        face = str((font or {}).get("/BaseFont", "")).lower()
        even = any(name in face for name in _TYPEWRITERS)
        self.typewriter += len(words) * even
        even = even and not any(east_asian_width(letter) in "WF" for letter in words)
        height = abs(size * (d or a))
        words = words.rstrip() if text.endswith("\n") else words
        # Some programs draw a page number or a repeated cue a second time, right over the first.
        place = (words.strip(), round(x, 1), round(y, 1), self._following)
        if place in self._drawn:
            return
        self._drawn.add(place)
        width = _width(words, font) * height
        follows = self._following > 0
        self._pieces.append(Piece(x, y, height, words, width, even, "bold" in face, _is_italic(face), follows))


def _width(words: str, font: dict[str, Any] | None) -> float:
    """In parts of the font's size. Exact where the font says so for plain letters, else as in a typewriter's."""
    widths, first = (font or {}).get("/Widths"), (font or {}).get("/FirstChar", 0)
    if not isinstance(widths, list):
        return sum(TYPEWRITER_WIDTH * (1 + (east_asian_width(letter) in "WF")) for letter in words)
    places = (ord(letter) - first for letter in words)
    return sum(float(widths[place]) if 0 <= place < len(widths) else 600.0 for place in places) / 1000


def _is_italic(face: str) -> bool:
    return "italic" in face or "oblique" in face


def _product(inner: Sequence[float], outer: Sequence[float]) -> tuple[float, ...]:
    """Two transformations one after the other, each as a b c d e f."""
    a, b, c, d, e, f = inner
    g, h, i, j, k, m = outer
    return a * g + b * i, a * h + b * j, c * g + d * i, c * h + d * j, e * g + f * i + k, e * h + f * j + m


def _locked(name: str) -> ScriptError:
    return ScriptError(f"{name} is protected by a password.", _LOCKED)


def _endless(name: str, what: str) -> ScriptError:
    return ScriptError(
        f"{name} holds {what}, and a feature script has about 120 pages.",
        "Check that it is the script; if it really is, split it into smaller files.",
    )
