"""What a page's content stream says about text, parsed several times faster than pypdf does it, which reads one
character at a time. Only what places and shows text is kept."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable

MOVES = frozenset({b"Td", b"TD", b"Tm", b"T*", b"'", b'"'})
_SHOWS = frozenset({b"Tj", b"TJ", b"'", b'"'})
_OF_TEXT = MOVES | _SHOWS | {b"BT", b"ET", b"q", b"Q", b"cm", b"Tz", b"Tc", b"Tw", b"TL", b"Tf", b"Do"}
_PARTS = frozenset({b"BT", b"ET", b"cm", b"Tf", b"Do"})
"""What ends a piece for pypdf in any case."""
_SPACE = rb"[\0\t\n\f\r ]"
_REAL = rb"[+-]?(?:\d++(?:\.\d*+)?|\.\d++)"
_SIX = rb"((?:" + _REAL + _SPACE + rb"++){6})"
_NAMED = rb"/[^\0\t\n\f\r ()<>\[\]{}/%#]*+"
# How macOS, and so Final Draft there, draws each letter.
_LETTER = _SPACE.join((b"(q", _SIX + b"cm", b"BT", _SIX + b"Tm", b"(" + _NAMED + _SPACE + _REAL + b")", b"Tf")) + (
    _SPACE + rb"\(((?:[^()\\]|\\.)*+)\)" + _SPACE + b"Tj" + _SPACE + b"ET" + _SPACE + b"Q)(?=" + _SPACE + b"|$)"
)
_TOKEN = re.compile(
    rb"(?:[\0\t\n\f\r ]|%[^\r\n]*+)*+"  # what parts tokens
    rb"(?:" + _LETTER + rb"|(" + _REAL + rb")"
    rb"|(" + _NAMED + rb")"
    rb"|<([0-9A-Fa-f\0\t\n\f\r ]*+)>"
    rb"|\(((?:[^()\\]|\\.|\((?:[^()\\]|\\.)*+\))*+)\)"
    rb"|([A-Za-z'\"][A-Za-z0-9*]*+)"
    rb"|([\[\]])"
    rb"|<<|>>|$)",
    re.DOTALL,
)
_WHOLE_LETTER, _PLACE, _AT, _FONT, _CODE, _NUMBER, _NAME, _HEX, _STRING, _OPERATOR, _BRACKET = range(1, 12)
_ESCAPE = re.compile(rb"\\(?:([0-7]{1,3})|(\r\n|.))", re.DOTALL)
_ESCAPED = {b"n": b"\n", b"r": b"\r", b"t": b"\t", b"b": b"\b", b"f": b"\f", b"\n": b"", b"\r": b"", b"\r\n": b""}

Operation = tuple[list[Any], bytes]
"""Operands and an operator."""


def text_operations(content: bytes) -> list[Operation] | None:
    """The operations that place and show text; None if this content is best left to pypdf itself, as one with pictures
    in it."""
    reader = _Reader()
    place = 0
    for match in _TOKEN.finditer(content):
        if match.start() != place or not reader.takes(match):
            return None
        place = match.end()
    return reader.operations() if place == len(content) else None


class _Reader:
    """Makes operations of tokens."""

    def __init__(self) -> None:
        from pypdf.generic import ArrayObject  # noqa: PLC0415 - only imports of PDF need it

        self._array = ArrayObject
        self._operations: list[Operation] = []
        self._operands: list[Any] = []
        self._outer: list[Any] | None = None
        self._letters: tuple[list[bytes], list[bytes]] | None = None
        """The coordinates and the font of the letters that are being drawn."""

    def operations(self) -> list[Operation]:
        self._end_letters()
        return self._operations

    def takes(self, match: re.Match[bytes]) -> bool:
        kind = match.lastindex
        if kind == _WHOLE_LETTER:
            self._letter(match)
            return self._outer is None
        if self._letters:
            self._end_letters()
        if kind is None:
            return True
        word = match[kind]
        if kind == _OPERATOR:
            if word == b"BI" or self._outer is not None:
                return False
            if word in _OF_TEXT:
                self._operations.append((self._operands, word))
            self._operands = []
        elif kind == _BRACKET:
            return self._bracket(word)
        else:
            self._operands.append(_READ[kind](word))
        return True

    def _bracket(self, word: bytes) -> bool:
        if (word == b"[") != (self._outer is None):
            return False
        if self._outer is None:
            self._outer, self._operands = self._operands, self._array()
        else:
            self._outer.append(self._operands)
            self._operands, self._outer = self._outer, None
        return True

    def _letter(self, match: re.Match[bytes]) -> None:
        """Letters of one font at one place of coordinates need these said once."""
        place, font = match[_PLACE].split(), match[_FONT].split()
        at = [float(number) for number in match[_AT].split()]
        if (place, font) == self._letters:
            # pypdf, which sees this font's size only now, would else put a space of its own before some letters.
            self._operations += [(at, b"Tm"), _nothing()]
        else:
            self._end_letters()
            self._letters = (place, font)
            coordinates = [float(number) for number in place]
            named = [_from_name(font[0]), float(font[1])]
            self._operations += [([], b"q"), (coordinates, b"cm"), ([], b"BT"), (at, b"Tm"), (named, b"Tf")]
        self._operations.append(([_from_literal(match[_CODE])], b"Tj"))

    def _end_letters(self) -> None:
        if self._letters:
            self._operations += [([], b"ET"), ([], b"Q")]
            self._letters = None


def parted(operations: list[Operation]) -> list[Operation]:
    """pypdf tells words of one row as one piece, a scene number and its heading say, wherever on the row they stand.
    It ends a piece at a change of the coordinates: one that changes nothing is put before each move."""
    found: list[Operation] = []
    shown = False
    for operation in operations:
        operator = operation[1]
        if operator in MOVES and shown:
            found.append(_nothing())
            shown = False
        if operator in _SHOWS:
            shown = True
        elif operator in _PARTS:
            shown = False
        found.append(operation)
    return found


def _nothing() -> Operation:
    """A change of the coordinates that changes nothing."""
    return [1, 0, 0, 1, 0, 0], b"cm"


def _from_hex(digits: bytes) -> bytes:
    pairs = digits.translate(None, b"\0\t\n\f\r ")
    return bytes.fromhex((pairs + b"0" * (len(pairs) % 2)).decode("ascii"))


def _from_literal(literal: bytes) -> bytes:
    return _ESCAPE.sub(_unescaped, literal) if b"\\" in literal else literal


def _unescaped(match: re.Match[bytes]) -> bytes:
    octal, letter = match.groups()
    return bytes([int(octal, 8) & 0xFF]) if octal else _ESCAPED.get(letter, letter)


def _from_name(name: bytes) -> str:
    return name.decode("latin-1")


_READ: dict[int, Callable[[bytes], Any]] = {_NUMBER: float, _NAME: _from_name, _HEX: _from_hex, _STRING: _from_literal}
