"""How people of a script speak: those of their own lines that tell them from the others."""

from __future__ import annotations

import math
import re
from collections import Counter
from itertools import groupby, pairwise, zip_longest
from typing import TYPE_CHECKING, NamedTuple

from ..screenplay import Kind
from ..screenplay.elements import SPOKEN
from ..screenplay.facts.names import fold
from .analysis.portions import tokens_of
from .quotes import Quotable

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

    from ..screenplay import Element

_WORD = re.compile(r"[^\W_]+(?:['\u2019][^\W_]+)*")
_MOST_LINES = 12
"""Of each: more of them teach nothing more."""
_LONGEST_LINE = 400
_FEWEST_WORDS = 4
"""A speech shorter than that could be anybody's."""
_OVER = re.compile(r"\bv\W?\s?o\b|voice.?over|voix.off|narrat", re.IGNORECASE)


class _Speech(NamedTuple):
    place: int
    text: str
    words: tuple[str, ...]
    over: bool = False
    """Told from outside of the scene, to nobody in it."""


def voices(elements: Sequence[Element], names: Iterable[str], most_tokens: int, model: str, *, shown: str = "") -> str:
    """For each of these people some of their most telling lines, in the order of the script, short and long as they
    use to speak; in all at most so many tokens, and none that `shown` holds. The same script always gives the same
    lines."""
    said = speeches(elements)
    everybody = Counter(word for spoken in said.values() for speech in spoken for word in speech.words)
    around = _Around(everybody, Quotable(shown), model)
    wanted = list(dict.fromkeys(names))
    blocks: list[str] = []
    for number, name in enumerate(wanted):
        spoken = said.get(fold(name), [])
        # What one does not need is there for those who follow.
        budget = (most_tokens - sum(tokens_of(block, model) for block in blocks)) // (len(wanted) - number)
        if block := _block(name, spoken, around, budget):
            blocks.append(block)
    return "\n\n".join(blocks)


def speeches(elements: Sequence[Element]) -> Mapping[str, list[_Speech]]:
    """What everybody says, by their folded names."""
    said: dict[str, list[_Speech]] = {}
    speaker, over = "", False
    pieces: list[str] = []
    for place, element in enumerate([*elements, None]):
        if element is not None and speaker and element.kind in SPOKEN:
            pieces.append(element.text)
        elif element is None or element.kind not in (Kind.PARENTHETICAL, Kind.NOTE, Kind.BONEYARD):
            if pieces:
                text = " ".join(" ".join(pieces).split())
                words = tuple(_WORD.findall(text.casefold().replace("\u2019", "'")))
                said.setdefault(fold(speaker), []).append(_Speech(place, text, words, over))
            pieces = []
            cue = element if element is not None and element.kind is Kind.CHARACTER else None
            speaker = cue.name if cue else ""
            over = cue is not None and any(_OVER.search(extension) for extension in cue.extensions)
    return said


class _Around(NamedTuple):
    everybody: Counter[str]
    """How often each word is said."""
    shown: Quotable
    model: str


def _block(name: str, spoken: Sequence[_Speech], around: _Around, budget: int) -> str:
    everybody, shown, model = around
    head = f"{name}, {len(spoken)} speech{'' if len(spoken) == 1 else 'es'}:"
    left = budget - tokens_of(head, model)
    others = [speech for speech in spoken if speech.text not in shown]
    sizes = {speech.place: tokens_of(speech.text, model) + 2 for speech in others}
    usual = sum(sizes.values()) // max(len(sizes), 1) or 1
    chosen: list[_Speech] = []
    for speech in _most_telling(spoken, others, everybody, max(min(left // usual, _MOST_LINES), 1)):
        if len(chosen) < _MOST_LINES and sizes[speech.place] <= left:
            chosen.append(speech)
            left -= sizes[speech.place]
    if not chosen:
        return f"{name} has not spoken yet." if not spoken and left >= 0 else ""
    return "\n".join([head, *(f"- {speech.text}" for speech in sorted(chosen))])


def _most_telling(
    spoken: Sequence[_Speech], others: Sequence[_Speech], everybody: Counter[str], count: int
) -> Iterator[_Speech]:
    """The best first, of which the first so many are short and long as the speeches are; no two that say the same."""
    own = Counter(word for speech in spoken for word in speech.words)
    in_all, in_own = sum(everybody.values()), sum(own.values())
    weights = {
        word: max(math.log((times / in_own) / (everybody[word] / in_all)), 0.0) * math.log1p(times)
        for word, times in own.items()
    }

    def score(speech: _Speech) -> tuple[float, int]:
        own_words = sum(weights[word] for word in set(speech.words))
        return -(own_words + 1.0) / math.sqrt(max(len(speech.words), 1)), speech.place

    different = {speech.words: speech for speech in reversed(others) if len(speech.text) <= _LONGEST_LINE}
    rarely_over = sum(speech.over for speech in spoken) * 2 <= len(spoken)

    def group(speech: _Speech) -> tuple[bool, bool]:
        return rarely_over and speech.over, len(speech.words) < _FEWEST_WORDS

    ordered = sorted(different.values(), key=group)
    for _, members in groupby(ordered, key=group):
        yield from _mixed(sorted(members, key=lambda speech: (len(speech.words), speech.place)), score, count)


def _mixed(by_length: Sequence[_Speech], score: Callable[[_Speech], tuple[float, int]], count: int) -> list[_Speech]:
    """The best of each length, then the second of each, and so on."""
    count = min(count, len(by_length))
    bounds = [len(by_length) * number // count for number in range(count + 1)]
    ranked = [sorted(by_length[first:end], key=score) for first, end in pairwise(bounds)]
    rounds = zip_longest(*ranked)
    return [speech for each in rounds for speech in sorted(filter(None, each), key=score)]
