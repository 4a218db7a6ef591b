"""How people of a script speak: those of their own lines that tell them from the others."""

from __future__ import annotations

import math
import re
from collections import Counter
from typing import TYPE_CHECKING, NamedTuple

from ..screenplay import Kind
from ..screenplay.elements import SPOKEN
from ..screenplay.facts.names import fold
from .analysis.portions import tokens_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from ..screenplay import Element

_WORD = re.compile(r"[^\W_]+(?:['\u2019][^\W_]+)*")
_MOST_LINES = 12
"""Of each: more of them teach nothing more."""
_LONGEST_LINE = 400
_TELLING_WORDS = (4, 40)
"""A speech shorter than that could be anybody's; a longer one takes the room of several."""


class _Speech(NamedTuple):
    place: int
    text: str
    words: tuple[str, ...]


def voices(elements: Sequence[Element], names: Iterable[str], most_tokens: int, model: str) -> str:
    """For each of these people some of their most telling lines, in the order of the script; in all at most so many
    tokens. The same script always gives the same lines."""
    said = speeches(elements)
    everybody = Counter(word for spoken in said.values() for speech in spoken for word in speech.words)
    wanted = list(dict.fromkeys(names))
    blocks: list[str] = []
    for number, name in enumerate(wanted):
        spoken = said.get(fold(name), [])
        # What one does not need is there for those who follow.
        budget = (most_tokens - sum(tokens_of(block, model) for block in blocks)) // (len(wanted) - number)
        if block := _block(name, spoken, everybody, budget, model):
            blocks.append(block)
    return "\n\n".join(blocks)


def speeches(elements: Sequence[Element]) -> Mapping[str, list[_Speech]]:
    """What everybody says, by their folded names."""
    said: dict[str, list[_Speech]] = {}
    speaker = ""
    pieces: list[str] = []
    for place, element in enumerate([*elements, None]):
        if element is not None and speaker and element.kind in SPOKEN:
            pieces.append(element.text)
        elif element is None or element.kind not in (Kind.PARENTHETICAL, Kind.NOTE, Kind.BONEYARD):
            if pieces:
                text = " ".join(" ".join(pieces).split())
                words = tuple(_WORD.findall(text.casefold().replace("\u2019", "'")))
                said.setdefault(fold(speaker), []).append(_Speech(place, text, words))
            pieces = []
            speaker = element.name if element is not None and element.kind is Kind.CHARACTER else ""
    return said


def _block(name: str, spoken: Sequence[_Speech], everybody: Counter[str], budget: int, model: str) -> str:
    head = f"{name}, {len(spoken)} speech{'' if len(spoken) == 1 else 'es'}:"
    left = budget - tokens_of(head, model)
    chosen: list[_Speech] = []
    for speech in _most_telling(spoken, everybody):
        size = tokens_of(speech.text, model) + 2
        if len(chosen) < _MOST_LINES and size <= left:
            chosen.append(speech)
            left -= size
    if not chosen:
        return f"{name} has not spoken yet." if not spoken and left >= 0 else ""
    return "\n".join([head, *(f"- {speech.text}" for speech in sorted(chosen))])


def _most_telling(spoken: Sequence[_Speech], everybody: Counter[str]) -> Iterator[_Speech]:
    """The best first; no two that say the same."""
    own = Counter(word for speech in spoken for word in speech.words)
    in_all, in_own = sum(everybody.values()), sum(own.values())
    weights = {
        word: max(math.log((count / in_own) / (everybody[word] / in_all)), 0.0) * math.log1p(count)
        for word, count in own.items()
    }
    least, most = _TELLING_WORDS

    def score(speech: _Speech) -> tuple[float, int]:
        own_words = sum(weights[word] for word in set(speech.words)) / math.sqrt(max(len(speech.words), 1))
        fits = min(len(speech.words) / least, 1.0, most / max(len(speech.words), 1))
        return -(own_words + 1.0) * fits, speech.place

    told: set[tuple[str, ...]] = set()
    for speech in sorted(spoken, key=score):
        if speech.words not in told and len(speech.text) <= _LONGEST_LINE:
            told.add(speech.words)
            yield speech
