"""What is known of an analysis before anybody is asked: what is sent, in which requests, kept under which keys."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ...llm.messages import Parameters, Request
from .. import prompts
from . import schemas, wording
from .folding import Folding
from .keeping import key_of
from .passages import chosen, passages_of
from .portions import batches_of, most_tokens, portions_of, room_for, tokens_of, window_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from ...llm.messages import Message, Shape
    from ...llm.model_spec import ModelSpec
    from ...llm.settings import ClientSettings
    from ...screenplay import Breakdown, Script
    from .options import Options
    from .passages import Passage
    from .portions import Portion
    from .results import SceneReading

TASK = "analysis"
SCENES, STORY, ASSESSMENT = "analysis_scenes", "analysis_story", "analysis_assessment"
"""The prompts, by their names."""
PART_NAMES = {SCENES: "scenes", STORY: "story", ASSESSMENT: "assessment"}
"""What they bring, as events name it."""
SCHEMA_TOKENS = 700
"""What the shape of an answer adds to a request."""
_EXPECTED = {STORY: 2_500, ASSESSMENT: 3_000}
_PER_SCENE = {STORY: 8, ASSESSMENT: 2}
"""Tokens of an answer about the whole: so many, and so many for each scene."""
_MOST_DETAIL = 3


class Plan:
    """Raises `ScriptError` for a scope with nothing in it, `ConfigurationError` for a prompt that cannot be sent."""

    def __init__(
        self,
        script: Script,
        facts: Breakdown,
        *,
        name: str,
        model: str,
        options: Options,
        spec: ModelSpec,
        settings: ClientSettings,
    ) -> None:
        self.name = name
        self.model = model
        self.options = options
        self.facts = facts
        self.spec = spec
        self.all_passages = passages_of(script, facts)
        self.passages = chosen(self.all_passages, options.scope, name)
        self.prompts = {
            wanted: prompts.load(wanted, options.prompts)
            for wanted in ((SCENES, STORY, ASSESSMENT) if options.scope.whole else (SCENES,))
        }
        self._systems = {
            wanted: wording.system_text(prompt, options.instruction) for wanted, prompt in self.prompts.items()
        }
        self._head = wording.head_of(facts)
        server = settings.server_for(model)
        self._asked = [model, server.url if server else "", options.temperature, options.reasoning_effort]
        self._head_tokens = tokens_of(self._systems[SCENES] + self._head, model) + SCHEMA_TOKENS
        self._room = room_for(spec, self._head_tokens)

    @property
    def wholes(self) -> tuple[str, ...]:
        """The prompts for the parts about the whole."""
        return tuple(name for name in self.prompts if name != SCENES)

    @property
    def told(self) -> dict[str, str]:
        """What the model is told to do, by what it is asked for: the prompt, and the user's own words."""
        return {PART_NAMES[name]: text for name, text in self._systems.items()}

    def scene_key(self, passage: Passage) -> bytes:
        return key_of(SCENES, *self._asked, self._systems[SCENES], passage.text)

    def batches(self, passages: Sequence[Passage]) -> list[list[Portion]]:
        """The requests for these passages. Of those that read the same, one is asked about."""
        different = {self.scene_key(passage): passage for passage in reversed(passages)}
        first = sorted(different.values(), key=lambda passage: passage.ordinal)
        return batches_of(list(portions_of(first, self.model, self._room)), self._room)

    def head_recurs(self, batches: int) -> bool:
        """Whether so many requests make it worth its price to have their head cached: those that are sent at once write
        it for more than it costs to read, and those that follow read it for a tenth."""
        return batches > self.options.parallel

    def scenes_request(self, portions: Sequence[Portion], fault: str = "", *, recurs: bool = False) -> Request:
        messages = wording.scenes_messages(self._systems[SCENES], self._head, portions, fault, recurs=recurs)
        return self._request(messages, self.answer_tokens(portions))

    def whole_request(self, name: str, readings: dict[int, SceneReading]) -> Request:
        """With as much about each scene as the model's window takes."""
        more = wording.voices(self.facts, self.all_passages) if name == ASSESSMENT else ""
        expected = self.whole_answer_tokens(name)
        taken = tokens_of(self._systems[name] + self._head + more, self.model) + expected + SCHEMA_TOKENS
        scenes = ""
        for detail in range(_MOST_DETAIL, -1, -1):
            scenes = wording.scene_list(self.all_passages, readings, detail)
            if tokens_of(scenes, self.model) + taken <= window_of(self.spec):
                break
        return self._request(wording.whole_messages(self._systems[name], self._head, scenes, more), expected)

    def whole_key(self, name: str, request: Request) -> bytes:
        return key_of(name, *self._asked, [message.text for message in request.messages])

    def answer_tokens(self, portions: Sequence[Portion]) -> int:
        return sum(portion.answer for portion in portions)

    def whole_answer_tokens(self, name: str) -> int:
        return _EXPECTED[name] + _PER_SCENE[name] * len(self.all_passages)

    def _request(self, messages: tuple[Message, ...], expected: int) -> Request:
        return Request(
            messages=messages,
            model=self.model,
            parameters=Parameters(
                temperature=self.options.temperature,
                reasoning_effort=self.options.reasoning_effort,
                max_tokens=most_tokens(self.spec, expected, self.options.reasoning_effort),
            ),
            task=TASK,
            project=self.name,
            stream=self.options.stream,
            cache="bypass",  # what is worth keeping is kept by scene, in a file of its own
        )


def shape_of(name: str) -> Shape:
    return {SCENES: schemas.SCENES, STORY: schemas.STORY, ASSESSMENT: schemas.ASSESSMENT}[name]


def folding_of(name: str) -> Folding:
    """The same, for the answer: as it is folded."""
    return Folding(shape_of(name), *schemas.NEEDED[shape_of(name).name])
