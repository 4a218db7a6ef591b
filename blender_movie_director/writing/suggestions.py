"""Suggestions: several ways to go, each another one, for the plot, a character, a scene's turn, a title, a what-if."""

from __future__ import annotations

from contextlib import aclosing, suppress
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from ..llm import errors
from ..llm.backends import scripted
from ..llm.catalog import Catalog
from ..llm.events import FellBack, Repairing, TextDelta
from ..llm.schema import MisfitError
from ..llm.shapes import Shaped
from ..screenplay import ScriptError
from . import stand_in_words
from .analysis.arriving import Arriving
from .analysis.asking import Asker
from .analysis.folding import Folded, Folding
from .asked import PARTIAL, USUAL, Done, How, Part, Progress, Words
from .distinct import Distinct
from .scene_context import ANYWHERE, Place, SceneContext
from .sending import Estimate, Sending
from .suggested import SHAPE, Suggested, Suggestion

if TYPE_CHECKING:
    from collections.abc import AsyncGenerator, Iterator, Mapping

    from ..llm.client import LLMClient
    from ..llm.messages import Request
    from ..llm.model_spec import ModelSpec
    from .analysis.asking import Note
    from .asked import Step

NAME = "suggestions"
PLOT, CHARACTER, TURN, TITLES, WHAT_IFS = "plot", "character", "turn", "titles", "what-ifs"
ABOUT = (PLOT, CHARACTER, TURN, TITLES, WHAT_IFS)
MOST = 12
_TOKENS_OF_ONE = 130
_FOLDING = Folding(SHAPE, "suggestions")

scripted.stand_ins[SHAPE.name] = stand_in_words.some_suggestions


@dataclass(frozen=True, slots=True)
class Options:
    about: str = PLOT
    """One of `ABOUT`."""
    count: int = 5
    place: Place = ANYWHERE
    """Where it shall go another way; nowhere in particular means the script as a whole."""
    already: tuple[str, ...] = ()
    """Titles of earlier suggestions, which are not wanted again."""
    how: How = USUAL

    @classmethod
    def from_plain(cls, data: Mapping[str, Any]) -> Options:
        """From a job's payload; names that are not there keep their defaults."""
        return cls(
            about=str(data.get("about") or PLOT),
            count=int(data.get("count") or 5),
            place=Place.from_plain(data.get("place")),
            already=tuple(str(title) for title in data.get("already") or ()),
            how=How.from_plain(data),
        )


async def suggest(
    client: LLMClient,
    text: str,
    *,
    name: str,
    model: str,
    options: Options | None = None,
    spec: ModelSpec | None = None,
) -> AsyncGenerator[Step, None]:
    """Yields each suggestion as it comes (the part `suggestion`, and `Words` to read), then the part `suggestions` and
    `Done` with all of them (`Suggested`). Where the answer breaks off, the part holds those that had come, and the
    error follows. Raises `ScriptError`, and `LLMError`."""
    spec = spec or Catalog().find(model)
    options = options or Options()
    run = _Run(client, _Plan(text, name, model, options, spec))
    try:
        async with aclosing(run.steps()) as steps:
            async for step in steps:
                yield step
    except errors.LLMError as error:
        if run.found:
            broken = replace(run.result(), state=PARTIAL, faults=(), failure=str(error))
            yield Part("suggestions", broken.to_dict())
        raise


def estimate(
    text: str, *, name: str, model: str, options: Options | None = None, spec: ModelSpec | None = None
) -> Estimate:
    """What `suggest` would send with the same arguments. Nothing is sent."""
    plan = _Plan(text, name, model, options or Options(), spec or Catalog().find(model))
    return plan.sending.estimate(replace(plan.request([]), shape=SHAPE), plan.expected)


