"""Script analysis: first what the parser knows, at once, then what a model has to say about it."""

from __future__ import annotations

import re
from contextlib import aclosing
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, TypeAlias

from ..llm.events import FellBack, Finished, Retrying, TextDelta, Waiting
from ..llm.messages import Message, Parameters, Request, Response
from ..screenplay import Breakdown, as_text, breakdown, check_text, clean, parse
from . import prompts

if TYPE_CHECKING:
    from collections.abc import AsyncGenerator

    from ..llm.client import LLMClient

_SCENE_REACHED = re.compile(r"^### (\d+)\.", re.MULTILINE)
_LINE_HEAD = 40


@dataclass(frozen=True, slots=True)
class Facts:
    """What was counted without asking anyone."""

    report: str
    data: dict[str, Any]


@dataclass(frozen=True, slots=True)
class Words:
    text: str


@dataclass(frozen=True, slots=True)
class Progress:
    done: int
    total: int
    note: str


@dataclass(frozen=True, slots=True)
class Done:
    response: Response


Part: TypeAlias = Facts | Words | Progress | Done


async def analyse(
    client: LLMClient, text: str, *, name: str, model: str, temperature: float | None = None
) -> AsyncGenerator[Part, None]:
    """Yields the facts, then the model's words as they come, with progress by the scenes it has reached.

    Raises a `ScriptError` for a text that is no script, and an `LLMError` for everything about the model.
    """
    text, _ = clean(check_text(text, name))
    script = parse(text)
    facts = breakdown(script)
    yield Facts(as_text(facts), facts.to_dict())
    steps = len(facts.scenes) + 1
    yield Progress(0, steps, f"Asking {model}")
    request = Request(
        model=model,
        messages=(Message("system", prompts.load("analysis")), Message("user", _material(facts, script.source))),
        parameters=Parameters(temperature=temperature),
        task="analysis",
        project=name,
        cache="refresh",  # who asks again wants to be answered again
    )
    headings = {scene.ordinal: scene.heading for scene in facts.scenes}
    watch = _SceneWatch(headings)
    async with aclosing(client.stream(request)) as events:
        async for event in events:
            match event:
                case TextDelta(piece):
                    yield Words(piece)
                    if reached := watch.reached(piece):
                        ordinal, heading = reached
                        yield Progress(min(ordinal, steps - 1), steps, f"Scene {ordinal}: {heading}")
                case Waiting(seconds, why) | Retrying(_, seconds, why):
                    yield Progress(0, steps, f"Waiting {seconds:.0f} s: {why}")
                case FellBack(failed, to, _, partial):
                    watch = _SceneWatch(headings)
                    yield Progress(0, steps, f"Asking {to} instead")
                    if partial:  # what was shown stays, but may not read as the beginning of what follows
                        yield Words(f"\n\n[{failed} broke off here. {to} starts afresh:]\n\n")
                case Finished(response):
                    yield Progress(steps, steps, "")
                    yield Done(response)


def _material(facts: Breakdown, source: str) -> str:
    scenes = "\n".join(f"{s.ordinal}. {s.heading} ({s.eighths}/8)" for s in facts.scenes)
    cast = ", ".join(member.name for member in facts.cast)
    return f"Title: {facts.title}\nCast: {cast}\n\nScenes:\n{scenes}\n\nThe screenplay:\n\n{source}"


class _SceneWatch:
    """Finds in streamed words the headings of the scenes; looks only at the line that is growing."""

    def __init__(self, headings: dict[int, str]) -> None:
        self._headings = headings
        self._line = ""
        self._last = 0

    def reached(self, piece: str) -> tuple[int, str] | None:
        self._line += piece
        found = None
        for number in _SCENE_REACHED.findall(self._line):
            ordinal = int(number)
            if ordinal > self._last and ordinal in self._headings:
                self._last = ordinal
                found = (ordinal, self._headings[ordinal])
        # Only the head of the line is of use, and a model may write a very long one.
        self._line = self._line[self._line.rfind("\n") + 1 :][:_LINE_HEAD]
        return found
