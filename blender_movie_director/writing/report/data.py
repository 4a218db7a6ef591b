"""The report for other programs: everything as JSON, and every table as CSV."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from ...screenplay.facts import tables
from ...screenplay.facts.tables import Table

if TYPE_CHECKING:
    from collections.abc import Iterator

    from ..analysis import Analysis
    from ..analysis.results import SceneResult
    from .subject import Subject


def as_json(subject: Subject) -> str:
    """The breakdown's figures and tables, the analysis as it keeps itself, the money and the tests; null for what there
    is not."""
    analysis, tests = subject.analysis, subject.tests
    whole: dict[str, Any] = {
        **json.loads(tables.as_json(subject.facts)),
        "title": subject.title,
        "analysis": analysis.to_dict() if analysis else None,
        "bechdel": tests.to_dict() if tests else None,
        "money": tables.as_objects(_money(subject)),
    }
    return json.dumps(whole, ensure_ascii=False, indent=1) + "\n"


def as_csv(subject: Subject) -> dict[str, str]:
    """Each table by its name: those of the breakdown, then those of the analysis, if there is one, and the money."""
    return {name: tables.as_csv(table) for name, table in _tables(subject)}


def _tables(subject: Subject) -> Iterator[tuple[str, Table]]:
    for name in tables.TABLES:
        yield name, tables.table(subject.facts, name)
    if subject.analysis:
        yield "readings", _readings(subject.analysis)
        yield "elements", _elements(subject.analysis)
        yield "characters", _characters(subject.analysis)
        yield "structure", _structure(subject.analysis)
        yield "coverage", _coverage(subject.analysis)
    if subject.spendings:
        yield "money", _money(subject)


def _readings(analysis: Analysis) -> Table:
    columns = (
        "ordinal", "heading", "summary", "purpose", "conflict", "before", "after", "why", "story_day", "failure",
    )  # fmt: skip
    return Table(columns, tuple(_reading(result) for result in analysis.scenes))


def _reading(result: SceneResult) -> tuple[tables.Cell, ...]:
    read = result.reading
    if read is None:
        return (result.ordinal, result.heading, *[None] * 7, result.failure)
    turn = read.turn
    told = (read.summary, read.purpose, read.conflict, turn.before, turn.after, turn.why, read.story_day)
    return (result.ordinal, result.heading, *told, result.failure)


def _elements(analysis: Analysis) -> Table:
    """What each scene needs; what was rejected says why."""
    rows = tuple(
        (result.ordinal, result.heading, each.kind, each.name, each.quote, each.rejected)
        for result in analysis.scenes
        if result.reading
        for each in result.reading.elements
    )
    return Table(("ordinal", "heading", "kind", "name", "quote", "rejected"), rows)


def _characters(analysis: Analysis) -> Table:
    read = analysis.assessment.characters if analysis.assessment else ()
    rows = tuple(
        (
            each.name,
            each.want,
            each.need,
            each.arc,
            each.voice,
            "; ".join(f"{relation.to}: {relation.what}" for relation in each.relations),
        )
        for each in read
    )
    return Table(("name", "want", "need", "arc", "voice", "relations"), rows)


def _structure(analysis: Analysis) -> Table:
    """Acts, beats, themes and story days, by the scenes in which they are."""
    rows: list[tuple[tables.Cell, ...]] = []
    if story := analysis.story:
        rows += [("act", act.name, act.summary, _ordinals(act.scenes)) for act in story.acts]
        for beat in story.beats:
            rows.append(("turning point" if beat.turning else "beat", beat.name, beat.what, _ordinals(beat.scenes)))
        rows += [("theme", theme.theme, theme.how, _ordinals(theme.scenes)) for theme in story.themes]
        rows += [("story day", day.name, "", _ordinals(day.scenes)) for day in story.story_days]
    if assessment := analysis.assessment:
        rows += [("question", one.question, "", _ordinals(one.scenes)) for one in assessment.continuity]
    return Table(("kind", "name", "what", "scenes"), tuple(rows))


def _coverage(analysis: Analysis) -> Table:
    rows: list[tuple[tables.Cell, ...]] = []
    if analysis.assessment:
        coverage = analysis.assessment.coverage
        rows += [("grade", grade.of, grade.grade, grade.why) for grade in coverage.grades]
        rows += [("strength", "", "", text) for text in coverage.strengths]
        rows += [("weakness", "", "", text) for text in coverage.weaknesses]
        rows.append(("recommendation", "", coverage.recommendation, coverage.why))
    return Table(("kind", "of", "grade", "why"), tuple(rows))


def _money(subject: Subject) -> Table:
    """Money in dollars as text, so that nothing is rounded."""
    rows = tuple(
        (
            each.model,
            each.part,
            each.calls,
            each.input_tokens,
            each.output_tokens,
            f"{each.dollars:f}",
            each.unpriced,
            each.stored,
        )
        for each in subject.spendings
    )
    return Table(("model", "part", "calls", "input_tokens", "output_tokens", "dollars", "unpriced", "stored"), rows)


def _ordinals(scenes: tuple[int, ...]) -> str:
    return "; ".join(map(str, scenes))
