"""Answers of a given shape: a pydantic model, any type that pydantic knows, or a JSON schema."""

from __future__ import annotations

import json
from contextlib import aclosing
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, Generic, Literal, Protocol, TypeAlias, TypeVar

from .errors import BadRequestError, CutStreamError, InvalidAnswerError
from .events import Finished, Repairing
from .json_in_text import candidates
from .messages import Message, Shape
from .schema import MisfitError, target_of

if TYPE_CHECKING:
    from collections.abc import AsyncGenerator, Mapping

    from .events import Event
    from .messages import Request, Response
    from .schema import Target

T = TypeVar("T")
Rung = Literal["schema", "json", "text"]
Wanted: TypeAlias = "type[T] | Mapping[str, Any] | Shape | Target[T]"

CUT = "The answer was cut by its length limit before its end, so it could not be read."
CUT_REMEDY = "Allow longer answers, or ask for fewer scenes at once."


@dataclass(frozen=True, slots=True)
class Ability:
    """What a model can do to keep to a shape. None: nobody knows, which is tried and not taken for a no."""

    schema: bool | None = None
    json_mode: bool | None = None


@dataclass(frozen=True, slots=True)
class Shaped(Generic[T]):
    """A checked answer. `answers` are all that were paid for, the accepted one last."""

    value: T
    response: Response
    repaired: bool
    rung: Rung
    answers: tuple[Response, ...] = ()


class Client(Protocol):
    """Anything that streams."""

    def stream(self, request: Request) -> AsyncGenerator[Event, None]: ...


async def ask(
    client: Client, request: Request, shape: Wanted[T], *, ability: Ability | bool | None = None
) -> Shaped[T]:
    """The checked answer. Raises `InvalidAnswerError`, which keeps the raw text, if a second attempt fails too."""
    async with aclosing(ask_streaming(client, request, shape, ability=ability)) as items:
        async for item in items:
            if isinstance(item, Shaped):
                return item
    raise CutStreamError("The answer broke off before its end.", model=request.model)


async def ask_streaming(
    client: Client, request: Request, shape: Wanted[T], *, ability: Ability | bool | None = None
) -> AsyncGenerator[Event | Shaped[T], None]:
    """Every event of the call but `Finished`, in whose place the `Shaped` answer comes last.

    After `Repairing` an answer starts afresh: what was shown of the one before is not part of it.
    `ability` True, False or None stands for an `Ability` of which no more is known.
    """
    known = ability if isinstance(ability, Ability) else Ability(schema=ability)
    target: Target[T] = target_of(shape)
    rungs = _ladder(known)
    for place, rung in enumerate(rungs):
        worded = _worded(request, target, rung, sure=known.schema is True)
        said_something = False
        answers: list[Response] = []
        try:
            async with aclosing(client.stream(worded)) as events:
                async for event in events:
                    if isinstance(event, Finished):
                        answers.append(event.response)
                    else:
                        said_something = True
                        yield event
        except BadRequestError:
            # A server that does not know this way of asking refuses before the first word, and charges nothing.
            if said_something or place + 1 == len(rungs):
                raise
            continue
        break
    first = _only(answers, request)
    try:
        value = _read(first, target, request.model)
    except MisfitError as misfit:
        fault = str(misfit)
    else:
        yield Shaped(value, first, False, rung, (first,))
        return
    yield Repairing(fault)
    async with aclosing(client.stream(_repair(worded, first, fault))) as events:
        async for event in events:
            if isinstance(event, Finished):
                answers.append(event.response)
            else:
                yield event
    second = _only(answers[1:], request)
    try:
        value = _read(second, target, request.model)
    except MisfitError as misfit:
        raise InvalidAnswerError(
            f"The answer did not have the form that was asked for, not even when asked again: {misfit}",
            raw=second.text or first.text,
            model=request.model,
        ) from None
    yield Shaped(value, second, True, rung, tuple(answers))


def _ladder(ability: Ability) -> list[Rung]:
    rungs: list[Rung] = []
    if ability.schema is not False:
        rungs.append("schema")
    if ability.json_mode is not False:
        rungs.append("json")
    return [*rungs, "text"]


def _worded(request: Request, target: Target[Any], rung: Rung, *, sure: bool) -> Request:
    """The request as this rung asks it.

    Where nobody knows whether the server keeps to a schema, the words ask too: many ignore what they do not know.
    """
    if rung == "schema":
        asked = replace(request, shape=Shape(target.name, target.schema))
        return asked if sure else _instructed(asked, target, fenced=False)
    if rung == "json":
        extra = {**request.parameters.extra, "response_format": {"type": "json_object"}}
        asked = replace(request, shape=None, parameters=replace(request.parameters, extra=extra))
        return _instructed(asked, target, fenced=False)
    return _instructed(replace(request, shape=None), target, fenced=True)


def _instructed(request: Request, target: Target[Any], *, fenced: bool) -> Request:
    form = "one fenced block (```json ... ```)" if fenced else "one JSON object"
    words = (
        f"Answer with {form} and nothing else. The JSON keeps to this JSON schema:\n"
        f"{json.dumps(target.schema, ensure_ascii=False, sort_keys=True)}"
    )
    first, *others = request.messages or (Message("system"),)
    if first.role == "system":
        text = f"{first.text}\n\n{words}".strip()
        return replace(request, messages=(replace(first, content=text), *others))
    return replace(request, messages=(Message("system", words), *request.messages))


def _repair(request: Request, response: Response, fault: str) -> Request:
    told = (
        f"That answer cannot be used: {fault}\n"
        "Answer once more, complete and corrected, with the JSON alone. Change nothing else of what it says."
    )
    # Without its tool calls, which nobody is going to answer. An empty turn is refused by some providers.
    said = Message("assistant", response.text or "(nothing)", reasoning=response.reasoning)
    return replace(request, messages=(*request.messages, said, Message("user", told)))


def _only(answers: list[Response], request: Request) -> Response:
    if not answers:
        raise CutStreamError("The answer broke off before its end.", model=request.model)
    return answers[-1]


def _read(response: Response, target: Target[T], model: str) -> T:
    """The first piece of JSON in the answer that fits. Raises `MisfitError`, or what no second attempt would mend."""
    fault: MisfitError | None = None
    for found in candidates(response.text):
        try:
            return target.check(found)
        except MisfitError as misfit:
            fault = fault or misfit
    if response.finish_reason == "length":
        raise InvalidAnswerError(CUT, CUT_REMEDY, raw=response.text, model=model)
    raise fault or MisfitError("There is no JSON in it." if response.text.strip() else "It is empty.")
