"""Asks about scenes: takes each as soon as it is complete in the answer, and asks once more for what is missing."""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import aclosing
from typing import TYPE_CHECKING, Any, NamedTuple, TypeAlias

from ...llm.errors import InvalidAnswerError, LLMError
from ...llm.events import FellBack, Repairing, TextDelta
from ...llm.json_in_text import candidates
from ...llm.schema import MisfitError
from ...llm.shapes import Shaped
from ..quotes import Quotable
from .answers import scene_reading
from .arriving import Arriving
from .folding import Folded, faults_of, number_in
from .plan import SCENES, folding_of

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from .asking import Asker, Note
    from .plan import Plan
    from .portions import Portion
    from .results import SceneReading

_MOST_AGAIN = 24
"""Requests of one analysis beside the first one about each batch: a hopeless model must not cost a fortune."""
_SHAPE = folding_of(SCENES)
_LEFT_OUT = "The model left this scene out of its answer."


class Read(NamedTuple):
    portion: Portion
    reading: SceneReading
    lasting: bool
    """The model that was asked for said it, and may be taken at its word another time."""


class Unread(NamedTuple):
    portion: Portion
    error: LLMError


class _Asking(NamedTuple):
    portions: Sequence[Portion]
    fault: str = ""
    """What was wrong with the answer before."""
    last: bool = False


Told: TypeAlias = "Read | Unread | Note"


class SceneCalls:
    def __init__(self, plan: Plan, asker: Asker, batches: int) -> None:
        """`batches`: so many will be asked about."""
        self._plan = plan
        self._recurs = plan.head_recurs(batches)
        self._asker = asker
        self._more = _MOST_AGAIN

    async def read(self, batch: Sequence[Portion], tell: Callable[[Told], None]) -> None:
        """Tells of each portion once. What is missing is asked for again in halves, and these in halves, so that a
        scene that spoils every answer ends up alone. Raises an `LLMError` that ends the whole analysis."""
        waiting = [_Asking(batch)]
        while waiting:
            asking = waiting.pop(0)
            attempt = await self._ask(asking, tell)
            if attempt.error is None:
                continue
            again = self._again(asking, attempt)
            if again and len(again) <= self._more:
                self._more -= len(again)
                waiting[:0] = again
            else:
                for portion in attempt.missing:
                    tell(Unread(portion, attempt.error))

    @staticmethod
    def _again(asking: _Asking, attempt: _Attempt) -> list[_Asking]:
        """What to ask next, for what is missing; nothing where it has been asked often enough."""
        missing = attempt.missing
        if len(missing) > 1:
            half = (len(missing) + 1) // 2
            return [_Asking(missing[:half], attempt.fault), _Asking(missing[half:], attempt.fault)]
        if len(asking.portions) > 1:
            return [_Asking(missing, attempt.fault)]
        # Alone, and the model was told what is wrong already: but a connection that broke tells nothing of the scene.
        if asking.last or isinstance(attempt.error, InvalidAnswerError):
            return []
        return [_Asking(missing, attempt.fault, last=True)]

    async def _ask(self, asking: _Asking, tell: Callable[[Told], None]) -> _Attempt:
        attempt = _Attempt(asking.portions, tell)
        error: LLMError | None = None
        request = self._plan.scenes_request(asking.portions, asking.fault, recurs=self._recurs)
        try:
            async with aclosing(self._asker.ask(request, _SHAPE, tell)) as items:
                async for item in items:
                    attempt.hear(item, lasting=self._asker.lasting)
                    if isinstance(item, Repairing) and attempt.taken:
                        # What is there need not be written again: only the rest is asked for.
                        break
        except LLMError as failure:
            error = failure
        if attempt.taken:
            self._asker.succeeded()
        if attempt.missing:
            attempt.error = error or _left_out(self._plan.model, attempt.fault)
            if not attempt.taken or error is not None:
                self._asker.failed(attempt.error)
        return attempt


class _Attempt:
    """What one request has brought. A scene that was taken stays, whatever becomes of the rest of the answer."""

    def __init__(self, portions: Sequence[Portion], tell: Callable[[Told], None]) -> None:
        self._wanted = {portion.passage.ordinal: portion for portion in portions}
        self._tell = tell
        self._arriving = Arriving()
        self.taken = 0
        self.fault = ""
        """What was wrong with the answer, for the next one."""
        self.error: LLMError | None = None

    def hear(self, item: TextDelta | Repairing | FellBack | Shaped[Any], *, lasting: bool) -> None:
        match item:
            case TextDelta(text):
                for found in self._arriving.feed(text):
                    self._fold(found, lasting=lasting)
            case FellBack():
                self._arriving = Arriving()
            case Repairing(why):
                self._arriving = Arriving()
                self.fault = why
            case Shaped(Folded(value, dropped), response):
                for place, found in enumerate(value["scenes"]):
                    inside = f"scenes.{place}."
                    self._take(
                        Folded(found, tuple(one for one in dropped if one.at.startswith(inside))), lasting=lasting
                    )
                self.fault = self.fault or faults_of(one for one in dropped if one.at == "scenes")
                # Scenes one after the other, with no list around them: the first of them was taken for the answer.
                for found in candidates(response.text) if self._wanted else ():
                    if isinstance(found, Mapping):
                        self._fold(found, lasting=lasting)

    @property
    def missing(self) -> list[Portion]:
        return list(self._wanted.values())

    def _fold(self, found: Mapping[str, Any], *, lasting: bool) -> None:
        try:
            folded = _SHAPE.item("scenes", found)
        except MisfitError as misfit:
            number = number_in(found.get("scene"))
            if number in self._wanted:
                self.fault = f"scene {number}: {misfit}"
        else:
            self._take(folded, lasting=lasting)

    def _take(self, found: Folded, *, lasting: bool) -> None:
        portion = self._wanted.get(found.value["scene"])
        if portion is None:
            return
        try:
            reading = scene_reading(found.value, Quotable(portion.text), found.dropped)
        except MisfitError as misfit:
            self.fault = f"scene {portion.passage.ordinal}: {misfit}"
            return
        del self._wanted[portion.passage.ordinal]
        self.taken += 1
        self._tell(Read(portion, reading, lasting))


def _left_out(model: str, fault: str = "") -> InvalidAnswerError:
    told = f"What the model said about this scene did not have the form that was asked for: {fault}" if fault else ""
    return InvalidAnswerError(told or _LEFT_OUT, "Ask again about this scene, or choose another model.", model=model)
