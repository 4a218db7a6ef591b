"""Dialogue: what is said next, a passage with better dialogue, or a new scene; in the voices that the script has."""

from __future__ import annotations

from contextlib import aclosing
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from ..llm.backends import scripted
from ..llm.catalog import Catalog
from ..screenplay import ScriptError
from ..screenplay.facts.names import fold
from . import stand_in_words
from .answer_talk import talk_faults
from .asked import USUAL, How
from .changes import fitted
from .dialogue_checks import dialogue_faults
from .pieces import printed
from .repeats import repeat_faults
from .rewriting import note_faults, passage_sections, script_in
from .scene_context import ANYWHERE, Place, SceneContext
from .sending import Estimate, Sending
from .shortening import REST, SCENE_BEFORE, SO_FAR
from .text_requests import TextRequest, steps_of
from .voices import voices

if TYPE_CHECKING:
    from collections.abc import AsyncGenerator, Iterator, Mapping

    from ..llm.client import LLMClient
    from ..llm.model_spec import ModelSpec
    from .asked import Step
    from .targets import Target

NAME = "dialogue"
ADD, REWRITE, NEW = "add", "rewrite", "new"
MODES = (ADD, REWRITE, NEW)
_VOICES_SHARE = 0.5
"""Of the room for the script around."""
_VOICES_AT_MOST = 1_600
_MOST_VOICES = 8
_TOKENS_OF_A_SPEECH = 30
_SPEECHES = {ADD: 10, NEW: 16}
"""As many as are expected where no length is given."""

scripted.stand_in_words[NAME] = stand_in_words.dialogue_words


@dataclass(frozen=True, slots=True)
class Options:
    place: Place = ANYWHERE
    mode: str = ADD
    """One of `MODES`."""
    characters: tuple[str, ...] = ()
    """Who speaks; nobody else may. None: whoever is in the scene or the cast."""
    intention: str = ""
    tone: str = ""
    length: int = 0
    """Speeches; 0: as many as it takes."""
    heading: str = ""
    """Of a new scene."""
    scene_id: str = ""
    """The scene's lasting id, where the caller knows one: it is kept with the answer."""
    how: How = USUAL

    @classmethod
    def from_plain(cls, data: Mapping[str, Any]) -> Options:
        """From a job's payload; names that are not there keep their defaults."""
        return cls(
            place=Place.from_plain(data.get("place")),
            mode=str(data.get("mode") or ADD),
            characters=tuple(str(name) for name in data.get("characters") or ()),
            intention=str(data.get("intention") or ""),
            tone=str(data.get("tone") or ""),
            length=int(data.get("length") or 0),
            heading=str(data.get("heading") or ""),
            scene_id=str(data.get("scene_id") or ""),
            how=How.from_plain(data),
        )


async def write(
    client: LLMClient,
    text: str,
    *,
    name: str,
    model: str,
    options: Options | None = None,
    spec: ModelSpec | None = None,
) -> AsyncGenerator[Step, None]:
    """See `text_requests.steps_of`. Raises `ScriptError` for a place that is not there, and `LLMError`."""
    spec = spec or Catalog().find(model)
    _, asked = _planned(text, name, model, options or Options(), spec)
    async with aclosing(steps_of(client, asked, spec)) as steps:
        async for step in steps:
            yield step


def estimate(
    text: str, *, name: str, model: str, options: Options | None = None, spec: ModelSpec | None = None
) -> Estimate:
    """What `write` would send with the same arguments. Nothing is sent."""
    sending, asked = _planned(text, name, model, options or Options(), spec or Catalog().find(model))
    return sending.estimate(asked.request, asked.expected_tokens)


