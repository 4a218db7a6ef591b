"""Font files: what is in them, and smaller ones made of them."""

import struct
from pathlib import Path

import pytest
import reportlab
from reportlab.pdfbase.ttfonts import TTFontFile

from blender_movie_director.screenplay import ScriptError
from blender_movie_director.screenplay.printing import truetype
from blender_movie_director.screenplay.printing.pdf_fonts import BUNDLED
from blender_movie_director.screenplay.printing.truetype import TrueType, read_font

PROPORTIONAL = Path(reportlab.__file__).parent / "fonts" / "Vera.ttf"
"""Bitstream Vera Sans: short offsets, one character map, glyphs of many widths."""


@pytest.fixture(scope="module")
def font() -> TrueType:
    return read_font(BUNDLED)


def test_another_reader_finds_the_same_glyphs_and_widths(font: TrueType) -> None:
    theirs = TTFontFile(str(BUNDLED))
    shared = {code: glyph for code, glyph in font.glyphs.items() if code in theirs.charToGlyph}
    assert len(shared) > 3000
    del shared[0xA0]  # theirs shows a space
    assert shared == {code: theirs.charToGlyph[code] for code in shared}
    assert {font.advance(glyph) for code, glyph in shared.items() if chr(code).isalpha()} == {600}
    assert [theirs.charWidths[code] for code in (65, 0x416)] == [
        font.advance(font.glyphs[code]) for code in (65, 0x416)
    ]


def test_a_font_of_another_make_is_read_too() -> None:
    font, theirs = read_font(PROPORTIONAL), TTFontFile(str(PROPORTIONAL))
    assert font.glyphs[ord("é")] == theirs.charToGlyph[ord("é")]
    for character in "iMé":
        assert font.advance(font.glyphs[ord(character)]) == pytest.approx(theirs.charWidths[ord(character)], abs=1)
    assert len(font.subset([font.glyphs[ord("é")]])) < PROPORTIONAL.stat().st_size / 3


def test_both_kinds_of_character_map_agree(font: TrueType) -> None:
    cmap = font.tables[b"cmap"]
    found: dict[int, dict[int, int]] = {}
    for place in range(4, 4 + 8 * struct.unpack_from(">H", cmap, 2)[0], 8):
        start = struct.unpack_from(">HHL", cmap, place)[2]
        kind = struct.unpack_from(">H", cmap, start)[0]
        reader = {4: truetype._format_4, 12: truetype._format_12}.get(kind)
        if reader:
            found[kind] = reader(cmap, start)
    assert found[4] == {code: glyph for code, glyph in found[12].items() if code <= 0xFFFF}


def test_a_subset_keeps_what_is_used_with_its_parts_and_nothing_else(font: TrueType, tmp_path: Path) -> None:
    used = [font.glyphs[ord(character)] for character in "Aй"]
    data = font.subset(used)
    assert len(data) < BUNDLED.stat().st_size / 8
    tables = {}
    for place in range(12, 12 + 16 * struct.unpack_from(">H", data, 4)[0], 16):
        tag, checksum, start, length = struct.unpack_from(">4sLLL", data, place)
        tables[tag] = data[start : start + length]
        words = struct.unpack(f">{-(-length // 4)}L", tables[tag] + bytes(-length % 4))
        assert checksum == sum(words) & 0xFFFFFFFF
    places = struct.unpack(f">{len(tables[b'loca']) // 4}L", tables[b"loca"])
    filled = {glyph for glyph in range(len(places) - 1) if places[glyph + 1] > places[glyph]}
    expected = {0, *used}
    for _ in range(3):  # an accented letter is made of parts that are made of parts
        expected |= {part for glyph in expected for part in truetype._parts(_outline(font, glyph))}
    assert len(expected) > 4
    assert filled == expected
    for glyph in filled:
        assert tables[b"glyf"][places[glyph] : places[glyph + 1]].startswith(_outline(font, glyph))


def _outline(font: TrueType, glyph: int) -> bytes:
    offsets = font._offsets()
    return font.tables[b"glyf"][offsets[glyph] : offsets[glyph + 1]]


@pytest.mark.parametrize("length", [0, 3, 11, 200, 3000, 80_000])
def test_a_broken_font_is_refused_with_a_sentence(length: int, tmp_path: Path) -> None:
    path = tmp_path / "broken.ttf"
    path.write_bytes(BUNDLED.read_bytes()[:length])
    with pytest.raises(ScriptError, match=r"broken\.ttf is not a TrueType font"):
        read_font(path)


def test_a_font_without_unicode_is_refused(tmp_path: Path) -> None:
    data = bytearray(BUNDLED.read_bytes())
    place = next(place for place in range(12, 400, 16) if data[place : place + 4] == b"cmap")
    start = struct.unpack_from(">L", data, place + 8)[0]
    data[start + 2 : start + 4] = b"\0\0"
    path = tmp_path / "symbols.ttf"
    path.write_bytes(data)
    with pytest.raises(ScriptError, match="not a TrueType font"):
        read_font(path)


def test_a_character_map_that_repeats_itself_is_refused() -> None:
    """Or a small file could ask for the work of a thousand large ones."""
    groups = struct.pack(">LLL", 0, 0x10FFFF, 0) * 1000
    with pytest.raises(IndexError):
        truetype._format_12(struct.pack(">HHLLL", 12, 0, 16 + len(groups), 0, 1000) + groups, 0)
    segments = struct.pack(">1000H", *[0xFFFF] * 1000), struct.pack(">1000H", *[0] * 1000)
    with pytest.raises(IndexError):
        truetype._format_4(
            struct.pack(">7H", 4, 0, 0, 2000, 0, 0, 0) + segments[0] + b"\0\0" + segments[1] + bytes(4000), 0
        )


def test_a_file_too_large_or_missing_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "large.ttf"
    with path.open("wb") as file:
        file.truncate(50_000_000)
    with pytest.raises(ScriptError, match="too large"):
        read_font(path)
    with pytest.raises(ScriptError, match="could not be read"):
        read_font(tmp_path / "missing.ttf")
