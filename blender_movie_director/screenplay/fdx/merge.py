"""An edited script into the Final Draft file it came from: what did not change keeps its very nodes."""

from __future__ import annotations

from bisect import bisect_right
from collections import Counter
from copy import deepcopy
from typing import TYPE_CHECKING, NamedTuple

from ..elements import Kind
from .align import align
from .content import note_text
from .model import BEFORE, Paragraph
from .nodes import changed_paragraph, indent, new_dual, new_paragraph, notes_for
from .runs import make_runs
from .safe_xml import twin

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence
    from xml.etree.ElementTree import Element as Node

    from .content import Source
    from .model import Synopsis
    from .units import Unit


class Merged(NamedTuple):
    """The nodes of the new content, and for each the unit that it is and the place that it had in the old content."""

    node: Node
    unit: Unit | None
    old_place: int | None
    same: bool = False


class _Chunk(NamedTuple):
    """Units that share nodes: nearly always one of each."""

    units: range
    tops: range


def build(new: Sequence[Unit]) -> list[Node]:
    """The nodes of a script that comes from no Final Draft file."""
    return [_new_unit(unit, notes=True) for unit in new]


def merge(
    content: Node,
    sources: Sequence[Source],
    starts: Sequence[int],
    old: Sequence[Unit],
    new: Sequence[Unit],
    *,
    notes: bool,
    capitals: Collection[str],
) -> list[Merged]:
    """The nodes of the new content.

    `sources` and `starts` say which nodes were read and on which line of the text each starts; `old` is what reading
    that text gives. Without `notes`, those that are new are not written into the paragraphs. `capitals` are the types
    of paragraph that were read in capitals.
    """
    chunks = _chunks(sources, starts, old, len(content))
    origins = align([unit.paragraphs for unit in old], [unit.paragraphs for unit in new], _likeness)
    origin_of = {origin.place: place for place, origin in enumerate(origins) if origin and origin.same}
    chunk_of = {index: chunk for chunk in chunks for index in chunk.units}
    read: dict[int, list[Source]] = {}
    for source in sources:
        read.setdefault(source.top, []).append(source)
    out = [Merged(content[place], None, place) for place in range(chunks[0].tops[0] if chunks else len(content))]
    for place, unit in enumerate(new):
        origin = origins[place]
        chunk = chunk_of[origin.place] if origin else None
        if origin and chunk and origin.same and _is_whole(chunk, origin_of):
            if origin.place == chunk.units[0]:
                out += [Merged(content[top], unit, top, same=True) for top in chunk.tops]
        elif origin and chunk and len(chunk.units) == 1:
            inside = [source for top in chunk.tops for source in read.get(top, ())]
            was, now = old[origin.place], unit
            below: list[Merged] = []
            if unit.paragraphs[0].kind is Kind.SCENE_HEADING and len(inside) > 1:
                was, now, below = _without_synopses(inside, was, now)
                inside = inside[:1]
            node = _changed_unit(content, inside, was, now, notes=notes, capitals=capitals)
            out += [Merged(node, unit, chunk.tops[0]), *below]
            out += [Merged(content[top], None, top) for top in chunk.tops[1:] if top not in read]
        else:
            out.append(Merged(_new_unit(unit, notes=notes), unit, None))
    return out


def spaced(old: Node, nodes: Sequence[Node]) -> list[Node]:
    """The nodes of the new content, each on a line of its own as in the old one."""
    known = {id(node) for node in old} - {id(old[-1])} if len(old) else set()
    between, last = (old[0].tail, old[-1].tail) if len(old) > 1 else ("\n    ", "\n  ")
    out = [node if id(node) in known else twin(node) for node in nodes]
    for node in out:
        if id(node) not in known:
            node.tail = between
    if out:
        out[-1] = twin(out[-1])
        out[-1].tail = last
    return out


def _chunks(sources: Sequence[Source], starts: Sequence[int], old: Sequence[Unit], size: int) -> list[_Chunk]:
    """Which units are which nodes. A node that says nothing goes with what stands before it."""
    chunks: list[_Chunk] = []
    for index, unit in enumerate(old):
        tops = [sources[max(bisect_right(starts, line) - 1, 0)].top for line in unit.lines]
        if chunks and tops[0] < chunks[-1].tops.stop:
            last = chunks.pop()
            stop = max(last.tops.stop, tops[-1] + 1)
            chunks.append(_Chunk(range(last.units.start, index + 1), range(last.tops.start, stop)))
        else:
            chunks.append(_Chunk(range(index, index + 1), range(tops[0], tops[-1] + 1)))
    ends = [*(chunk.tops.start for chunk in chunks[1:]), size]
    return [
        _Chunk(chunk.units, range(chunk.tops.start, end))
        for chunk, end in zip(chunks, ends[: len(chunks)], strict=True)
    ]


def _is_whole(chunk: _Chunk, places: dict[int, int]) -> bool:
    """Whether all units of a chunk are still there, side by side."""
    first = places.get(chunk.units[0])
    return first is not None and all(places.get(unit) == first + n for n, unit in enumerate(chunk.units))


