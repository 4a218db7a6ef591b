"""What of a chat is sent: the instructions, the script, and as many turns as the model's window takes."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any, NamedTuple

from ...llm.conversation import Conversation, Turn
from ...llm.errors import ContextWindowError
from ...llm.messages import Message, Text
from ..analysis import wording
from ..analysis.portions import tokens_of, window_of
from . import talks
from .exporting import STOPPED
from .material import InView, in_view

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from ...llm.conversation import Summarise
    from ...llm.model_spec import ModelSpec
    from ..prompts import Prompt

_SHARE_OF_WINDOW = 0.9
"""Tokens are estimated."""
_MOST_RESERVE = 8_000
_SHARE_OF_SCRIPT = 0.6
_TOKENS_PER_MESSAGE = 6
_TOKENS_OF_A_NOTE = 40
"""What says that turns are left out; without a summary, which stands back where there is no room."""


class Fitted(NamedTuple):
    messages: tuple[Message, ...]
    left_out: int
    """So many turns."""
    view: InView
    window: int
    """What is left for the turns, without the script."""
    reserve: int
    """Kept for the answer."""


def conversation_of(talk: talks.Talk, prompt: Prompt, instruction: str = "") -> Conversation:
    """`instruction` is the user's, in addition to what this talk has of its own."""
    turns = [_turn(turn) for turn in talk.turns]
    wanted = "\n\n".join(text for text in (instruction.strip(), talk.system.strip()) if text)
    return Conversation(wording.system_text(prompt, wanted), turns, talk.summary, talk.summarised)


def fitted(conversation: Conversation, script: Mapping[str, Any] | None, spec: ModelSpec, model: str) -> Fitted:
    """The script stands before the first turn that is sent: it is the same from turn to turn, so providers read it from
    their prompt caches. Where the cursor is, which changes, is said with the last question. The script stands back
    where the question needs the room. Raises `ContextWindowError` where not even the last question fits."""
    window = int(window_of(spec) * _SHARE_OF_WINDOW)
    reserve = min(spec.output_limit or _MOST_RESERVE, _MOST_RESERVE, window // 4)
    everything = conversation.messages(model)
    needed = tokens_in((everything[0], everything[-1]), model) + _TOKENS_OF_A_NOTE
    room = int((window - reserve) * _SHARE_OF_SCRIPT)
    view = in_view(script, min(room, window - reserve - needed), model)
    try:
        return _fitted(conversation, view, window, reserve, model)
    except ContextWindowError:
        if not view.text:
            raise
        return _fitted(conversation, InView(), window, reserve, model)


def _fitted(conversation: Conversation, view: InView, window: int, reserve: int, model: str) -> Fitted:
    left = window - view.tokens
    found = conversation.fitted(left, lambda messages: tokens_in(messages, model), reserve, model)
    return Fitted(_with_script(found.messages, view), len(found.left_out), view, left, reserve)


async def summarised(conversation: Conversation, found: Fitted, hook: Summarise, model: str) -> bool:
    """Brings the summary up to what is not sent any more; see `Conversation.summarise`."""
    return await conversation.summarise(
        found.window, lambda messages: tokens_in(messages, model), found.reserve, hook, model
    )


def _with_script(messages: tuple[Message, ...], view: InView) -> tuple[Message, ...]:
    users = [place for place, message in enumerate(messages) if message.role == "user"]
    if not view.text or not users:
        return messages
    told = list(messages)
    if view.cursor:
        told[users[-1]] = _behind(Text(view.cursor), told[users[-1]])
    told[users[0]] = _behind(Text(f"{view.text}\n\n", ends_head=True), told[users[0]])
    return tuple(told)


def _behind(part: Text, message: Message) -> Message:
    said = (Text(message.content),) if isinstance(message.content, str) else message.content
    return replace(message, content=(part, *said))


def tokens_in(messages: Sequence[Message], model: str) -> int:
    return sum(tokens_of(message.text, model) + _TOKENS_PER_MESSAGE for message in messages)


def _turn(said: talks.Turn) -> Turn:
    text = f"{said.text} {STOPPED}" if said.state == talks.PARTIAL else said.text
    return Turn(Message("user" if said.role == talks.USER else "assistant", text), said.model)
