"""OpenAI's chat format, the way back: chunks of a stream, or one whole completion, as our events and `Response`.

Lenient with what servers get wrong (types, missing ids, usage with or without a choice beside it), strict about
the end: `finish_reason` stays empty until a server has said one, and who asks for a `Response` looks there first.
"""

from __future__ import annotations

import json
import logging
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from typing import Any
from uuid import uuid4

from .events import Event, ReasoningDelta, TextDelta, ToolCallDelta
from .messages import Cost, Reasoning, Response, ToolCall, Usage

log = logging.getLogger(__name__)

_REASONS = {
    "stop": "stop", "eos": "stop", "eos_token": "stop", "end_turn": "stop", "stop_sequence": "stop",
    "complete": "stop", "finish": "stop",
    "length": "length", "max_tokens": "length", "model_length": "length", "max_output_tokens": "length",
    "tool_calls": "tool_calls", "tool_use": "tool_calls", "function_call": "tool_calls", "tool_call": "tool_calls",
    "content_filter": "content_filter", "content_filtered": "content_filter", "safety": "content_filter",
    "refusal": "content_filter", "recitation": "content_filter", "sensitive": "content_filter",
}  # fmt: skip
_BROKEN = frozenset({"error", "abort", "network_error", "insufficient_system_resource"})
"""Reasons that servers give for an answer that did not come to its end."""


@dataclass(slots=True)
class _OpenCall:
    id: str
    name: str
    arguments: list[str]


class Assembler:
    """One answer. `model` is its name until the server gives another."""

    def __init__(self, model: str) -> None:
        self.model = model
        self.finish_reason = ""
        """Normalised; empty as long as the answer has no end."""
        self.usage = Usage()
        self.cost = Cost()
        """What the server says that it cost (`usage.cost`), if it does."""
        self._text: list[str] = []
        self._thoughts: list[Reasoning] = []
        self._thinking: list[str] = []
        self._calls: list[_OpenCall] = []
        self._slots: dict[int, int] = {}
        self._refused = False

    @property
    def begun(self) -> bool:
        """Whether any word, thought or tool call has come."""
        return bool(self._text or self._thinking or self._thoughts or self._calls)

    @property
    def text(self) -> str:
        return "".join(self._text)

    def feed(self, chunk: dict[str, Any]) -> list[Event]:
        """The events in one chunk of a stream, or in a whole completion. Never raises, whatever is in it."""
        choices = chunk.get("choices")
        if type(choices) is list and choices and type(choice := choices[0]) is dict:
            delta = choice.get("delta")
            if type(delta) is not dict:
                delta = choice.get("message")
            events = self._take(delta) if type(delta) is dict else []
            reason = choice.get("finish_reason")
            if reason is not None:
                self._end(reason)
        else:
            events = []
        if chunk.get("usage") is not None:
            self._count(chunk["usage"])
        model = chunk.get("model")
        if type(model) is str and model:
            self.model = model
        return events

    def response(self, **more: Any) -> Response:
        """The answer as far as it has come; `more` are further fields of `Response`."""
        self._close_thought()
        calls = tuple(ToolCall(call.id, call.name, "".join(call.arguments)) for call in self._calls)
        reason = self.finish_reason
        if calls and reason == "stop":  # several servers say so after a tool call too
            reason = "tool_calls"
        if self._refused:
            reason = "content_filter"
        fields: dict[str, Any] = {"cost": self.cost, "usage": self.usage, **more}
        return Response(
            self.text, self.model, reason or "stop", tool_calls=calls, reasoning=tuple(self._thoughts), **fields
        )

    def _take(self, delta: dict[str, Any]) -> list[Event]:
        content = delta.get("content")
        if type(content) is str and len(delta) <= 2 and (len(delta) == 1 or "role" in delta):
            if not content:  # by far the most frequent chunk, with no look at what else there might be
                return []
            self._text.append(content)
            return [TextDelta(content)]
        events: list[Event] = []
        self._take_thoughts(delta, events)
        if type(content) is list:
            self._take_parts(content, events)
        elif type(content) is str:
            self._say(content, events)
        refusal = delta.get("refusal")
        if type(refusal) is str and refusal:
            self._refused = True
            self._say(refusal, events)
        calls = delta.get("tool_calls")
        if type(calls) is list:
            for call in calls:
                if type(call) is dict:
                    self._take_call(call, events)
        elif type(old := delta.get("function_call")) is dict:
            self._take_call({"index": 0, "function": old}, events)
        return events

    def _say(self, text: str, events: list[Event]) -> None:
        if text:
            self._text.append(text)
            events.append(TextDelta(text))

    def _think(self, text: object, events: list[Event]) -> None:
        if type(text) is str and text:
            self._thinking.append(text)
            events.append(ReasoningDelta(text))

    def _take_parts(self, parts: list[Any], events: list[Event]) -> None:
        """Content as a list, as Mistral sends it: texts, and thoughts that are lists of texts."""
        for part in parts:
            if type(part) is not dict:
                continue
            if type(text := part.get("text")) is str:
                self._say(text, events)
            thoughts = part.get("thinking")
            for thought in thoughts if type(thoughts) is list else [thoughts]:
                self._think(thought.get("text") if type(thought) is dict else thought, events)

    def _take_thoughts(self, delta: dict[str, Any], events: list[Event]) -> None:
        """LiteLLM sends the same words in `reasoning_content` and in `thinking_blocks`; only the blocks are signed."""
        plain = delta.get("reasoning_content") or delta.get("reasoning")
        found = delta.get("thinking_blocks")
        blocks = [block for block in found if type(block) is dict] if type(found) is list else []
        if not any(block.get("thinking") for block in blocks):
            self._think(plain, events)
        for block in blocks:
            signature, text = _string(block.get("signature")), block.get("thinking")
            # With the signature of a streamed thought LiteLLM says all of its text once more.
            if not (signature and self._thinking and text == "".join(self._thinking)):
                self._think(text, events)
            if signature:
                self._close_thought(signature)
            if type(data := block.get("data")) is str and data:
                self._close_thought()
                self._thoughts.append(Reasoning(redacted=data))

    def _close_thought(self, signature: str = "") -> None:
        if self._thinking or signature:
            self._thoughts.append(Reasoning("".join(self._thinking), signature))
            self._thinking.clear()

    def _take_call(self, piece: dict[str, Any], events: list[Event]) -> None:
        found = piece.get("function")
        function: dict[str, Any] = found if type(found) is dict else {}
        identity = _string(piece.get("id"))
        name = _string(function.get("name"))
        arguments = function.get("arguments")
        if arguments is not None and type(arguments) is not str:
            arguments = json.dumps(arguments)
        place = self._place(piece.get("index"), identity, name)
        first = place == len(self._calls)
        if first:
            self._calls.append(_OpenCall(identity or f"call_{uuid4().hex[:24]}", name, []))
        call = self._calls[place]
        if not call.name:
            call.name = name
        if arguments:
            call.arguments.append(arguments)
        shown = (call.id, call.name) if first else ("", "")
        events.append(ToolCallDelta(place, *shown, arguments or ""))

    def _place(self, index: object, identity: str, name: str) -> int:
        """Which call a piece belongs to. Some servers number all of them 0, and some none: then a new id, or
        without ids a new name, begins another one."""
        place = self._slots.get(index) if type(index) is int else (len(self._calls) - 1 if self._calls else None)
        if place is not None:
            known = self._calls[place]
            other_id = bool(identity) and bool(name) and identity != known.id
            whole = type(index) is not int and not identity and bool(name) and bool(known.arguments)
            if not other_id and not whole:
                return place
        place = len(self._calls)
        if type(index) is int:
            self._slots[index] = place
        return place

    def _end(self, reason: object) -> None:
        word = str(reason).lower()
        if word in _BROKEN:
            return
        self.finish_reason = _REASONS.get(word, "stop")
        if word and word not in _REASONS:
            log.debug("unknown finish reason %.40r, taken for a stop", word)

    def _count(self, usage: object) -> None:
        if type(usage) is not dict:
            return
        self.usage = usage_of(usage)
        if (amount := dollars(usage.get("cost"))) is not None:
            self.cost = Cost(amount, "server")


