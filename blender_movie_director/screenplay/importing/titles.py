"""The title page of a typeset script: which words are the title, and which the author."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from ..elements import Kind
from ..headings import is_heading
from . import wording
from .parts import Part

if TYPE_CHECKING:
    from .rows import Row

_CREDIT = re.compile(
    r"(?:(?:an? |the )?(?:[\w-]+ ){0,4}?(?:written|screenplay|script|teleplay|story|adapted|created|play|film)"
    r"(?: (?:and \w+ ?)*)? ?by|by|written (?:and|&) directed by|screenplay)",
    re.IGNORECASE,
)
_CREDIT_AND_AUTHOR = re.compile(r"((?:written |screenplay |story )?by)\s+(\S.*)", re.IGNORECASE)
_SOURCE = re.compile(r"(?:based (?:on|upon)|from the|adapted from|inspired by)\b.*", re.IGNORECASE)
_DATE = re.compile(
    r".*\b(?:draft|revision|revised|rev\.|version)\b.*|\d{1,4}[./-]\d{1,2}[./-]\d{1,4}"
    r"|(?:\d{1,2}\.? )?(?:january|february|march|april|may|june|july|august|september|october|november|december)"
    r"\b.{0,12}\d{4}",
    re.IGNORECASE,
)
_COPYRIGHT = re.compile(r".*(?:\u00a9|\(c\)|copyright).*", re.IGNORECASE)
_CONTACT = re.compile(r".*(?:@|www\.|\+?\d[\d ()./-]{6,}|\bcontact\b|\bagent\b).*", re.IGNORECASE)
_MOST_ROWS = 40
_CENTERED = 2.0  # columns
_CERTAIN, _GUESSED = 0.85, 0.55


def title_page(rows: list[Row]) -> tuple[list[Part], int]:
    """The entries of a title page, and how many rows it takes; none if the script begins at once."""
    end = _end(rows)
    if not end:
        return [], 0
    texts = [row.text for row in rows[:end]]
    credit = next((index for index, text in enumerate(texts) if _is_credit(text)), -1)
    if credit == 0 or (credit < 0 and not _is_page(rows, end)):
        return [], 0
    entries = _with_credit(rows[:end], credit) if credit > 0 else _without_credit(rows[:end])
    certain = _CERTAIN if credit > 0 else _GUESSED
    return [Part(Kind.TITLE_PAGE, "\n".join(lines), certain, key=key) for key, lines in entries.items() if lines], end


def _end(rows: list[Row]) -> int:
    """The rows before the script can begin: a heading, a transition, or the next page."""
    for index, row in enumerate(rows[: _MOST_ROWS + 1]):
        if index and row.page != rows[0].page:
            return _with_overflow(rows, index)
        if row.number or is_heading(row.text) or wording.is_transition(row.text):
            return _before_the_script(rows, index)
    return 0


def _with_overflow(rows: list[Row], index: int) -> int:
    """A long title page may run over, with a row or two on a page of their own."""
    end = index
    while end < len(rows) and rows[end].page == rows[index].page:
        end += 1
    few = end - index <= 3 and end < len(rows)
    script = any(row.number or is_heading(row.text) or wording.is_transition(row.text) for row in rows[index:end])
    return end if few and not script else index


def _before_the_script(rows: list[Row], index: int) -> int:
    """On a page that goes on with the script, the title ends where words are neither its author nor known: they may
    be of a first scene that has no heading."""
    credit = next((place for place in range(index) if _is_credit(rows[place].text)), None)
    if credit is None:
        return 0
    end = min(credit + (1 if _CREDIT_AND_AUTHOR.fullmatch(rows[credit].text) else 2), index)
    while end < index and (rows[end].gap == 0 or _is_known(rows[end].text)):
        end += 1
    return end


def _is_page(rows: list[Row], end: int) -> bool:
    """Whether these rows are a page of their own with no speech on it: few, short, and far apart."""
    if end == len(rows) or rows[end].page == rows[0].page:
        return False
    apart = max(row.gap for row in rows[:end]) >= 3 or rows[0].height >= 8
    return end <= 12 and apart and all(len(row.text) <= 60 for row in rows[:end])


def _is_known(text: str) -> bool:
    """Whether the wording says which entry it is."""
    return _key(text) != "Contact" or _CONTACT.fullmatch(text) is not None


def _is_credit(text: str) -> bool:
    return _CREDIT.fullmatch(text) is not None or _CREDIT_AND_AUTHOR.fullmatch(text) is not None


def _with_credit(rows: list[Row], credit: int) -> dict[str, list[str]]:
    entries: dict[str, list[str]] = {"Title": [], "Credit": [], "Author": [], "Source": [], "Draft date": []}
    entries |= {"Copyright": [], "Contact": []}
    for row in rows[:credit]:
        entries[_key(row.text) if _DATE.fullmatch(row.text) else "Title"].append(row.text)
    both = _CREDIT_AND_AUTHOR.fullmatch(rows[credit].text)
    entries["Credit"].append(both[1] if both else rows[credit].text)
    if both:
        entries["Author"].append(both[2])
    in_author = True
    for row in rows[credit + 1 :]:
        in_author = in_author and not _is_known(row.text) and (not entries["Author"] or row.gap < 2)
        entries["Author" if in_author else _key(row.text)].append(row.text)
    return entries


def _without_credit(rows: list[Row]) -> dict[str, list[str]]:
    """The first words are the title; who is centered below it is the author, and the rest is kept under contact."""
    entries: dict[str, list[str]] = {
        key: [] for key in ("Title", "Author", "Source", "Draft date", "Copyright", "Contact")
    }
    entries["Title"].append(rows[0].text)
    for row in rows[1:]:
        key = _key(row.text)
        below = key == "Contact" and not entries["Author"] and abs(_middle(row) - _middle(rows[0])) < _CENTERED
        entries["Author" if below else key].append(row.text)
    return entries


def _middle(row: Row) -> float:
    return (row.column + row.end) / 2


def _key(text: str) -> str:
    for key, pattern in (("Copyright", _COPYRIGHT), ("Source", _SOURCE), ("Draft date", _DATE)):
        if pattern.fullmatch(text):
            return key
    return "Contact"
