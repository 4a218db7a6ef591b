"""What a Final Draft file knows beside the script: its scenes' properties, notes, revisions and characters."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

from .content import note_text, summary
from .model import BONEYARD
from .runs import text_and_styles

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Mapping
    from xml.etree.ElementTree import Element as Node

_LENGTH = re.compile(r"\s*(?:(\d{1,4})(?!\s*/))?\s*(?:(\d{1,4})/8)?\s*")


class FdxScene(NamedTuple):
    """A scene's properties, as the program that wrote the file saw them."""

    ordinal: int
    """1 for the first scene, whatever number the script gives it."""
    number: str
    heading: str
    eighths: int | None
    """Its length in eighths of a page."""
    page: str
    title: str
    color: str
    synopsis: str
    arc_beats: Mapping[str, str]
    """What the scene means to a character, by name."""


class FdxNote(NamedTuple):
    """A script note."""

    text: str
    title: str
    writer: str
    category: str
    color: str
    created: str
    scene: int | None
    """The ordinal of its scene: 0 before the first, None for a note that stands beside the script."""


class Revision(NamedTuple):
    """One set of revisions."""

    id: str
    name: str
    color: str
    page_color: str
    mark: str
    style: str
    active: bool
    words: int
    """How many words of the script are marked as changed in it."""


class FdxCharacter(NamedTuple):
    """A character that the file lists, with whatever it says about them."""

    name: str
    traits: Mapping[str, str]


def walk(content: Node) -> Iterator[tuple[int, Node]]:
    """Every paragraph of the script, those of dual dialogue too, with the ordinal of its scene."""
    scene = 0
    for node in content.iterfind("Paragraph"):
        scene += node.get("Type") == "Scene Heading"
        yield scene, node
        for inner in node.iterfind("DualDialogue/Paragraph"):
            yield scene, inner


def scenes(content: Node, capitals: Collection[str]) -> tuple[FdxScene, ...]:
    """The scenes in order. `capitals` are the types of paragraph that are shown in them."""
    found = []
    for ordinal, node in walk(content):
        if node.get("Type") != "Scene Heading":
            continue
        properties = node.find("SceneProperties")
        given = {} if properties is None else properties.attrib
        beats = node.iterfind("SceneProperties/SceneArcBeats/CharacterArcBeat")
        found.append(
            FdxScene(
                ordinal,
                node.get("Number") or given.get("Number", ""),
                text_and_styles(node.iterfind("Text"), in_capitals="Scene Heading" in capitals)[0].strip(),
                eighths(given.get("Length", "")),
                given.get("Page", ""),
                given.get("Title", ""),
                given.get("Color", ""),
                "\n".join(line.text for line in summary(node)),
                {beat.get("Name", ""): note_text(beat).text for beat in beats},
            )
        )
    return tuple(found)


def eighths(length: str) -> int | None:
    """A length such as `1 2/8` in eighths of a page."""
    match = _LENGTH.fullmatch(length)
    if not match or not (match[1] or match[2]):
        return None
    return int(match[1] or 0) * 8 + int(match[2] or 0)


def notes(root: Node, content: Node) -> tuple[FdxNote, ...]:
    """The notes inside the script, then those that the file keeps beside it."""
    found = [_note(note, scene) for scene, node in walk(content) for note in node.iterfind("ScriptNote")]
    for place in ("ScriptNotes", "UnanchoredScriptNotes"):
        found += [_note(note, None) for note in root.iterfind(f"{place}/ScriptNote")]
    return tuple([note for note in found if note.title != BONEYARD])


def _note(note: Node, scene: int | None) -> FdxNote:
    return FdxNote(
        note_text(note).text,
        note.get("Name", ""),
        note.get("WriterName") or note.get("Author") or "",
        note.get("Type", ""),
        note.get("Color", ""),
        note.get("DateTime", ""),
        scene,
    )


def revisions(root: Node, content: Node) -> tuple[Revision, ...]:
    """The revision sets, the oldest first."""
    words: dict[str, int] = {}
    for _, node in walk(content):
        for run in node.iterfind("Text"):
            key = run.get("RevisionID", "0")
            words[key] = words.get(key, 0) + len((run.text or "").split())
    found = []
    for group in root.iterfind("Revisions"):
        for node in group.iterfind("Revision"):
            key = node.get("ID", "")
            name, color, page_color, mark, style = (
                node.get(each, "") for each in ("Name", "Color", "PageColor", "Mark", "Style")
            )
            active = key == group.get("ActiveSet")
            found.append(Revision(key, name, color, page_color, mark, style, active, words.get(key, 0)))
    return tuple(found)


def characters(root: Node) -> tuple[FdxCharacter, ...]:
    """Everyone that the file lists, with their traits from all its lists: colour, actor, description and the like."""
    traits: dict[str, dict[str, str]] = {}
    for node in root.iterfind("SmartType/Characters/Character"):
        traits.setdefault((node.text or node.get("Name") or "").strip(), {}).update(_attributes(node, "Name"))
    for path in ("CharacterHighlighting/Character", "Characters/Character", "CastList/CastMember"):
        for node in root.iterfind(path):
            name = node.get("Name") or node.findtext("Name") or node.text or ""
            traits.setdefault(name.strip(), {}).update(_attributes(node, "Name"))
    for node in root.iterfind("Cast/Member"):
        traits.setdefault(node.get("Character", "").strip(), {}).update(_attributes(node, "Character"))
    return tuple([FdxCharacter(name, given) for name, given in traits.items() if name])


def _attributes(node: Node, name: str) -> dict[str, str]:
    """A character's attributes, and its parts that say one thing each."""
    parts = {str(part.tag): (part.text or "").strip() for part in node}
    return {key: value for key, value in {**node.attrib, **parts}.items() if key != name}
