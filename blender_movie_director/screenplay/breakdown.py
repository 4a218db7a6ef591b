"""What a script contains: its scenes, cast and locations, and how long they are. Told from the text alone."""

from __future__ import annotations

from dataclasses import asdict, dataclass, field
from typing import TYPE_CHECKING, Any

from .elements import PRINTED, SPOKEN, Kind
from .headings import is_heading, read_heading
from .length import Roll, eighths, seconds

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from .elements import Element, Script


# The specification wants a blank line after a scene heading, and many writers forget it.
_MISTAKEN_HEADINGS = {Kind.ACTION: "action", Kind.CHARACTER: "a character's cue"}


@dataclass(frozen=True, slots=True)
class Scene:
    """One scene, from its heading to the last line that belongs to it."""

    ordinal: int
    """1 for the first scene, whatever number the script gives it."""
    number: str | None
    heading: str
    where: str
    """INT, EXT, INT/EXT, EST, or empty."""
    location: str
    time: str
    first_line: int
    last_line: int
    eighths: int
    seconds: int
    words: int
    cast: tuple[str, ...]
    """Who speaks, in the order of their first words."""


@dataclass(frozen=True, slots=True)
class Character:
    """One speaking part, its extensions folded away."""

    name: str
    speeches: int
    words: int
    scenes: tuple[int, ...]
    """The ordinals of the scenes in which they speak."""
    first_scene: int | None
    last_scene: int | None


@dataclass(frozen=True, slots=True)
class Location:
    """One place, however its name was capitalised, and the scenes that play there."""

    name: str
    scenes: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Breakdown:
    """The whole script in figures."""

    title: str
    author: str
    scenes: tuple[Scene, ...]
    cast: tuple[Character, ...]
    """By speeches, the most first, then by name."""
    locations: tuple[Location, ...]
    """By number of scenes, the most first, then by name."""
    eighths: int
    """Pages in eighths: less than the scenes' sum, since each scene is rounded up."""
    seconds: int
    words: int
    """Every word that prints, headings and cues included."""
    dialogue_share: float
    """The part of dialogue in the words of dialogue and action together, 0 to 1."""
    warnings: tuple[str, ...]
    """What the writer probably did not mean, each in a sentence."""

    def to_dict(self) -> dict[str, Any]:
        """Plain data that json.dumps takes as it is."""
        return _plain(asdict(self))  # type: ignore[no-any-return]


@dataclass(slots=True)
class _Scene:
    heading: Element
    last_line: int
    lines: int = 0
    words: int = 0
    # Keyed by the folded name, so that each speaker counts once and the order of first words is kept.
    cast: dict[str, None] = field(default_factory=dict)


@dataclass(slots=True)
class _Part:
    name: str
    speeches: int = 0
    words: int = 0
    scenes: dict[int, None] = field(default_factory=dict)


class _Count:
    """One pass over the elements."""

    def __init__(self) -> None:
        self.scenes: list[_Scene] = []
        self.parts: dict[str, _Part] = {}
        self.roll = Roll()
        self.words = self.spoken = self.action = 0
        self._speaker = ""
        self._speech_is_new = False
        self._between_scenes = False

    def add(self, element: Element) -> None:
        kind = element.kind
        if kind is Kind.SCENE_HEADING:
            self.scenes.append(_Scene(element, element.span.end_line))
        elif kind is Kind.SECTION:
            # An act's title and synopsis stand between two scenes and belong to neither.
            self._between_scenes = True
        elif kind is Kind.CHARACTER:
            self._speaker = fold(element.name)
            self.parts.setdefault(self._speaker, _Part(element.name))
            self._speech_is_new = True
        if kind in PRINTED:
            self._between_scenes = False
            self._print(element)
        if self.scenes and not self._between_scenes:
            scene = self.scenes[-1]
            scene.last_line = max(scene.last_line, element.span.end_line)

    def _print(self, element: Element) -> None:
        words = len(element.text.split())
        lines = self.roll.add(element)
        self.words += words
        if element.kind in SPOKEN:
            self.spoken += words
            self._speak(words)
        elif element.kind is Kind.ACTION:
            self.action += words
        if element.kind not in SPOKEN and element.kind not in {Kind.CHARACTER, Kind.PARENTHETICAL}:
            self._speaker = ""
        if self.scenes:
            self.scenes[-1].lines += lines
            self.scenes[-1].words += words

    def _speak(self, words: int) -> None:
        if not self._speaker:
            return  # a lyric that nobody is named for
        part = self.parts[self._speaker]
        part.words += words
        part.speeches += self._speech_is_new
        self._speech_is_new = False
        if self.scenes:
            part.scenes[len(self.scenes)] = None
            self.scenes[-1].cast[self._speaker] = None


