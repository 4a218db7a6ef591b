"""Tools: Python functions that a model may ask for, and the loop that runs them.

A function's types are its schema. Nothing is evaluated: a call is a name from the list and arguments that were checked.
"""

from __future__ import annotations

import asyncio
import inspect
import json
import logging
from collections.abc import Callable
from contextlib import aclosing
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Annotated, Any, Protocol, TypeAlias, get_args, get_origin, get_type_hints

from .errors import ConfigurationError, CutStreamError, InvalidAnswerError
from .events import Finished
from .json_in_text import strict_json
from .keys import scrub
from .messages import Message, Tool

if TYPE_CHECKING:
    from collections.abc import AsyncGenerator, Iterable, Mapping

    from pydantic import BaseModel

    from .events import Event
    from .messages import Request, Response, ToolCall

log = logging.getLogger(__name__)

Function: TypeAlias = Callable[..., Any]
ROUNDS = 8
PATIENCE = 120.0
"""Seconds for one call of a tool."""
_LONGEST_RESULT = 40_000
_LONGEST_FAULT = 600


class ToolError(Exception):
    """Raised by a tool to tell the model, in a sentence, why it could not do what it was asked."""


@dataclass(frozen=True, slots=True)
class ToolResult:
    """A call and what came of it: `text` is what the model is told."""

    call: ToolCall
    text: str
    failed: bool = False


@dataclass(frozen=True, slots=True)
class ToolRun:
    """The end of the loop. `messages` are the turns that it added, the answer among them."""

    response: Response
    messages: tuple[Message, ...]
    results: tuple[ToolResult, ...] = ()
    answers: tuple[Response, ...] = ()
    """All that were paid for."""


class Client(Protocol):
    """Anything that streams."""

    def stream(self, request: Request) -> AsyncGenerator[Event, None]: ...


@dataclass(frozen=True, slots=True)
class BoundTool:
    """A function and how it is declared. One that is not async runs in a thread."""

    declared: Tool
    function: Function = field(repr=False)
    _arguments: type[BaseModel] = field(repr=False)
    _names: tuple[str, ...] = field(repr=False)

    async def run(self, arguments: str) -> str:
        """Raises `ToolError` if the arguments do not fit; whatever the function raises is passed on."""
        from pydantic import ValidationError  # noqa: PLC0415 - already loaded by `tool`

        try:
            given = strict_json(arguments) if arguments.strip() else {}
        except ValueError:
            raise ToolError("The arguments are not valid JSON.") from None
        if not isinstance(given, dict):
            raise ToolError("The arguments are not a JSON object.")
        try:
            checked = self._arguments.model_validate_json(json.dumps(given))
        except ValidationError as error:
            faults = error.errors(include_url=False, include_context=False, include_input=False)
            told = "; ".join(f"{'.'.join(map(str, fault['loc']))}: {fault['msg']}" for fault in faults)
            raise ToolError(f"The arguments do not fit: {told[:_LONGEST_FAULT]}.") from None
        values = {name: getattr(checked, f"argument_{place}") for place, name in enumerate(self._names)}
        if inspect.iscoroutinefunction(self.function):
            return _told(await self.function(**values))
        return _told(await asyncio.to_thread(self.function, **values))


def tool(function: Function, *, name: str = "", description: str = "") -> BoundTool:
    """Declares a function: its name, its docstring, and a schema from its types.

    A text in `Annotated[str, "which scene"]` describes that argument. Every argument needs a type that pydantic knows.
    """
    from pydantic import ConfigDict, Field, create_model  # noqa: PLC0415 - whoever uses no tools does not wait for it
    from pydantic.errors import PydanticUserError  # noqa: PLC0415

    name = name or function.__name__
    try:
        hints = get_type_hints(function, include_extras=True)
    except NameError as error:
        raise ConfigurationError(
            f"The tool {name} names a type that is not known: {error.name}.", "Import it."
        ) from error
    fields: dict[str, Any] = {}
    names = []
    for place, parameter in enumerate(inspect.signature(function).parameters.values()):
        if (
            parameter.kind not in (parameter.POSITIONAL_OR_KEYWORD, parameter.KEYWORD_ONLY)
            or parameter.name not in hints
        ):
            raise ConfigurationError(
                f"The tool {name} cannot be declared: its argument {parameter.name} has no name of its own or no type.",
                "Give each argument a name and a type.",
            )
        hint = hints[parameter.name]
        default = ... if parameter.default is parameter.empty else parameter.default
        # Known to pydantic by number: an argument may be called "copy" or "schema", as its models' own methods are.
        fields[f"argument_{place}"] = (
            hint,
            Field(default, alias=parameter.name, title=parameter.name, description=_described(hint)),
        )
        names.append(parameter.name)
    try:
        arguments = create_model(name, __config__=ConfigDict(extra="forbid"), **fields)
        schema = arguments.model_json_schema()
    except PydanticUserError as error:
        raise ConfigurationError(
            f"The tool {name} cannot be declared: {error.message}", "Use simpler types."
        ) from error
    schema.pop("title", None)
    told = description or inspect.cleandoc(function.__doc__ or "")
    return BoundTool(Tool(name, told, schema), function, arguments, tuple(names))


