r"""Fountain's emphasis: `*italic*`, `**bold**`, `***both***`, `_underlined_`, and `\*` for the character itself."""

from __future__ import annotations

import re
from itertools import accumulate

from .elements import Style

# Each alternative starts with a character and not with a repetition: so the search can skip what is no mark.
_MARK = re.compile(r"(\\[*_]|\*\**|__*)")
_new = tuple.__new__
# Which of bold, italic and underline each mark switches.
_SETS = {"*": (False, True, False), "**": (True, False, False), "***": (True, True, False), "_": (False, False, True)}


def styled(text: str) -> tuple[str, tuple[Style, ...]]:
    """The text as it reads, and how it is set: marks that pair are gone, others are kept, escapes are resolved."""
    if "*" not in text and "_" not in text:
        return text, ()
    lines: list[str] = []
    styles: list[Style] = []
    offset = 0
    for line in text.split("\n"):
        read, ranges = _read_line(line) if "*" in line or "_" in line else (line, [])
        styles += [_new(Style, (offset + start, offset + end, *sets)) for start, end, *sets in ranges]
        lines.append(read)
        offset += len(read) + 1
    return "\n".join(lines), tuple(styles)


def clipped(styles: tuple[Style, ...], end: int) -> tuple[Style, ...]:
    """The styles of a text of which only the start is kept."""
    return tuple([style._replace(end=min(style.end, end)) for style in styles if style.start < end])


def plain(text: str) -> str:
    """The text as it reads, without how it is set."""
    return styled(text)[0]


def _read_line(text: str) -> tuple[str, list[Style]]:
    pieces = _MARK.split(text)  # words and marks in turn
    if len(pieces) % 4 == 1 and (simple := _read_pairs(pieces)):
        return simple
    line = _Line()
    place = 0
    for index, piece in enumerate(pieces):
        place += len(piece)
        if index % 2 == 0:
            line.parts.append(piece)
        elif piece[0] == "\\":
            line.parts.append(piece[1])
        elif piece not in _SETS:
            line.parts.append(piece)  # a rule or a blank to fill in
        else:
            before, after = text[place - len(piece) - 1 : place - len(piece)] or " ", text[place : place + 1] or " "
            may_open, may_close = not after.isspace(), not before.isspace()
            if piece == "_":  # snake_case is a word, as in today's Markdown
                may_open, may_close = may_open and not before.isalnum(), may_close and not after.isalnum()
            line.mark(piece, may_open=may_open, may_close=may_close)
    return "".join(line.parts), line.styles()


def _read_pairs(pieces: list[str]) -> tuple[str, list[Style]] | None:
    """What nearly every line with emphasis is: words, a mark, words, the same mark, and so on. Otherwise None."""
    text = pieces[0]
    styles = []
    for index in range(1, len(pieces), 4):
        mark, words, closing, after = pieces[index : index + 4]
        if mark != closing or mark not in _SETS or words[0].isspace() or words[-1].isspace():
            return None
        if mark == "_" and (pieces[index - 1][-1:].isalnum() or after[:1].isalnum()):
            return None
        styles.append(_new(Style, (len(text), len(text) + len(words), *_SETS[mark])))
        text += words + after
    return text, styles


class _Line:
    """The marks of one line, paired as Markdown does. Emphasis never reaches across a line break."""

    def __init__(self) -> None:
        self.parts: list[str] = []
        self._open: list[tuple[str, int]] = []
        # Counting spares a search for a mark that is not open, which keeps a line of nothing but marks linear.
        self._count = {"*": 0, "**": 0, "***": 0, "_": 0}
        # Every pair: the mark, and the parts that held its opening and its closing.
        self._pairs: list[tuple[str, int, int]] = []

    def mark(self, mark: str, *, may_open: bool, may_close: bool) -> None:
        if mark == "***" and may_close and (one := self._only_one_open()):
            # `*this***that**`: one mark ends here and the other begins, or is a star and no more.
            self.mark(one, may_open=False, may_close=True)
            self.mark("**" if one == "*" else "*", may_open=may_open, may_close=False)
            return
        self.parts.append(mark)
        if may_close and self._close(mark):
            self.parts[-1] = ""
        elif may_open:
            self._push(mark, len(self.parts) - 1)

    def styles(self) -> list[Style]:
        """The stretches that pairs cover, cut wherever the setting changes."""
        offsets = [0, *accumulate(map(len, self.parts))]
        changes: dict[int, list[tuple[str, int]]] = {}
        for mark, first, last in self._pairs:
            changes.setdefault(offsets[first + 1], []).append((mark, 1))
            changes.setdefault(offsets[last], []).append((mark, -1))
        styles: list[Style] = []
        depths, start = [0, 0, 0], 0
        for place in sorted(changes):
            if any(depths):
                _extend(styles, Style(start, place, *map(bool, depths)))
            for mark, change in changes[place]:
                depths = [depth + change * sets for depth, sets in zip(depths, _SETS[mark], strict=True)]
            start = place
        return styles

    def _only_one_open(self) -> str:
        """`*` or `**` if that one waits for its end, and neither the other nor both at once."""
        if self._count["***"] or bool(self._count["*"]) == bool(self._count["**"]):
            return ""
        return "*" if self._count["*"] else "**"

    def _push(self, mark: str, place: int) -> None:
        self._open.append((mark, place))
        self._count[mark] += 1

    def _pop_to(self, mark: str) -> int:
        while True:
            found, place = self._open.pop()
            self._count[found] -= 1
            if found == mark:
                return place

    def _pair(self, mark: str) -> None:
        place = self._pop_to(mark)
        self.parts[place] = ""
        self._pairs.append((mark, place, len(self.parts) - 1))

    def _close(self, mark: str) -> bool:
        if self._count[mark]:
            self._pair(mark)
            return True
        if mark == "***" and self._count["*"] and self._count["**"]:
            inner = next(found for found, _ in reversed(self._open) if found in {"*", "**"})
            for each in (inner, "**" if inner == "*" else "*"):
                self._pair(each)
            return True
        if mark in {"*", "**"} and self._count["***"]:
            place = self._pop_to("***")
            rest = "**" if mark == "*" else "*"
            self.parts[place] = rest
            self._push(rest, place)
            self._pairs.append((mark, place, len(self.parts) - 1))
            return True
        return False


def _extend(styles: list[Style], style: Style) -> None:
    """Add a stretch, joined to the one before it where both are set alike."""
    if styles and styles[-1].end == style.start and styles[-1][2:] == style[2:]:
        style = style._replace(start=styles.pop().start)
    styles.append(style)
