"""Chooses a font for every character of a PDF, and writes text in it.

In this order: the font that the user named, the Courier that every PDF reader has (for Western European text), the
Chinese, Japanese and Korean fonts that PDF readers have or fetch, and the bundled FreeMono (for most other alphabets).
What is in none of them shows as an empty box, keeps its meaning when it is copied, and is reported.
"""

from __future__ import annotations

import unicodedata
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple, Protocol

from ..pages.wrapping import columns
from .right_to_left import joined, mirrored, visual_order
from .truetype import TrueType, read_font

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from ..elements import Style

BUNDLED = Path(__file__).parent / "fonts" / "FreeMono.ttf"
CELL = 600
"""The width of a column, in thousandths of the size of the type."""
FACES = ("Courier", "Courier-Bold", "Courier-Oblique", "Courier-BoldOblique")


class Font(Protocol):
    """Something that text is shown in."""

    @property
    def resource(self) -> str:
        """Its name inside the PDF's pages."""
        ...

    def has(self, character: str) -> bool:
        """Whether it can show a character."""
        ...

    def show(self, text: str) -> str:
        """The operator that shows a text, each character moving the pen by its columns."""
        ...


class Face(NamedTuple):
    """How text is drawn that its font has no face of its own for."""

    bold: bool = False
    italic: bool = False


class Run(NamedTuple):
    """A stretch of a line in one font and style."""

    font: Font
    face: Face
    column: int
    text: str


class Courier:
    """One of the four faces that every PDF reader brings."""

    def __init__(self, face: int) -> None:
        self.resource = f"F{face}"
        self.name = FACES[face]

    def has(self, character: str) -> bool:
        """Western European letters and signs."""
        try:
            return character.encode("cp1252") >= b" " and character not in "\x7f\xad"
        except UnicodeEncodeError:
            return False

    def show(self, text: str) -> str:
        """A string in the encoding that PDF calls WinAnsi."""
        escaped = text.replace("\\", r"\\").replace("(", r"\(").replace(")", r"\)")
        # Written as Latin-1 below, which keeps each byte.
        return f"({escaped.encode('cp1252').decode('latin-1')}) Tj"


class Embedded:
    """A TrueType font of which the glyphs in use become part of the PDF.

    Characters are numbered in the order of their first use, so that two without a glyph are still told apart.
    """

    def __init__(self, font: TrueType, resource: str) -> None:
        self.resource = resource
        self.font = font
        self.characters: list[str] = []
        self._codes: dict[str, int] = {}

    def has(self, character: str) -> bool:
        """What the font file maps to a glyph."""
        return ord(character) in self.font.glyphs

    def glyph(self, character: str) -> int:
        """The glyph of a character; the empty box if it has none."""
        return self.font.glyphs.get(ord(character), 0)

    def advance(self, character: str) -> int:
        """How far the pen moves: by columns, even in a font of many widths. Marks keep the width that they have."""
        return CELL * columns(character) or self.font.advance(self.glyph(character))

    def show(self, text: str) -> str:
        """Character numbers. A mark that has a width is drawn back over the character before it."""
        parts: list[str] = []
        for character in text:
            back = 0 if columns(character) else self.advance(character)
            if back:
                parts.append(f">{back}<")
            parts.append(f"{self._code(character):04X}")
        shown = f"<{''.join(parts)}>"
        return f"[{shown}] TJ" if ">" in shown[:-1] else f"{shown} Tj"

    def _code(self, character: str) -> int:
        code = self._codes.setdefault(character, len(self.characters) + 1)
        if code > len(self.characters):
            self.characters.append(character)
        return code


class FromReader:
    """A Chinese, Japanese or Korean font that PDF readers bring or fetch; nothing of it is in the file."""

    def __init__(self, resource: str, name: str, ordering: str, supplement: int, encoding: str) -> None:
        self.resource = resource
        self.name = name
        self.ordering = ordering
        self.supplement = supplement
        self.encoding = encoding
        self.used: set[str] = set()

    def has(self, character: str) -> bool:
        """Ideographs, syllables and their punctuation."""
        return any(first <= character <= last for first, last in _EAST_ASIAN) and columns(character) == 2

    def show(self, text: str) -> str:
        """UTF-16, stretched by a fifth to two columns a character: gaps would be copied as spaces."""
        self.used.update(text)
        return f"{CELL * 2 // 10} Tz <{text.encode('utf-16-be').hex().upper()}> Tj 100 Tz"


