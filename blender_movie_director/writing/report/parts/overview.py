"""The head of the page: title, figures, and in a few words what it is and how good."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ....screenplay.facts.report import duration, pages
from ...analysis.results import GRADES
from ..notes import notes_of
from ..text import element, escaped, isolated, percent, wrapped

if TYPE_CHECKING:
    from collections.abc import Iterator

    from ...analysis import Analysis
    from ...analysis.results import Assessment, Grade, Story
    from ..subject import Subject


def head(subject: Subject) -> Iterator[str]:
    facts = subject.facts
    yield "<header>"
    yield '<p class="kind">Script report</p>'
    yield element("h1", subject.title)
    if facts.author:
        yield wrapped("p", f"by {isolated(facts.author)}", "author")
    story = subject.analysis.story if subject.analysis else None
    if story and story.logline:
        yield element("p", story.logline, "logline")
    yield "<dl>"
    for term, value, unit in _figures(subject):
        below = wrapped("dd", unit, "unit") if unit else ""
        yield f"<div><dt>{term}</dt><dd>{value}</dd>{below}</div>"
    yield "</dl>"
    yield from (wrapped("p", isolated(note), "note") for note in notes_of(subject))
    yield "</header>"


def _figures(subject: Subject) -> Iterator[tuple[str, str, str]]:
    facts = subject.facts
    yield "Length", pages(facts.eighths), "page" if 0 < facts.eighths <= 8 else "pages"
    yield "Plays", duration(facts.seconds), "about"
    yield "Scenes", f"{len(facts.scenes):,}", f"{facts.average_eighths / 8:.1f} pages each" if facts.scenes else ""
    yield "Speaking parts", f"{len(facts.cast):,}", ""
    yield "Locations", f"{len(facts.locations):,}", ""
    yield "Words", f"{facts.words:,}", ""
    yield "Dialogue", percent(facts.dialogue_share), "of the words"


def story_section(analysis: Analysis) -> Iterator[str]:
    if analysis.story:
        yield '<section id="story">'
        yield "<h2>The story</h2>"
        yield from _synopsis(analysis.story)
        yield "</section>"
    if analysis.assessment:
        yield '<section id="coverage">'
        yield "<h2>Coverage</h2>"
        yield from _coverage(analysis.assessment)
        yield "</section>"


def _synopsis(story: Story) -> Iterator[str]:
    if story.line:
        yield element("p", story.line, "lead")
    for title, text, css in (("In a paragraph", story.paragraph, "prose"), ("On a page", story.page, "prose long")):
        paragraphs = [each for each in text.split("\n\n") if each.strip()]
        if paragraphs:
            yield f"<h3>{title}</h3>"
            yield f'<div class="{css}">'
            yield from (element("p", paragraph) for paragraph in paragraphs)
            yield "</div>"


def _coverage(assessment: Assessment) -> Iterator[str]:
    coverage = assessment.coverage
    verdict = escaped(coverage.recommendation.capitalize()) or "No recommendation"
    yield f'<p class="verdict"><b>{verdict}</b> {isolated(coverage.why)}</p>'
    yield '<div class="grades">'
    yield from (_grade(grade) for grade in coverage.grades)
    yield "</div>"
    columns = [("Strengths", coverage.strengths), ("Weaknesses", coverage.weaknesses)]
    yield '<div class="columns">'
    for title, texts in columns:
        if texts:
            yield f"<div><h3>{title}</h3><ul>{''.join(element('li', text) for text in texts)}</ul></div>"
    yield "</div>"


def _grade(grade: Grade) -> str:
    """Four steps, as many of them filled as the grade is good."""
    steps = len(GRADES) - GRADES.index(grade.grade) if grade.grade in GRADES else 0
    boxes = "".join(
        f'<rect class="{"step full" if step < steps else "step"}" x="{step * 22}" y="1" width="19" height="10"/>'
        for step in range(len(GRADES))
    )
    told = escaped(grade.grade) or "no grade"
    return (
        f'<div class="grade"><h3>{escaped(grade.of.capitalize())}</h3>'
        f'<p class="mark"><svg viewBox="0 0 88 12" aria-hidden="true">{boxes}</svg> {told}</p>'
        f"{element('p', grade.why)}</div>"
    )