async def run_tools(
    client: Client, request: Request, tools: Iterable[BoundTool | Function], *, rounds: int = ROUNDS
) -> ToolRun:
    """The model's last word, once it asks for no more tools."""
    async with aclosing(run_tools_streaming(client, request, tools, rounds=rounds)) as items:
        async for item in items:
            if isinstance(item, ToolRun):
                return item
    raise CutStreamError("The answer broke off before its end.", model=request.model)


async def run_tools_streaming(
    client: Client,
    request: Request,
    tools: Iterable[BoundTool | Function],
    *,
    rounds: int = ROUNDS,
    patience: float = PATIENCE,
) -> AsyncGenerator[Event | ToolResult | ToolRun, None]:
    """Every event but `Finished`, a `ToolResult` after each call, and a `ToolRun` at the end.

    Calls of one answer run one after the other, in the order in which the model wrote them: the second may depend on
    what the first one did. What goes wrong in a tool is its result, for the model to deal with. After `rounds` answers
    that asked for tools the model is asked to do without. Cancelling stops the call that runs (a function in a thread
    comes to its end unheard).
    """
    known = _by_name(tools)
    declared = tuple(bound.declared for bound in known.values())
    added: list[Message] = []
    results: list[ToolResult] = []
    answers: list[Response] = []
    for number in range(rounds + 1):
        last = number == rounds
        choice = request.tool_choice
        if last:
            choice = "none"
        elif number and choice not in ("", "auto", "none"):
            choice = "auto"  # "required" is for the first answer: kept up, there would never be a last one
        asked = replace(request, messages=(*request.messages, *added), tools=declared, tool_choice=choice)
        response: Response | None = None
        async with aclosing(client.stream(asked)) as events:
            async for event in events:
                if isinstance(event, Finished):
                    response = event.response
                else:
                    yield event
        if response is None:
            raise CutStreamError("The answer broke off before its end.", model=request.model)
        answers.append(response)
        if not response.tool_calls:
            added.append(response.as_message())
            yield ToolRun(response, tuple(added), tuple(results), tuple(answers))
            return
        if last or response.finish_reason == "length":
            why = (
                "was cut in the middle of asking for a tool"
                if not last
                else f"asks for tools after {rounds} rounds of them"
            )
            raise InvalidAnswerError(
                f"The model {why}.",
                "Ask for less at once, or choose another model.",
                raw=response.text,
                model=request.model,
            )
        added.append(response.as_message())
        for call in response.tool_calls:
            result = await _execute(known, call, patience)
            results.append(result)
            added.append(Message("tool", result.text, tool_call_id=call.id))
            yield result


async def _execute(known: Mapping[str, BoundTool], call: ToolCall, patience: float) -> ToolResult:
    bound = known.get(call.name)
    if bound is None:
        return ToolResult(call, f"Error: there is no tool {call.name!r}. There are: {', '.join(known)}.", failed=True)
    expired = asyncio.timeout(patience)
    try:
        async with expired:
            text = await bound.run(call.arguments)
    except ToolError as error:
        return ToolResult(call, f"Error: {error}", failed=True)
    except Exception as error:  # noqa: BLE001 - a tool may raise anything, and the model can often do without
        if expired.expired():
            return ToolResult(call, f"Error: {call.name} was stopped after {patience:g} seconds.", failed=True)
        log.warning("the tool %s failed: %s", call.name, type(error).__name__)
        told = scrub(f"Error: {type(error).__name__}: {error}", ())
        return ToolResult(call, told[:_LONGEST_FAULT], failed=True)
    return ToolResult(call, text)


def _by_name(tools: Iterable[BoundTool | Function]) -> dict[str, BoundTool]:
    known: dict[str, BoundTool] = {}
    for given in tools:
        bound = given if isinstance(given, BoundTool) else tool(given)
        if bound.declared.name in known:
            raise ConfigurationError(
                f"There are two tools called {bound.declared.name}.", "Give one of them another name."
            )
        known[bound.declared.name] = bound
    return known


def _described(hint: object) -> str | None:
    extras = get_args(hint)[1:] if get_origin(hint) is Annotated else ()
    return next((extra for extra in extras if isinstance(extra, str)), None)


def _told(result: object) -> str:
    """What the model reads: texts as they are, all else as JSON."""
    if isinstance(result, str):
        text = result
    else:
        from pydantic_core import to_json  # noqa: PLC0415 - already loaded by `tool`

        text = to_json(result).decode() if result is not None else "Done."
    if len(text) > _LONGEST_RESULT:
        return f"{text[:_LONGEST_RESULT]}\n[The rest is left out: {len(text) - _LONGEST_RESULT} more characters.]"
    return text
