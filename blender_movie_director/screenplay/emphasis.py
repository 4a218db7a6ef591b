r"""Fountain's emphasis: `*italic*`, `**bold**`, `***both***`, `_underlined_`, and `\*` for the character itself."""

from __future__ import annotations

import re

_MARK = re.compile(r"\\[*_]|\*+|_+")


class _Line:
    """The marks of one line, paired as Markdown does. Emphasis never reaches across a line break."""

    def __init__(self) -> None:
        self.parts: list[str] = []
        self._open: list[tuple[str, int]] = []
        # Counting spares a search for a mark that is not open, which keeps a line of nothing but marks linear.
        self._count = {"*": 0, "**": 0, "***": 0, "_": 0}

    def mark(self, mark: str, *, may_open: bool, may_close: bool) -> None:
        self.parts.append(mark)
        if may_close and self._close(mark):
            self.parts[-1] = ""
        elif may_open:
            self._push(mark, len(self.parts) - 1)

    def _push(self, mark: str, place: int) -> None:
        self._open.append((mark, place))
        self._count[mark] += 1

    def _pop_to(self, mark: str) -> int:
        while True:
            found, place = self._open.pop()
            self._count[found] -= 1
            if found == mark:
                return place

    def _close(self, mark: str) -> bool:
        if self._count[mark]:
            self.parts[self._pop_to(mark)] = ""
            return True
        if mark == "***" and self._count["*"] and self._count["**"]:
            inner = next(found for found, _ in reversed(self._open) if found in {"*", "**"})
            for each in (inner, "**" if inner == "*" else "*"):
                self.parts[self._pop_to(each)] = ""
            return True
        if mark in {"*", "**"} and self._count["***"]:
            place = self._pop_to("***")
            rest = "**" if mark == "*" else "*"
            self.parts[place] = rest
            self._push(rest, place)
            return True
        return False


def plain(text: str) -> str:
    """The text as it reads: marks that pair are gone, marks that do not are kept, escapes are resolved."""
    if "*" not in text and "_" not in text:
        return text
    if "\n" in text:
        return "\n".join([plain(line) for line in text.split("\n")])
    line = _Line()
    end = 0
    for match in _MARK.finditer(text):
        mark = match.group()
        line.parts.append(text[end : match.start()])
        before = text[match.start() - 1] if match.start() else " "
        end = match.end()
        after = text[end] if end < len(text) else " "
        if mark[0] == "\\":
            line.parts.append(mark[1])
        elif len(mark) > 3 or mark.startswith("__"):
            line.parts.append(mark)  # a rule or a blank to fill in
        else:
            may_open, may_close = not after.isspace(), not before.isspace()
            if mark == "_":  # snake_case is a word, as in today's Markdown
                may_open, may_close = may_open and not before.isalnum(), may_close and not after.isalnum()
            line.mark(mark, may_open=may_open, may_close=may_close)
    line.parts.append(text[end:])
    return "".join(line.parts)
