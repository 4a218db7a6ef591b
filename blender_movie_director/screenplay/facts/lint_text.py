"""What stands wrong in the text itself: cues with nothing said, stray parentheses, headings that read as action."""

from __future__ import annotations

import re
from itertools import chain, pairwise
from typing import TYPE_CHECKING

from ..elements import Kind
from ..headings import is_heading, split_time
from .counting import HEADINGS_BEGIN, lines_of_action
from .figures import Finding, Severity
from .names import fold, speaker_of
from .runtime import ACTION_WIDTH

if TYPE_CHECKING:
    from collections.abc import Collection, Generator, Iterable, Iterator

    from ..elements import Element, Span
    from .counting import Count
    from .figures import Character
    from .options import Options
    from .tallies import OddSpeech

_STEP = 200
"""Paragraphs of action: less than half a millisecond."""
_ALMOST = re.compile(
    r"(?:INTERIOR|EXTERIOR|INT\.?|EXT\.?|INT\.?/EXT\.?|I/E)\s*[:;,_-]\s*\w"  # INT: KITCHEN
    r"|(?:INTERIOR|EXTERIOR|INTER|EXTER)\.\s*\w",  # INTERIOR. KITCHEN
    re.IGNORECASE,
)
_RUNS_ON = re.compile(r"[\w,]\s*$")
"""The end of a paragraph whose sentence has none."""
_MARKED = re.compile(r"\s*[!>]\s*\w")
"""A line of action, a transition or centered text: what no speech holds."""
_NEXT = 2
"""Lines between two paragraphs that one blank line parts."""
_EXTENSION = re.compile(r"\s*\([^()]*\)")
_READS = {
    Kind.ACTION: "action",
    Kind.CHARACTER: "a character's cue",
    Kind.DIALOGUE: "dialogue",
    Kind.LYRIC: "a lyric",
}


def speech_findings(count: Count, options: Options) -> Iterator[Finding]:
    """What is wrong with cues and with what stands under them."""
    for speech in count.odd_speeches:
        yield from _in_speech(speech, options.long_speech_words)
    first_said = -1
    """The line under a transition that reads as a cue: a heading there is one in small letters as well."""
    for element in count.suspects:
        if element.kind is Kind.BONEYARD:
            yield _finding(
                "unclosed_boneyard",
                Severity.ERROR,
                element.span,
                "The /* on {where} is never closed with */, so everything after it is left out.",
                "Write */ where it shall end.",
            )
        elif element.kind is Kind.CHARACTER:
            yield from _mistaken_heading(element)
            if element.name and not speaker_of(element):
                first_said = element.span.end_line + 1
                yield from _mistaken_transition(element)
        else:
            yield from _unclosed_note(element)
            yield from _headings_inside(element, first_said)


def action_findings(count: Count, options: Options, cast: Iterable[Character]) -> Generator[None, None, list[Finding]]:
    """What is wrong with the action, in small steps."""
    names = {fold(name) for character in cast for name in (character.name, *character.aliases)}
    findings: list[Finding] = []
    longest = options.long_action_lines
    most = longest * ACTION_WIDTH
    before: Element | None = None
    paragraphs = chain(count.lead_action, chain.from_iterable(scene.action for scene in count.scenes), [None])
    for number, (element, after) in enumerate(pairwise(paragraphs), 1):
        if element is None:
            break
        text = element.text
        if (
            text[:3] in HEADINGS_BEGIN
            or text[:1] == "("
            or "\n" in text
            or "[[" in text
            or text.isupper()
            or len(text) > most
        ):
            findings += _in_action(element, longest, names if _stands_alone(before, element, after) else ())
        before = element
        if number % _STEP == 0:
            yield
    return findings


def _in_speech(speech: OddSpeech, longest: int) -> Iterator[Finding]:
    cue, last, words = speech
    span = cue.span._replace(end_line=last.span.end_line)
    if words is None:
        yield _finding(
            "cue_without_speech",
            Severity.WARNING,
            span,
            f"{{line}} is a cue for {cue.name}, but nothing is said under it.",
            "Write what is said, or ! before the name if it is action.",
        )
        return
    if last.kind is Kind.PARENTHETICAL:
        yield _finding(
            "orphan_parenthetical",
            Severity.HINT,
            last.span,
            "The parenthetical on {where} is the last of its speech: nothing is said after it.",
            "Write it as action, or above the words that it is meant for.",
        )
    if words > longest:
        yield _finding(
            "long_speech",
            Severity.HINT,
            span,
            f"{cue.name} speaks {words} words without a break from {{where}} on.",
            "Let someone answer, or something happen.",
        )


