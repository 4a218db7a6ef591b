"""What stands side by side in `<Content>`: a paragraph, or the speeches of a dual dialogue as one."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from ..elements import Kind
from .model import SPEECH, Paragraph

if TYPE_CHECKING:
    from collections.abc import Iterable

    from .from_script import Placed


class Unit(NamedTuple):
    """One thing in `<Content>`."""

    paragraphs: tuple[Paragraph, ...]
    dual: bool
    """Its paragraphs stand in a frame of their own."""
    lines: tuple[int, ...]
    """Where each paragraph starts in the script."""


def units(placed: Iterable[Placed]) -> list[Unit]:
    """The units of a script, in order."""
    speeches: list[list[Placed]] = []
    for each in placed:
        paragraph = each.paragraph
        said = paragraph.kind in SPEECH and not paragraph.starts_page
        if said and speeches and speeches[-1][0].paragraph.kind is Kind.CHARACTER:
            speeches[-1].append(each)
        else:
            speeches.append([each])
    groups: list[tuple[bool, list[Placed]]] = []
    for speech in speeches:
        cue = speech[0].paragraph
        if cue.dual and not cue.starts_page and groups and _may_be_joined(groups[-1][1]):
            groups[-1][1].extend(speech)
            groups[-1] = (True, groups[-1][1])
        else:
            groups.append((cue.dual, speech))
    return [unit for dual, group in groups for unit in _units_of(group, dual=dual)]


def _may_be_joined(group: list[Placed]) -> bool:
    """Whether these are speeches that another can be spoken at the same time as."""
    return group[0].paragraph.kind is Kind.CHARACTER and not group[0].paragraph.dual


def _units_of(group: list[Placed], *, dual: bool) -> Iterable[Unit]:
    if dual:
        return [Unit(tuple([each.paragraph for each in group]), True, tuple([each.line for each in group]))]
    return [Unit((each.paragraph,), False, (each.line,)) for each in group]
