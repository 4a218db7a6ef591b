"""The rows of the parity table: what is asked, and what must come of it, whichever way it is asked."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from blender_movie_director.llm import errors
from blender_movie_director.llm.messages import (
    Cost,
    Image,
    Message,
    Parameters,
    Reasoning,
    Shape,
    Text,
    Tool,
    ToolCall,
    Usage,
)
from tests.llm import behaviours

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

USER = (Message("user", "Tell me a story."),)
PICTURE = b"\x89PNG\r\n\x1a\nnot much of a picture"
SCHEMA = {
    "type": "object",
    "properties": {"title": {"type": "string"}, "scenes": {"type": "integer"}},
    "required": ["title", "scenes"],
    "additionalProperties": False,
}
TOOLS = (
    Tool("add_scene", "Adds a scene.", {"type": "object", "properties": {"heading": {"type": "string"}}}),
    Tool("remove_scene", "Removes a scene.", {"type": "object", "properties": {"number": {"type": "integer"}}}),
)
ONE_CALL = (ToolCall("call_1", "add_scene", '{"heading": "INT. ROOM"}'),)
TWO_CALLS = (*ONE_CALL, ToolCall("call_2", "remove_scene", '{"number": 2}'))
USAGE = Usage(11, 3)
DETAILED_USAGE = Usage(1200, 340, cached_tokens=1000, reasoning_tokens=300)


@dataclass(frozen=True)
class Expected:
    """What must come. `arrived` looks at the body that the upstream was sent, for models that answer with it."""

    text: str = "".join(behaviours.WORDS)
    finish_reason: str = "stop"
    tool_calls: tuple[ToolCall, ...] = ()
    reasoning: tuple[Reasoning, ...] = ()
    usage: Usage = USAGE
    cost: Cost | None = None
    error: type[errors.LLMError] | None = None
    status: int | None = None
    retry_after: float | None = None
    arrived: Callable[[dict[str, Any]], None] | None = None


@dataclass(frozen=True)
class Operation:
    """`otherwise` holds what one way cannot help doing differently, each with the reason beside it. Its keys are a
    backend ("proxy") or a backend and a manner ("proxy-stream")."""

    name: str
    model: str
    expected: Expected
    request: Mapping[str, Any] = field(default_factory=dict)
    otherwise: Mapping[str, Expected] = field(default_factory=dict)
    manners: tuple[str, ...] = ("stream", "whole")

    def expected_of(self, backend: str, manner: str) -> Expected:
        return self.otherwise.get(f"{backend}-{manner}") or self.otherwise.get(backend) or self.expected


def _failing(name: str, model: str, error: type[errors.LLMError], status: int | None, **more: Any) -> Operation:
    otherwise = more.pop("otherwise", {})
    return Operation(name, model, Expected("", error=error, status=status, **more), otherwise=otherwise)


def _system(body: dict[str, Any]) -> None:
    assert body["messages"] == [
        {"role": "system", "content": "Be brief."},
        {"role": "user", "content": "One."},
        {"role": "assistant", "content": "Two."},
        {"role": "user", "content": "Three."},
    ]


def _unicode(body: dict[str, Any]) -> None:
    assert body["messages"] == [{"role": "user", "content": "".join(behaviours.UNICODE) + "a?b"}]


def _image(body: dict[str, Any]) -> None:
    text, image = body["messages"][0]["content"]
    assert text == {"type": "text", "text": "What is this?"}
    import base64

    assert image["image_url"]["url"] == "data:image/png;base64," + base64.b64encode(PICTURE).decode()


def _tools(body: dict[str, Any]) -> None:
    functions = [tool["function"] for tool in body["tools"]]
    assert [function["name"] for function in functions] == ["add_scene", "remove_scene"]
    assert functions[0]["description"] == "Adds a scene."
    assert functions[0]["parameters"] == TOOLS[0].parameters
    assert body["tool_choice"] == {"type": "function", "function": {"name": "add_scene"}}


def _required(body: dict[str, Any]) -> None:
    assert body["tool_choice"] == "required"


def _tool_results(body: dict[str, Any]) -> None:
    _, called, first, second = body["messages"]
    assert [(call["id"], call["function"]["name"]) for call in called["tool_calls"]] == [
        ("call_1", "add_scene"),
        ("call_2", "remove_scene"),
    ]
    assert json.loads(called["tool_calls"][0]["function"]["arguments"]) == {"heading": "INT. ROOM"}
    assert not called.get("content")
    assert (first["role"], first["tool_call_id"], first["content"]) == ("tool", "call_1", "done")
    assert (second["role"], second["tool_call_id"], second["content"]) == ("tool", "call_2", "no such scene")


def _parameters(body: dict[str, Any]) -> None:
    wanted = {
        "temperature": 0.25,
        "top_p": 0.5,
        "max_tokens": 77,
        "stop": ["FADE OUT"],
        "seed": 7,
        "reasoning_effort": "low",
        "verbosity": "high",
        "top_k": 40,
    }
    assert {name: body.get(name) for name in wanted} == wanted


def _parameters_through_the_proxy(body: dict[str, Any]) -> None:
    _ = body.setdefault("verbosity", "high")
    _parameters(body)


def _defaults(body: dict[str, Any]) -> None:
    assert not set(body) & {"temperature", "top_p", "max_tokens", "stop", "seed", "tools", "response_format"}


ECHO = Expected("", arrived=_defaults)
_CONVERSATION = (
    Message("system", "Be brief."),
    Message("user", "One."),
    Message("assistant", "Two."),
    Message("user", "Three."),
)
_TOOL_TURN = (
    *USER,
    Message("assistant", "", TWO_CALLS),
    Message("tool", "done", tool_call_id="call_1"),
    Message("tool", "no such scene", tool_call_id="call_2"),
)
_ALL_PARAMETERS = Parameters(0.25, 0.5, 77, ("FADE OUT",), 7, "low", "high", {"top_k": 40})

# The proxy has no price for most of these models; for one it was told a price, and 11 and 3 tokens cost this.
_PRICED = Cost(Decimal("0.017"), "server")
_UNPRICED = Cost()

OPERATIONS = [
    Operation("plain text", "tell", Expected()),
    Operation("nothing is sent that was not asked for", "echo", ECHO),
    Operation("system prompt", "echo", Expected("", arrived=_system), {"messages": _CONVERSATION}),
    Operation("long text", "long", Expected("".join(behaviours.LONG))),
    Operation(
        "the same piece again and again",
        "same",
        Expected("".join(behaviours.SAME)),
        # The proxy takes a hundred equal pieces for a model that is broken; in our own LiteLLM that is switched off.
        otherwise={"proxy-stream": Expected("".join(behaviours.SAME), error=errors.CutStreamError, status=500)},
    ),
    Operation("unicode comes", "unicode", Expected("".join(behaviours.UNICODE))),
    Operation(
        "unicode goes",
        "echo",
        Expected("", arrived=_unicode),
        {"messages": (Message("user", "".join(behaviours.UNICODE) + "a\ud800b"),)},
    ),
    Operation("the limit was reached", "length", Expected(finish_reason="length")),
    Operation("the answer was filtered", "filtered", Expected("Once ", "content_filter")),
    Operation("a tool call", "tool", Expected("", "tool_calls", ONE_CALL), {"tools": TOOLS}),
    Operation("two tool calls", "tools", Expected("Well. ", "tool_calls", TWO_CALLS), {"tools": TOOLS}),
    Operation("tools and a choice", "echo", Expected("", arrived=_tools), {"tools": TOOLS, "tool_choice": "add_scene"}),
    Operation(
        "tools and no choice", "echo", Expected("", arrived=_required), {"tools": TOOLS, "tool_choice": "required"}
    ),
    Operation("tool results", "echo", Expected("", arrived=_tool_results), {"messages": _TOOL_TURN, "tools": TOOLS}),
    Operation("an answer in a shape", "shape", Expected(behaviours.JSON_ANSWER), {"shape": Shape("film", SCHEMA)}),
    Operation(
        "a picture",
        "echo",
        Expected("", arrived=_image),
        {"messages": (Message("user", (Text("What is this?"), Image(PICTURE))),)},
    ),
    Operation(
        "thoughts",
        "think",
        Expected(reasoning=(Reasoning("".join(behaviours.THOUGHTS)),), usage=DETAILED_USAGE),
        {"parameters": Parameters(reasoning_effort="low")},
    ),
    Operation(
        "parameters",
        "echo",
        Expected("", arrived=_parameters),
        {"parameters": _ALL_PARAMETERS},
        # The proxy drops what LiteLLM does not know this model to take, without a word.
        {"proxy": Expected("", arrived=_parameters_through_the_proxy)},
    ),
    Operation("usage in detail", "usage", Expected(usage=DETAILED_USAGE)),
    # Who asks the provider itself is told tokens and no price; only a proxy says what it cost.
    Operation("cost", "priced", Expected(cost=_UNPRICED), otherwise={"proxy": Expected(cost=_PRICED)}),
    _failing("a wrong parameter", "fails-400", errors.BadRequestError, 400),
    _failing("a wrong key", "fails-401", errors.AuthenticationError, 401),
    _failing("no permission", "fails-403", errors.PermissionDeniedError, 403),
    _failing("no such model", "fails-404", errors.NotFoundError, 404),
    _failing(
        "too many requests",
        "fails-429",
        errors.RateLimitError,
        429,
        retry_after=7.0,
        # The proxy keeps the provider's retry-after to itself.
        otherwise={"proxy": Expected("", error=errors.RateLimitError, status=429)},
    ),
    _failing("no credit", "no-credit", errors.QuotaError, 429),
    _failing("longer than the window", "too-long", errors.ContextWindowError, 400),
    _failing("content refused", "refuses", errors.ContentFilterError, 400),
    _failing("a fault there", "fails-500", errors.ServerError, 500),
    _failing("too busy", "fails-503", errors.ServerError, 503),
    Operation(
        "cut in the middle",
        "cut",
        Expected("Once upon ", error=errors.CutStreamError),
        # A cut upstream ends in "stop" and [DONE] there, and what had come just before may be gone as well.
        otherwise={"proxy": Expected("*", usage=Usage())},
        manners=("stream",),
    ),
    Operation(
        "ended without a reason",
        "endless",
        Expected("Once upon ", error=errors.CutStreamError),
        otherwise={"proxy": Expected("Once upon ", usage=Usage())},  # the same
        manners=("stream",),
    ),
]
