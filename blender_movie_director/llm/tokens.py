"""How many tokens a text or a request is: exact where a tokenizer is at hand, else estimated and put right by what
servers report. Never asks a network, and never imports LiteLLM."""

from __future__ import annotations

import asyncio
import json
import math
import threading
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from .estimates import estimate
from .families import family_of
from .image_size import image_size
from .keys import provider_of
from .messages import Image, Text
from .network import LOCAL_PROVIDERS
from .vocabularies import Vocabularies

if TYPE_CHECKING:
    from collections.abc import Mapping

    from .families import Family
    from .messages import Message, Request, Usage

_PER_MESSAGE = 3
_BEFORE_THE_ANSWER = 3
"""What OpenAI's chat format puts around each message, and before the answer. Others are close to it."""
_PER_TOOL = 8

_UNKNOWN_PICTURE = (1024, 1024)
_LIKELY = (0.2, 5.0)
_BOUNDS = (0.5, 2.0)
_FORGETTING = 0.9
_WEIGHT_AT_FIRST = 500.0
_MOST_MODELS = 200

_vocabularies = Vocabularies()


@dataclass(frozen=True, slots=True)
class TokenCount:
    number: int
    exact: bool
    uncorrected: float = 0.0
    """The count before what servers reported was taken into account; `Corrections.learn` wants it."""


class Corrections:
    """By how much the estimates for each model are off, learnt from the usage that servers report.

    Thread-safe; bounded, so that one odd server cannot make counts useless; newer reports weigh more."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._sums: dict[str, tuple[float, float]] = {}

    def ratio(self, model: str) -> float:
        """What an estimate is multiplied by. 1 for a model of which nothing has been reported."""
        with self._lock:
            reported, counted = self._sums.get(model, (0.0, 0.0))
        # As if some tokens had been counted right before: a single short prompt says little.
        ratio = (reported + _WEIGHT_AT_FIRST) / (counted + _WEIGHT_AT_FIRST)
        return min(max(ratio, _BOUNDS[0]), _BOUNDS[1])

    def learn(self, model: str, counted: TokenCount, reported: int | None) -> None:
        """A server has said how many tokens there were. What cannot be true of the same text is not believed."""
        mine = counted.uncorrected
        if counted.exact or reported is None or mine <= 0 or not _LIKELY[0] <= reported / mine <= _LIKELY[1]:
            return
        with self._lock:
            before = self._sums.pop(model, (0.0, 0.0))
            self._sums[model] = (before[0] * _FORGETTING + reported, before[1] * _FORGETTING + mine)
            if len(self._sums) > _MOST_MODELS:
                del self._sums[next(iter(self._sums))]

    def to_json(self) -> dict[str, Any]:
        with self._lock:
            return {"version": 1, "models": {model: list(sums) for model, sums in self._sums.items()}}

    @classmethod
    def from_json(cls, data: object) -> Corrections:
        """What `to_json` gave. Anything that is not that is passed over: it would be learnt again in a few calls."""
        corrections = cls()
        models = data.get("models") if isinstance(data, dict) and data.get("version") == 1 else None
        for model, sums in (models if isinstance(models, dict) else {}).items():
            if isinstance(sums, list | tuple) and len(sums) == 2 and all(_is_amount(value) for value in sums):
                corrections._sums[str(model)] = (float(sums[0]), float(sums[1]))
                if len(corrections._sums) == _MOST_MODELS:
                    break
        return corrections


class TokenCounter:
    """Counts for a client (a `counting.Counter`), and learns. Never waits for a tokenizer: it may be on the loop."""

    def __init__(self, corrections: Corrections | None = None) -> None:
        self.corrections = corrections or Corrections()

    def text(self, model: str, text: str) -> int:
        return count(text, model, corrections=self.corrections, wait=False).number

    def request(self, model: str, request: Request) -> int:
        return count_request(request, model, corrections=self.corrections, wait=False).number

    def learn(self, model: str, request: Request, usage: Usage) -> None:
        """After an answer: what the server counted for this request."""
        if not usage.estimated and usage.input_tokens is not None:
            counted = count_request(request, model, corrections=self.corrections, wait=False)
            self.corrections.learn(model, counted, usage.input_tokens)


def count(text: str, model: str, *, corrections: Corrections | None = None, wait: bool = True) -> TokenCount:
    """The tokens of a text. Thread-safe; without `wait`, an estimate while a tokenizer is still being loaded."""
    family = family_of(model)
    number, exact = _of_text(text, family, wait=wait)
    return _corrected(number, model, corrections, exact=exact)


def count_request(
    request: Request, model: str = "", *, corrections: Corrections | None = None, wait: bool = True
) -> TokenCount:
    """The input tokens of a request: messages, tools, shape and pictures. Exact only for plain messages."""
    family = family_of(model or request.model)
    # Others put gpt-oss, and whatever runs on one's own computer, into templates of their own.
    provider = provider_of(model or request.model)
    total, exact = float(_BEFORE_THE_ANSWER), family.name != "gpt-oss" and provider not in LOCAL_PROVIDERS
    for message in request.messages:
        number, sure = _of_message(message, family, wait=wait)
        total, exact = total + number, exact and sure
    for tool in request.tools:
        told = f"{tool.name} {tool.description} {_as_json(tool.parameters)}"
        total, exact = total + _PER_TOOL + _of_text(told, family, wait=wait)[0], False
    if request.shape is not None:
        told = f"{request.shape.name} {_as_json(request.shape.schema)}"
        total, exact = total + _PER_TOOL + _of_text(told, family, wait=wait)[0], False
    return _corrected(total, model or request.model, corrections, exact=exact)


def count_message(
    message: Message, model: str, *, corrections: Corrections | None = None, wait: bool = True
) -> TokenCount:
    """What one message adds to a request, for those who trim a conversation."""
    number, exact = _of_message(message, family_of(model), wait=wait)
    return _corrected(number, model, corrections, exact=exact)


async def prepare(model: str) -> bool:
    """Load the model's tokenizer off the event loop. True if its counts will be exact."""
    encoding = family_of(model).encoding
    return bool(encoding) and await asyncio.to_thread(_vocabularies.get, encoding) is not None


