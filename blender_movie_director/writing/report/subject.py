"""What a report is about."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

from .money import of_analysis

if TYPE_CHECKING:
    from collections.abc import Sequence

    from ...screenplay import Breakdown
    from ...screenplay.facts import Bechdel
    from ..analysis import Analysis
    from ..analysis.results import SceneResult
    from .money import Spending


@dataclass(frozen=True)
class Subject:
    """A script in figures, and whatever else is known of it."""

    facts: Breakdown
    analysis: Analysis | None = None
    spent: Sequence[Spending] | None = None
    """Without it, what the analysis itself has taken."""
    tests: Bechdel | None = None
    given_title: str = ""

    @property
    def title(self) -> str:
        return self.given_title or self.facts.title or (self.analysis.title if self.analysis else "") or "Untitled"

    @cached_property
    def ordinals(self) -> frozenset[int]:
        """Of the scenes that have a card: all of the script, and what the analysis found before the first one."""
        return frozenset({scene.ordinal for scene in self.facts.scenes} | set(self.results))

    @cached_property
    def results(self) -> dict[int, SceneResult]:
        """What the analysis says of each scene, by ordinal."""
        return {result.ordinal: result for result in self.analysis.scenes} if self.analysis else {}

    @cached_property
    def changed(self) -> tuple[int, ...]:
        """The scenes that the analysis knows by another heading, or that are gone: the script was changed since."""
        headings = {scene.ordinal: scene.heading for scene in self.facts.scenes}
        return tuple(
            ordinal for ordinal, result in self.results.items() if ordinal and headings.get(ordinal) != result.heading
        )

    @cached_property
    def spendings(self) -> tuple[Spending, ...]:
        if self.spent is not None:
            return tuple(self.spent)
        return of_analysis(self.analysis) if self.analysis else ()
