"""What an analysis consists of: plain records. Sentences are a model's, all else was checked against the script."""

from __future__ import annotations

from dataclasses import dataclass, field

from .plain import Plain

ELEMENT_KINDS = (
    "prop", "set dressing", "wardrobe", "make-up", "vehicle", "weapon", "animal", "stunt", "extras", "special effect",
    "visual effect", "sound", "music", "equipment", "other",
)  # fmt: skip
"""What a scene needs beside its cast and its place."""

GRADED = ("premise", "structure", "character", "dialogue", "pace")
GRADES = ("excellent", "good", "fair", "poor")
RECOMMENDATIONS = ("recommend", "consider", "pass")


@dataclass(frozen=True, slots=True)
class Turn(Plain):
    """What a scene does to somebody's feelings."""

    before: str = ""
    after: str = ""
    why: str = ""


@dataclass(frozen=True, slots=True)
class SceneElement(Plain):
    kind: str
    """One of `ELEMENT_KINDS`."""
    name: str
    quote: str
    rejected: str = ""
    """Why it does not count: the quote is not in the scene. Empty for one that does."""


@dataclass(frozen=True, slots=True)
class SceneReading(Plain):
    """What a model says about a scene, wherever that scene stands in the script."""

    summary: str
    purpose: str
    conflict: str
    turn: Turn
    story_day: str
    elements: tuple[SceneElement, ...] = ()


@dataclass(frozen=True, slots=True)
class SceneResult(Plain):
    """One scene of this analysis. It has a reading, or a sentence that says why not."""

    ordinal: int
    heading: str
    first_line: int
    last_line: int
    reading: SceneReading | None = None
    failure: str = ""
    kept: bool = False
    """Read before, and not asked for again."""


@dataclass(frozen=True, slots=True)
class Rejected(Plain):
    """Something that a model said and that cannot be so."""

    what: str
    why: str


@dataclass(frozen=True, slots=True)
class Act(Plain):
    name: str
    scenes: tuple[int, ...]
    summary: str


@dataclass(frozen=True, slots=True)
class Beat(Plain):
    """`turning` where the story takes another direction."""

    name: str
    scenes: tuple[int, ...]
    what: str
    turning: bool = False


@dataclass(frozen=True, slots=True)
class Theme(Plain):
    theme: str
    how: str
    scenes: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class StoryDay(Plain):
    name: str
    scenes: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Story(Plain):
    """What happens, put together from the scenes' readings. Scenes are named by ordinals that exist."""

    logline: str
    line: str
    """The synopsis in one line, in one paragraph, and on one page."""
    paragraph: str
    page: str
    acts: tuple[Act, ...] = ()
    beats: tuple[Beat, ...] = ()
    themes: tuple[Theme, ...] = ()
    story_days: tuple[StoryDay, ...] = ()
    rejected: tuple[Rejected, ...] = ()
    kept: bool = False


@dataclass(frozen=True, slots=True)
class Relation(Plain):
    to: str
    what: str


@dataclass(frozen=True, slots=True)
class CharacterReading(Plain):
    name: str
    """As the script spells it."""
    want: str
    need: str
    arc: str
    voice: str
    relations: tuple[Relation, ...] = ()


@dataclass(frozen=True, slots=True)
class ContinuityQuestion(Plain):
    question: str
    scenes: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Grade(Plain):
    of: str
    """One of `GRADED`."""
    grade: str
    """One of `GRADES`."""
    why: str


@dataclass(frozen=True, slots=True)
class Coverage(Plain):
    grades: tuple[Grade, ...]
    strengths: tuple[str, ...]
    weaknesses: tuple[str, ...]
    recommendation: str
    """One of `RECOMMENDATIONS`."""
    why: str


@dataclass(frozen=True, slots=True)
class Assessment(Plain):
    """Who is in it, what does not fit together, and what the whole is worth."""

    characters: tuple[CharacterReading, ...]
    continuity: tuple[ContinuityQuestion, ...]
    coverage: Coverage
    rejected: tuple[Rejected, ...] = ()
    kept: bool = False


@dataclass(frozen=True, slots=True)
class Failure(Plain):
    """A part that could not be had. `part` is `story`, `assessment`, or `scene 12`."""

    part: str
    what: str
    remedy: str


@dataclass(frozen=True, slots=True)
class Spent(Plain):
    """What this run has taken; what was kept from earlier ones costs nothing."""

    calls: int = 0
    input_tokens: int = 0
    output_tokens: int = 0
    cached_tokens: int = 0
    """Of the input, those for which the provider charges less."""
    dollars: str = ""
    """A decimal number as text; empty where some answer has no known price."""


@dataclass(frozen=True, slots=True)
class Analysis(Plain):
    """All of it. `to_dict` and `from_dict` keep it as JSON would."""

    title: str
    model: str
    """The model that answered, as its server names it; the one that was asked where everything was kept."""
    stand_in: bool
    scenes: tuple[SceneResult, ...]
    story: Story | None = None
    assessment: Assessment | None = None
    failures: tuple[Failure, ...] = ()
    spent: Spent = Spent()
    prompts: dict[str, str] = field(default_factory=dict)
    """The prompts that were used, by name, each with its version."""