def _planned(text: str, name: str, model: str, options: Options, spec: ModelSpec) -> tuple[Sending, TextRequest]:
    if options.mode not in MODES:
        raise ScriptError(f"Dialogue cannot be written in the way {options.mode}.", f"Choose {', '.join(MODES)}.")
    context = SceneContext(text, name, options.place, scene_id=options.scene_id)
    sending = Sending(context, name=NAME, model=model, spec=spec, how=options.how)
    rewrite = options.mode == REWRITE
    target = context.passage() if rewrite else context.gap(after_scene=options.mode == NEW)
    passage = context.shown(target)
    before = printed(passage) if rewrite else []
    characters = _known_as(options.characters, context)
    expected = _expected(options, sending.tokens(passage))
    beside = _beside(context, options, target)
    if rewrite:
        own = passage_sections(passage, beside, sending, expected)
    else:
        own = _own_sections(context, options, target, beside)
    room = sending.room(own, expected)
    spoken = _speakers(context, characters)
    budget = min(int(room * _VOICES_SHARE), _VOICES_AT_MOST)
    shown = "\n\n".join(section for _, section in sending.fitting(own, expected))
    heard = voices(context.script.elements, spoken, budget, model, shown=shown)
    around = context.around(room - sending.tokens(heard), model, options.how.summaries, target if rewrite else None)
    sections = [("VOICES", heard), *_ordered(around, own, new=options.mode == NEW)]
    request = sending.request(sections, dict(_wishes(options, characters)), expected)
    cast = [character.name for character in context.facts.cast]

    given = passage if rewrite else ""

    def mended(answer: str) -> str:
        return script_in(answer, context, given, beside, characters)

    def faults(answer: str) -> tuple[str, ...]:
        talk = talk_faults(answer, script=context.text, passage=given)
        answer = fitted(passage, answer) if rewrite else answer  # as it would come into the script
        lost = note_faults(passage, answer) if rewrite else ()
        again = () if rewrite else repeat_faults(answer, *beside)
        return (
            *dialogue_faults(answer, characters, cast, before=before, new=options.mode == NEW),
            *lost,
            *talk,
            *again,
        )

    return sending, TextRequest(NAME, request, target, expected, sending.prompt.label, mended, faults, _nothing)


def _own_sections(
    context: SceneContext, options: Options, target: Target, beside: tuple[str, str]
) -> list[tuple[str, str]]:
    if options.mode == NEW:
        # Before the first scene there is none; that one is among those around.
        return [(SCENE_BEFORE, context.shown(target))] if target.at else []
    so_far, rest = beside
    return [(SO_FAR, so_far), (REST, rest)]


def _beside(context: SceneContext, options: Options, target: Target) -> tuple[str, str]:
    """What stands before and after the place of the answer, in its scene."""
    if options.mode == NEW:
        return "", ""
    return context.rest(target) if options.mode == REWRITE else context.parted(target)


def _ordered(around: list[tuple[str, str]], own: list[tuple[str, str]], *, new: bool) -> list[tuple[str, str]]:
    """In the order of the script for a new scene; else what is worked on comes last."""
    before = [part for part in around if part[0].startswith("EARLIER") or part[0].endswith("BEFORE")]
    after = [part for part in around if part not in before]
    return [*before, *own, *after] if new else [*before, *after, *own]


def _wishes(options: Options, characters: tuple[str, ...]) -> Iterator[tuple[str, str]]:
    yield "Do", options.mode
    yield "Heading", options.heading if options.mode == NEW else ""
    yield "Characters", ", ".join(characters)
    yield "Intention", options.intention
    yield "Tone", options.tone
    yield "Length", f"about {options.length} speeches" if options.length else ""


def _known_as(names: tuple[str, ...], context: SceneContext) -> tuple[str, ...]:
    """As the script spells those that it knows; others as they would be spelt in a cue."""
    known = {fold(character.name): character.name for character in context.facts.cast}
    return tuple(dict.fromkeys(known.get(fold(name), " ".join(name.split()).upper()) for name in names if name.strip()))


def _speakers(context: SceneContext, characters: tuple[str, ...]) -> list[str]:
    """Those whose voices matter: the chosen ones, or those of the scene, or those who speak most."""
    if characters:
        return list(characters)
    scene = context.scene
    there = [*scene.cast, *scene.named] if scene else []
    most = [character.name for character in context.facts.cast]
    return list(dict.fromkeys(there or most))[:_MOST_VOICES]


def _expected(options: Options, passage_tokens: int) -> int:
    if options.mode == REWRITE:
        return passage_tokens * 5 // 4 + 100
    return (options.length or _SPEECHES[options.mode]) * _TOKENS_OF_A_SPEECH + 100


def _nothing(answer: str) -> tuple[()]:
    del answer
    return ()
