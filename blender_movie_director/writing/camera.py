"""Only what the camera sees: words of action that no camera can show. They are named, and nobody is kept from them.

A list of words cannot know what is meant. It knows English, leaves out what is usually visible ("feels for the
switch"), and rather misses one than names ten that are none.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from ..screenplay import Kind, parse
from .asked import Note

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from ..screenplay import Element

_THOUGHT = "A camera does not see thoughts: show what it makes them do."
_FEELING = "A camera does not see feelings: show what it makes them do."
_KNOWLEDGE = "A camera does not see what somebody knows: let them act on it, or say it."
_MEMORY = "A camera does not see the past: show it, or let it be said."
_INTENTION = "A camera does not see what somebody wants: show what they do for it."
_TOLD = "This is told to the reader alone: the audience does not hear it."

_RULES = (
    (
        _THOUGHT,
        "think(?:s|ing)? (?:about|of|that|back|it)", "thought (?:about|of|that|back)", "wonder(?:s|ed|ing)?(?! at)",
        "ponder(?:s|ed|ing)?", "imagin(?:es|ed|ing)", "contemplat(?:es|ed|ing)", "considers?", "suspect(?:s|ed)",
        "believ(?:es|ed)", "reali[sz](?:es|ed|ing)", "decid(?:es|ed)", "doubts?", "assumes?", "concludes?",
        "in (?:his|her|their) mind", "lost in thought", "mentally",
    ),
    (
        _MEMORY,
        "remember(?:s|ed|ing)?", "recall(?:s|ed|ing)", "reminisc[a-z]+", "memor(?:y|ies) of", "ha(?:s|d) always",
        "ever since", "used to",
    ),
    (
        _KNOWLEDGE,
        "know(?:s|ing)? (?:that|what|how|why|who|whom|he|she|it|they|this|better|the truth)", "knew", "understands?",
        "understood", "(?:is|are|was|were) (?:un)?aware", "recogni[sz](?:es|ed) that",
    ),
    (
        _FEELING,
        "fe(?:els?|lt|eling) (?:that|like|as if|as though|so|very|too|deeply|suddenly|nothing)",
        "fe(?:els?|lt|eling) a (?:sense|pang|wave|surge|stab|rush|mix[a-z]*|deep|sudden)",
        "fe(?:els?|lt|eling) (?:alone|lonely|betrayed|lost|sorry|sick|better|worse|safe|free|old|young|small|nervous)",
        "fe(?:els?|lt|eling) (?:anxious|angry|afraid|guilt[a-z]*|sad[a-z]*|happ[a-z]+|asham[a-z]+|uneas[a-z]+)",
        "regrets?", "resents?", "envi(?:es|ed)", "despis(?:es|ed)", "loves? (?:him|her|them) (?:more|still|despite)",
        "hates? (?:that|him|her|them)", "secretly", "inwardly", "deep down",
    ),
    (
        _INTENTION,
        "wish(?:es|ed|ing) (?!him|her|them|everyone)", "hop(?:es|ed|ing) (?:that|to|for|he|she|it|they)", "wants? to",
        "intends? to", "plans? to", "longs? (?:for|to)", "yearns?",
    ),
    (
        _TOLD,
        "unbeknownst", "little (?:does|do|did) (?:he|she|they)", "as we (?:will|shall) (?:see|learn)",
        "we (?:know|learn|understand|reali[sz]e) that",
    ),
)  # fmt: skip
"""The sentence, and the words that it is about."""
_UNFILMABLE = [
    (re.compile(rf"\b(?:{'|'.join(words)})(?![a-z])", re.IGNORECASE), sentence) for sentence, *words in _RULES
]


def unfilmable(text: str) -> tuple[Note, ...]:
    """The words of a script's action that no camera sees, each with its line and a sentence."""
    return notes_of(parse(text).elements)


def notes_of(elements: Iterable[Element]) -> tuple[Note, ...]:
    found = (note for element in elements if element.kind is Kind.ACTION for note in _notes(element))
    return tuple(dict.fromkeys(found))


def _notes(element: Element) -> Iterator[Note]:
    for row, line in enumerate(element.text.split("\n")):
        found = sorted(
            (match.start(), match.group().strip(), sentence)
            for pattern, sentence in _UNFILMABLE
            for match in pattern.finditer(line)
        )
        yield from (Note(element.span.line + row, words, sentence) for _, words, sentence in found)
