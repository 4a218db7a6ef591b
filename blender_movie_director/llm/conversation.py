"""A conversation: all its turns, and the part of them that fits a model's window.

Nothing is ever removed from the history. What does not fit is left out of what is sent, and said to be left out.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, TypeAlias

from .errors import BadRequestError, ContextWindowError
from .keys import provider_of
from .messages import Image, Message, Text

if TYPE_CHECKING:
    from collections.abc import Iterator

    from .messages import Part, Response

log = logging.getLogger(__name__)

Count: TypeAlias = Callable[[Sequence[Message]], int]
"""The tokens of messages, for the model that they are going to."""
Summarise: TypeAlias = Callable[[str, Sequence[Message]], Awaitable[str]]
"""Given the summary so far and the turns that come after it, a summary of both."""

NO_RESULT = "There is no result: this was stopped before it was done."


@dataclass(frozen=True, slots=True)
class Turn:
    message: Message
    model: str = ""
    """Which model said it; empty for everyone else's turns."""


@dataclass(frozen=True, slots=True)
class Fitted:
    """What to send. `left_out` are the places of those turns that are not in it, in order."""

    messages: tuple[Message, ...]
    left_out: tuple[int, ...]
    tokens: int


@dataclass(frozen=True, slots=True)
class _Unit:
    """Turns that stand or fall together: one, or a call of tools with its results."""

    places: tuple[int, ...]
    messages: tuple[Message, ...]
    tokens: int = 0

    @property
    def is_user(self) -> bool:
        return self.messages[0].role == "user"


