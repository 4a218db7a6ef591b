"""What a model says to the person before and after a script: taken off where it can be nothing else, and told where it
may be. Lines that the script has itself are never talk, whatever they look like."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from ..screenplay import Kind
from .changes.fitting import bare
from .pieces import piece_of_script
from .shortening import PASSAGE, REST, SO_FAR

if TYPE_CHECKING:
    from collections.abc import Sequence

_RULE = re.compile(r"[ \t]*(?:[-*_\u2013\u2014\u2500][ \t]*){3,}")
_FENCE = re.compile(r"[ \t]*<<<[ \t]*[A-Z][A-Z ,\d]*(?: [0-9a-f]{10})?[ \t]*(?:>>>)?[ \t]*")
_TAG = re.compile(
    r"</?(?:dialogue|scene|script|passage|answer|response|output|fountain|screenplay|rewrite|text)>", re.IGNORECASE
)
_END = re.compile(
    r"[\[<(*]*end(?: of (?:the )?(?:scene|passage|dialogue|script|excerpt|rewrite))?[\])>*]+", re.IGNORECASE
)
_DECORATION = "*_#>~` \t"
_ANSWER = (
    r"(?:scene|version|dialogue|description|passage|script|rewrite|rewriting|revision|fountain|continuation|draft)"
)
_BETTER = r"(?:rewritten|revised|tightened|expanded|edited|improved|updated|polished|reworked|new|final)"
_LABEL = re.compile(
    rf"(?:(?:the )?{_BETTER} (?:{_ANSWER}|action|text|excerpt|lines)(?: \([^()]*\))?:?"
    rf"|{_BETTER}:|{_ANSWER}:|{PASSAGE}|{SO_FAR}|{REST})",
    re.IGNORECASE,
)
_OPENER = re.compile(
    r"(?:sure(?: thing)?|certainly|of course|absolutely|okay|ok|alright|great|got it|understood)(?:[,.!:]+\s*|\s*\Z)",
    re.IGNORECASE,
)
_HERE = re.compile(r"(?:okay, |ok, )?(?:here(?:['\u2019]s| is| are)|below is|the following is)\b", re.IGNORECASE)
_OF_THE_ANSWER = re.compile(
    rf"\b(?:{_ANSWER}|lines|exchange|what comes next|next (?:part|bit)|take|text)s?\b", re.IGNORECASE
)
_THE_ANSWER = re.compile(rf"\b{_ANSWER}[.!]?\Z", re.IGNORECASE)
_LONGEST = 220
"""Characters of a line that announces something."""
_OFFER = re.compile(
    r"(?:let me know|i hope (?:this|that|it|you)|would you like|feel free|if you(?:['\u2019]d| would| want)"
    r"|happy to (?:adjust|revise|change|help)|do you want me)\b",
    re.IGNORECASE,
)
_CHANGES = re.compile(
    r"(?:(?:key|main|summary of|notes? on|list of)\s+)*"
    r"(?:(?:the )?changes(?: (?:i )?made)?|edits(?: made)?|revisions?|rationale|explanation"
    r"|what (?:i(?:['\u2019]ve)? )?changed)\b[^:.!?\n]{0,40}:",
    re.IGNORECASE,
)
_KEEPS = (
    r"(?:now |also |still |both )?(?:keeps?|maintains?|preserves?|tightens?|heightens?|retains?|trims?|focus(?:es)?"
    r"|remains? (?:as|unchanged|the same)|stays? (?:as|the same)|is (?:unchanged|kept|preserved)|aims? to)\b"
)
_ABOUT_IT = re.compile(
    rf"(?:this (?:version|rewrite|revision|draft|continuation)\b"
    rf"|(?:this|the) (?:{_BETTER} )?(?:{_ANSWER}|exchange|action) {_KEEPS}"
    r"|i(?:['\u2019]ve| have)? (?:kept|tightened|changed|rewrote|rewritten|preserved|maintained|trimmed|left|adjusted"
    r"|expanded|focused|tried|made|added|removed)\b[^\n]*\b"
    rf"(?:{_ANSWER}|action|tone|headings?|cues?|lines|original|changes)\b)",
    re.IGNORECASE,
)
_IT_KEEPS = re.compile(rf"(?:this|it|the \w+) {_KEEPS}", re.IGNORECASE)
_NOTE = re.compile(r"(?:please )?note(?: that|s)?\b[:,]?", re.IGNORECASE)
_OF_WRITING = re.compile(
    r"\b(?:dialogue|version|passage|original|unchanged|rewr\w+|revis\w+|tighten\w*|kept|preserv\w+|maintain\w*|your)\b",
    re.IGNORECASE,
)
_BULLET = re.compile(r"[ \t]*(?:[-*+\u2022]|\d{1,2}[.)])[ \t]+\S")
_QUOTED = 80


def without_talk(text: str, *, script: str = "", passage: str = "") -> str:
    """`script` is the writer's own, of which no line is talk; `passage` is what the answer gives again."""
    own = _Own(script, passage)
    lines = [line for line in text.split("\n") if own.has(line) or not _FENCE.fullmatch(line)]
    first = _begin(lines, own)
    last = _end(lines, first, own)
    return _without_rules(lines[first:last], own)