def picture_tokens(picture: Image, model: str) -> int:
    """What a picture costs, by the formula that the model's maker publishes; else a guess that is rather too high."""
    return _of_picture(picture, family_of(model))


def _of_picture(picture: Image, family: Family) -> int:
    kind, first, second = family.picture
    width, height = image_size(picture.data) or _UNKNOWN_PICTURE
    if kind == "tiles":
        return _tiles(width, height, int(first), int(second))
    if kind == "patches":
        return _patches(width, height, first, int(second))
    if kind == "area":
        return _area(width, height, first, second)
    if kind == "gemini":
        return _gemini(width, height, int(first), second)
    return int(first)


def _of_text(text: str, family: Family, *, wait: bool) -> tuple[float, bool]:
    if not text:
        return 0, True
    if family.encoding:
        found = _vocabularies.count(text, family.encoding, wait=wait)
        if found is not None:
            return found
    return estimate(text, family.other_scripts) * family.tokens_per_estimate, False


def _of_message(message: Message, family: Family, *, wait: bool) -> tuple[float, bool]:
    exact = not (message.tool_calls or message.tool_call_id or message.reasoning)
    total = float(_PER_MESSAGE + 1)  # and one for the role
    parts = (Text(message.content),) if isinstance(message.content, str) else message.content
    for part in parts:
        if isinstance(part, Image):
            total, exact = total + _of_picture(part, family), False
        else:
            number, sure = _of_text(part.text, family, wait=wait)
            total, exact = total + number, exact and sure
    for call in message.tool_calls:
        total += _PER_TOOL + _of_text(f"{call.name} {call.arguments}", family, wait=wait)[0]
    for thought in message.reasoning:
        total += _of_text(thought.text, family, wait=wait)[0]
    return total, exact


def _corrected(number: float, model: str, corrections: Corrections | None, *, exact: bool) -> TokenCount:
    if exact:
        return TokenCount(int(number), exact=True, uncorrected=number)
    ratio = corrections.ratio(model) if corrections is not None else 1.0
    return TokenCount(math.ceil(number * ratio), exact=False, uncorrected=number)


def _tiles(width: int, height: int, base: int, each: int) -> int:
    """OpenAI's older formula: made to fit 2048 by 2048, then the shorter side 768, then squares of 512."""
    scale = min(1.0, 2048 / max(width, height))
    scale *= min(1.0, 768 / (min(width, height) * scale))
    across, down = (math.ceil(round(side * scale, 3) / 512) for side in (width, height))
    return base + each * across * down


def _patches(width: int, height: int, factor: float, most: int) -> int:
    """OpenAI's newer one, of the small models: squares of 32, shrunk until 1536 cover it, times the model's factor."""
    patches = math.ceil(width / 32) * math.ceil(height / 32)
    if patches > most:
        shrink = math.sqrt(32 * 32 * most / (width * height))
        across, down = width * shrink / 32, height * shrink / 32
        shrink *= min(math.floor(across) / across, math.floor(down) / down)
        patches = min(math.ceil(round(width * shrink / 32, 6)) * math.ceil(round(height * shrink / 32, 6)), most)
    return math.ceil(patches * factor)


def _area(width: int, height: int, pixels_per_token: float, longest: float) -> int:
    """Anthropic's: made to fit 1568 pixels, and about 1,600 tokens at most."""
    scale = min(1.0, longest / max(width, height))
    return min(math.ceil(width * scale * height * scale / pixels_per_token), 1600)


def _gemini(width: int, height: int, each: int, tile: float) -> int:
    """Google's: one unit for a small picture, and one for each square of 768 of a larger one."""
    if width <= 384 and height <= 384:
        return each
    return each * math.ceil(width / tile) * math.ceil(height / tile)


def _as_json(value: Mapping[str, Any]) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"), default=str)


def _is_amount(value: object) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool) and math.isfinite(value) and 0 <= value < 1e12
