"""Words and how hard they read. Counted on request: it looks at every word, which the breakdown does not.

A sentence ends at a period, question mark, exclamation mark or ellipsis, or where the paragraph does. Syllables are
counted by English spelling: each run of vowels is one, a silent `e`, `es` or `ed` at the end is none (see _SILENT), and
every word has at least one. Flesch's reading ease is 206.835 - 1.015 * words per sentence - 84.6 * syllables per word:
about 90 reads like a children's book, 30 like a law. For other languages than English it means nothing.
"""

from __future__ import annotations

import math
import re
from collections import Counter
from typing import TYPE_CHECKING, Any, NamedTuple

from ..elements import SPOKEN, Kind
from .names import Aliases, fold, speaker_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from ..elements import Script

_WORD = re.compile(r"[^\W\d_]+(?:['\u2019-][^\W\d_]+)*")
_SENTENCE_END = re.compile(r"[.!?\u2026\u3002\uff01\uff1f]+(?=[\s\"'\u2019\u201d)\]]|$)|\n+")
_VOWELS = re.compile(r"[aeiouy]+")
_LETTERS = re.compile(r"[^a-z]")
_SILENT = re.compile(r"[^aeiouy](?:(?<![^aeiouy]l)e|(?<![^aeiouy]l)(?<![cs]h)(?<![sxzcg])es|(?<![td])ed)$")
"""`e`, `es` or `ed` after a consonant, but not in `table`, `tables`, `horses`, `boxes` and `wanted`."""
_OWN_WORDS = 8
"""Of each speaker."""
_MOST_SPEAKERS = 40
"""Those who say most; others say too little for a word to be theirs."""
_FEWEST_USES = 3
_SURE = 2.58
"""Standard deviations from what the others say: less is chance too often."""


class Reading(NamedTuple):
    """The words of a text in figures."""

    words: int
    distinct: int
    sentences: int
    words_per_sentence: float
    syllables_per_word: float
    reading_ease: float | None
    """Flesch's, for English. None where there is no word."""


class OwnWords(NamedTuple):
    """Words that a speaker uses and others hardly do, the most telling first."""

    name: str
    words: tuple[str, ...]


class Vocabulary(NamedTuple):
    whole: Reading
    dialogue: Reading
    action: Reading
    own_words: tuple[OwnWords, ...]
    """Of those who say most, in that order."""

    def to_dict(self) -> dict[str, Any]:
        """Plain data that json.dumps takes as it is."""
        return {
            "whole": self.whole._asdict(),
            "dialogue": self.dialogue._asdict(),
            "action": self.action._asdict(),
            "own_words": [{"name": of.name, "words": list(of.words)} for of in self.own_words],
        }


def vocabulary(script: Script, aliases: Mapping[str, str] | None = None) -> Vocabulary:
    """Count the words of a script's dialogue and action."""
    spoken: dict[str, list[str]] = {}
    dialogue: list[str] = []
    action: list[str] = []
    for name, text in _texts(script, Aliases(aliases or {})):
        (action if name is None else dialogue).append(text)
        if name:
            spoken.setdefault(fold(name), [name]).append(text)
    return Vocabulary(
        whole=reading(dialogue + action),
        dialogue=reading(dialogue),
        action=reading(action),
        own_words=tuple(_own_words({of[0]: of[1:] for of in spoken.values()})),
    )


def reading(texts: Iterable[str]) -> Reading:
    """Measure paragraphs."""
    counts: Counter[str] = Counter()
    sentences = 0
    for text in texts:
        sentences += sum(_WORD.search(part) is not None for part in _SENTENCE_END.split(text))
        counts.update(map(_as_counted, _WORD.findall(text)))
    words = counts.total()
    if not words:
        return Reading(0, 0, 0, 0.0, 0.0, None)
    per_sentence = words / sentences
    per_word = sum(syllables(word) * times for word, times in counts.items()) / words
    ease = round(206.835 - 1.015 * per_sentence - 84.6 * per_word, 1)
    return Reading(words, len(counts), sentences, round(per_sentence, 2), round(per_word, 2), ease)


def syllables(word: str) -> int:
    """Of an English word, told from its spelling."""
    letters = _LETTERS.sub("", word.lower())
    return max(1, len(_VOWELS.findall(letters)) - (_SILENT.search(letters) is not None))


def _texts(script: Script, aliases: Aliases) -> Iterator[tuple[str | None, str]]:
    """Who says what, an empty name for what nobody is named for; None and the action."""
    speaker = ""
    for element in script.elements:
        kind = element.kind
        if kind is Kind.CHARACTER:
            speaker = aliases.name(speaker_of(element))
        elif kind in SPOKEN:
            yield speaker, element.text
        elif kind is Kind.ACTION:
            speaker = ""
            yield None, element.text
        elif kind is Kind.SCENE_HEADING or kind is Kind.TRANSITION:
            speaker = ""


def _own_words(spoken: Mapping[str, list[str]]) -> Iterator[OwnWords]:
    """By the log of the odds of a word with one speaker against all others, in standard deviations."""
    counts = {name: Counter(map(_as_counted, _WORD.findall("\n".join(texts)))) for name, texts in spoken.items()}
    everyone = Counter[str]()
    for of in counts.values():
        everyone.update(of)
    total = everyone.total()
    most = sorted(counts, key=lambda name: (-counts[name].total(), name))[:_MOST_SPEAKERS]
    for name in most:
        own = counts[name]
        said, rest = own.total(), total - own.total()
        scores = []
        for word, times in own.items():
            others = everyone[word] - times
            if times >= _FEWEST_USES:
                odds = _log_odds(times, said) - _log_odds(others, rest)
                score = odds / math.sqrt(1 / (times + 0.5) + 1 / (others + 0.5))
                if score > _SURE:
                    scores.append((-score, word))
        yield OwnWords(name, tuple(word for _, word in sorted(scores)[:_OWN_WORDS]))


def _log_odds(times: int, of: int) -> float:
    """Half a use is added on either side, so that a word never used has odds as well."""
    return math.log((times + 0.5) / (of - times + 0.5))


def _as_counted(word: str) -> str:
    return word.lower().replace("\u2019", "'")
