"""Lines to elements: what each line of a script is, told from its first mark, its wording and the lines around it."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from .elements import Element, Kind, Span
from .emphasis import clipped, styled
from .headings import is_heading, split_number
from .speech import is_cue, keeps_speech, parenthetical_end, read_cue
from .title_page import read_title_page

if TYPE_CHECKING:
    from collections.abc import Callable

    from .elements import Style
    from .visible import Visible

_HEADING_STARTS = frozenset("iIeE*_")
# What may break into a paragraph of action without a blank line before it.
_INTERRUPTS = frozenset("~>=")
# What may stand inside of a speech and is not said, where it is what its first mark says.
_ENDS_DIALOGUE = frozenset("~(=")

# To look a member up in an enumeration takes longer than to read a line.
_ACTION, _DIALOGUE, _CHARACTER, _PARENTHETICAL = Kind.ACTION, Kind.DIALOGUE, Kind.CHARACTER, Kind.PARENTHETICAL
_HEADING, _SECTION, _LYRIC = Kind.SCENE_HEADING, Kind.SECTION, Kind.LYRIC
# The quickest way to make a named tuple: all fields in their order.
_new = tuple.__new__


class BlockReader:
    """One pass over the visible lines of a block. Each `_read_...` returns the next line, or 0 for 'not mine'."""

    def __init__(self, view: Visible, *, emphasis: bool) -> None:
        self.elements: list[Element] = []
        self._append = self.elements.append
        self._view = view
        # One more at the end, so that the line after the last one reads as blank.
        self._lines = [*view.lines, ""]
        self._stripped = [*map(str.strip, self._lines)]
        self._whole = view.whole
        self._row = view.row
        self._emphasis = emphasis
        self._next = 0
        # Headings, cues and sections want a blank line before them. What is never printed counts as one.
        self._fresh = True

    def read(self, *, opens: bool) -> tuple[Element, ...]:
        """The block's elements. A title page is looked for if the block opens the script."""
        if opens:
            self._read_title_page()
        self._read_body()
        if self._view.asides:
            self.elements += self._view.asides
            self.elements.sort(key=_place)
        return tuple(self.elements)

    def is_silent(self) -> bool:
        """Whether every line is blank."""
        return not any(self._stripped)

    def _read_title_page(self) -> None:
        entries, self._next = read_title_page(self._view.lines)
        for entry in entries:
            text, styles = styled("\n".join(entry.typed))
            span = self._view.span(entry.first, entry.last)
            self._append(Element(Kind.TITLE_PAGE, text, span, name=entry.key, styles=styles))

    def _read_body(self) -> None:
        lines, index, end = self._stripped, self._next, len(self._lines) - 1
        marks = self._MARKED
        while index < end:
            stripped = lines[index]
            if not stripped:
                self._fresh = True
                index += 1
                continue
            marked = marks.get(stripped[0])
            index = (
                (marked(self, index, stripped) if marked else 0)
                or (self._fresh and self._read_unmarked(index, stripped))
                or self._read_action(index)
            )

    def _add(self, kind: Kind, typed: str, first: int, last: int, *, forced: bool = False) -> None:
        styles: tuple[Style, ...] = ()
        if self._emphasis:
            typed, styles = styled(typed)
        span = self._span(first, last)
        self._append(_new(Element, (kind, typed, span, "", (), False, None, 0, forced, True, styles)))

    def _span(self, first: int, last: int) -> Span:
        if self._whole:
            line = self._row + first
            # One number for both lines where it can be: there are thousands of spans.
            return _new(Span, (line, 0, line if first == last else self._row + last, len(self._lines[last])))
        return self._view.span(first, last)

    # What the wording alone tells, after a blank line.

    def _read_unmarked(self, index: int, stripped: str) -> int:
        below = self._stripped[index + 1]
        if stripped[0] in _HEADING_STARTS and (not below or below[0] in "#=") and is_heading(stripped):
            return self._read_heading(index, stripped, forced=False)
        if not below:
            # A space after the colon is the writer's way to say that this is no transition.
            if stripped.endswith("TO:") and stripped.isupper() and self._lines[index].endswith("TO:"):
                self._add(Kind.TRANSITION, stripped, index, index)
                return index + 1
            if not self._words_wait(index + 1):
                return 0
        cue, styles = styled(stripped) if self._emphasis else (stripped, ())
        if is_cue(cue):
            return self._read_speech(index, cue, styles, forced=False)
        return 0

    def _words_wait(self, index: int) -> bool:
        """Whether words come after blank lines that keep a speech going."""
        lines, typed = self._stripped, self._lines
        if not typed[index]:  # as nearly always
            return False
        while not lines[index] and keeps_speech(typed[index]):
            index += 1
        return bool(lines[index]) and not is_heading(lines[index])

    def _read_action(self, index: int) -> int:
        first, stripped = index, self._stripped
        text = self._action_line(index)
        index += 1
        if stripped[index]:
            lines = [text]
            while (below := stripped[index]) and not (below[0] in _INTERRUPTS and _interrupts(below)):
                lines.append(self._action_line(index))
                index += 1
            text = "\n".join(lines)
        self._add(_ACTION, text, first, index - 1, forced=stripped[first][0] == "!")
        self._fresh = False
        return index

    def _action_line(self, index: int) -> str:
        """Indentation is the writer's, and a tab is four spaces."""
        line = self._lines[index]
        if self._stripped[index][0] == "!":
            line = line.replace("!", "", 1)
        return line.replace("\t", "    ").rstrip()

    # What a mark at the start of the line tells.

    def _read_forced_action(self, index: int, _stripped: str) -> int:
        return self._read_action(index)

    def _read_forced_heading(self, index: int, stripped: str) -> int:
        # An ellipsis or a calibre is no heading: one period, then a letter or a digit.
        if self._fresh and len(stripped) > 1 and stripped[1].isalnum():
            return self._read_heading(index, stripped[1:], forced=True)
        return 0

    def _read_heading(self, index: int, stripped: str, *, forced: bool) -> int:
        whole, styles = styled(stripped)
        text, number = split_number(whole)
        if styles:  # the number may stand inside the emphasis, **INT. HOUSE - DAY #12#**, but no emphasis inside it
            if number and f"#{number}#" not in stripped:
                text, number = whole, None
            styles = clipped(styles, len(text))
        span = self._span(index, index)
        self._append(_new(Element, (_HEADING, text, span, "", (), False, number, 0, forced, True, styles)))
        self._fresh = False
        return index + 1

    def _read_forced_cue(self, index: int, stripped: str) -> int:
        cue = stripped[1:].strip()
        return self._read_speech(index, *styled(cue), forced=True) if self._fresh and cue else 0

    def _read_section(self, index: int, stripped: str) -> int:
        if not self._fresh and self.elements[-1].kind is not _HEADING:
            return 0
        typed = stripped.lstrip("#")
        text, styles = styled(typed.strip())
        depth = len(stripped) - len(typed)
        self._append(Element(_SECTION, text, self._span(index, index), depth=depth, styles=styles))
        self._fresh = True
        return index + 1

    def _read_equals(self, index: int, stripped: str) -> int:
        if not _interrupts(stripped):
            return 0
        if _is_page_break(stripped):
            self._add(Kind.PAGE_BREAK, "", index, index)
        else:
            self._add(Kind.SYNOPSIS, stripped[1:].strip(), index, index)
        self._fresh = True
        return index + 1

    def _read_greater(self, index: int, stripped: str) -> int:
        self._fresh = False
        if not stripped.endswith("<"):
            self._add(Kind.TRANSITION, stripped[1:].strip(), index, index, forced=True)
            return index + 1
        first, text = index, []
        while stripped.startswith(">") and stripped.endswith("<"):
            text.append(stripped[1:-1].strip())
            index += 1
            stripped = self._stripped[index]
        self._add(Kind.CENTERED, "\n".join(text), first, index - 1)
        return index

    def _read_lyric(self, index: int, stripped: str) -> int:
        self._fresh = False
        first, text = index, []
        while stripped.startswith("~"):
            text.append(stripped[1:].strip())
            index += 1
            stripped = self._stripped[index]
        self._add(_LYRIC, "\n".join(text), first, index - 1)
        return index

    # A cue and everything said under it.

    def _read_speech(self, index: int, cue: str, styles: tuple[Style, ...], *, forced: bool) -> int:
        dual = cue.endswith("^")
        if dual:
            cue = cue[:-1].rstrip()
            styles = clipped(styles, len(cue))
        cue, name, extensions = read_cue(cue)
        span = self._span(index, index)
        self._append(_new(Element, (_CHARACTER, cue, span, name, extensions, dual, None, 0, forced, True, styles)))
        self._fresh = False
        return self._read_spoken(index + 1)

    def _read_spoken(self, index: int) -> int:
        lines, typed = self._stripped, self._lines
        while True:
            stripped = lines[index]
            if not stripped:
                if not typed[index] or not keeps_speech(typed[index]):
                    return index
                index += 1
            elif stripped[0] == "(" and (end := parenthetical_end(lines, index)):
                self._add(_PARENTHETICAL, " ".join(lines[index:end]), index, end - 1)
                index = end
            elif stripped[0] == "~":
                index = self._read_lyric(index, stripped)
            elif stripped[0] == "=" and _is_page_break(stripped):
                return index
            else:
                index = self._read_dialogue(index)

    def _read_dialogue(self, index: int) -> int:
        lines = self._stripped
        first = last = index
        while True:
            index += 1
            stripped = lines[index]
            if not stripped:
                if not self._lines[index] or not keeps_speech(self._lines[index]):
                    break
            elif stripped[0] in _ENDS_DIALOGUE and self._ends_dialogue(index, stripped):
                break
            else:
                last = index
        typed = lines[first] if first == last else "\n".join(lines[first : last + 1])
        self._add(_DIALOGUE, typed, first, last)
        return index

    def _ends_dialogue(self, index: int, stripped: str) -> bool:
        """Whether a line that starts with one of `~(=` is something else than what is said before it."""
        if stripped[0] == "(":
            return parenthetical_end(self._stripped, index) > 0
        return stripped[0] == "~" or _is_page_break(stripped)

    _MARKED: ClassVar[dict[str, Callable[[BlockReader, int, str], int]]] = {
        ".": _read_forced_heading,
        "@": _read_forced_cue,
        "#": _read_section,
        "=": _read_equals,
        ">": _read_greater,
        "~": _read_lyric,
        "!": _read_forced_action,
    }


def _place(element: Element) -> tuple[int, int]:
    line, column, *_ = element.span
    return line, column


def _interrupts(stripped: str) -> bool:
    """Whether a line that starts with one of `~>=` is what that mark says."""
    return stripped[0] != "=" or not stripped.startswith("==") or _is_page_break(stripped)


def _is_page_break(stripped: str) -> bool:
    return len(stripped) > 2 and not stripped.strip("=")
