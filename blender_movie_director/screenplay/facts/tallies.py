"""What is counted of a scene, a speaker and a page while a script is read through."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from ..elements import Element


class Totals(NamedTuple):
    """What had been counted when a scene or a page began. Differences of these are its figures."""

    words: int = 0
    spoken: int = 0
    action: int = 0
    action_lines: int = 0
    blank_rows: int = 0
    """Left empty where the writer turned the page."""


class SceneCount:
    """What one scene holds."""

    __slots__ = (
        "action", "after_a_transition", "before", "heading", "last_line", "notes", "row", "sections", "synopses",
        "turns", "words",
    )  # fmt: skip

    def __init__(
        self, heading: Element, row: int, sections: tuple[str, ...], before: Totals, *, after_a_transition: bool
    ) -> None:
        self.heading = heading
        self.row = row
        self.sections = sections
        self.before = before
        self.last_line = heading.span.end_line
        self.after_a_transition = after_a_transition
        self.action: list[Element] = []
        self.synopses: list[str] = []
        self.notes: list[str] = []
        self.words: dict[str, int] = {}
        """What each key says, in the order of first words."""
        self.turns: list[str] = []
        """The keys in the order in which they speak; who goes on is not named again."""


class Part:
    """What one speaker says."""

    __slots__ = (
        "dual", "first_line", "key", "longest", "longest_line", "monologues", "name", "other_names", "speeches",
        "words",
    )  # fmt: skip

    def __init__(self, key: str, name: str, first_line: int) -> None:
        self.key = key
        self.name = name
        self.first_line = first_line
        self.speeches = self.words = self.dual = 0
        self.longest = self.longest_line = self.monologues = 0
        self.other_names: dict[str, str] = {}


class PageCount:
    """What begins on one page."""

    def __init__(self, page: int, before: Totals) -> None:
        self.page = page
        self.before = before
        self.scenes: list[int] = []


class OddSpeech(NamedTuple):
    """A cue that ends in a parenthetical, that has nothing under it, or too much."""

    cue: Element
    last: Element
    """What stands last under the cue, or the cue itself."""
    words: int | None
    """None if nothing is said at all."""