@dataclass(slots=True)
class Conversation:
    """`summary` stands for those of the first `summarised` turns that are not sent themselves."""

    system: str = ""
    turns: list[Turn] = field(default_factory=list)
    summary: str = ""
    summarised: int = 0

    def say(self, text: str, *images: Image) -> None:
        """The user's next turn."""
        self.turns.append(Turn(Message("user", (Text(text), *images) if images else text)))

    def add(self, *messages: Message, model: str = "") -> None:
        """Any turns: those of a tool loop, say. `model` is the one as it was asked for, `provider/model`."""
        self.turns.extend(Turn(message, model if message.role == "assistant" else "") for message in messages)

    def answer(self, response: Response, model: str) -> None:
        """A model's turn. `model` is the one as it was asked for: servers often answer with a name of their own."""
        self.add(response.as_message(), model=model)

    def messages(self, model: str = "") -> tuple[Message, ...]:
        """All of it, as `model` may be sent it."""
        return (*self._opening(), *(message for unit in self._units(model) for message in unit.messages))

    def fitted(self, window: int, count: Count, reserve: int, model: str = "") -> Fitted:
        """As much as goes into `window` tokens when `reserve` of them are kept for the answer.

        In this order: the system prompt and the last exchange, the first exchange, then the others from the last one
        back without a gap. Of a last exchange that is too long (many rounds of tools), its question and as many of
        its last turns. Raises `ContextWindowError` if not even its question and its last turn fit.
        """
        units = [replace(unit, tokens=count(unit.messages)) for unit in self._units(model)]
        opening = self._opening()
        room = window - reserve
        whole = (*opening, *(message for unit in units for message in unit.messages))
        total = count(whole)
        if total <= room:
            return Fitted(whole, (), total)
        for summary in dict.fromkeys((self.summary, "")):  # one that is itself too long is left out as well
            left = room - (count(opening) if opening else 0)
            while (kept := self._chosen(units, left)) is not None:
                messages, left_out = self._with_note(opening, units, kept, summary)
                total = count(messages)
                if total <= room:
                    return Fitted(messages, left_out, total)
                # The parts were counted one by one, and without the note: together they are a little more.
                left -= max(1, total - room)
        raise ContextWindowError("Not even the last question fits into the model's window.", model=model)

    async def summarise(self, window: int, count: Count, reserve: int, hook: Summarise, model: str = "") -> bool:
        """Brings the summary up to what falls out of the window. True if it changed.

        A hook that fails changes nothing, and the turns are there for the next try; cancelling is passed on."""
        left_out = self.fitted(window, count, reserve, model).left_out
        upto = max(left_out, default=-1) + 1
        # The first exchange too, though it may still be sent: with a smaller model it may not.
        new = [turn.message for turn in self.turns[self.summarised : upto]]
        if not new:
            return False
        before = (self.summary, self.summarised)
        try:
            summary = (await hook(self.summary, new)).strip()
        except asyncio.CancelledError:
            raise
        except Exception as error:  # noqa: BLE001 - it asks a model, and whatever befalls it must not lose the talk
            log.warning("no summary of the earlier turns: %s", type(error).__name__)
            return False
        if not summary or before != (self.summary, self.summarised):  # another one was quicker
            return False
        self.summary, self.summarised = summary, upto
        return True

    def fork(self, at: int) -> Conversation:
        """A new conversation with the turns before `at`. This one stays as it is."""
        if not 0 <= at <= len(self.turns):
            raise BadRequestError(
                f"The conversation has {len(self.turns)} turns, and not {at}.", "Choose one of its turns."
            )
        kept = self.summarised <= at
        return Conversation(self.system, self.turns[:at], self.summary if kept else "", self.summarised if kept else 0)

    def edited(self, at: int, text: str) -> Conversation:
        """A fork whose last turn is the user's turn `at` with other words, ready to be sent. Its pictures stay."""
        if not 0 <= at < len(self.turns) or self.turns[at].message.role != "user":
            raise BadRequestError("Only what you said yourself can be changed.", "Choose one of your own turns.")
        forked = self.fork(at)
        said = self.turns[at].message
        images = (
            () if isinstance(said.content, str) else tuple(part for part in said.content if isinstance(part, Image))
        )
        forked.say(text, *images)
        return forked

    def _opening(self) -> tuple[Message, ...]:
        return (Message("system", self.system),) if self.system else ()

    def _units(self, model: str) -> list[_Unit]:
        """The turns by unit. A result without its call is left out, a call without its result gets one that says so:
        providers refuse both, and both come about when work is stopped in between."""
        units: list[_Unit] = []
        place = 0
        while place < len(self.turns):
            message = _for_model(self.turns[place], model)
            end = place + 1
            if message.role != "tool" and not message.tool_calls:
                units.append(_Unit((place,), (message,)))
            elif message.tool_calls:
                results: dict[str, Message] = {}
                while end < len(self.turns) and self.turns[end].message.role == "tool":
                    result = self.turns[end].message
                    results.setdefault(result.tool_call_id, result)
                    end += 1
                answered = (
                    results.get(call.id, Message("tool", NO_RESULT, tool_call_id=call.id))
                    for call in message.tool_calls
                )
                units.append(_Unit(tuple(range(place, end)), (message, *answered)))
            place = end
        return units

    def _chosen(self, units: list[_Unit], left: int) -> list[int] | None:
        """The indices of the units to keep; None where there is not even room for the last ones."""
        exchanges = list(_exchanges(units))
        if not exchanges:
            return None
        last = exchanges.pop()
        kept = set(last)
        left -= sum(units[index].tokens for index in last)
        if left < 0:
            needed = {last[0], last[-1]}
            left += sum(units[index].tokens for index in last if index not in needed)
            if left < 0:
                return None
            kept = needed
            for index in reversed(last[1:-1]):
                left -= units[index].tokens
                if left < 0:
                    break
                kept.add(index)
            return sorted(kept)
        if exchanges:
            first = exchanges[0]
            size = sum(units[index].tokens for index in first)
            if size <= left // 2:  # a long beginning must not push out all that came after it
                kept.update(first)
                left -= size
                exchanges.pop(0)
        for exchange in reversed(exchanges):
            left -= sum(units[index].tokens for index in exchange)
            if left < 0:
                break
            kept.update(exchange)
        return sorted(kept)

    def _with_note(
        self, opening: tuple[Message, ...], units: list[_Unit], kept: list[int], summary: str
    ) -> tuple[tuple[Message, ...], tuple[int, ...]]:
        """The messages, with a note where the first of those that were left out stood."""
        chosen = set(kept)
        gone = [index for index in range(len(units)) if index not in chosen]
        left_out = tuple(place for index in gone for place in units[index].places)
        note = Message("user", self._note(left_out, summary))
        messages = list(opening)
        after = next((index for index in kept if gone and index > gone[0]), -1)
        for index in kept:
            unit = units[index].messages
            if index == after:
                # Into a user's turn where there is one: some models refuse two turns of one side in a row.
                before = next((at for at in range(len(messages) - 1, -1, -1) if messages[at].role == "user"), None)
                if unit[0].role == "user":
                    unit = (_joined(note, unit[0]), *unit[1:])
                elif before is not None:
                    messages[before] = _joined(messages[before], note)
                else:
                    messages.append(note)
            messages.extend(unit)
        return tuple(messages), left_out

    def _note(self, left_out: tuple[int, ...], summary: str) -> str:
        if not left_out:
            return ""
        if not summary:
            number = len(left_out)
            return f"[{number} turn{'s' * (number > 1)} of this conversation left out here.]"
        after = sum(1 for place in left_out if place >= self.summarised)
        more = f" What came after that is not in it ({after} turn{'s' * (after > 1)})." if after else ""
        return f"[Earlier turns of this conversation are left out here. What they came to: {summary}{more}]"


def _exchanges(units: list[_Unit]) -> Iterator[list[int]]:
    """Indices by exchange: what the user said, and all that followed until the user spoke again."""
    current: list[int] = []
    for index, unit in enumerate(units):
        if unit.is_user and current:
            yield current
            current = []
        current.append(index)
    if current:
        yield current


def _for_model(turn: Turn, model: str) -> Message:
    """Thoughts and their signatures are for the provider that made them; another one refuses them."""
    message = turn.message
    if message.reasoning and not (turn.model and model and provider_of(turn.model) == provider_of(model)):
        return replace(message, reasoning=())
    return message


def _joined(first: Message, second: Message) -> Message:
    """Two turns of one side in one; pictures stay where they are."""
    if isinstance(first.content, str) and isinstance(second.content, str):
        return replace(first, content=f"{first.content}\n\n{second.content}")
    return replace(first, content=(*_parts(first), Text("\n\n"), *_parts(second)))


def _parts(message: Message) -> tuple[Part, ...]:
    return (Text(message.content),) if isinstance(message.content, str) else message.content
