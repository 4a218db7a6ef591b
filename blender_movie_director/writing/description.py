"""Description: the action of a scene or a selection, expanded, tightened or rewritten; the dialogue stays as it is."""

from __future__ import annotations

from contextlib import aclosing
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from ..llm.backends import scripted
from ..llm.catalog import Catalog
from ..screenplay import Kind, ScriptError
from . import stand_in_words
from .answer_talk import talk_faults
from .asked import USUAL, How
from .camera import notes_of
from .changes import fitted, same_words
from .pieces import piece_of_script, printed
from .rewriting import note_faults, passage_sections, script_in
from .scene_context import ANYWHERE, Place, SceneContext
from .sending import Estimate, Sending
from .text_requests import TextRequest, steps_of

if TYPE_CHECKING:
    from collections.abc import AsyncGenerator, Iterator, Mapping, Sequence

    from ..llm.client import LLMClient
    from ..llm.model_spec import ModelSpec
    from ..screenplay import Element
    from .asked import Note, Step

NAME = "description"
EXPAND, TIGHTEN, REWRITE = "expand", "tighten", "rewrite"
MODES = (EXPAND, TIGHTEN, REWRITE)
_LONGER = {EXPAND: 2.0, TIGHTEN: 1.0, REWRITE: 1.25}
_UNTOUCHED = frozenset(
    {
        Kind.SCENE_HEADING,
        Kind.CHARACTER,
        Kind.PARENTHETICAL,
        Kind.DIALOGUE,
        Kind.LYRIC,
        Kind.TRANSITION,
        Kind.CENTERED,
    }
)
_QUOTED = 80

scripted.stand_in_words[NAME] = stand_in_words.description_words


@dataclass(frozen=True, slots=True)
class Options:
    place: Place = ANYWHERE
    mode: str = REWRITE
    """One of `MODES`."""
    scene_id: str = ""
    """The scene's lasting id, where the caller knows one: it is kept with the answer."""
    how: How = USUAL
    only_seen: bool = True
    """Only what the camera sees and the microphone hears: asked for, and what breaks the rule is noted."""

    @classmethod
    def from_plain(cls, data: Mapping[str, Any]) -> Options:
        """From a job's payload; names that are not there keep their defaults."""
        return cls(
            place=Place.from_plain(data.get("place")),
            mode=str(data.get("mode") or REWRITE),
            scene_id=str(data.get("scene_id") or ""),
            how=How.from_plain(data),
            only_seen=bool(data.get("only_seen", True)),
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
    """See `text_requests.steps_of`. Raises `ScriptError` for a place with no action in it, and `LLMError`."""
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


def untouched_faults(before: Sequence[Element], answer: str) -> tuple[str, ...]:
    """What of the passage has not come back as it was, apart from its action."""
    return tuple(_untouched_faults(before, printed(answer)))


def _planned(text: str, name: str, model: str, options: Options, spec: ModelSpec) -> tuple[Sending, TextRequest]:
    if options.mode not in MODES:
        raise ScriptError(f"A description cannot be written in the way {options.mode}.", f"Choose {', '.join(MODES)}.")
    context = SceneContext(text, name, options.place, scene_id=options.scene_id)
    sending = Sending(context, name=NAME, model=model, spec=spec, how=options.how)
    target = context.passage()
    passage = context.shown(target)
    before = printed(passage)
    if options.mode != EXPAND and not any(element.kind is Kind.ACTION for element in before):
        raise ScriptError("There is no action in it.", "Choose a scene with action, or expand this one.")
    expected = int(sending.tokens(passage) * _LONGER[options.mode]) + 100
    beside = context.rest(target)
    own = passage_sections(passage, beside, sending, expected)
    around = context.around(sending.room(own, expected), model, options.how.summaries, target)
    rule = "only what the camera sees" if options.only_seen else "asides to the reader are allowed"
    request = sending.request([*around, *own], {"Do": options.mode, "Rule": rule}, expected)

    def mended(answer: str) -> str:
        return script_in(answer, context, passage, beside)

    def faults(answer: str) -> tuple[str, ...]:
        talk = talk_faults(answer, script=context.text, passage=passage)
        answer = fitted(passage, answer)  # as it would come into the script
        return (*untouched_faults(before, answer), *note_faults(passage, answer), *talk)

    def notes(answer: str) -> tuple[Note, ...]:
        return notes_of(piece_of_script(answer)) if options.only_seen else ()

    return sending, TextRequest(NAME, request, target, expected, sending.prompt.label, mended, faults, notes)


def _untouched_faults(before: Sequence[Element], answered: Sequence[Element]) -> Iterator[str]:
    if not any(element.kind is Kind.ACTION for element in answered):
        yield "There is no action in it."
    old = [element for element in before if element.kind in _UNTOUCHED]
    new = [element for element in answered if element.kind in _UNTOUCHED]
    place = next(
        (place for place, (was, now) in enumerate(zip(old, new, strict=False)) if not _is_same(was, now)), None
    )
    if place is None:
        place = min(len(old), len(new))
    if place == len(old) == len(new):
        return
    element = old[place] if place < len(old) else new[place]
    what = "has not come back as it was" if place < len(old) else "is new"
    words = " ".join(element.text.split())
    yield f"Only the action may change, and this {element.kind.replace('_', ' ')} {what}: {words:.{_QUOTED}}"


def _is_same(was: Element, now: Element) -> bool:
    """Apart from what a model writes in a hand of its own."""
    return (was.kind, was.dual) == (now.kind, now.dual) and same_words(was.text, now.text)
