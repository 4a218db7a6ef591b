"""Fonts as the objects that a PDF file is made of."""

from __future__ import annotations

from typing import TYPE_CHECKING

from .right_to_left import meaning

if TYPE_CHECKING:
    from collections.abc import Iterable

    from pypdf.generic import IndirectObject

    from .pdf_fonts import Courier, Embedded, Fonts, FromReader
    from .pdf_values import PdfFile

_TAG = "MOVDIR"
"""A subset's name begins with six capitals of no meaning."""
_BFCHARS = 100
"""As many as one block of a character map may list."""


def font_objects(pdf: PdfFile, fonts: Fonts) -> dict[str, IndirectObject]:
    """Every font of the document, by its name inside the pages."""
    objects = {font.resource: _courier(pdf, font) for font in fonts.courier}
    for embedded in (fonts.own, fonts.bundled):
        if embedded and embedded.characters:
            objects[embedded.resource] = _embedded(pdf, embedded)
    for from_reader in fonts.from_reader.values():
        objects[from_reader.resource] = _from_reader(pdf, from_reader)
    return objects


def _courier(pdf: PdfFile, font: Courier) -> IndirectObject:
    return pdf.add(Type="Font", Subtype="Type1", BaseFont=font.name, Encoding="WinAnsiEncoding")


def _embedded(pdf: PdfFile, embedded: Embedded) -> IndirectObject:
    font = embedded.font
    name = f"{_TAG}+{font.name}"
    glyphs = [0, *(embedded.glyph(each) for each in embedded.characters)]
    file = font.subset(glyphs)
    descriptor = pdf.add(
        Type="FontDescriptor",
        FontName=name,
        Flags=5,  # of one width, with characters of its own
        FontBBox=list(font.box),
        ItalicAngle=0,
        Ascent=font.ascent,
        Descent=font.descent,
        CapHeight=font.ascent,
        StemV=41,
        FontFile2=pdf.add_stream(file, Length1=len(file)),
    )
    descendant = pdf.add(
        Type="Font",
        Subtype="CIDFontType2",
        BaseFont=name,
        CIDSystemInfo={"Registry": b"Adobe", "Ordering": b"Identity", "Supplement": 0},
        FontDescriptor=descriptor,
        DW=1000,
        W=[1, [embedded.advance(each) for each in embedded.characters]],
        CIDToGIDMap=pdf.add_stream(b"".join([glyph.to_bytes(2, "big") for glyph in glyphs])),
    )
    codes = enumerate(embedded.characters, 1)
    return _composite(pdf, name, "Identity-H", descendant, _to_unicode(codes))


def _from_reader(pdf: PdfFile, font: FromReader) -> IndirectObject:
    descriptor = pdf.add(
        Type="FontDescriptor",
        FontName=font.name,
        Flags=6,  # with serifs, with characters of its own
        FontBBox=[-25, -254, 1000, 880],
        ItalicAngle=0,
        Ascent=880,
        Descent=-120,
        CapHeight=880,
        StemV=93,
    )
    descendant = pdf.add(
        Type="Font",
        Subtype="CIDFontType0",
        BaseFont=font.name,
        CIDSystemInfo={"Registry": b"Adobe", "Ordering": font.ordering.encode(), "Supplement": font.supplement},
        FontDescriptor=descriptor,
        DW=1000,
    )
    codes = [(ord(each), each) for each in sorted(font.used)]
    return _composite(pdf, font.name, font.encoding, descendant, _to_unicode(codes))


def _composite(pdf: PdfFile, name: str, encoding: str, descendant: IndirectObject, to_unicode: bytes) -> IndirectObject:
    return pdf.add(
        Type="Font",
        Subtype="Type0",
        BaseFont=name,
        Encoding=encoding,
        DescendantFonts=[descendant],
        ToUnicode=pdf.add_stream(to_unicode),
    )


def _to_unicode(codes: Iterable[tuple[int, str]]) -> bytes:
    """The map by which a reader copies and finds text."""
    rows = [f"<{code:04X}> <{meaning(shown).encode('utf-16-be', 'replace').hex().upper()}>" for code, shown in codes]
    blocks: list[str] = []
    for start in range(0, len(rows), _BFCHARS):
        block = rows[start : start + _BFCHARS]
        blocks += [f"{len(block)} beginbfchar", *block, "endbfchar"]
    return "\n".join(
        [
            "/CIDInit /ProcSet findresource begin",
            "12 dict begin",
            "begincmap",
            "/CIDSystemInfo << /Registry (Adobe) /Ordering (UCS) /Supplement 0 >> def",
            "/CMapName /Adobe-Identity-UCS def",
            "/CMapType 2 def",
            "1 begincodespacerange",
            "<0000> <FFFF>",
            "endcodespacerange",
            *blocks,
            "endcmap",
            "CMapName currentdict /CMap defineresource pop",
            "end",
            "end",
        ]
    ).encode("ascii")
