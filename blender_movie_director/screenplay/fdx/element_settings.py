"""What a Final Draft file says of each type of paragraph, once for the whole script."""

from __future__ import annotations

from math import isfinite
from xml.etree.ElementTree import Element as Node

from ..elements import Kind
from ..pages.layout import FINAL_DRAFT, Layout
from ..pages.paper import A4, FEWEST_ROWS, POINTS_PER_ROW, US_LETTER, Align, Paper, Place, places

_TYPES = {
    "Scene Heading": Kind.SCENE_HEADING,
    "Action": Kind.ACTION,
    "Character": Kind.CHARACTER,
    "Parenthetical": Kind.PARENTHETICAL,
    "Dialogue": Kind.DIALOGUE,
    "Lyrics": Kind.LYRIC,
    "Transition": Kind.TRANSITION,
}
_WIDER = frozenset({Kind.SCENE_HEADING, Kind.ACTION, Kind.PARENTHETICAL})
_ALIGNS = {"Left": Align.LEFT, "Center": Align.CENTER, "Right": Align.RIGHT}
_INCH = 72
_LEAST_PAPER, _MOST_PAPER = 3 * _INCH, 30 * _INCH
_NEARLY = 4
"""Points by which a sheet may miss the paper that it is."""
_LEAST_WIDTH = 8
"""Columns in which a script can still be read."""
_MOST = 4
"""Blank lines before a paragraph, or rows for one line."""


def types_in_capitals(root: Node) -> frozenset[str]:
    """The types of paragraph that Final Draft shows in capitals, however they were typed."""
    return frozenset(
        [
            settings.get("Type", "")
            for settings in root.iterfind("ElementSettings")
            for font in settings.iterfind("FontSpec")
            if "AllCaps" in font.get("Style", "").split("+")
        ]
    )


def layout(root: Node) -> Layout | None:
    """The page as the file's own settings have it, or None where it has no settings."""
    specs = {
        settings.get("Type", ""): spec
        for settings in root.iterfind("ElementSettings")
        for spec in settings.iterfind("ParagraphSpec")
    }
    if not specs.keys() & _TYPES.keys() and root.find("PageLayout") is None:
        return None
    paper = _paper(root.find("PageLayout"))
    usual = places(FINAL_DRAFT.rules)
    own = {kind: _place(specs[name], kind, usual[kind], paper) for name, kind in _TYPES.items() if name in specs}
    if Kind.ACTION in own:
        own[Kind.CENTERED] = own[Kind.ACTION]._replace(align=Align.CENTER, hang=0)
    if Kind.DIALOGUE in own:
        own.setdefault(Kind.LYRIC, own[Kind.DIALOGUE])
    page, breaks = root.find("PageLayout"), root.find("MoresAndContinueds/DialogueBreaks")
    said = Node("DialogueBreaks") if breaks is None else breaks
    rules = FINAL_DRAFT.rules._replace(
        continue_speakers=said.get("AutomaticCharacterContinueds") == "Yes",
        break_at_sentences=page is None or page.get("BreakDialogueAndActionAtSentences", "Yes") in {"Yes", "True"},
        more=said.get("DialogueBottom") or FINAL_DRAFT.rules.more,
        continued=said.get("DialogueTop") or FINAL_DRAFT.rules.continued,
        places=tuple((dict(FINAL_DRAFT.rules.places) | own).items()),
    )
    return Layout(paper, rules)


def _paper(page: Node | None) -> Paper:
    usual = FINAL_DRAFT.paper
    if page is None:
        return usual
    size = page.find("PageSize")
    width, height = (
        usual_size if size is None else _number(size, key, usual_size / _INCH) * _INCH
        for key, usual_size in (("Width", usual.width), ("Height", usual.height))
    )
    top, bottom = _number(page, "TopMargin", _INCH), _number(page, "BottomMargin", _INCH)
    rows = int((height - top - bottom) / POINTS_PER_ROW + 0.01)
    if not (_LEAST_PAPER <= width <= _MOST_PAPER and _LEAST_PAPER <= height <= _MOST_PAPER and top > 0 and bottom > 0):
        return usual
    name = next((each.name for each in (US_LETTER, A4) if abs(each.height - height) < _NEARLY), "Own")
    return Paper(name, width, height, rows, top) if rows >= FEWEST_ROWS else usual


def _place(spec: Node, kind: Kind, usual: Place, paper: Paper) -> Place:
    left, right = _number(spec, "LeftIndent", -1), _number(spec, "RightIndent", -1)
    # Its ruler measures some types a character wider than it says.
    column, width = round(left * 10 - 0.01), round((right - left) * 10) + (kind in _WIDER)
    if left < 0 or width < _LEAST_WIDTH or column + width > paper.columns:
        column, width, hang = usual.column, usual.width, usual.hang
    else:
        hang = min(max(round(-_number(spec, "FirstIndent", 0) * 10), 0), column)
        column -= hang
    before = _number(spec, "SpaceBefore", usual.space * POINTS_PER_ROW)
    return usual._replace(
        column=column,
        width=width,
        hang=hang,
        space=usual.space if usual.spoken else min(max(round(before / POINTS_PER_ROW), 0), _MOST),
        align=_ALIGNS.get(spec.get("Alignment", ""), usual.align),
        spacing=min(max(round(_number(spec, "Spacing", 1)), 1), _MOST),
    )


def _number(node: Node, key: str, usual: float) -> float:
    """A number of the file, or the usual one for what is none."""
    try:
        number = float(node.get(key, usual))
    except ValueError:
        return usual
    return number if isfinite(number) else usual
