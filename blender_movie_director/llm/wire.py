"""OpenAI's chat format, the way out: our `Request` as the JSON that chat completions servers and LiteLLM take.

The way back is `assembling.py`. Nothing here knows how the bytes travel.
"""

from __future__ import annotations

import json
import re
from base64 import b64encode
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from .errors import BadRequestError
from .messages import Image

if TYPE_CHECKING:
    from .messages import Message, Parameters, Reasoning, Request, Shape, Tool

_OURS = frozenset({"messages", "model", "stream"})
"""What `Parameters.extra` cannot change: the rest of the program would not know of it."""
_WANTS_COMPLETION_TOKENS = re.compile(r"(?:^|/)(?:o\d|gpt-[5-9]|gpt-\d\d)", re.IGNORECASE)
_NOT_IN_NAMES = re.compile(r"[^A-Za-z0-9_-]")


def body_of(request: Request, model: str, *, max_tokens_name: str = "", cache_marks: bool = False) -> dict[str, Any]:
    """The body of `POST /chat/completions`. `model` is the name that the server knows it by.

    `max_tokens_name` is `max_tokens` or `max_completion_tokens`; by default what the model's name asks for: OpenAI's
    reasoning models refuse the first, and most servers of one's own have not heard of the second. `cache_marks` are
    for those of whom `takes_cache_marks` says so.
    """
    body: dict[str, Any] = {"model": model}
    body["messages"] = [message_of(message, cache_marks=cache_marks) for message in request.messages]
    body["stream"] = request.stream
    if request.stream:
        body["stream_options"] = {"include_usage": True}
    body |= _parameters_of(request.parameters, max_tokens_name or max_tokens_name_for(model))
    if request.tools:
        body["tools"] = [tool_of(tool) for tool in request.tools]
        if request.tool_choice:
            body["tool_choice"] = tool_choice_of(request.tool_choice)
    if request.shape is not None:
        body["response_format"] = response_format_of(request.shape)
    body |= {name: value for name, value in request.parameters.extra.items() if name not in _OURS}
    return body


def encoded(body: Mapping[str, Any], model: str) -> bytes:
    """The body as UTF-8. A lone surrogate becomes a question mark: there is no UTF-8 for it, and its escape is
    refused by servers that read JSON strictly. Raises `BadRequestError` for what JSON cannot say."""
    try:
        text = json.dumps(body, ensure_ascii=False, allow_nan=False, separators=(",", ":"))
    except (TypeError, ValueError, RecursionError) as error:
        raise BadRequestError(
            f"The request to {model} cannot be written as JSON ({error}).",
            "Correct the parameters: they hold text, whole or decimal numbers, lists and objects only.",
            model=model,
        ) from None
    return text.encode("utf-8", "replace")


def sendable(text: str) -> str:
    """No lone surrogates."""
    return text if text.isascii() else text.encode("utf-8", "replace").decode("utf-8")


def max_tokens_name_for(model: str) -> str:
    return "max_completion_tokens" if _WANTS_COMPLETION_TOKENS.search(model) else "max_tokens"


def takes_cache_marks(model: str) -> bool:
    """Whether a model's prompts are cached only up to marks in them: Claude's are, whoever serves it. LiteLLM takes the
    marks in Anthropic's form, and its proxy passes them on; what a server calls a model is all there is to go by."""
    return "claude" in model.lower()


def message_of(message: Message, *, cache_marks: bool = False) -> dict[str, Any]:
    result: dict[str, Any] = {"role": message.role, "content": _content_of(message, cache_marks=cache_marks)}
    if message.tool_calls:
        result["tool_calls"] = [
            {
                "id": call.id,
                "type": "function",
                # Providers that turn it into an object of their own fail on an empty string.
                "function": {"name": call.name, "arguments": sendable(call.arguments) or "{}"},
            }
            for call in message.tool_calls
        ]
    if message.role == "tool":
        result["tool_call_id"] = message.tool_call_id
    if message.role == "assistant" and message.reasoning:
        result |= _reasoning_of(message)
    return result


def tool_of(tool: Tool) -> dict[str, Any]:
    function = {"name": tool.name, "description": sendable(tool.description), "parameters": dict(tool.parameters)}
    return {"type": "function", "function": function}


def tool_choice_of(choice: str) -> str | dict[str, Any]:
    if choice in {"auto", "none", "required"}:
        return choice
    return {"type": "function", "function": {"name": choice}}


def response_format_of(shape: Shape) -> dict[str, Any]:
    """Strict where the schema allows it: servers refuse the word for a schema that leaves anything open."""
    schema: dict[str, Any] = {"name": _NOT_IN_NAMES.sub("_", shape.name)[:64] or "answer", "schema": dict(shape.schema)}
    if _is_strict(shape.schema):
        schema["strict"] = True
    return {"type": "json_schema", "json_schema": schema}


def _content_of(message: Message, *, cache_marks: bool) -> str | list[dict[str, Any]] | None:
    if isinstance(message.content, str) or not any(
        isinstance(part, Image) or (cache_marks and part.ends_head) for part in message.content
    ):
        text = sendable(message.text)  # as plain text wherever possible: not every server takes lists
        return text if text or not message.tool_calls else None
    parts: list[dict[str, Any]] = []
    for part in message.content:
        if isinstance(part, Image):
            url = f"data:{part.media_type};base64,{b64encode(part.data).decode('ascii')}"
            parts.append({"type": "image_url", "image_url": {"url": url}})
        else:
            parts.append({"type": "text", "text": sendable(part.text)})
            if cache_marks and part.ends_head:
                parts[-1]["cache_control"] = {"type": "ephemeral"}
    return parts


def _reasoning_of(message: Message) -> dict[str, Any]:
    """Signed thoughts go back as they came. Unsigned ones only with the tool calls that they led to: providers that
    want them want them there, and some refuse them elsewhere."""
    signed = [thought for thought in message.reasoning if thought.signature or thought.redacted]
    if signed:
        return {"thinking_blocks": [_thinking_block(thought) for thought in signed]}
    if message.tool_calls:
        return {"reasoning_content": sendable("".join(thought.text for thought in message.reasoning))}
    return {}


def _thinking_block(thought: Reasoning) -> dict[str, str]:
    if thought.redacted:
        return {"type": "redacted_thinking", "data": thought.redacted}
    return {"type": "thinking", "thinking": sendable(thought.text), "signature": thought.signature}


def _parameters_of(parameters: Parameters, max_tokens_name: str) -> dict[str, Any]:
    named = {
        "temperature": parameters.temperature,
        "top_p": parameters.top_p,
        max_tokens_name: parameters.max_tokens,
        "stop": [sendable(text) for text in parameters.stop] or None,
        "seed": parameters.seed,
        "reasoning_effort": parameters.reasoning_effort,
        "verbosity": parameters.verbosity,
    }
    return {name: value for name, value in named.items() if value is not None}


def _is_strict(schema: object) -> bool:
    """Whether every object in it names all its members as required and allows no others."""
    if isinstance(schema, list):
        return all(_is_strict(part) for part in schema)
    if not isinstance(schema, Mapping):
        return True
    if schema.get("type") == "object" or "properties" in schema:
        members = schema.get("properties") or {}
        if schema.get("additionalProperties") is not False or set(schema.get("required") or ()) != set(members):
            return False
        if not all(_is_strict(member) for member in members.values()):
            return False
    return all(_is_strict(value) for name, value in schema.items() if name not in {"properties", "enum", "const"})
