"""The report in Markdown, with tables in the place of charts."""

from __future__ import annotations

import re
from itertools import islice
from typing import TYPE_CHECKING

from ...screenplay.facts.layout import counted
from ...screenplay.facts.report import duration, pages
from ..analysis.outline import analysis_blocks
from ..analysis.rendering import markdown
from .notes import notes_of
from .text import percent, runs

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from .subject import Subject

_STEPS = "\u2581\u2582\u2583\u2584\u2585\u2586\u2587\u2588"
_MOST_PAIRS = 30
_MARKUP = re.compile(r"([\\`*_<|\[\]])")


def as_markdown(subject: Subject) -> str:
    parts = [*_head(subject)]
    if subject.analysis:
        # Its own title says what ours says.
        parts.append(markdown(islice(analysis_blocks(subject.analysis), 1, None)).rstrip())
    for title, body in (
        ("Pace", _pace(subject)),
        ("Scenes in figures", _scenes(subject)),
        ("Cast", _cast(subject)),
        ("Who talks with whom", _pairs(subject)),
        ("Locations", _locations(subject)),
        ("Bechdel", _bechdel(subject)),
        ("Please check", _findings(subject)),
        ("Money", _money(subject)),
    ):
        blocks = list(body)
        if blocks:
            parts += [f"## {title}", *blocks]
    return "\n\n".join(parts) + "\n"


def _head(subject: Subject) -> Iterator[str]:
    facts = subject.facts
    yield f"# {_safe(subject.title)}"
    if facts.author:
        yield f"by {_safe(facts.author)}"
    yield (
        f"{counted(len(facts.scenes), 'scene')}, {pages(facts.eighths)} "
        f"{'page' if 0 < facts.eighths <= 8 else 'pages'}, "
        f"about {duration(facts.seconds)}; {counted(len(facts.cast), 'speaking part')}, "
        f"{counted(len(facts.locations), 'location')}, {counted(facts.words, 'word')}, "
        f"{percent(facts.dialogue_share)} dialogue."
    )
    yield from (f"> {_safe(note)}" for note in notes_of(subject))


def _pace(subject: Subject) -> Iterator[str]:
    """A row of blocks, one for each page."""
    pacing = subject.facts.pacing
    if len(pacing) > 2:
        blocks = "".join(_STEPS[round(page.dialogue_share * (len(_STEPS) - 1))] for page in pacing)
        yield f"Dialogue by page, from page {_safe(pacing[0].number)} to page {_safe(pacing[-1].number)}:"
        yield f"`{blocks}`"


def _scenes(subject: Subject) -> Iterator[str]:
    rows = [
        (
            str(scene.ordinal),
            scene.heading,
            scene.page,
            pages(scene.eighths),
            f"{scene.dialogue_words:,}",
            f"{scene.action_words:,}",
            ", ".join(scene.cast),
        )
        for scene in subject.facts.scenes
    ]
    yield from _table(("#", "Scene", "Page", "Pages", "Dialogue", "Action", "Speaking"), rows, right=(0, 2, 3, 4, 5))


def _cast(subject: Subject) -> Iterator[str]:
    rows = [
        (each.name, f"{each.words:,}", percent(each.share), f"{each.speeches:,}", _told(each.scenes))
        for each in subject.facts.cast
    ]
    yield from _table(("Character", "Words", "Part", "Speeches", "Scenes"), rows, right=(1, 2, 3))


def _pairs(subject: Subject) -> Iterator[str]:
    talking = [pair for pair in subject.facts.pairs if pair.exchanges]
    rows = [
        (pair.first, pair.second, f"{pair.exchanges:,}", _told(pair.exchange_scenes)) for pair in talking[:_MOST_PAIRS]
    ]
    yield from _table(("One", "Other", "Exchanges", "Scenes"), rows, right=(2,))
    if len(talking) > _MOST_PAIRS:
        yield f"And {counted(len(talking) - _MOST_PAIRS, 'more pair')}."


def _locations(subject: Subject) -> Iterator[str]:
    rows = [
        (
            location.name,
            pages(location.eighths),
            str(location.mix.day),
            str(location.mix.twilight),
            str(location.mix.night),
            _told(location.scenes),
        )
        for location in subject.facts.locations
    ]
    yield from _table(("Location", "Pages", "Day", "Twilight", "Night", "Scenes"), rows, right=(1, 2, 3, 4))


def _bechdel(subject: Subject) -> Iterator[str]:
    tests = subject.tests
    if tests:
        no = "not told yet" if tests.untold else "no"
        women = ", ".join(tests.women) or "nobody"
        where = _told(sorted({found.scene for found in tests.conversations}))
        yield (
            f"- Two named women speak: {'yes' if tests.one else no} ({_safe(women)})\n"
            f"- They speak with each other: {f'yes, in {where}' if tests.two else no}"
        )


def _findings(subject: Subject) -> Iterator[str]:
    lines = [
        _safe(f"- {finding.severity}, line {finding.first_line + 1}: {finding.sentence} {finding.suggestion}".rstrip())
        for finding in subject.facts.findings
    ]
    lines += [_safe(f"- {alias.name}: perhaps {alias.perhaps}?") for alias in subject.facts.aliases]
    if lines:
        yield "\n".join(lines)


def _money(subject: Subject) -> Iterator[str]:
    rows = [
        (
            each.model,
            each.part,
            f"{each.calls:,}",
            f"{each.input_tokens:,}",
            f"{each.output_tokens:,}",
            f"{each.dollars:f}" if each.picodollars or not each.unpriced else "unknown",
        )
        for each in subject.spendings
    ]
    yield from _table(("Model", "Part", "Calls", "Tokens in", "Tokens out", "Dollars"), rows, right=(2, 3, 4, 5))


def _table(columns: Sequence[str], rows: Sequence[Sequence[str]], right: Sequence[int]) -> Iterator[str]:
    """`right` are the columns of numbers. Nothing for no rows."""
    if rows:
        rule = ["---:" if place in right else "---" for place in range(len(columns))]
        lines = [columns, rule, *(tuple(map(_safe, row)) for row in rows)]
        yield "\n".join(f"| {' | '.join(line)} |" for line in lines)


def _told(ordinals: Sequence[int]) -> str:
    return ", ".join("-".join(map(str, dict.fromkeys(run))) for run in runs(ordinals))


def _safe(text: str) -> str:
    """A stranger's words on one line, with nothing that Markdown would take for a mark or a tag."""
    return _MARKUP.sub(r"\\\1", " ".join(text.split()))
