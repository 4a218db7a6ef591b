"""Final Draft's `<Content>` as paragraphs."""

from __future__ import annotations

import re
from operator import attrgetter
from typing import TYPE_CHECKING, NamedTuple

from ..elements import Kind, Style
from .model import BEFORE, BONEYARD, EMPTY, Aside, Paragraph, Synopsis
from .runs import joined, run_style, run_text, text_and_styles

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Sequence
    from xml.etree.ElementTree import Element as Node

KINDS = {
    "Scene Heading": Kind.SCENE_HEADING,
    "Character": Kind.CHARACTER,
    "Parenthetical": Kind.PARENTHETICAL,
    "Dialogue": Kind.DIALOGUE,
    "Transition": Kind.TRANSITION,
    "Lyrics": Kind.LYRIC,
    "Singing": Kind.LYRIC,
    "New Act": Kind.CENTERED,
    "End of Act": Kind.CENTERED,
    "Outline Body": Kind.SYNOPSIS,
    "Summary": Kind.SYNOPSIS,
}
"""What each type of paragraph is to us. All others, such as Shot, General and Cast List, are action."""
_OUTLINE = re.compile(r"Outline (\d)")
_NUMBER = re.compile(r"[\w.-]+")
_ONE_LINE = frozenset(
    {Kind.SCENE_HEADING, Kind.CHARACTER, Kind.PARENTHETICAL, Kind.TRANSITION, Kind.SECTION, Kind.SYNOPSIS}
)
_MAY_BE_EMPTY = frozenset({Kind.ACTION, Kind.TRANSITION, Kind.CENTERED, Kind.LYRIC, Kind.SECTION, Kind.SYNOPSIS})
BLANK = " "
"""The text of a paragraph that is there although it says nothing. Final Draft pads pages with empty ones, which are
left out of Fountain."""


class Source(NamedTuple):
    """A paragraph as read, and where it stands."""

    paragraph: Paragraph
    top: int
    """The index in `<Content>` of the node that it is, or is part of."""
    node: Node


def read_content(content: Node, notes: dict[int, list[Aside]], capitals: Collection[str]) -> list[Source]:
    """Every paragraph that says something. `notes` are those that the file keeps elsewhere, by the place in content;
    `capitals` are the types of paragraph that are shown in them.
    """
    sources: list[Source] = []
    for top, node in enumerate(content):
        if node.tag == "Paragraph":
            sources += _read_top(node, top, notes.get(top, []), capitals)
    return sources


def _read_top(node: Node, top: int, notes: list[Aside], capitals: Collection[str]) -> Iterator[Source]:
    speeches = node.find("DualDialogue")
    if speeches is None:
        paragraph = read_paragraph(node, notes, capitals)
        if paragraph:
            yield Source(paragraph, top, node)
        return
    # The frame around two speeches may carry notes and a page break of its own.
    frame = read_paragraph(node, [note._replace(offset=BEFORE) for note in notes], capitals)
    inner = [(each, read_paragraph(each, [], capitals)) for each in speeches.iterfind("Paragraph")]
    cues = [paragraph for _, paragraph in inner if paragraph and paragraph.kind is Kind.CHARACTER]
    for each, read in inner:
        if read is None:
            continue
        dual = read.kind is Kind.CHARACTER and (read is not cues[0] or len(cues) == 1)
        paragraph = read._replace(dual=dual)
        if frame:
            asides = tuple([aside._replace(offset=BEFORE) for aside in frame.asides])
            starts_page = read.starts_page or frame.starts_page
            paragraph = paragraph._replace(asides=(*asides, *read.asides), starts_page=starts_page)
            frame = None
        yield Source(paragraph, top, each)


def read_paragraph(node: Node, notes: Sequence[Aside], capitals: Collection[str]) -> Paragraph | None:
    """One paragraph, or None if it says nothing."""
    text, styles, inline = _read_runs(node, in_capitals=node.get("Type") in capitals)
    kind, depth = _kind(node)
    blank = text == BLANK and kind in _MAY_BE_EMPTY
    asides = sorted([*inline, *notes], key=attrgetter("offset"))
    paragraph = _tidied(Paragraph(kind, text, styles, depth=depth), asides)
    starts_page = node.get("StartsNewPage") == "Yes"
    if not paragraph.text and not blank:
        kept = tuple([aside._replace(offset=BEFORE) for aside in paragraph.asides])
        return Paragraph(EMPTY, starts_page=starts_page, asides=kept) if kept or starts_page else None
    if kind is Kind.PARENTHETICAL and not paragraph.text.startswith("("):
        paragraph = _in_parentheses(paragraph)
    if kind is Kind.SCENE_HEADING:
        number = node.get("Number") or ""
        paragraph = paragraph._replace(number=number if _NUMBER.fullmatch(number) else None, synopses=summary(node))
    return paragraph._replace(starts_page=starts_page)