def _likeness(old: tuple[Paragraph, ...], new: tuple[Paragraph, ...]) -> float:
    """How much of the words stayed, for units of the same kind."""
    if _sort(old) != _sort(new):
        return 0.0
    before = Counter(" ".join([each.text for each in old]).split())
    after = Counter(" ".join([each.text for each in new]).split())
    return max((before & after).total() * 2 / max(before.total() + after.total(), 1), 0.01)


def _sort(paragraphs: tuple[Paragraph, ...]) -> tuple[Kind, int, bool]:
    """What must be the same for one unit to be a changed form of another."""
    return paragraphs[0].kind, paragraphs[0].depth, any(each.dual for each in paragraphs)


def _new_unit(unit: Unit, *, notes: bool) -> Node:
    inner = [new_paragraph(each, notes=notes) for each in unit.paragraphs]
    return new_dual(unit.paragraphs, inner) if unit.dual else inner[0]


def _changed_unit(
    content: Node, sources: Sequence[Source], old: Unit, new: Unit, *, notes: bool, capitals: Collection[str]
) -> Node:
    if not old.dual:
        node = _joined(sources)
        return changed_paragraph(node, old.paragraphs[0], new.paragraphs[0], notes=notes, capitals=capitals)
    frame = deepcopy(content[sources[0].top])
    speeches = frame.find("DualDialogue")
    if speeches is None:  # a caret at the end of a name, which Fountain takes for its own
        return _new_unit(new, notes=notes)
    was, now = _without_frame(frame, old.paragraphs, new.paragraphs, notes=notes)
    inner = []
    for paragraph, origin in zip(now, align(was, now, lambda a, b: _likeness((a,), (b,))), strict=True):
        if origin is None or len(sources) != len(was):
            inner.append(new_paragraph(paragraph, notes=notes))
        else:
            node = sources[origin.place].node
            changed = changed_paragraph(node, was[origin.place], paragraph, notes=notes, capitals=capitals)
            inner.append(changed)
    speeches[:] = inner
    indent(frame, 2)
    return frame


def _without_synopses(sources: Sequence[Source], old: Unit, new: Unit) -> tuple[Unit, Unit, list[Merged]]:
    """A heading by itself, as it was and as it is to be, and the paragraphs of its synopsis that stand below it.

    Fountain has one synopsis under a heading where Final Draft may have two: the scene's own summary comes first, then
    paragraphs. What still comes from one of those stays there, with all that is new behind it.
    """
    heading, *below = sources
    own = len(heading.paragraph.synopses)
    (was,), (now,) = old.paragraphs, new.paragraphs
    origins = align(was.synopses, now.synopses, lambda a, b: _likeness((_line(a),), (_line(b),)))
    first = next((place for place, origin in enumerate(origins) if origin and origin.place >= own), len(origins))
    nodes = []
    for synopsis, origin in zip(now.synopses[first:], origins[first:], strict=True):
        if origin is None:
            nodes.append(Merged(new_paragraph(_line(synopsis)), None, None))
            continue
        source = below[origin.place - own]
        changed = changed_paragraph(source.node, _line(was.synopses[origin.place]), _line(synopsis), notes=False)
        nodes.append(Merged(source.node if origin.same else changed, None, source.top))
    return (
        old._replace(paragraphs=(was._replace(synopses=was.synopses[:own]),)),
        new._replace(paragraphs=(now._replace(synopses=now.synopses[:first]),)),
        nodes,
    )


def _line(synopsis: Synopsis) -> Paragraph:
    return Paragraph(Kind.SYNOPSIS, synopsis.text, synopsis.styles)


def _joined(sources: Sequence[Source]) -> Node:
    """The node of a speech. Final Draft may have one for each paragraph of it, where Fountain has lines."""
    node = twin(sources[0].node)
    for source in sources[1:]:
        node.extend([*make_runs("\n", ()), *source.node])
    return node


def _without_frame(
    frame: Node, old: Sequence[Paragraph], new: Sequence[Paragraph], *, notes: bool
) -> tuple[list[Paragraph], list[Paragraph]]:
    """The speeches without what the frame says for them: it starts the page, and it may carry notes of its own."""
    first = new[0]
    if old[0].starts_page != first.starts_page:
        frame.attrib.pop("StartsNewPage", None)
        if first.starts_page:
            frame.set("StartsNewPage", "Yes")
    framed = frame.findall("ScriptNote")
    own = list(old[0].asides)
    for aside in map(note_text, framed):
        if aside in own:
            own.remove(aside)
    leading = [each for each in first.asides if framed and each.offset == BEFORE and each not in own]
    others = [child for child in frame if child.tag != "ScriptNote"]
    frame[:] = [*notes_for(leading, framed, new=notes), *others]
    after = tuple([each for each in first.asides if each not in leading])
    return (
        [old[0]._replace(asides=tuple(own), starts_page=False), *old[1:]],
        [first._replace(asides=after, starts_page=False), *new[1:]],
    )