def breakdown(script: Script) -> Breakdown:
    """Take a script apart into figures. The same script always gives the same breakdown."""
    count = _Count()
    for element in script.elements:
        count.add(element)
    scenes = tuple(_scenes(count))
    compared = count.spoken + count.action
    return Breakdown(
        title=" ".join(script.title_page.get("title", ())),
        author=", ".join([*script.title_page.get("author", ()), *script.title_page.get("authors", ())]),
        scenes=scenes,
        cast=_cast(count.parts.values()),
        locations=_locations(scenes),
        eighths=eighths(count.roll.lines),
        seconds=seconds(count.roll.lines),
        words=count.words,
        dialogue_share=round(count.spoken / compared, 4) if compared else 0.0,
        warnings=tuple(_warnings(script)),
    )


def fold(name: str) -> str:
    """The form under which differently written names are the same one."""
    return " ".join(name.split()).casefold()


def _scenes(count: _Count) -> Iterator[Scene]:
    for ordinal, scene in enumerate(count.scenes, 1):
        heading = read_heading(scene.heading.text)
        yield Scene(
            ordinal=ordinal,
            number=scene.heading.number,
            heading=scene.heading.text,
            where=heading.where,
            location=heading.location,
            time=heading.time,
            first_line=scene.heading.span.line,
            last_line=scene.last_line,
            eighths=eighths(scene.lines),
            seconds=seconds(scene.lines),
            words=scene.words,
            cast=tuple(count.parts[key].name for key in scene.cast),
        )


def _cast(parts: Iterable[_Part]) -> tuple[Character, ...]:
    cast = []
    for part in parts:
        if part.speeches:
            scenes = tuple(part.scenes)
            first, last = (scenes[0], scenes[-1]) if scenes else (None, None)
            cast.append(Character(part.name, part.speeches, part.words, scenes, first, last))
    return tuple(sorted(cast, key=lambda character: (-character.speeches, fold(character.name), character.name)))


def _locations(scenes: Iterable[Scene]) -> tuple[Location, ...]:
    names: dict[str, str] = {}
    places: dict[str, list[int]] = {}
    for scene in scenes:
        if scene.location:
            key = fold(scene.location)
            names.setdefault(key, scene.location)
            places.setdefault(key, []).append(scene.ordinal)
    found = [Location(names[key], tuple(ordinals)) for key, ordinals in places.items()]
    return tuple(sorted(found, key=lambda location: (-len(location.scenes), fold(location.name), location.name)))


def _warnings(script: Script) -> Iterator[str]:
    for element in script.elements:
        line = element.span.line + 1
        if not element.closed:
            yield f"The /* on line {line} is never closed with */, so everything after it is left out."
        elif element.kind in _MISTAKEN_HEADINGS and not element.forced and is_heading(element.text):
            reads_as = _MISTAKEN_HEADINGS[element.kind]
            yield f"Line {line} looks like a scene heading, but no blank line follows it, so it reads as {reads_as}."


def _plain(value: Any) -> Any:
    """Tuples become lists, as they would in JSON."""
    if isinstance(value, dict):
        return {key: _plain(item) for key, item in value.items()}
    if isinstance(value, (list, tuple)):
        return [_plain(item) for item in value]
    return value
