"""What a call will take and cost, as far as one can know: the seams for the tokenizers and the prices.

The functions here are what stands in for them where nothing better was given to the client.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

from .messages import Cost, Image, Request, Usage

if TYPE_CHECKING:
    from .pipeline import Call

ASSUMED_OUTPUT = 1_000
"""Tokens of an answer whose length nobody has bounded, for estimates before the call."""
_CHARACTERS_PER_TOKEN = 3.5  # on the high side of what English takes: an estimate may rather be too large
_TOKENS_PER_MESSAGE = 4
_TOKENS_PER_IMAGE = 1_000


class Counter(Protocol):
    """Counts tokens for a model."""

    def text(self, model: str, text: str) -> int: ...

    def request(self, model: str, request: Request) -> int: ...


class Price(Protocol):
    """What these tokens cost; `Cost()` where nobody knows."""

    def __call__(self, model: str, usage: Usage) -> Cost: ...


class RoughCounter:
    """By the length of the text."""

    def text(self, model: str, text: str) -> int:
        del model
        return _tokens(len(text))

    def request(self, model: str, request: Request) -> int:
        del model
        characters = images = 0
        for message in request.messages:
            characters += len(message.text)
            if not isinstance(message.content, str):
                images += sum(isinstance(part, Image) for part in message.content)
            for call in message.tool_calls:
                characters += len(call.name) + len(call.arguments)
        for tool in request.tools:
            characters += len(tool.name) + len(tool.description) + len(str(tool.parameters))
        if request.shape is not None:
            characters += len(str(request.shape.schema))
        return _tokens(characters) + _TOKENS_PER_MESSAGE * len(request.messages) + _TOKENS_PER_IMAGE * images


def unpriced(model: str, usage: Usage) -> Cost:
    """The price list of somebody who has none."""
    del model, usage
    return Cost()


def expected(call: Call, counter: Counter) -> Usage:
    """Before the call: the request as it is, and the longest answer that was asked for."""
    longest = call.request.parameters.max_tokens
    return Usage(
        counter.request(call.model, call.request),
        ASSUMED_OUTPUT if longest is None else longest,
        estimated=True,
    )


def _tokens(characters: int) -> int:
    return -int(-characters // _CHARACTERS_PER_TOKEN)
