"""Paragraphs as Final Draft's XML: new ones, and changed ones that keep what their old form carried."""

from __future__ import annotations

from copy import deepcopy
from typing import TYPE_CHECKING
from xml.etree.ElementTree import Element as Node

from ..elements import Kind
from .content import BLANK, note_text
from .model import BEFORE, BONEYARD, EMPTY, Aside, Paragraph
from .runs import make_runs, respell
from .safe_xml import legal

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence

_TYPES = {
    Kind.SCENE_HEADING: "Scene Heading",
    Kind.ACTION: "Action",
    Kind.CENTERED: "Action",
    Kind.CHARACTER: "Character",
    Kind.PARENTHETICAL: "Parenthetical",
    Kind.DIALOGUE: "Dialogue",
    Kind.LYRIC: "Lyrics",
    Kind.TRANSITION: "Transition",
    Kind.SYNOPSIS: "Outline Body",
    EMPTY: "General",
}


def new_paragraph(paragraph: Paragraph, *, notes: bool = True) -> Node:
    """A paragraph's node. With `notes`, its asides are script notes inside it."""
    kind = paragraph.kind
    node = Node("Paragraph", Type=f"Outline {paragraph.depth}" if kind is Kind.SECTION else _TYPES[kind])
    if kind is Kind.CENTERED:
        node.set("Alignment", "Center")
    if paragraph.number is not None:
        node.set("Number", paragraph.number)
    if paragraph.starts_page:
        node.set("StartsNewPage", "Yes")
    if paragraph.synopses:
        _set_summary(node, paragraph)
    runs = make_runs(_printed(paragraph), paragraph.styles)
    node.extend(_with_notes(runs, paragraph.asides if notes else (), []))
    indent(node, 2)
    return node


def changed_paragraph(
    node: Node, old: Paragraph, new: Paragraph, *, notes: bool, capitals: Collection[str] = ()
) -> Node:
    """A copy of a paragraph's node that says something else. What did not change stays as it was.

    `capitals` are the types of paragraph that are shown in them.
    """
    node = deepcopy(node)
    if new.number != old.number:
        _set_or_remove(node, "Number", new.number)
    if new.starts_page != old.starts_page:
        _set_or_remove(node, "StartsNewPage", "Yes" if new.starts_page else None)
    if new.synopses != old.synopses:
        _set_summary(node, new)
    if (new.text, new.styles, new.asides) != (old.text, old.styles, old.asides):
        _set_runs(node, old, new, notes=notes, in_capitals=node.get("Type") in capitals)
        indent(node, 2)
    return node


def new_dual(paragraphs: Sequence[Paragraph], inner: Sequence[Node]) -> Node:
    """The frame around two speeches that are spoken at once."""
    frame = Node("Paragraph")
    if paragraphs[0].starts_page:
        frame.set("StartsNewPage", "Yes")
        inner[0].attrib.pop("StartsNewPage", None)
    speeches = Node("DualDialogue")
    frame.append(speeches)
    speeches.extend(inner)
    indent(frame, 2)
    return frame


def indent(node: Node, level: int) -> None:
    """Put each part of a node on a line of its own, except inside what holds text."""
    space = "\n" + "  " * level
    if node.tag != "Text" and len(node):
        node.text = f"{space}  "
        for child in node:
            if isinstance(child.tag, str):
                indent(child, level + 1)
            child.tail = f"{space}  "
        node[-1].tail = space
    node.tail = space


def new_note(aside: Aside, **attributes: str) -> Node:
    """A script note."""
    note = Node("ScriptNote", attributes)
    if aside.kind is Kind.BONEYARD:
        note.set("Name", BONEYARD)
    if aside.entry is not None:
        note.set("Entry", str(aside.entry))
    for line in aside.text.split("\n"):
        paragraph = Node("Paragraph")
        paragraph.extend(make_runs(line, ()))
        note.append(paragraph)
    return note


def notes_for(asides: Sequence[Aside], kept: Sequence[Node], *, new: bool) -> list[Node]:
    """The script notes of asides. Those that were there before are used again; `new` says whether others are made."""
    left = list(kept)
    wanted = [aside for aside in asides if new or any(_says(note, aside) for note in left)]
    return [_note_for(aside, left) for aside in wanted]


def _printed(paragraph: Paragraph) -> str:
    return paragraph.text or ("" if paragraph.kind is EMPTY else BLANK)


def _set_or_remove(node: Node, key: str, value: str | None) -> None:
    if value is None:
        node.attrib.pop(key, None)
    else:
        node.set(key, legal(value))


def _set_runs(node: Node, old: Paragraph, new: Paragraph, *, notes: bool, in_capitals: bool) -> None:
    children = list(node)
    texts = [child for child in children if child.tag == "Text"]
    kept = [child for child in children if child.tag == "ScriptNote"]
    others = [child for child in children if child.tag not in {"Text", "ScriptNote"}]
    place = children.index(texts[0]) if texts else len(children)
    before = [child for child in others if children.index(child) < place]
    if (new.text, new.styles) == (old.text, old.styles):
        runs = texts
    else:
        was, now = (_printed(old), old.styles), (_printed(new), new.styles)
        runs = respell(texts, was, now, in_capitals=in_capitals)
    wanted = [aside for aside in new.asides if notes or any(_says(note, aside) for note in kept)]
    node[:] = [*before, *_with_notes(runs, wanted, kept), *others[len(before) :]]


def _with_notes(runs: Sequence[Node], asides: Sequence[Aside], kept: list[Node]) -> list[Node]:
    """The runs and the notes in their order. A note that was there before is used again."""
    out: list[Node] = [_note_for(aside, kept) for aside in asides if aside.offset == BEFORE]
    inline = [aside for aside in asides if aside.offset != BEFORE]
    start = 0
    for run in runs:
        end = start + len(run.text or "")
        while inline and inline[0].offset < end:
            aside = inline.pop(0)
            head, run = _cut(run, aside.offset - start)  # noqa: PLW2901 - what is left of it
            start = aside.offset
            out += [head, _note_for(aside, kept)]
        out.append(run)
        start = end
    return [*out, *(_note_for(aside, kept) for aside in inline)]


def _cut(run: Node, place: int) -> tuple[Node, Node]:
    head, tail = Node("Text", dict(run.attrib)), Node("Text", dict(run.attrib))
    head.text, tail.text = (run.text or "")[:place], (run.text or "")[place:]
    return head, tail


def _note_for(aside: Aside, kept: list[Node]) -> Node:
    for index, each in enumerate(kept):
        if _says(each, aside):
            note = deepcopy(kept.pop(index))
            _set_or_remove(note, "Entry", None if aside.entry is None else str(aside.entry))
            return note
    return new_note(aside)


def _says(note: Node, aside: Aside) -> bool:
    return note_text(note)[:2] == aside[:2]


def _set_summary(node: Node, paragraph: Paragraph) -> None:
    properties = node.find("SceneProperties")
    if properties is None:
        properties = Node("SceneProperties", Title="")
        node.insert(0, properties)
    old = properties.find("Summary")
    if old is not None:
        properties.remove(old)
    if paragraph.synopses:
        summary = Node("Summary")
        for synopsis in paragraph.synopses:
            line = Node("Paragraph")
            line.extend(make_runs(synopsis.text or BLANK, synopsis.styles))
            summary.append(line)
        properties.insert(0, summary)
        indent(properties, 3)
