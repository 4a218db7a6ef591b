"""One pass over a script: everything that is counted is counted here, and made into records elsewhere."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ..elements import Kind
from .names import Aliases, fold, speaker_of
from .runtime import ACTION_WIDTH
from .tallies import OddSpeech, PageCount, Part, SceneCount, Totals

if TYPE_CHECKING:
    from collections.abc import Generator, Iterable

    from ..elements import Element, Script
    from .options import Options
    from .paper import Paper

# In Python 3.11 looking up a member of an enumeration takes longer than everything else that is done here.
_HEADING, _ACTION, _CHARACTER = Kind.SCENE_HEADING, Kind.ACTION, Kind.CHARACTER
_DIALOGUE, _LYRIC, _PARENTHETICAL = Kind.DIALOGUE, Kind.LYRIC, Kind.PARENTHETICAL
_TRANSITION, _BONEYARD = Kind.TRANSITION, Kind.BONEYARD
_SECTION, _SYNOPSIS, _NOTE, _PAGE_BREAK = Kind.SECTION, Kind.SYNOPSIS, Kind.NOTE, Kind.PAGE_BREAK
_STARTS = ("INT", "EXT", "EST", "I/E", "E/I", "I./", "E./")
HEADINGS_BEGIN = frozenset({form for start in _STARTS for form in (start, start.lower(), start.capitalize())})
"""The first three letters of what may be a heading."""
_STEP = 256
"""Elements: about half a millisecond."""


def count_steps(script: Script, options: Options, paper: Paper) -> Generator[None, None, Count]:
    """Count a script in small steps."""
    count = Count(options, paper)
    elements, rows = script.elements, paper.rows
    for start in range(0, len(elements), _STEP):
        count.add(elements[start : start + _STEP], rows[start : start + _STEP])
        yield
    count.end()
    return count


class Count:
    """The whole script. `add` takes its elements in order, and `end` closes what is still open."""

    def __init__(self, options: Options, paper: Paper) -> None:
        self.words = self.spoken = self.action = self.action_lines = self.blank_rows = 0
        self.scenes: list[SceneCount] = []
        self.parts: dict[str, Part] = {}
        """By key, in the order of their first words."""
        self.pages: list[PageCount] = []
        self.lead_action: list[Element] = []
        """The action before the first heading."""
        self.odd_speeches: list[OddSpeech] = []
        self.suspects: list[Element] = []
        """Speeches and boneyards that may hold what was not meant; only a closer look can tell."""
        self._scene: SceneCount | None = None
        self._paragraphs = self.lead_action
        """The action of this scene."""
        self._paper = paper
        self._page_ends = 0
        self._page_is_turned = False
        self._aliases = Aliases(options.aliases)
        self._long_speech, self._monologue = options.long_speech_words, options.monologue_words
        self._parts_by_name: dict[str, Part] = {}
        self._sections: list[tuple[int, str]] = []
        self._path: tuple[str, ...] = ()
        """The sections' names."""
        self._between_scenes = False
        self._printed: Element | None = None
        """What was printed last."""
        self._last_line = 0
        """Of what does not print and belongs to the scene."""
        self._before: Kind | None = None
        """The kind of what stood before, all that is spoken under a cue left out."""
        self._cue: Element | None = None
        """Whose speech this is, until something ends it."""
        self._under_cue: Element | None = None
        """What stood last under it."""
        self._has_spoken = self._is_beside = False
        """Something is said under the cue; it is said at the same time as the speech before."""
        self._said = 0
        """The words of it."""
        self._speaker: Part | None = None
        """Who spoke last in this scene."""

    @property
    def totals(self) -> Totals:
        return Totals(self.words, self.spoken, self.action, self.action_lines, self.blank_rows)

    def add(self, elements: Iterable[Element], rows: Iterable[int | None]) -> None:
        for element, row in zip(elements, rows, strict=True):
            if row is None:
                self._add_unprinted(element)
                continue
            if row >= self._page_ends:
                self._start_page(row)
            kind, text = element.kind, element.text
            words = len(text.split())
            if kind is _DIALOGUE or kind is _LYRIC:
                self.spoken += words
                self._said += words
                self._under_cue, self._has_spoken = element, True
                if text[:3] in HEADINGS_BEGIN or "\n" in text or "[[" in text:
                    self.suspects.append(element)
            elif kind is _PARENTHETICAL:
                self._under_cue = element
            else:
                if self._cue is not None:
                    self._end_speech(self._cue)
                if kind is _CHARACTER:
                    self._start_speech(element)
                elif kind is _ACTION:
                    self.action += words
                    self.action_lines += lines_of_action(text)
                    self._paragraphs.append(element)
                elif kind is _HEADING:
                    self._start_scene(element, row)
                self._before = kind
            self.words += words
            self._printed, self._between_scenes = element, False

    def end(self) -> None:
        if self._cue is not None:
            self._end_speech(self._cue)
        self._end_scene()
        self._count_pages(len(self._paper.pages))

    def _start_speech(self, cue: Element) -> None:
        self._is_beside = cue.dual and self._before is _CHARACTER and not self._is_beside
        self._cue, self._under_cue = cue, None
        self._has_spoken, self._said = False, 0
        if (cue.text[:3] in HEADINGS_BEGIN or cue.name[-3:] == "TO:") and not cue.forced:
            self.suspects.append(cue)

    def _start_page(self, row: int) -> None:
        page = row // self._paper.rows_per_page
        if self._page_is_turned:
            self.blank_rows += row - self._paper.end_of_page(page - 1)
        self._page_is_turned = False
        self._page_ends = (page + 1) * self._paper.rows_per_page
        self._count_pages(page + 1)

    def _count_pages(self, pages: int) -> None:
        """Nothing begins on a page that a long paragraph fills, and yet it is one."""
        self.pages += [PageCount(page, self.totals) for page in range(len(self.pages), pages)]

    def _end_scene(self) -> None:
        if self._scene:
            last_printed = self._printed.span.end_line if self._printed else 0
            self._scene.last_line = max(last_printed, self._last_line)

    def _start_scene(self, heading: Element, row: int) -> None:
        self._end_scene()
        after_a_transition = self._before is _TRANSITION
        scene = SceneCount(heading, row, self._path, self.totals, after_a_transition=after_a_transition)
        self.scenes.append(scene)
        self.pages[-1].scenes.append(len(self.scenes))
        self._scene, self._paragraphs = scene, scene.action
        self._speaker = None

    def _add_unprinted(self, element: Element) -> None:
        kind = element.kind
        if kind is _SECTION:
            # An act's title and synopsis stand between two scenes and belong to neither.
            self._between_scenes = True
            while self._sections and self._sections[-1][0] >= element.depth:
                self._sections.pop()
            self._sections.append((element.depth, element.text))
            self._path = tuple(text for _, text in self._sections)
            return
        if kind is _PAGE_BREAK:
            self._page_is_turned = bool(self.pages)
        elif kind is _BONEYARD and not element.closed:
            self.suspects.append(element)
        if self._scene and not self._between_scenes:
            self._last_line = element.span.end_line
            if kind is _NOTE:
                self._scene.notes.append(element.text)
            elif kind is _SYNOPSIS:
                self._scene.synopses.append(element.text)

    def _end_speech(self, cue: Element) -> None:
        self._cue = None
        said, last = self._said, self._under_cue or cue
        if not self._has_spoken or last.kind is _PARENTHETICAL or said > self._long_speech:
            self.odd_speeches.append(OddSpeech(cue, last, said if self._has_spoken else None))
        if not self._has_spoken:
            return
        part = self._parts_by_name.get(cue.name)
        if part is None:
            if not speaker_of(cue):
                return
            part = self._new_part(cue)
        part.speeches += 1
        part.words += said
        part.monologues += said >= self._monologue
        if said > part.longest:
            part.longest, part.longest_line = said, cue.span.line
        if self._is_beside and self._speaker:
            part.dual += 1
            self._speaker.dual += 1
        if self._scene:
            key, spoken = part.key, self._scene.words
            spoken[key] = spoken.get(key, 0) + said
            if part is not self._speaker:
                self._scene.turns.append(key)
        self._speaker = part

    def _new_part(self, cue: Element) -> Part:
        """The part under which a new name counts: its own, or the one that the user's table leads to."""
        name = self._aliases.name(cue.name)
        key = fold(name)
        part = self._parts_by_name[cue.name] = self.parts.setdefault(key, Part(key, name, cue.span.line))
        if fold(cue.name) != key:
            part.other_names.setdefault(fold(cue.name), cue.name)
        return part


def lines_of_action(text: str) -> int:
    """The lines that a paragraph of action takes on a page, near enough without wrapping it."""
    if "\n" not in text:
        return -(-len(text) // ACTION_WIDTH) or 1
    return sum([-(-len(line) // ACTION_WIDTH) or 1 for line in text.split("\n")])
