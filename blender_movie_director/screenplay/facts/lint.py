"""What the writer probably did not mean, each finding with its lines, a sentence and, where there is one, a remedy."""

from __future__ import annotations

from typing import TYPE_CHECKING

from .lint_headings import heading_findings
from .lint_names import location_findings, name_findings
from .lint_text import action_findings, speech_findings

if TYPE_CHECKING:
    from collections.abc import Generator, Sequence

    from .counting import Count
    from .figures import Character, Finding, Location, Scene
    from .options import Options


def lint_steps(
    count: Count, options: Options, scenes: Sequence[Scene], cast: Sequence[Character], locations: Sequence[Location]
) -> Generator[None, None, tuple[Finding, ...]]:
    """Look for everything that can be told without a model, in small steps. The findings come by line."""
    findings = [*speech_findings(count, options), *heading_findings(scenes, count)]
    yield
    findings += name_findings(cast)
    yield
    findings += location_findings(locations, scenes)
    yield
    findings += yield from action_findings(count, options, cast)
    return tuple(sorted(findings, key=_by_line))


def _by_line(finding: Finding) -> tuple[int, int, str, str]:
    return finding.first_line, finding.last_line, finding.kind, finding.sentence