class _Plan:
    def __init__(self, text: str, name: str, model: str, options: Options, spec: ModelSpec) -> None:
        if options.about not in ABOUT:
            raise ScriptError(f"There are no suggestions about {options.about}.", f"Choose {', '.join(ABOUT)}.")
        if not 1 <= options.count <= MOST:
            raise ScriptError(f"{options.count} suggestions cannot be asked for.", f"Ask for 1 to {MOST}.")
        self.options = options
        self.spec = spec
        context = SceneContext(text, name, options.place)
        if options.about == TURN and context.scene is None:
            raise ScriptError(f"{name} has no scene there.", "Put the cursor into a scene, or name one.")
        self.sending = Sending(context, name=NAME, model=model, spec=spec, how=options.how)
        self.expected = options.count * _TOKENS_OF_ONE + 100
        self.names = [character.name for character in context.facts.cast]
        placed = options.place != ANYWHERE or options.about == TURN
        scene = context.scene if placed else None
        own = [(f"SCENE {scene.ordinal}", context.shown(context.gap()))] if scene else []
        room = self.sending.room(own, self.expected)
        listed = context.listed(room, model, options.how.summaries) if context.facts.scenes else ""
        self._sections = [("SCENES", listed), *own]
        self._scene = f"scene {scene.ordinal}" if scene else ""

    def request(self, found: list[Suggestion]) -> Request:
        already = [*self.options.already, *(suggestion.title for suggestion in found)]
        wanted = {
            "About": self.options.about,
            "Where": self._scene,
            "How many": str(self.options.count - len(found)),
            "Already there": "; ".join(already),
        }
        return self.sending.request(self._sections, wanted, self.expected)


class _Run:
    def __init__(self, client: LLMClient, plan: _Plan) -> None:
        self.found: list[Suggestion] = []
        self._plan = plan
        self._asker = Asker(client, plan.spec)
        self._distinct = Distinct(plan.names, titles_alone=plan.options.about == TITLES)
        for title in plan.options.already:
            self._distinct.is_new(title, "")
        self._seen: set[Suggestion] = set()
        self._alike = 0
        self._notes: list[Note] = []

    async def steps(self) -> AsyncGenerator[Step, None]:
        yield Progress(0, self._plan.options.count, f"Asking {self._plan.sending.model}")
        for attempt in (1, 2):
            try:
                async with aclosing(self._ask(self._plan.request(self.found))) as steps:
                    async for step in steps:
                        yield step
            except errors.LLMError:
                if attempt == 1:
                    raise
                break  # what the first answer has brought is there
            if len(self.found) >= self._plan.options.count:
                break
            if attempt == 1:
                yield self._progress("Asking once more, for others")
        if not self.found:
            raise errors.InvalidAnswerError(
                "The model answered twice, and there was no suggestion in it.",
                "Try again, or choose another model.",
                model=self._plan.sending.model,
            )
        result = self.result()
        yield Part("suggestions", result.to_dict())
        yield self._progress("")
        yield Done(result)

    async def _ask(self, request: Request) -> AsyncGenerator[Step, None]:
        arriving = Arriving()
        async with aclosing(self._asker.ask(request, _FOLDING, self._notes.append)) as items:
            async for item in items:
                while self._notes:
                    yield self._progress(self._notes.pop(0).text)
                match item:
                    case TextDelta(text):
                        for found in arriving.feed(text):
                            with suppress(MisfitError):  # the whole answer is looked at again
                                for step in self._take(_FOLDING.item("suggestions", found).value):
                                    yield step
                    case FellBack() | Repairing():
                        arriving = Arriving()
                        if isinstance(item, Repairing) and len(self.found) >= self._plan.options.count:
                            break  # all are there: nothing that they are wrapped in is worth another answer
                    case Shaped(Folded(value)):
                        for found in value["suggestions"]:
                            for step in self._take(found):
                                yield step

    def _take(self, found: Mapping[str, Any]) -> Iterator[Step]:
        suggestion = Suggestion.read(found)
        if not (suggestion.title and suggestion.pitch) or suggestion in self._seen:
            return
        self._seen.add(suggestion)
        if len(self.found) >= self._plan.options.count:
            return
        if not self._distinct.is_new(suggestion.title, suggestion.pitch):
            self._alike += 1
            return
        self.found.append(suggestion)
        yield Part("suggestion", {"number": len(self.found), **suggestion.to_dict()})
        yield Words(suggestion.to_read(len(self.found)))
        yield self._progress(suggestion.title)

    def _progress(self, note: str) -> Progress:
        return Progress(len(self.found), self._plan.options.count, note)

    def result(self) -> Suggested:
        missing = self._plan.options.count - len(self.found)
        faults = []
        if missing:
            alike = f"; {self._alike} more were too much like others" if self._alike else ""
            faults.append(f"{len(self.found)} of {self._plan.options.count} suggestions came{alike}.")
        return Suggested(
            about=self._plan.options.about,
            suggestions=tuple(self.found),
            faults=tuple(faults),
            model=self._asker.model or self._plan.sending.model,
            stand_in=self._asker.stand_in,
            spent=self._asker.spent,
            prompt=self._plan.sending.prompt.label,
        )
