"""Rows of one kind become elements: what was broken to fit the page is joined, what the writer broke stays broken."""

from __future__ import annotations

import re
from itertools import zip_longest
from typing import TYPE_CHECKING, NamedTuple

from ..elements import Kind
from .parts import Part
from .rows import shifted

if TYPE_CHECKING:
    from ..elements import Style
    from .columns import Columns
    from .judging import Judged
    from .rows import Row, Segment

_ENDS_SENTENCE = re.compile(r"""[.!?:\u2026][")'\u201d\u2019\u00bb]*$""")
_SPLIT_WORD = re.compile(r"[^\W\d_]-$")
# Columns that a paragraph has at least, whatever the rows of a short text may say.
_NARROWEST = {Kind.ACTION: 45.0, Kind.DIALOGUE: 24.0}
_WHOLE = frozenset({Kind.SCENE_HEADING, Kind.PARENTHETICAL, Kind.CHARACTER, Kind.TRANSITION})
"""Never broken by the writer: another row is another one, unless it is known to be the rest."""


class _Paragraph:
    """One element while its rows come in."""

    def __init__(self, judged: Judged) -> None:
        segment = judged.row.joined()
        self.kind = judged.kind
        self.number = judged.row.number
        self.text = segment.text
        self.styles: list[Style] = list(segment.styles)
        self.confidence = judged.confidence
        self.last = judged.row

    def add(self, judged: Judged, glue: str, *, certain: bool = True) -> None:
        segment: Segment = judged.row.joined()
        self.text += glue
        self.styles += shifted(segment.styles, len(self.text))
        self.text += segment.text
        self.confidence = min(self.confidence, judged.confidence, 1.0 if certain else 0.7)
        self.last = judged.row

    def part(self) -> Part:
        return Part(self.kind, self.text, self.confidence, tuple(self.styles), number=self.number)


class _Join(NamedTuple):
    glue: str
    certain: bool = True


def paragraphs(judged: list[Judged], columns: Columns, *, slack: float = 0.0) -> list[Part]:
    """`slack` is the part of a row by which a right margin may be wrong: 0 where all characters are of one width."""
    edges = _edges(judged, columns, slack)
    parts: list[Part] = []
    current: _Paragraph | None = None
    for each, following in zip_longest(judged, judged[1:]):
        alone = following is None or following.row.fresh or following.kind is not each.kind
        join = _join(current, each, edges, columns, alone=alone) if current else None
        if current and join:
            current.add(each, join.glue, certain=join.certain)
            continue
        if current:
            parts.append(current.part())
        current = _Paragraph(each)
    if current:
        parts.append(current.part())
    return _speeches_joined(parts, judged)


def _edges(judged: list[Judged], columns: Columns, slack: float) -> dict[Kind, float]:
    """For each kind, where its full rows end."""
    edges = {}
    for kind, narrowest in _NARROWEST.items():
        # A hyphen may hang over the edge.
        ends = sorted(each.row.end for each in judged if each.kind is kind and not each.row.text.endswith("-"))
        start = columns.action if kind is Kind.ACTION else (columns.dialogue or columns.action)
        found = ends[-1 - len(ends) // 200] if ends else 0.0
        width = max(found - start, narrowest)
        edges[kind] = start + width * (1 - slack)
    return edges


def _join(
    paragraph: _Paragraph, each: Judged, edges: dict[Kind, float], columns: Columns, *, alone: bool
) -> _Join | None:
    """How a row goes on from the rows before it, if it does. `alone` says that no other row goes on from it."""
    row = each.row
    if each.kind is not paragraph.kind:
        return None
    if each.kind in _WHOLE:
        return _Join(_glue(paragraph.text)) if each.continues else None
    if each.kind is Kind.CENTERED:
        room = columns.right - columns.action
        broken = len(paragraph.last.text) + 1 + len(_first_word(row)) <= room
        return None if row.fresh else _Join("\n" if broken else _glue(paragraph.text))
    return _running(paragraph, row, broken=_fits(paragraph.last, row, edges[each.kind]), alone=alone)


def _running(paragraph: _Paragraph, row: Row, *, broken: bool, alone: bool) -> _Join | None:
    """How action or dialogue goes on."""
    if row.more:
        return _Join(_glue(paragraph.text))
    if row.top:
        return _across_pages(paragraph, row, broken=broken, alone=alone)
    if row.gap:
        return _Join("\n\n") if paragraph.kind is Kind.DIALOGUE else None
    return _Join("\n") if broken else _Join(_glue(paragraph.text))


def _across_pages(paragraph: _Paragraph, row: Row, *, broken: bool, alone: bool) -> _Join | None:
    if paragraph.kind is Kind.DIALOGUE:
        return _Join("\n", certain=False) if broken else _Join(_glue(paragraph.text))
    if row.text[0].islower() or not _ENDS_SENTENCE.search(paragraph.last.text):
        return None if broken and row.text[0].isupper() else _Join(_glue(paragraph.text))
    # No program carries one row of a paragraph over to the next page.
    return None if broken or alone else _Join(_glue(paragraph.text), certain=False)


def _fits(before: Row, row: Row, edge: float) -> bool:
    """Whether the row's first word had room on the row before it, so that the writer must have broken it off."""
    return before.end + 1 + len(_first_word(row)) <= edge


def _first_word(row: Row) -> str:
    return row.text.split(maxsplit=1)[0]


def _glue(text: str) -> str:
    return "" if _SPLIT_WORD.search(text[-2:]) else " "


def _speeches_joined(parts: list[Part], judged: list[Judged]) -> list[Part]:
    """Without the cues that a page break repeated, and with the speeches around them made one again."""
    repeated = [each.row.more for each in judged if each.kind is Kind.CHARACTER and not each.continues]
    joined: list[Part] = []
    cue = 0
    pending = False
    for part in parts:
        if part.kind is Kind.CHARACTER:
            pending = repeated[cue] and bool(joined)
            cue += 1
            if pending:
                continue
        elif pending and part.kind is Kind.DIALOGUE and joined[-1].kind is Kind.DIALOGUE:
            joined[-1] = _one_speech(joined[-1], part)
            pending = False
            continue
        pending = False
        joined.append(part)
    return joined


def _one_speech(first: Part, second: Part) -> Part:
    glue = _glue(first.text)
    styles = (*first.styles, *shifted(second.styles, len(first.text) + len(glue)))
    confidence = min(first.confidence, second.confidence)
    return first._replace(text=first.text + glue + second.text, styles=styles, confidence=confidence)
