"""Script notes that a file keeps beside the script, each with the stretch of it that the note is about.

Final Draft counts such a `Range` in UTF-16 units over the paragraphs: one for each paragraph's end, two for a dual
dialogue or an omitted scene inside one.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from typing import TYPE_CHECKING, NamedTuple

from .content import note_text
from .model import BEFORE, Aside
from .nodes import indent, new_note
from .safe_xml import twin

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from xml.etree.ElementTree import Element as Node

    from .merge import Merged

_RANGE = re.compile(r"\s*(\d{1,9})\s*,\s*(\d{1,9})\s*")
_BLOCKS = frozenset({"DualDialogue", "OmittedScene"})


class FarNote(NamedTuple):
    """A note and where it points."""

    node: Node
    aside: Aside
    place: int
    """The index in content of the paragraph in which its stretch ends."""
    start: int
    end: int


def far_notes(root: Node, content: Node) -> list[FarNote]:
    """The notes that point at something, in the order of what they point at."""
    starts, ends = _extents(content)
    found = []
    for node in root.iterfind("ScriptNotes/ScriptNote"):
        match = _RANGE.fullmatch(node.get("Range", ""))
        if not match:
            continue
        start, end = sorted((int(match[1]), int(match[2])))
        place = bisect_right(starts, max(end - 1, start)) - 1
        if place < 0 or start > ends[place]:
            continue  # it points at nothing
        offset = _characters(_text(content[place]), end - starts[place]) or BEFORE
        found.append(FarNote(node, note_text(node)._replace(offset=offset), place, start, end))
    return sorted(found, key=lambda note: (note.place, note.aside.offset))


def moved(root: Node, old: Node, new: Node, merged: Sequence[Merged]) -> Node:
    """The list of notes for a changed content: each points at its words, new ones are added, cut ones are gone."""
    notes = far_notes(root, old)
    ranges = dict(_new_ranges(notes, old, new, merged))
    listed = root.find("ScriptNotes")
    assert listed is not None, "files without one keep their notes in the script"
    out = twin(listed)
    gone = {id(note.node) for note in notes} - {id(note.node) for note, _ in ranges.values() if note}
    out[:] = [node for node in listed if id(node) not in gone]
    numbers = [int(node.get("Id", "")) for node in listed if node.get("Id", "").isdecimal()]
    for aside, (note, extent) in ((key[2], value) for key, value in ranges.items()):
        text = f"{extent[0]},{extent[1]}"
        if note is None:
            numbers.append(max(numbers, default=0) + 1)
            fresh = new_note(aside, Id=str(numbers[-1]), Range=text)
            indent(fresh, 2)
            out.append(fresh)
        elif (note.start, note.end) != extent:
            place = next(i for i, node in enumerate(out) if node is note.node)
            out[place] = twin(note.node)
            out[place].set("Range", text)
    return out


def _new_ranges(
    notes: Sequence[FarNote], old: Node, new: Node, merged: Sequence[Merged]
) -> Iterator[tuple[tuple[int, int, Aside], tuple[FarNote | None, tuple[int, int]]]]:
    """For each note of the new content, keyed by its place, its old form and its new extent."""
    old_starts, new_starts = _extents(old)[0], _extents(new)[0]
    shifts = {
        each.old_place: new_starts[place] - old_starts[each.old_place]
        for place, each in enumerate(merged)
        if each.old_place is not None
    }
    at: dict[int | None, list[FarNote]] = {}
    for note in notes:
        at.setdefault(note.place, []).append(note)
    for place, each in enumerate(merged):
        if each.same:
            shift = new_starts[place] - old_starts[each.old_place or 0]
            for order, note in enumerate(at.pop(each.old_place, ())):
                first = bisect_right(old_starts, note.start) - 1
                extent = (note.start + shifts.get(first, shift), note.end + shift)
                yield (place, order, note.aside), (note, extent)
    free: dict[tuple[object, ...], list[FarNote]] = {}
    for left in at.values():
        for note in left:
            free.setdefault(note.aside[:2], []).append(note)
    for place, each in enumerate(merged):
        if each.same or each.unit is None:
            continue
        near = [note_text(node)[:2] for node in each.node.iter("ScriptNote")]
        asides = [aside for paragraph in each.unit.paragraphs for aside in paragraph.asides]
        for order, aside in enumerate(asides):
            if aside[:2] in near:
                near.remove(aside[:2])
                continue
            same = free.get(aside[:2])
            known = same.pop(0) if same else None
            length = known.end - known.start if known else 0
            text = _text(each.node)
            end = new_starts[place] + _units(text[: max(aside.offset, 0)])
            yield (place, -1 - order, aside), (known, (max(end - length, new_starts[place]), end))


def _extents(content: Node) -> tuple[list[int], list[int]]:
    """Where each child of content starts and ends, as Final Draft counts."""
    starts, ends = [], []
    place = 0
    for node in content:
        starts.append(place)
        length = _units(_text(node)) + sum(2 for child in node if child.tag in _BLOCKS)
        ends.append(place + length)
        place += length + 1 if node.tag == "Paragraph" else 0
    return starts, ends


def _text(node: Node) -> str:
    return "".join([run.text or "" for run in node.iterfind("Text")])


def _units(text: str) -> int:
    return len(text) + sum(character > "\uffff" for character in text)


def _characters(text: str, units: int) -> int:
    """How many characters of a text so many UTF-16 units are."""
    for place, character in enumerate(text):
        units -= 1 + (character > "\uffff")
        if units < 0:
            return place
    return len(text)
