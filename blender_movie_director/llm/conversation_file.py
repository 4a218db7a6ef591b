"""Conversations as JSON, with a version. No key is ever in one: texts are scrubbed on the way out."""

from __future__ import annotations

import base64
import binascii
import json
from typing import TYPE_CHECKING, Any, TypeAlias, cast

from .conversation import Conversation, Turn
from .errors import ConfigurationError
from .keys import scrub
from .messages import Image, Message, Reasoning, Text, ToolCall

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

    from .messages import Part, Role

FORMAT = "movie-director-conversation"
VERSION = 1
_ROLES = ("system", "user", "assistant", "tool")
Json: TypeAlias = dict[str, Any]


def to_json(conversation: Conversation, secrets: Iterable[str] = ()) -> str:
    """`secrets` are keys that nobody should find in it, such as one that was pasted into a question."""
    hidden = tuple(secrets)

    def clean(text: str) -> str:
        return scrub(text, hidden)

    written = {
        "format": FORMAT,
        "version": VERSION,
        "system": clean(conversation.system),
        "summary": clean(conversation.summary),
        "summarised": conversation.summarised,
        "turns": [_turn_out(turn, clean) for turn in conversation.turns],
    }
    return json.dumps(written, ensure_ascii=False, indent=1)


def from_json(text: str) -> Conversation:
    """Unknown fields are passed over. Raises `ConfigurationError` for what is no conversation, or a newer program's."""
    try:
        read = json.loads(text)
    except (ValueError, RecursionError):
        raise _broken("it is not JSON") from None
    if not isinstance(read, dict) or read.get("format") != FORMAT:
        raise _broken("it was not saved by Movie Director")
    version = read.get("version")
    if not isinstance(version, int) or isinstance(version, bool) or version < 1:
        raise _broken("its version is missing")
    if version > VERSION:
        raise ConfigurationError(
            f"This conversation was saved by a newer Movie Director (format {version}; this one reads {VERSION}).",
            "Update Movie Director to open it.",
        )
    try:
        turns = [_turn_in(turn) for turn in read["turns"]]
        summarised = read.get("summarised", 0)
        if not isinstance(summarised, int) or not 0 <= summarised <= len(turns):
            raise _broken("its summary covers turns that are not there")
        return Conversation(_text(read, "system"), turns, _text(read, "summary"), summarised)
    except (KeyError, TypeError, AttributeError, ValueError, binascii.Error) as error:
        raise _broken(f"a part of it is missing or of the wrong kind ({type(error).__name__})") from None


def _turn_out(turn: Turn, clean: Callable[[str], str]) -> Json:
    message = turn.message
    written: Json = {"role": message.role}
    if isinstance(message.content, str):
        written["content"] = clean(message.content)
    else:
        written["content"] = [_part_out(part, clean) for part in message.content]
    if message.tool_calls:
        written["tool_calls"] = [
            {"id": call.id, "name": call.name, "arguments": clean(call.arguments)} for call in message.tool_calls
        ]
    if message.tool_call_id:
        written["tool_call_id"] = message.tool_call_id
    if message.reasoning:
        written["reasoning"] = [_reasoning_out(thought, clean) for thought in message.reasoning]
    if turn.model:
        written["model"] = turn.model
    return written


def _reasoning_out(thought: Reasoning, clean: Callable[[str], str]) -> Json:
    # What a provider signed is good only as it is: if a key has to go, its signature goes as well.
    text = clean(thought.text)
    signature = thought.signature if text == thought.text else ""
    return {"text": text, "signature": signature, "redacted": thought.redacted}


def _part_out(part: Part, clean: Callable[[str], str]) -> Json:
    if isinstance(part, Text):
        return {"type": "text", "text": clean(part.text)}
    return {"type": "image", "media_type": part.media_type, "data": base64.b64encode(part.data).decode("ascii")}


def _turn_in(read: Mapping[str, Any]) -> Turn:
    role = read["role"]
    if role not in _ROLES:
        raise _broken("it has a turn of nobody that is known")
    content = read.get("content", "")
    message = Message(
        role=cast("Role", role),
        content=content if isinstance(content, str) else tuple(_part_in(part) for part in content),
        tool_calls=tuple(
            ToolCall(_text(call, "id"), _text(call, "name"), _text(call, "arguments"))
            for call in read.get("tool_calls", ())
        ),
        tool_call_id=_text(read, "tool_call_id"),
        reasoning=tuple(
            Reasoning(_text(thought, "text"), _text(thought, "signature"), _text(thought, "redacted"))
            for thought in read.get("reasoning", ())
        ),
    )
    return Turn(message, _text(read, "model"))


def _part_in(read: Mapping[str, Any]) -> Part:
    if read["type"] == "text":
        return Text(_text(read, "text"))
    if read["type"] == "image":
        return Image(base64.b64decode(read["data"], validate=True), _text(read, "media_type") or "image/png")
    raise _broken("it has a part of a kind that is not known")


def _text(read: Mapping[str, Any], name: str) -> str:
    value = read.get(name, "")
    if not isinstance(value, str):
        raise _broken(f'its "{name}" is not a text')
    return value


def _broken(why: str) -> ConfigurationError:
    return ConfigurationError(
        f"The conversation cannot be read: {why}.", "Open another file, or start a new conversation."
    )