def talk_faults(text: str, *, script: str = "", passage: str = "") -> tuple[str, ...]:
    """What may be talk, and may be script: a person has to look at it."""
    own = _Own(script, passage)
    doubtful = _doubtful_begin(text, own) or _doubtful_end(text, own)
    if not doubtful:
        return ()
    line = " ".join(doubtful.split())
    return (f"This reads like a word about the answer, and not like the script: {line:.{_QUOTED}}",)


class _Own:
    """What the writer has."""

    def __init__(self, script: str, passage: str) -> None:
        self.lines = frozenset(bare(line) for line in f"{script}\n{passage}".split("\n"))
        shown = [bare(line) for line in passage.split("\n") if line.strip()]
        self.first = shown[0] if shown else ""
        self.last = shown[-1] if shown else ""
        self.heading = bool(shown) and next(iter(piece_of_script(passage))).kind is Kind.SCENE_HEADING
        self.ruled = any(_RULE.fullmatch(line) for line in f"{script}\n{passage}".split("\n"))

    def has(self, line: str) -> bool:
        return (bare(line) in self.lines and not _RULE.fullmatch(line)) or (self.ruled and bool(_RULE.fullmatch(line)))


def _begin(lines: Sequence[str], own: _Own) -> int:
    place = 0
    while place < len(lines):
        line = lines[place]
        if line.strip() and (own.has(line) or not (_is_frame(line) or _announces(lines, place, own))):
            break
        place += 1
    return place


def _announces(lines: Sequence[str], place: int, own: _Own) -> bool:
    plain = lines[place].strip(_DECORATION)
    if len(plain) > _LONGEST:
        return False
    if _LABEL.fullmatch(plain):
        return True
    if opener := _OPENER.match(plain):
        rest = plain[opener.end() :]
        return not rest or rest[-1] in ":!" or bool(_OF_THE_ANSWER.search(rest))
    if _HERE.match(plain) and (plain[-1:] in ":!" or _THE_ANSWER.search(plain)) and _OF_THE_ANSWER.search(plain):
        return True
    # In any language: a line that announces what comes, right before the passage's own first line, or a heading.
    return plain.endswith((":", "\uff1a")) and not plain.isupper() and _is_begin(lines, place + 1, own)


def _is_begin(lines: Sequence[str], place: int, own: _Own) -> bool:
    follows = next((line for line in lines[place:] if line.strip() and not _is_frame(line)), "")
    if own.first:
        return bare(follows) == own.first
    first = next(iter(piece_of_script(f"{follows}\n")), None)
    return first is not None and first.kind is Kind.SCENE_HEADING


def _is_frame(line: str) -> bool:
    """Rules, tags and fences around a script."""
    plain = line.strip()
    return bool(_RULE.fullmatch(line) or _FENCE.fullmatch(line) or _TAG.fullmatch(plain))


def _end(lines: Sequence[str], first: int, own: _Own) -> int:
    last = len(lines)
    while last > first:
        line = lines[last - 1]
        if not line.strip() or (not own.has(line) and (_is_frame(line) or _END.fullmatch(line.strip()))):
            last -= 1
            continue
        start = _paragraph(lines, last, first)
        start = _listed(lines, start, first, own) if _is_list(lines[start:last]) else start
        if start <= first or not _is_comment(lines, start, last, own):
            break
        last = start
    return last


def _paragraph(lines: Sequence[str], last: int, first: int) -> int:
    """Where the paragraph begins that ends before this line."""
    start = last - 1
    while start > first and lines[start - 1].strip() and not _is_frame(lines[start - 1]):
        start -= 1
    return start


def _is_list(lines: Sequence[str]) -> bool:
    return all(_BULLET.match(line) for line in lines)