def _in_action(element: Element, longest: int, names: Collection[str]) -> Iterator[Finding]:
    text = element.text
    lines = lines_of_action(text)
    if lines > longest:
        yield _finding(
            "long_action",
            Severity.HINT,
            element.span,
            f"The paragraph of action on {{where}} runs over about {lines} lines.",
            "Break it where the camera would look elsewhere.",
        )
    yield from _unclosed_note(element)
    if element.forced:
        return
    if is_heading(text):
        yield from _mistaken_heading(element)
    elif text.startswith("(") and text.endswith(")") and "\n" not in text:
        yield _finding(
            "orphan_parenthetical",
            Severity.WARNING,
            element.span,
            "The parenthetical on {where} stands under no cue, so it reads as action.",
            "Remove the blank line above it, or write ! before it if it is action.",
        )
    elif text.isupper() and fold(_EXTENSION.sub("", text)) in names:
        yield _finding(
            "cue_without_speech",
            Severity.WARNING,
            element.span,
            f"{{line}} holds only the name {text} and reads as action, since no speech stands right under it.",
            "If it is a cue, write what is said on the line below, with no blank line between.",
        )
    else:
        yield from _headings_inside(element)


def _unclosed_note(element: Element) -> Iterator[Finding]:
    if "[[" in element.text:
        yield _finding(
            "unclosed_note",
            Severity.WARNING,
            element.span,
            "The [[ from {where} on is never closed with ]], so the note prints.",
            "Write ]] where the note ends; an empty line in it needs two spaces.",
        )


def _stands_alone(before: Element | None, element: Element, after: Element | None) -> bool:
    """Whether no sentence runs through this paragraph: `He turns to see`, `KARL`, `to his right.` is one."""
    if before and element.span.line - before.span.end_line <= _NEXT and _RUNS_ON.search(before.text):
        return False
    return not (after and after.span.line - element.span.end_line <= _NEXT and after.text[:1].islower())


def _mistaken_transition(cue: Element) -> Iterator[Finding]:
    yield _finding(
        "transition_without_blank_line",
        Severity.ERROR,
        cue.span._replace(end_line=cue.span.line),
        "{line} looks like a transition, but no blank line follows it, so it reads as a character's cue.",
        "Put a blank line after it.",
    )


def _mistaken_heading(element: Element) -> Iterator[Finding]:
    """The specification wants a blank line after a scene heading, and many writers forget it."""
    if is_heading(element.text):
        yield _finding(
            "heading_without_blank_line",
            Severity.ERROR,
            element.span._replace(end_line=element.span.line),
            "{line} looks like a scene heading, but no blank line follows it, "
            f"so it reads as {_READS[element.kind]}.",
            "Put a blank line after it.",
        )


def _headings_inside(element: Element, in_any_case: int = -1) -> Iterator[Finding]:
    """Lines that were meant as a heading, inside of what reads as something else. One line may be in small letters."""
    for place, line in enumerate(element.text.split("\n")):
        # A note that ran over a line break makes the text shorter than what was typed.
        number = min(element.span.line + place, element.span.end_line)
        span = element.span._replace(line=number, end_line=number)
        if (line.isupper() or number == in_any_case) and is_heading(line):
            yield _finding(
                "heading_inside",
                Severity.ERROR,
                span,
                f"{{line}} looks like a scene heading, but it stands inside {_READS[element.kind]}.",
                "Put blank lines around it.",
            )
        elif element.kind is Kind.DIALOGUE and _MARKED.match(line):
            yield _finding(
                "mark_inside_speech",
                Severity.WARNING,
                span,
                f"{{line}} begins with {line.strip()[0]}, but it stands inside dialogue, so it is spoken.",
                "Put a blank line above it.",
            )
        elif _ALMOST.match(line) or (
            element.kind is Kind.ACTION and line.isupper() and split_time(line, dashed=True)[1]
        ):
            yield _finding(
                "almost_a_heading",
                Severity.WARNING,
                span,
                f"{{line}} looks like a scene heading, but it reads as {_READS[element.kind]}.",
                "Begin it with INT. or EXT., or force it with a period.",
            )


def _finding(kind: str, severity: Severity, span: Span, sentence: str, suggestion: str) -> Finding:
    """`{line}` or `{where}` in a sentence stands for the number of its line, with a capital or without."""
    # A name may hold braces, so this is no work for str.format.
    number = span.line + 1
    sentence = sentence.replace("{line}", f"Line {number}", 1).replace("{where}", f"line {number}", 1)
    return Finding(kind, severity, span.line, span.end_line, sentence, suggestion)
