"""Cuts a script into what is sent at once: as much as a model can read and answer about in one go."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

from ...llm.estimates import estimate
from ...llm.families import family_of
from ...llm.keys import provider_of
from ...llm.network import LOCAL_PROVIDERS

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from ...llm.model_spec import ModelSpec
    from .passages import Passage

TARGET = 4_500
"""Tokens of scene text in one request: fewer would pay for the head too often, more would make answers too long."""
FIRST = 700
"""The same of the first request, whose answer somebody is waiting for."""
_ANSWER_PER_SCENE = 180
_ANSWER_PER_TOKEN = 0.55
"""What is answered about a scene, from its own tokens."""
_MOST_ANSWERED = 1_500
"""About one scene, or one part of it: of a long one no more is told than of several short ones."""
_AROUND_A_SCENE = 25
"""Tokens of its first and its last line."""

_WINDOW_UNKNOWN = 32_768
_WINDOW_UNKNOWN_HERE = 8_192
"""Of a model on this computer: its server cuts what is longer, and does not say so."""
_OUTPUT_UNKNOWN = 8_192
_SHARE_OF_OUTPUT = 0.7
"""Of what a model can write, the part that we expect it to write; the rest is for where we are wrong."""
_SHARE_OF_WINDOW = 0.92
_LEAST = 300
_PIECE_OF_WINDOW = 0.5
_LONGEST_PIECE = 6_000
"""However large the window is: a reading of forty pages at once would tell of none of them."""
_PARAGRAPH = re.compile(r"\n\n+")
_TOKENS_OF_REASONING = 16_000
_THINK_WHEN_ASKED = frozenset({"anthropic"})
"""Providers whose models answer at once unless they are told to think first."""


class Room(NamedTuple):
    """What fits into one request, in tokens."""

    window: int
    """For scenes and answer together; the head is taken off."""
    answer: int
    longest: int
    """A scene that is longer than this is sent in parts."""


class Portion(NamedTuple):
    """A passage, or a part of one that is too long to be read at once."""

    passage: Passage
    text: str
    tokens: int
    part: int = 1
    parts: int = 1

    @property
    def answer(self) -> int:
        """Tokens that the answer about it takes, about."""
        return min(_ANSWER_PER_SCENE + int(self.tokens * _ANSWER_PER_TOKEN), _MOST_ANSWERED)


def tokens_of(text: str, model: str) -> int:
    """An estimate that is there at once, and the same on every computer."""
    return int(estimate(text) * family_of(model).tokens_per_estimate) + 1


def window_of(spec: ModelSpec) -> int:
    if spec.window is not None:
        return spec.window
    return _WINDOW_UNKNOWN_HERE if provider_of(spec.name) in LOCAL_PROVIDERS else _WINDOW_UNKNOWN


def room_for(spec: ModelSpec, head: int) -> Room:
    window = max(int(window_of(spec) * _SHARE_OF_WINDOW) - head, _LEAST)
    answer = max(int((spec.output_limit or _OUTPUT_UNKNOWN) * _SHARE_OF_OUTPUT), _LEAST)
    return Room(window, answer, max(min(int(window * _PIECE_OF_WINDOW), _LONGEST_PIECE), _LEAST))


def most_tokens(spec: ModelSpec, expected: int, effort: str | None = None) -> int | None:
    """The limit to set for an answer of this expected length: generous, since one that is cut is lost, but no more than
    that, since a budget reckons with it. None where nobody knows what the model can write, and its server's own limit
    may be larger than any we would dare to set."""
    if spec.output_limit is None:
        return None
    thinks = spec.reasoning is not False and (effort is not None or spec.provider not in _THINK_WHEN_ASKED)
    thoughts = _TOKENS_OF_REASONING if thinks else 0
    return min(spec.output_limit, expected * 2 + 1_000 + thoughts)


def portions_of(passages: Sequence[Passage], model: str, room: Room) -> Iterator[Portion]:
    for passage in passages:
        tokens = tokens_of(passage.text, model) + _AROUND_A_SCENE
        if tokens <= room.longest:
            yield Portion(passage, passage.text, tokens)
            continue
        pieces = _pieces(passage.text, _size(len(passage.text), tokens, room.longest))
        for number, piece in enumerate(pieces, 1):
            yield Portion(passage, piece, tokens_of(piece, model) + _AROUND_A_SCENE, number, len(pieces))


def batches_of(portions: Sequence[Portion], room: Room) -> list[list[Portion]]:
    """In the order of the script, the first batch a small one. A part of a scene goes alone: by its scene's number it
    could not be told from another."""
    batches: list[list[Portion]] = []
    tokens = answer = 0
    for portion in portions:
        tokens += portion.tokens
        answer += portion.answer
        fits = tokens <= (FIRST if len(batches) == 1 else TARGET) and answer <= room.answer
        alone = portion.parts > 1 or (batches and batches[-1][-1].parts > 1)
        if not batches or not fits or alone or tokens + answer > room.window:
            batches.append([])
            tokens, answer = portion.tokens, portion.answer
        batches[-1].append(portion)
    return batches


def _size(characters: int, tokens: int, longest: int) -> int:
    """Of a piece, in characters: all about as long, rather than as long as can be and a short rest."""
    even = characters * 1.1 / -(-tokens // longest)
    return min(int(even), characters * longest // tokens)


def _pieces(text: str, characters: int) -> list[str]:
    """Cut between paragraphs; within one only where it is longer than a piece."""
    pieces: list[str] = []
    size = 0
    for paragraph in _PARAGRAPH.split(text):
        for start in range(0, max(len(paragraph), 1), characters):
            part = paragraph[start : start + characters]
            if not pieces or size + len(part) > characters:
                pieces.append(part)
                size = len(part)
            else:
                pieces[-1] += ("\n\n" if start == 0 else "") + part
                size += len(part) + 2
    return pieces
