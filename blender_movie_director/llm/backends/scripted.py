"""The stand-in for a model: deterministic words that say what they are, and scripts that code can write for it.

The stand-in answers in the shape that the request asks for (an opening, then a note for each scene it finds
listed in the prompt), so that everything around a model can be seen working with no key and no network.
A script plays whatever a model or its server could do: words, thoughts, tool calls, pauses, errors, a cut.
"""

from __future__ import annotations

import asyncio
import json
import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, TypeAlias

from ..errors import CutStreamError, LLMError, ServerError
from ..events import Event, Finished, ReasoningDelta, TextDelta, ToolCallDelta
from ..messages import Reasoning, Request, Response, ToolCall, Usage
from .samples import sample_of

if TYPE_CHECKING:
    from collections.abc import AsyncGenerator

    from ..settings import ClientSettings

_SCENE_LINE = re.compile(r"^(?P<number>\d+)\. (?P<heading>\S.*?)(?: \((?P<length>[^()]*)\))?$", re.MULTILINE)
_CHUNK = re.compile(r"\S+\s*|\s+")

_OPENING = (
    "No language model is connected, so what follows is a stand-in: it shows where a model's words would go "
    "and says nothing about the script that the breakdown above does not.\n"
)
_NOTES = (
    "Here a model would say what this scene is for and what it changes.",
    "Here a model would name who wants what, and what stands in the way.",
    "Here a model would trace the turn, and quote the line it hangs on.",
)


@dataclass(frozen=True, slots=True)
class Say:
    """Words, one by one."""

    text: str


@dataclass(frozen=True, slots=True)
class Think:
    text: str
    signature: str = ""


@dataclass(frozen=True, slots=True)
class CallTool:
    """A tool call, in two pieces. Arguments that are text go out as they are, valid or not."""

    name: str
    arguments: Mapping[str, Any] | str
    id: str = ""


@dataclass(frozen=True, slots=True)
class SayJSON:
    value: Any


@dataclass(frozen=True, slots=True)
class Pause:
    seconds: float


@dataclass(frozen=True, slots=True)
class Fail:
    error: LLMError


@dataclass(frozen=True, slots=True)
class Cut:
    """The connection breaks here."""


@dataclass(frozen=True, slots=True)
class End:
    """Comes to its end here, for this reason. Without it a script ends with `stop`, or with `tool_calls`."""

    reason: str


Step: TypeAlias = Say | Think | CallTool | SayJSON | Pause | Fail | Cut | End
Script: TypeAlias = Sequence[Step] | Callable[[Request], Iterable[Step]]

scripts: dict[str, Script] = {}
"""What `scripted/<name>` plays, by that name. One dictionary for the process; tests take out what they put in."""

stand_ins: dict[str, Callable[[Request], Any]] = {}
"""What the stand-in answers in a shape, by the shape's name. Whoever asks for a shape of their own may put in how it is
filled plausibly; others get the smallest value that fits."""

stand_in_words: dict[str, Callable[[Request], str]] = {}
"""What the stand-in answers in words, by the request's task."""


def in_turn(*several: Script) -> Script:
    """The first request gets the first script, and so on; the last one is played from then on."""
    waiting = list(several)

    def steps(request: Request) -> Iterable[Step]:
        return _steps_of(waiting.pop(0) if len(waiting) > 1 else waiting[0], request)

    return steps


def stand_in_answer(request: Request) -> str:
    """The whole answer to a request: the same request always gets the same words."""
    if request.shape is not None:
        fill = stand_ins.get(request.shape.name)
        value = fill(request) if fill is not None else sample_of(request.shape.schema)
        return json.dumps(value, ensure_ascii=False)
    if request.task in stand_in_words:
        return stand_in_words[request.task](request)
    prompt = "\n".join(message.text for message in request.messages if message.role == "user")
    scenes = _SCENE_LINE.findall(prompt)
    parts = [_OPENING]
    for index, (number, heading, _length) in enumerate(scenes):
        parts.append(f"\n### {number}. {heading}\n{_NOTES[index % len(_NOTES)]}\n")
    if not scenes:
        parts.append("\nThe request named no scenes.\n")
    return "".join(parts)