def _listed(lines: Sequence[str], start: int, first: int, own: _Own) -> int:
    """Where the line is that announces a list, with empty lines before it and between its parts."""
    begun = start
    while begun > first:
        end = begun
        while end > first and not lines[end - 1].strip():
            end -= 1
        before = _paragraph(lines, end, first)
        if before >= end or any(own.has(line) for line in lines[before:end]):
            return start
        begun = before
        if not _is_list(lines[before:end]):
            return begun
    return start


def _is_comment(lines: Sequence[str], start: int, last: int, own: _Own) -> bool:
    paragraph = [line for line in lines[start:last] if line.strip()]
    if any(own.has(line) for line in paragraph):
        return False
    head = paragraph[0].strip(_DECORATION)
    if _is_list(paragraph[1:]) and len(paragraph) > 1 and head.endswith((":", "\uff1a")) and not head.isupper():
        before = [line for line in lines[:start] if line.strip()]
        after_all = bool(before) and (bare(before[-1]) == own.last or bool(_RULE.fullmatch(before[-1])))
        if after_all or _CHANGES.match(head):
            return True
    text = " ".join(line.strip() for line in paragraph)
    plain = text.strip(_DECORATION + "()[]")
    if _OFFER.match(plain) or _ABOUT_IT.match(plain):
        return True
    if _NOTE.match(plain) or _CHANGES.match(plain):
        return _OF_WRITING.search(plain) is not None
    return _is_wrapped(text) and _IT_KEEPS.match(plain) is not None


def _is_wrapped(text: str) -> bool:
    """Whether a paragraph stands in brackets or in emphasis, all of it."""
    inner = text.strip("*_ \t")
    in_brackets = (inner[:1], inner[-1:]) in {("(", ")"), ("[", "]")} and not inner.startswith("[[")
    return in_brackets or (text[:1] in "*_" and text[-1:] in "*_")


def _without_rules(lines: Sequence[str], own: _Own) -> str:
    """Rules between paragraphs are Markdown's, where the script has none; they stay where what follows may be talk."""
    rules = [place for place, line in enumerate(lines) if _RULE.fullmatch(line)]
    if own.ruled or not rules or not _is_played("\n".join(lines[rules[-1] + 1 :]), own):
        return "\n".join(lines)
    # With the empty lines behind each: those before it are enough.
    kept: list[str] = []
    after_rule = False
    for place, line in enumerate(lines):
        after_rule = place in rules or (after_rule and not line.strip())
        if not after_rule:
            kept.append(line)
    return "\n".join(kept)


def _is_played(text: str, own: _Own) -> bool:
    """Whether there is more in it than paragraphs that may be anything."""
    elements = [element for element in piece_of_script(text) if element.kind is not Kind.ACTION]
    return bool(elements) or any(own.has(line) for line in text.split("\n") if line.strip())


def _doubtful_begin(text: str, own: _Own) -> str:
    lines = text.split("\n")
    shown = [place for place, line in enumerate(lines) if line.strip()]
    if not shown or own.has(lines[shown[0]]):
        return ""
    first = lines[shown[0]].strip()
    plain = first.strip(_DECORATION)
    alone = not "".join(lines[shown[0] + 1 : shown[0] + 2]).strip()
    announces = plain.endswith((":", "\uff1a")) and not plain.isupper() and not own.first.endswith(":")
    if alone and len(shown) > 1 and (announces or (_HERE.match(plain) and _OF_THE_ANSWER.search(plain))):
        return first
    # A passage that began with its heading begins with it again.
    begins = [place for place in shown if bare(lines[place]) == own.first]
    return "\n".join(lines[: begins[0]]) if own.heading and begins else ""


def _doubtful_end(text: str, own: _Own) -> str:
    lines = text.split("\n")
    rules = [place for place, line in enumerate(lines) if _RULE.fullmatch(line)]
    if rules and not own.ruled:
        return "\n".join(lines[rules[-1] :])
    elements = piece_of_script(text)
    if len(elements) < 2 or elements[-1].kind is not Kind.ACTION:
        return ""
    last = "\n".join(lines[elements[-1].span.line :])
    if any(own.has(line) for line in last.split("\n")):
        return ""
    plain = " ".join(last.split())
    inner = plain.strip(_DECORATION + "()[]")
    bracketed = _is_wrapped(plain) and plain.strip("*_ ")[:1] == "["
    commented = _is_wrapped(plain) and plain[:1] in "*_" and plain.strip("*_ ")[:1] == "("
    listed = _is_list([line for line in last.split("\n")[1:] if line.strip()]) and "\n" in last
    return last if bracketed or commented or listed or _NOTE.match(inner) or _CHANGES.match(inner) else ""
