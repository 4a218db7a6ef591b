"""What is asked of a model, and what comes back. Frozen, plain, and the same for every backend."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Literal, TypeAlias

if TYPE_CHECKING:
    from collections.abc import Mapping
    from decimal import Decimal

Role = Literal["system", "user", "assistant", "tool"]
CachePolicy = Literal["use", "refresh", "bypass"]


@dataclass(frozen=True, slots=True)
class Text:
    text: str
    ends_head: bool = False
    """All that stands before the end of this text will be sent again: a provider that caches prompts only where it is
    told to is told so here."""


@dataclass(frozen=True, slots=True)
class Image:
    """A picture, as bytes. Addresses are not taken: who fetches them, and when, would be out of our hands."""

    data: bytes = field(repr=False)
    media_type: str = "image/png"


Part: TypeAlias = Text | Image


@dataclass(frozen=True, slots=True)
class ToolCall:
    """`arguments` is JSON as the model wrote it, which may not be valid."""

    id: str
    name: str
    arguments: str


@dataclass(frozen=True, slots=True)
class Tool:
    """Something that a model may ask us to do. `parameters` is a JSON schema of an object."""

    name: str
    description: str
    parameters: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Reasoning:
    """What a model thought aloud. Providers that sign it want it back, signature and all, in the next turn."""

    text: str = ""
    signature: str = ""
    redacted: str = ""
    """Opaque data in place of text, where the provider does not show its thoughts."""


@dataclass(frozen=True, slots=True)
class Message:
    """One turn. A `tool` message answers the call `tool_call_id`."""

    role: Role
    content: str | tuple[Part, ...] = ""
    tool_calls: tuple[ToolCall, ...] = ()
    tool_call_id: str = ""
    reasoning: tuple[Reasoning, ...] = ()

    @property
    def text(self) -> str:
        if isinstance(self.content, str):
            return self.content
        return "".join(part.text for part in self.content if isinstance(part, Text))


@dataclass(frozen=True, slots=True)
class Parameters:
    """How to answer. None means the model's own default; which of them a model takes stands in the catalog."""

    temperature: float | None = None
    top_p: float | None = None
    max_tokens: int | None = None
    stop: tuple[str, ...] = ()
    seed: int | None = None
    reasoning_effort: str | None = None
    verbosity: str | None = None
    extra: Mapping[str, Any] = field(default_factory=dict)
    """What a provider takes beside these; sent as it is."""


@dataclass(frozen=True, slots=True)
class Shape:
    """The JSON that an answer must be. `schema` is a JSON schema; `name` is what providers call it."""

    name: str
    schema: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Request:
    """One call. An empty model means: the one that the settings name for the task."""

    messages: tuple[Message, ...]
    model: str = ""
    parameters: Parameters = field(default_factory=Parameters)
    tools: tuple[Tool, ...] = ()
    tool_choice: str = ""
    """`auto`, `none`, `required` or a tool's name; empty means the provider's default."""
    shape: Shape | None = None
    task: str = ""
    """What it is for ("analysis"): chooses the route, and is what the ledger sums by."""
    project: str = ""
    """What it is part of (a .blend's name): budgets and sums."""
    cache: CachePolicy = "use"
    budget: Decimal | None = None
    """The most that this call may cost, in US dollars."""
    deadline: float | None = None
    """Seconds for everything, waiting and retries included."""
    stream: bool = True
    """Whether the server is asked to stream. The events are the same either way."""


@dataclass(frozen=True, slots=True)
class Usage:
    """Tokens. None where nobody said; `estimated` where we counted ourselves."""

    input_tokens: int | None = None
    output_tokens: int | None = None
    cached_tokens: int = 0
    """Of the input, those that the provider had cached and charges less for."""
    cache_write_tokens: int = 0
    reasoning_tokens: int = 0
    """Of the output, those that were thought and not shown."""
    estimated: bool = False


@dataclass(frozen=True, slots=True)
class Cost:
    """US dollars. `amount` None means unpriced: nobody knows, which is not the same as nothing."""

    amount: Decimal | None = None
    source: Literal["server", "prices", "free", "cache", "unpriced"] = "unpriced"


@dataclass(frozen=True, slots=True)
class Response:
    text: str
    model: str
    """The model that answered, as the server named it."""
    finish_reason: str
    """`stop`, `length`, `tool_calls` or `content_filter`."""
    usage: Usage = Usage()
    tool_calls: tuple[ToolCall, ...] = ()
    reasoning: tuple[Reasoning, ...] = ()
    cost: Cost = Cost()
    request_id: str = ""
    cached: bool = False
    stand_in: bool = False
    """True when no model was asked and the words are a placeholder; whoever shows them must say so."""

    def as_message(self) -> Message:
        """The turn to put into the conversation."""
        return Message("assistant", self.text, self.tool_calls, reasoning=self.reasoning)
