"""What a breakdown consists of: plain records that know no rule."""

from __future__ import annotations

from enum import StrEnum
from typing import Any, NamedTuple


class Scene(NamedTuple):
    """One scene, from its heading to the last line that belongs to it."""

    ordinal: int
    """1 for the first scene, whatever number the script gives it."""
    number: str | None
    heading: str
    where: str
    """INT, EXT, INT/EXT, EST, or empty."""
    location: str
    sub_location: str
    time: str
    """As the heading says it."""
    daypart: str
    """DAY, NIGHT, TWILIGHT, or empty where it cannot be told. CONTINUOUS and LATER go on from the scene before."""
    first_line: int
    last_line: int
    page: str
    """The number of the page on which it starts."""
    eighths: int
    """Rounded up, and at least one."""
    seconds: int
    """Rounded; the frames are the ones that add up."""
    start_frame: int
    frames: int
    words: int
    """Every word that prints, heading and cues included."""
    dialogue_words: int
    action_words: int
    cast: tuple[str, ...]
    """Who speaks, in the order of their first words."""
    named: tuple[str, ...]
    """Who of the cast is named in the action, whether or not they speak here; in the order of the cast."""
    synopsis: str
    notes: tuple[str, ...]
    sections: tuple[str, ...]
    """The act, the sequence and so on in which it stands, the outermost first."""

    @property
    def dialogue_share(self) -> float:
        return share(self.dialogue_words, self.dialogue_words + self.action_words)


class Character(NamedTuple):
    """One speaking part, its extensions and the user's aliases folded away."""

    name: str
    speeches: int
    words: int
    scenes: tuple[int, ...]
    """The ordinals of the scenes in which they speak."""
    words_by_scene: tuple[int, ...]
    """As many as there are scenes in which they speak."""
    named: tuple[int, ...]
    """The ordinals of the scenes in whose action they are named."""
    first_scene: int | None
    """The first scene in which they speak; first_appearance counts those in which they are named as well."""
    last_scene: int | None
    first_appearance: int | None
    last_appearance: int | None
    share: float
    """Of all words spoken, 0 to 1."""
    dual: int
    """Speeches at the same time as someone else's."""
    first_line: int
    """The line of their first cue."""
    longest: int
    """The words of their longest speech."""
    longest_line: int
    """The line of that speech's cue."""
    monologues: int
    """Speeches at least as long as the options call a monologue."""
    aliases: tuple[str, ...]
    """Other names of theirs that the user's table gave and the script uses."""
    generic: bool
    """A role without a name of its own, such as WAITRESS #2."""


class Pair(NamedTuple):
    """Two who share a scene."""

    first: str
    second: str
    scenes: tuple[int, ...]
    """Where both speak."""
    exchanges: int
    """How often one of them speaks right after the other."""
    exchange_scenes: tuple[int, ...]


class Alias(NamedTuple):
    """Two names that may mean the same person. Only suggested, never folded."""

    name: str
    perhaps: str


class Location(NamedTuple):
    """One place, however its name was capitalised, and the scenes that play there."""

    name: str
    scenes: tuple[int, ...]
    eighths: int
    sub_locations: tuple[SubLocation, ...]
    mix: Mix


class SubLocation(NamedTuple):
    name: str
    scenes: tuple[int, ...]
    eighths: int


class Mix(NamedTuple):
    """How many scenes are what."""

    interior: int
    exterior: int
    both: int
    """INT/EXT."""
    elsewhere: int
    """EST, and headings that do not say."""
    day: int
    night: int
    twilight: int
    untold: int
    """No time of day can be told."""


class PageFigures(NamedTuple):
    """One page of the pacing curve. What runs over a page's end counts on the page where it begins."""

    number: str
    scenes: tuple[int, ...]
    """The scenes that start here."""
    words: int
    dialogue_words: int
    action_words: int
    dialogue_share: float


class Severity(StrEnum):
    """How sure it is that something wants to be changed."""

    ERROR = "error"
    """Part of the script is lost or read as something else."""
    WARNING = "warning"
    HINT = "hint"


class Finding(NamedTuple):
    """Something that the writer probably did not mean."""

    kind: str
    severity: Severity
    first_line: int
    last_line: int
    sentence: str
    suggestion: str = ""


class Breakdown(NamedTuple):
    """The whole script in figures."""

    title: str
    author: str
    scenes: tuple[Scene, ...]
    cast: tuple[Character, ...]
    """By speeches, the most first, then by name."""
    aliases: tuple[Alias, ...]
    """Suggestions only."""
    pairs: tuple[Pair, ...]
    """By exchanges, the most first, then by scenes and names."""
    locations: tuple[Location, ...]
    """By number of scenes, the most first, then by name."""
    mix: Mix
    pacing: tuple[PageFigures, ...]
    pages: int
    """As many as the printer puts out."""
    eighths: int
    """Of the whole: less than the scenes' sum, since each scene is rounded up."""
    seconds: int
    fps: str
    """Frames in a second: `24`, or a fraction such as `30000/1001`."""
    frames: int
    lead_frames: int
    """Before the first heading. With the frames of the scenes they add up to all frames."""
    words: int
    """Every word that prints, headings and cues included."""
    dialogue_words: int
    action_words: int
    dialogue_share: float
    """The part of dialogue in the words of dialogue and action together, 0 to 1."""
    average_eighths: float
    """Of a scene, before rounding up."""
    longest_scenes: tuple[int, ...]
    """The ordinals of the five longest, the longest first."""
    findings: tuple[Finding, ...]
    """By line."""

    @property
    def warnings(self) -> tuple[str, ...]:
        """The findings that are more than hints, each in a sentence."""
        return tuple(finding.sentence for finding in self.findings if finding.severity is not Severity.HINT)

    def to_dict(self) -> dict[str, Any]:
        """Plain data that json.dumps takes as it is."""
        return {**_plain(self), "warnings": list(self.warnings)}


def share(part: int, whole: int) -> float:
    return round(part / whole, 4) if whole else 0.0


def _plain(value: Any) -> Any:
    """Records become dictionaries and tuples lists, as they would in JSON."""
    if isinstance(value, tuple):
        if hasattr(value, "_asdict"):
            return {name: _plain(item) for name, item in value._asdict().items()}
        return [_plain(item) for item in value]
    return str(value) if isinstance(value, Severity) else value
