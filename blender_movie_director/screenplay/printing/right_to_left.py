"""Hebrew and Arabic as they stand on paper: from left to right, as PDF readers expect it, Arabic letters joined."""

from __future__ import annotations

import re
import unicodedata
from functools import cache

# Hebrew, Arabic and their neighbours, and their presentation forms.
_STRONG = "\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufefc"
# From one such letter to the last that only spaces, marks and digits part from it.
_STRETCH = re.compile(f"[{_STRONG}](?:[^A-Za-z\u00c0-\u058f\u0900-\ufb1c]*[{_STRONG}])?")
_NUMBER = re.compile(r"\d+(?:[.,:/]\d+)*")
_ARABIC = re.compile("[\u0620-\u06ff]")
_FORMS = range(0xFE70, 0xFEFD)
"""The forms of Arabic letters: alone, and joined to the letter before, after, or on both sides."""
_MIRRORED = str.maketrans("()[]{}<>«»", ")(][}{><»«")


def visual_order(text: str) -> list[int]:
    """The places of the text's characters from left to right."""
    order = list(range(len(text)))
    if text.isascii():
        return order
    for stretch in _STRETCH.finditer(text):
        start, end = stretch.span()
        order[start:end] = [place for cluster in reversed(_clusters(text, start, end)) for place in cluster]
    return order


def joined(text: str) -> str:
    """The text with each Arabic letter in the form that its neighbours ask for."""
    if not _ARABIC.search(text):
        return text
    forms = _forms()
    shown = list(text)
    letters = [place for place, character in enumerate(text) if not unicodedata.combining(character)]
    for nth, place in enumerate(letters):
        known = forms.get(text[place], {})
        before = forms.get(text[letters[nth - 1]], {}) if nth else {}
        after = forms.get(text[letters[nth + 1]], {}) if nth + 1 < len(letters) else {}
        to_before = "initial" in before and "final" in known
        to_after = "initial" in known and "final" in after
        form = {(True, True): "medial", (True, False): "final", (False, True): "initial"}.get((to_before, to_after))
        shown[place] = known.get(form or "isolated", text[place])
    return "".join(shown)


def meaning(character: str) -> str:
    """The letter that a form is a form of."""
    return unicodedata.normalize("NFKC", character) if ord(character) in _FORMS else character


@cache
def _forms() -> dict[str, dict[str, str]]:
    """Every Arabic letter's forms, from Unicode's own table."""
    found: dict[str, dict[str, str]] = {}
    for code in _FORMS:
        form, *letters = unicodedata.decomposition(chr(code)).split() or [""]
        if len(letters) == 1:
            found.setdefault(chr(int(letters[0], 16)), {})[form.strip("<>")] = chr(code)
    return found


def mirrored(character: str) -> str:
    """What a bracket looks like among letters that run from right to left."""
    return character.translate(_MIRRORED)


def _clusters(text: str, start: int, end: int) -> list[list[int]]:
    """What is turned around in one piece: a letter with its marks, or a number."""
    clusters: list[list[int]] = []
    place = start
    while place < end:
        number = _NUMBER.match(text, place, end)
        if number:
            clusters.append(list(range(place, number.end())))
            place = number.end()
            continue
        if clusters and unicodedata.combining(text[place]):
            clusters[-1].append(place)
        else:
            clusters.append([place])
        place += 1
    return clusters