_EAST_ASIAN = (("\u3000", "\u30ff"), ("\u3400", "\u9fff"), ("\uac00", "\ud7a3"), ("\uff01", "\uff60"))
_UNSEEN = frozenset({"Cc", "Zl", "Zp"})
"""Control characters, and the breaks of line and paragraph that are none in a script."""
_KANA = ("\u3040", "\u30ff")
_HANGUL = ("\uac00", "\ud7a3")


class Fonts:
    """The fonts of one PDF, and what none of them can show."""

    def __init__(self, text: str, own: Path | None = None) -> None:
        self.courier = tuple([Courier(face) for face in range(len(FACES))])
        self.own = Embedded(read_font(own), "U") if own else None
        self.bundled: Embedded | None = None
        self.from_reader: dict[str, FromReader] = {}
        self.missing: list[str] = []
        self._east_asian = _language(text)
        self._known: dict[tuple[str, Face], Font | None] = {}

    def runs(self, text: str, styles: Sequence[Style], column: int) -> Iterator[Run]:
        """A line's runs, left to right."""
        if not styles and not self.own and text.isascii() and text.isprintable():
            yield Run(self.courier[0], Face(), column, text)
            return
        faces = [Face()] * len(text)
        for style in styles:
            faces[style.start : style.end] = [Face(style.bold, style.italic)] * (style.end - style.start)
        text = joined(text.replace("\t", " "))
        order = visual_order(text)
        run: Run | None = None
        for seen, place in enumerate(order):
            character, face = text[place], faces[place]
            if place != seen:
                character = mirrored(character)
            font = self._font(character, face)
            if run and character == " " and run.font.has(" ") and seen + 1 < len(order):
                # A space between two words in one font is part of their run: what is in one piece is copied in one.
                following = order[seen + 1]
                if (self._font(text[following], faces[following]), face) == (run.font, run.face):
                    font = run.font
            if font is None:
                continue
            if run and run.font is font and run.face == face:
                run = run._replace(text=run.text + character)
            else:
                if run:
                    yield run
                run = Run(font, face, column, character)
            column += columns(character)
        if run:
            yield run

    def _font(self, character: str, face: Face) -> Font | None:
        key = (character, face)
        if key not in self._known:
            self._known[key] = self._choose(character, face)
        return self._known[key]

    def _choose(self, character: str, face: Face) -> Font | None:
        """A font for a character, or None for one that shows nothing anyway."""
        if self.own and self.own.has(character):
            return self.own
        courier = self.courier[face.bold + 2 * face.italic]
        if courier.has(character):
            return courier
        kind = "Korean" if _HANGUL[0] <= character <= _HANGUL[1] else self._east_asian
        font = self.from_reader.get(kind) or FromReader(*_FROM_READERS[kind])
        if font.has(character):
            return self.from_reader.setdefault(kind, font)
        self.bundled = self.bundled or Embedded(read_font(BUNDLED), "E")
        if self.bundled.has(character):
            return self.bundled
        if columns(character) == 0 or unicodedata.category(character) in _UNSEEN:
            return None
        self.missing.append(character)
        return self.bundled

    def notes(self) -> tuple[str, ...]:
        """What a person should know about the text's fonts."""
        notes: list[str] = []
        missing = list(dict.fromkeys(self.missing))
        if missing:
            codes = [f"U+{ord(each):04X}" for each in missing[:10]]
            shown = zip(missing, codes, strict=False)
            named = ", ".join([f"{each} ({code})" if each.isprintable() else code for each, code in shown])
            others = f" and {len(missing) - 10} more" if len(missing) > 10 else ""
            notes.append(
                f"No font for PDFs has these characters, so boxes stand in their places: {named}{others}. "
                "Name a font file that has them."
            )
        if self.from_reader:
            names = " and ".join(sorted(self.from_reader))
            notes.append(
                f"The {names} text is shown in the fonts of the PDF reader; they are too large to be part of the file."
            )
        return tuple(notes)


_FROM_READERS = {
    "Chinese": ("C", "STSong-Light", "GB1", 5, "UniGB-UTF16-H"),
    "Japanese": ("J", "HeiseiMin-W3", "Japan1", 5, "UniJIS-UTF16-H"),
    "Korean": ("K", "HYSMyeongJo-Medium", "Korea1", 2, "UniKS-UTF16-H"),
}


def _language(text: str) -> str:
    """Whose ideographs these are: the letters beside them tell."""
    if any(_KANA[0] <= character <= _KANA[1] for character in set(text)):
        return "Japanese"
    if any(_HANGUL[0] <= character <= _HANGUL[1] for character in set(text)):
        return "Korean"
    return "Chinese"
