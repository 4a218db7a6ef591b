"""Runs an analysis: what was kept at once, then the scenes in parallel, then the whole from its parts."""

from __future__ import annotations

from contextlib import aclosing
from typing import TYPE_CHECKING

from ...llm import backends
from ...llm.errors import LLMError
from . import outline, rendering
from .answers import joined
from .asking import Asker, Note
from .events import Done, Part, Progress, Step, Words
from .plan import ASSESSMENT, PART_NAMES, STORY
from .results import Analysis, Assessment, Failure, SceneReading, SceneResult, Story
from .scene_calls import Read, SceneCalls, Unread
from .together import together
from .whole_calls import ask_whole, kept_whole

if TYPE_CHECKING:
    from collections.abc import AsyncGenerator, Iterator

    from ...llm.client import LLMClient
    from .keeping import Keeper
    from .passages import Passage
    from .plan import Plan
    from .scene_calls import Told

_SCENES_IN_A_PART = 10
"""Of those that were kept: a longer message would hold up who reads it."""
_PARTS_OF_THEIR_OWN = frozenset({"scenes", "story", "assessment"})


class Run:
    """One analysis. `steps` may be iterated once."""

    def __init__(self, client: LLMClient, plan: Plan, keeper: Keeper) -> None:
        self._plan = plan
        self._keeper = keeper
        self._asker = Asker(client, plan.spec)
        self._results: dict[int, SceneResult] = {}
        self._readings: dict[int, SceneReading] = {}
        self._pieces: dict[int, dict[int, SceneReading]] = {}
        self._failures: list[Failure] = []
        self._errors: list[LLMError] = []
        self._wholes: dict[str, Story | Assessment] = {}
        self._total = len(plan.passages) + len(plan.wholes)
        self._told = 0
        """Of the passages, those whose words were told."""
        self._twins: dict[bytes, list[Passage]] = {}
        for passage in plan.passages:
            self._twins.setdefault(plan.scene_key(passage), []).append(passage)

    async def steps(self) -> AsyncGenerator[Step, None]:
        yield self._progress(f"Asking {self._plan.model}")
        if not backends.needs_network(self._plan.model):
            yield Words(rendering.STAND_IN_OPENING)
        for step in self._from_before():
            yield step
        try:
            async with aclosing(self._ask_scenes()) as steps:
                async for step in steps:
                    yield step
            if self._readings:
                async with aclosing(self._ask_wholes()) as steps:
                    async for step in steps:
                        yield step
        except LLMError:
            # What came out of turn is read all the same.
            for step in self._words(everything=True):
                yield step
            raise
        if not self._readings:
            raise self._errors[-1]
        analysis = self._analysis()
        summary = analysis.to_dict()
        yield Part("summary", {name: summary[name] for name in summary if name not in _PARTS_OF_THEIR_OWN})
        for failure in self._failures:
            if not failure.part.startswith("scene"):
                yield Words(rendering.markdown(outline.failure_blocks(failure)))
        yield self._progress("")
        yield Done(analysis)

    def _from_before(self) -> Iterator[Step]:
        """What was kept of earlier runs."""
        if self._plan.options.afresh:
            return
        found = self._keeper.get(self._twins, SceneReading)
        for key, reading in found.items():
            for passage in self._twins[key]:
                self._take(passage, reading, kept=True)
        kept = [self._results[passage.ordinal] for passage in self._plan.passages if passage.ordinal in self._results]
        for start in range(0, len(kept), _SCENES_IN_A_PART):
            yield _scenes_part(kept[start : start + _SCENES_IN_A_PART])
        if kept:
            yield from self._words()
            yield self._progress(f"{len(kept)} of {len(self._plan.passages)} scenes are as they were")

    async def _ask_scenes(self) -> AsyncGenerator[Step, None]:
        missing = [passage for passage in self._plan.passages if passage.ordinal not in self._results]
        batches = self._plan.batches(missing)
        calls = SceneCalls(self._plan, self._asker, len(batches))
        works = [lambda tell, batch=batch: calls.read(batch, tell) for batch in batches]
        async with aclosing(together(works, self._plan.options.parallel)) as told:
            async for item in told:
                for step in self._heard(item):
                    yield step

    def _heard(self, item: Told) -> Iterator[Step]:
        if isinstance(item, Note):
            yield self._progress(item.text)
            return
        passage = item.portion.passage
        key = self._plan.scene_key(passage)
        if passage.ordinal in self._results:
            return  # another part of this scene has failed
        if isinstance(item, Unread):
            self._errors.append(item.error)
            what = f"Part {item.portion.part} of it: {item.error.what}" if item.portion.parts > 1 else item.error.what
            for twin in self._twins[key]:
                self._fail(twin, what, item.error.remedy)
        else:
            reading = self._whole_scene(item)
            if reading is None:
                return
            if item.lasting:
                self._keeper.put(key, reading)
            for twin in self._twins[key]:
                self._take(twin, reading, kept=False)
        yield _scenes_part([self._results[twin.ordinal] for twin in self._twins[key]])
        yield from self._words()
        yield self._progress(f"Scene {passage.ordinal}: {passage.heading}")

    def _whole_scene(self, item: Read) -> SceneReading | None:
        """The reading, or None while parts of the scene are still to come."""
        if item.portion.parts == 1:
            return item.reading
        pieces = self._pieces.setdefault(item.portion.passage.ordinal, {})
        pieces[item.portion.part] = item.reading
        return joined([pieces[part] for part in sorted(pieces)]) if len(pieces) == item.portion.parts else None

    async def _ask_wholes(self) -> AsyncGenerator[Step, None]:
        requests = {name: self._plan.whole_request(name, self._readings) for name in self._plan.wholes}
        keys = {name: self._plan.whole_key(name, request) for name, request in requests.items()}
        for name, key in keys.items():
            if not self._plan.options.afresh and (kept := kept_whole(self._keeper, name, key)) is not None:
                for step in self._whole(name, kept):
                    yield step
        missing = [name for name in requests if name not in self._wholes]
        if missing:
            yield self._progress("Putting the parts together")
        works = [
            lambda tell, name=name: ask_whole(self._plan, self._asker, name, requests[name], tell) for name in missing
        ]
        async with aclosing(together(works, self._plan.options.parallel)) as told:
            async for item in told:
                if isinstance(item, Note):
                    yield self._progress(item.text)
                elif isinstance(item.found, LLMError):
                    self._failures.append(Failure(PART_NAMES[item.name], item.found.what, item.found.remedy))
                else:
                    if item.lasting:
                        self._keeper.put(keys[item.name], item.found)
                    for step in self._whole(item.name, item.found):
                        yield step
        for name in self._plan.wholes:
            if name in self._wholes:
                yield Words(rendering.markdown(outline.whole_blocks(self._wholes[name])))

    def _whole(self, name: str, found: Story | Assessment) -> Iterator[Step]:
        self._wholes[name] = found
        yield Part(PART_NAMES[name], found.to_dict())
        yield self._progress(f"The {PART_NAMES[name]} is there")

    def _take(self, passage: Passage, reading: SceneReading, *, kept: bool) -> None:
        self._readings[passage.ordinal] = reading
        self._results[passage.ordinal] = _result(passage, reading=reading, kept=kept)

    def _fail(self, passage: Passage, what: str, remedy: str) -> None:
        self._results[passage.ordinal] = _result(passage, failure=f"{what} {remedy}".strip())
        self._failures.append(Failure(f"scene {passage.ordinal}", what, remedy))

    def _progress(self, note: str) -> Progress:
        return Progress(len(self._results) + len(self._wholes), self._total, note)

    def _words(self, *, everything: bool = False) -> Iterator[Words]:
        """Those of the scenes that are next in the order of the script; or of all that are there, with gaps."""
        blocks: list[outline.Block] = []
        passages = self._plan.passages
        while self._told < len(passages):
            result = self._results.get(passages[self._told].ordinal)
            if result is None and not everything:
                break
            self._told += 1
            if result is not None:
                blocks += outline.scene_blocks(result)
        if blocks:
            yield Words(rendering.markdown(blocks))

    def _analysis(self) -> Analysis:
        story, assessment = self._wholes.get(STORY), self._wholes.get(ASSESSMENT)
        return Analysis(
            title=self._plan.facts.title or self._plan.name,
            model=self._asker.model or self._plan.model,
            stand_in=self._asker.stand_in,
            scenes=tuple(self._results[passage.ordinal] for passage in self._plan.passages),
            story=story if isinstance(story, Story) else None,
            assessment=assessment if isinstance(assessment, Assessment) else None,
            failures=tuple(self._failures),
            spent=self._asker.spent,
            prompts={name: prompt.label for name, prompt in self._plan.prompts.items()},
        )


def _result(
    passage: Passage, *, reading: SceneReading | None = None, failure: str = "", kept: bool = False
) -> SceneResult:
    return SceneResult(
        passage.ordinal, passage.heading, passage.first_line, passage.last_line, reading, failure, kept=kept
    )


def _scenes_part(results: list[SceneResult]) -> Part:
    return Part("scenes", {"scenes": [result.to_dict() for result in results]})
