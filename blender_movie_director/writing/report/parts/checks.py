"""The Bechdel tests, and what the writer may want to look at again."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ..charts.figure import html_table
from ..text import isolated, scene_links

if TYPE_CHECKING:
    from collections.abc import Iterator

    from ....screenplay.facts import Bechdel, Finding
    from ..subject import Subject

_MOST_FINDINGS = 200
_GENDERS = {"f": "female", "m": "male", "x": "neither", "": "not told"}


def checks_section(subject: Subject) -> Iterator[str]:
    yield '<section id="checks">'
    yield "<h2>Checks</h2>"
    yield "<h3>Bechdel</h3>"
    if subject.tests:
        yield from _bechdel(subject, subject.tests)
    else:
        yield (
            "<p>Not told: the script does not say who is a woman. Give a table of names, with lines such as ANNA: f, "
            "and it is counted.</p>"
        )
    yield "<h3>Please check</h3>"
    yield from _findings(subject)
    yield "</section>"


def _bechdel(subject: Subject, tests: Bechdel) -> Iterator[str]:
    women = ", ".join(map(isolated, tests.women)) or "nobody"
    yield '<ul class="prose">'
    yield f"<li>Two named women speak: <b>{_verdict(tests.one, tests)}</b>. Named women: {women}.</li>"
    where = scene_links(sorted({found.scene for found in tests.conversations}), subject.ordinals)
    yield f"<li>They speak with each other: <b>{_verdict(tests.two, tests)}</b>{f', in {where}' if where else ''}.</li>"
    yield "<li>About something else than a man: that is for a reader to say.</li>"
    yield "</ul>"
    rows = [(_GENDERS.get(of.gender, of.gender), of.characters, of.speeches, of.words, of.share) for of in tests.shares]
    if rows:
        yield f'<div class="wide">{html_table(("", "parts", "speeches", "words", "part of all"), rows)}</div>'
    if tests.untold:
        yield f'<p class="quiet">Not told: {", ".join(map(isolated, tests.untold))}.</p>'


def _verdict(passed: bool, tests: Bechdel) -> str:
    if passed:
        return "yes"
    return "not told yet" if tests.untold else "no"


def _findings(subject: Subject) -> Iterator[str]:
    findings, aliases = subject.facts.findings, subject.facts.aliases
    if not findings and not aliases:
        yield "<p>Nothing: headings, names and speeches are as they should be.</p>"
        return
    yield '<ul class="findings">'
    yield from (_finding(finding) for finding in findings[:_MOST_FINDINGS])
    for alias in aliases:
        yield (
            '<li class="hint"><b>hint</b> <span class="where">cast</span> '
            f"<span>Is {isolated(alias.name)} the same person as {isolated(alias.perhaps)}?</span></li>"
        )
    yield "</ul>"
    if len(findings) > _MOST_FINDINGS:
        yield f"<p>And {len(findings) - _MOST_FINDINGS:,} more: the CSV files have all of them.</p>"


def _finding(finding: Finding) -> str:
    sentences = f"{finding.sentence} {finding.suggestion}".rstrip()
    return (
        f'<li class="{finding.severity}"><b>{finding.severity}</b> '
        f'<span class="where">line {finding.first_line + 1:,}</span> <span>{isolated(sentences)}</span></li>'
    )