def summary(node: Node) -> tuple[Synopsis, ...]:
    """The lines of a scene's summary."""
    lines = []
    for paragraph in node.iterfind("SceneProperties/Summary/Paragraph"):
        text, styles = text_and_styles(paragraph.iterfind("Text"))
        tidy = _tidied(Paragraph(Kind.SYNOPSIS, text, styles), [])
        if tidy.text or text == BLANK:
            lines.append(Synopsis(tidy.text, tidy.styles))
    return tuple(lines)


def note_text(note: Node) -> Aside:
    """What a script note says, less what would end it in Fountain. One with the title of a boneyard is one."""
    entry = int(note.get("Entry", "")) if note.get("Entry", "").isdecimal() else None
    lines = ["".join(filter(None, (run.text for run in each.iterfind("Text")))) for each in note.iterfind("Paragraph")]
    if note.get("Name") == BONEYARD:
        return Aside(Kind.BONEYARD, "\n".join(lines).strip().replace("*/", "* /"), entry=entry)
    lines = [line.strip() for line in "\n".join(lines).split("\n")]
    return Aside(Kind.NOTE, "\n".join(lines).strip().replace("]]", "] ]"), entry=entry)


def _kind(node: Node) -> tuple[Kind, int]:
    name = node.get("Type", "")
    outline = _OUTLINE.fullmatch(name)
    if outline:
        return Kind.SECTION, max(int(outline[1]), 1)
    kind = KINDS.get(name, Kind.ACTION)
    if kind is Kind.ACTION and node.get("Alignment") in {"Center", "Centered"}:
        return Kind.CENTERED, 0
    return kind, 0


def _read_runs(node: Node, *, in_capitals: bool) -> tuple[str, tuple[Style, ...], list[Aside]]:
    text = ""
    styles: list[Style] = []
    asides: list[Aside] = []
    begun = False
    for child in node:
        if child.tag == "Text":
            begun = True
            start = len(text)
            text += run_text(child, in_capitals=in_capitals)
            style = run_style(child, start, len(text))
            if style:
                styles.append(style)
        elif child.tag == "ScriptNote":
            asides.append(note_text(child)._replace(offset=len(text) if begun else BEFORE))
    return text, joined(styles), asides


def _in_parentheses(paragraph: Paragraph) -> Paragraph:
    styles = tuple([style._replace(start=style.start + 1, end=style.end + 1) for style in paragraph.styles])
    asides = tuple(
        [aside if aside.offset == BEFORE else aside._replace(offset=aside.offset + 1) for aside in paragraph.asides]
    )
    return paragraph._replace(text=f"({paragraph.text})", styles=styles, asides=asides)


def _tidied(paragraph: Paragraph, asides: Sequence[Aside]) -> Paragraph:
    """The paragraph without the spaces that Fountain does not keep."""
    text = paragraph.text.replace("\r", "\n")
    if paragraph.kind in _ONE_LINE:
        text = text.replace("\n", " ")
    action = paragraph.kind is Kind.ACTION
    lines = [line.rstrip() if action else line.strip() for line in text.split("\n")]
    if paragraph.kind is Kind.DIALOGUE:
        while len(lines) > 1 and not lines[-1]:
            lines.pop()
        while len(lines) > 1 and not lines[0]:
            lines.pop(0)
    tidy = "\n".join(lines)
    if action:
        tidy = tidy.replace("\t", "    ")
    if tidy == paragraph.text:
        return paragraph._replace(asides=tuple(asides))
    moved = _offsets(text, tidy)
    styles = [style._replace(start=moved[style.start], end=moved[style.end]) for style in paragraph.styles]
    return paragraph._replace(
        text=tidy,
        styles=joined(style for style in styles if style.start < style.end),
        asides=tuple(
            [
                each if each.offset == BEFORE else each._replace(offset=moved[min(each.offset, len(text))])
                for each in asides
            ]
        ),
    )


def _offsets(text: str, tidy: str) -> list[int]:
    """For each place in a text, the place in its tidied form, which differs from it in white space alone."""
    places = []
    place = 0
    for character in text:
        places.append(place)
        if character.isspace() and character != "\n":
            if place < len(tidy) and tidy[place] == character:
                place += 1
            elif character == "\t" and tidy.startswith("    ", place):
                place += 4
        elif place < len(tidy) and tidy[place] == character:
            place += 1
    places.append(place)
    return places