def echo(request: Request) -> str:
    """What the user said last; in JSON, where JSON was asked for."""
    if request.shape is not None:
        return json.dumps(sample_of(request.shape.schema), ensure_ascii=False)
    return next((message.text for message in reversed(request.messages) if message.role == "user"), "")


class ScriptedBackend:
    """Plays an answer word by word, and says of each that it stands in for one. Models:

    - `scripted/stand-in`: at once;
    - `scripted/slow`: the same, a word each 20 ms, to watch and to cancel;
    - `scripted/failing`: the same, broken by a server's error after twelve words;
    - `scripted/<name>` for which a script was set: the script;
    - `scripted/echo`, and every other name: what the user said last.
    """

    def __init__(self, settings: ClientSettings) -> None:
        del settings  # nothing here depends on keys or endpoints

    @staticmethod
    def play(name: str, *several: Script) -> str:
        """Sets what `scripted/<name>` plays, each script for one request in turn. Returns the model's name."""
        scripts[name] = in_turn(*several)
        return f"scripted/{name}"

    async def stream(self, request: Request) -> AsyncGenerator[Event, None]:
        answer = _Answer(request)
        for step in _script_for(request):
            if isinstance(step, Pause):
                await asyncio.sleep(step.seconds)
            elif isinstance(step, Fail):
                raise step.error
            elif isinstance(step, Cut):
                raise CutStreamError("The answer broke off before its end.", model=request.model)
            elif isinstance(step, End):
                answer.reason = step.reason
                break
            else:
                for event in answer.take(step):
                    await asyncio.sleep(0)  # as between any two words, others get their turn
                    yield event
        yield Finished(answer.response())

    async def close(self) -> None:
        """Nothing is held open."""


def _script_for(request: Request) -> Iterable[Step]:
    name = request.model.partition("/")[2]
    if name in scripts:
        return _steps_of(scripts[name], request)
    if name == "stand-in":
        return [Say(stand_in_answer(request))]
    words = [Say(word) for word in _CHUNK.findall(stand_in_answer(request))]
    if name == "slow":
        return [step for word in words for step in (Pause(0.02), word)]
    if name == "failing":
        fault = ServerError("The scripted model was told to fail here.", model=request.model, status=500)
        return [*words[:12], Fail(fault)]
    return [Say(echo(request))]


def _steps_of(script: Script, request: Request) -> Iterable[Step]:
    return script(request) if callable(script) else script


class _Answer:
    """What has been said so far."""

    def __init__(self, request: Request) -> None:
        self.reason = ""
        self._request = request
        self._text: list[str] = []
        self._thoughts: list[Reasoning] = []
        self._calls: list[ToolCall] = []

    def take(self, step: Say | SayJSON | Think | CallTool) -> Iterable[Event]:
        if isinstance(step, Think):
            self._thoughts.append(Reasoning(step.text, step.signature))
            return [ReasoningDelta(word) for word in _CHUNK.findall(step.text)]
        if isinstance(step, CallTool):
            return self._call(step)
        text = step.text if isinstance(step, Say) else json.dumps(step.value, ensure_ascii=False)
        self._text.append(text)
        return [TextDelta(word) for word in _CHUNK.findall(text)]

    def _call(self, step: CallTool) -> Iterable[Event]:
        index = len(self._calls)
        arguments = step.arguments if isinstance(step.arguments, str) else json.dumps(dict(step.arguments))
        call = ToolCall(step.id or f"call_{index + 1}", step.name, arguments)
        self._calls.append(call)
        half = len(arguments) // 2
        return [
            ToolCallDelta(index, call.id, call.name, arguments[:half]),
            ToolCallDelta(index, "", "", arguments[half:]),
        ]

    def response(self) -> Response:
        text = "".join(self._text)
        asked = sum(len(message.text.split()) for message in self._request.messages)
        thought = sum(len(thought.text.split()) for thought in self._thoughts)
        return Response(
            text=text,
            model=self._request.model,
            finish_reason=self.reason or ("tool_calls" if self._calls else "stop"),
            usage=Usage(asked, len(text.split()) + thought, reasoning_tokens=thought),
            tool_calls=tuple(self._calls),
            reasoning=tuple(self._thoughts),
            stand_in=True,
        )