def usage_of(usage: dict[str, Any]) -> Usage:
    """The tokens of a `usage` object, wherever this server writes them."""
    found_in, found_out = usage.get("prompt_tokens_details"), usage.get("completion_tokens_details")
    of_input: dict[str, Any] = found_in if type(found_in) is dict else {}
    of_output: dict[str, Any] = found_out if type(found_out) is dict else {}
    cached = _first(of_input.get("cached_tokens"), usage.get("cache_read_input_tokens"))
    cached = _first(cached, usage.get("prompt_cache_hit_tokens"))
    written = _first(usage.get("cache_creation_input_tokens"), of_input.get("cache_creation_tokens"))
    return Usage(
        input_tokens=_number(usage.get("prompt_tokens")),
        output_tokens=_number(usage.get("completion_tokens")),
        cached_tokens=cached or 0,
        cache_write_tokens=_first(written, of_input.get("cache_write_tokens")) or 0,
        reasoning_tokens=_number(of_output.get("reasoning_tokens")) or 0,
    )


def dollars(value: object) -> Decimal | None:
    """An amount of money as a server writes it, as a number or as text; None for what is none.

    Nothing counts as none: it is what a proxy says of a model that it has no price for."""
    if type(value) not in {int, float, str}:
        return None
    try:
        amount = Decimal(str(value).strip())
    except InvalidOperation:
        return None
    return amount if amount.is_finite() and amount > 0 else None


def _first(one: object, other: object) -> int | None:
    """The first that is a number above nothing, else a nothing, else None."""
    return _number(one) or _number(other)


def _number(value: object) -> int | None:
    if type(value) is float and value.is_integer():
        value = int(value)
    return value if type(value) is int and value >= 0 else None


def _string(value: object) -> str:
    return value if type(value) is str else ""
