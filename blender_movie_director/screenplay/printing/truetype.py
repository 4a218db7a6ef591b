"""Reads a TrueType font: which glyph shows a character, how wide it is, and a font file of only the glyphs in use."""

from __future__ import annotations

import struct
from dataclasses import dataclass
from typing import TYPE_CHECKING

from ..reading import ScriptError

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from pathlib import Path

_KEPT = (b"cvt ", b"fpgm", b"glyf", b"head", b"hhea", b"hmtx", b"loca", b"maxp", b"prep")
"""What a PDF reader needs to draw glyphs by number."""
_NEEDED = frozenset({b"cmap", b"glyf", b"head", b"hhea", b"hmtx", b"loca", b"maxp"})
_TRUETYPE = (b"\0\1\0\0", b"true")
_MAX_BYTES = 40_000_000

# The flags of a composite glyph's parts.
_WORDS, _SCALE, _MORE, _TWO_SCALES, _MATRIX = 0x0001, 0x0008, 0x0020, 0x0040, 0x0080


@dataclass(frozen=True)
class TrueType:
    """One font. Measures are in thousandths of the font's size."""

    name: str
    glyphs: Mapping[int, int]
    """Character code to glyph number."""
    advances: tuple[int, ...]
    """How wide each glyph is."""
    box: tuple[int, int, int, int]
    ascent: int
    descent: int
    tables: Mapping[bytes, bytes]

    def advance(self, glyph: int) -> int:
        """How far the pen moves for a glyph; the last width holds for all that follow."""
        return self.advances[min(glyph, len(self.advances) - 1)]

    def subset(self, used: Iterable[int]) -> bytes:
        """A font file in which only these glyphs, and the parts they are made of, have an outline.

        Glyphs keep their numbers, so that nothing else needs to be rewritten.
        """
        offsets = self._offsets()
        glyf = self.tables[b"glyf"]
        kept: set[int] = set()
        waiting = {0, *used}
        while waiting:
            glyph = waiting.pop()
            kept.add(glyph)
            waiting |= set(_parts(glyf[offsets[glyph] : offsets[glyph + 1]])) - kept
        outlines = bytearray()
        places = [0]
        for glyph in range(len(offsets) - 1):
            if glyph in kept:
                outlines += glyf[offsets[glyph] : offsets[glyph + 1]]
                outlines += bytes(-len(outlines) % 4)
            places.append(len(outlines))
        head = bytearray(self.tables[b"head"])
        head[50:52] = struct.pack(">h", 1)  # offsets of four bytes
        changed = {
            b"glyf": bytes(outlines),
            b"head": bytes(head),
            b"loca": struct.pack(f">{len(places)}L", *places),
        }
        return _file({tag: changed.get(tag, self.tables[tag]) for tag in _KEPT if tag in self.tables})

    def _offsets(self) -> tuple[int, ...]:
        loca = self.tables[b"loca"]
        if struct.unpack_from(">h", self.tables[b"head"], 50)[0]:
            return struct.unpack(f">{len(loca) // 4}L", loca[: len(loca) // 4 * 4])
        return tuple([2 * half for half in struct.unpack(f">{len(loca) // 2}H", loca[: len(loca) // 2 * 2])])


def read_font(path: Path) -> TrueType:
    """A font from disk. Raises ScriptError for what is not a TrueType font."""
    try:
        if path.stat().st_size > _MAX_BYTES:
            raise ScriptError(f"{path.name} is too large for a font.", "Choose a TrueType font, a .ttf file.")
        data = path.read_bytes()
    except OSError as error:
        raise ScriptError(
            f"The font {path.name} could not be read: {error.strerror}.", "Choose a TrueType font, a .ttf file."
        ) from error
    try:
        return _read(data, path.stem)
    except (struct.error, IndexError, KeyError, ZeroDivisionError) as error:
        raise ScriptError(
            f"{path.name} is not a TrueType font that can be put into a PDF.",
            "Choose a .ttf file, such as a typewriter font; fonts of other kinds (.otf, .ttc) do not fit.",
        ) from error


def _read(data: bytes, name: str) -> TrueType:
    if data[:4] not in _TRUETYPE:
        raise KeyError(data[:4])
    tables: dict[bytes, bytes] = {}
    for place in range(12, 12 + 16 * struct.unpack_from(">H", data, 4)[0], 16):
        tag, _, start, length = struct.unpack_from(">4sLLL", data, place)
        if start + length > len(data):
            raise IndexError(tag)
        tables[tag] = data[start : start + length]
    if not tables.keys() >= _NEEDED:
        raise KeyError("a table is missing")
    units, *_ = struct.unpack_from(">H", tables[b"head"], 18)
    box = struct.unpack_from(">4h", tables[b"head"], 36)
    ascent, descent = struct.unpack_from(">2h", tables[b"hhea"], 4)
    (count,) = struct.unpack_from(">H", tables[b"hhea"], 34)
    advances = struct.unpack(f">{2 * count}H", tables[b"hmtx"][: 4 * count])[::2]
    x_min, y_min, x_max, y_max, ascent, descent = [value * 1000 // units for value in (*box, ascent, descent)]
    font = TrueType(
        "".join([character for character in name if character.isalnum() and character.isascii()]) or "Font",
        _characters(tables[b"cmap"]),
        tuple([advance * 1000 // units for advance in advances]),
        (x_min, y_min, x_max, y_max),
        ascent,
        descent,
        tables,
    )
    font.advance(0)
    font.subset(())
    return font


def _characters(cmap: bytes) -> dict[int, int]:
    """The widest map that the font has: format 12 (all of Unicode) or 4 (its first 65,536 characters)."""
    found: dict[int, int] = {}
    for place in range(4, 4 + 8 * struct.unpack_from(">H", cmap, 2)[0], 8):
        platform, encoding, start = struct.unpack_from(">HHL", cmap, place)
        if platform == 0 or (platform, encoding) in {(3, 1), (3, 10)}:
            (kind,) = struct.unpack_from(">H", cmap, start)
            if kind == 12:
                return _format_12(cmap, start)
            if kind == 4:
                found = _format_4(cmap, start)
    if not found:
        raise KeyError("no Unicode")
    return found


def _format_12(cmap: bytes, start: int) -> dict[int, int]:
    (groups,) = struct.unpack_from(">L", cmap, start + 12)
    found: dict[int, int] = {}
    end = -1
    for place in range(start + 16, start + 16 + 12 * groups, 12):
        first, last, glyph = struct.unpack_from(">LLL", cmap, place)
        # Groups are in order, which bounds the work that a broken font can make.
        if not end < first <= last <= 0x10FFFF:
            raise IndexError(first)
        end = last
        found.update(zip(range(first, last + 1), range(glyph, glyph + last - first + 1), strict=True))
    return found


def _format_4(cmap: bytes, start: int) -> dict[int, int]:
    count = struct.unpack_from(">H", cmap, start + 6)[0] // 2
    ends = struct.unpack_from(f">{count}H", cmap, start + 14)
    starts = struct.unpack_from(f">{count}H", cmap, start + 16 + 2 * count)
    deltas = struct.unpack_from(f">{count}H", cmap, start + 16 + 4 * count)
    at = start + 16 + 6 * count
    offsets = struct.unpack_from(f">{count}H", cmap, at)
    found: dict[int, int] = {}
    end = -1
    for segment, (first, last, delta, offset) in enumerate(zip(starts, ends, deltas, offsets, strict=True)):
        if not end < first <= last:
            raise IndexError(first)
        end = last
        for code in range(first, min(last, 0xFFFE) + 1):
            glyph = code
            if offset:
                (glyph,) = struct.unpack_from(">H", cmap, at + 2 * segment + offset + 2 * (code - first))
            if glyph or not offset:
                found[code] = (glyph + delta) & 0xFFFF
    return {code: glyph for code, glyph in found.items() if glyph}


def _parts(outline: bytes) -> list[int]:
    """The glyphs that a composite glyph is made of."""
    if len(outline) < 10 or struct.unpack_from(">h", outline)[0] >= 0:
        return []
    parts: list[int] = []
    place = 10
    while True:
        flags, glyph = struct.unpack_from(">HH", outline, place)
        parts.append(glyph)
        if not flags & _MORE:
            return parts
        place += 8 if flags & _WORDS else 6
        place += 2 * bool(flags & _SCALE) + 4 * bool(flags & _TWO_SCALES) + 8 * bool(flags & _MATRIX)


def _file(tables: Mapping[bytes, bytes]) -> bytes:
    """A font file of these tables."""
    count = len(tables)
    power = count.bit_length() - 1
    header = struct.pack(">LHHHH", 0x00010000, count, 16 << power, power, 16 * (count - (1 << power)))
    place = 12 + 16 * count
    directory, body = bytearray(), bytearray()
    for tag, table in tables.items():
        padded = table + bytes(-len(table) % 4)
        checksum = sum(struct.unpack(f">{len(padded) // 4}L", padded)) & 0xFFFFFFFF
        directory += struct.pack(">4sLLL", tag, checksum, place + len(body), len(table))
        body += padded
    return header + bytes(directory) + bytes(body)
