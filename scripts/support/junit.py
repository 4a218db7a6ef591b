"""Reads what pytest reports about a run."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from typing import TYPE_CHECKING
from xml.etree import ElementTree as ET

if TYPE_CHECKING:
    from pathlib import Path


@dataclass
class Counts:
    """How many tests passed, failed and were skipped, and why the last ones were."""

    passed: int = 0
    failed: int = 0
    skipped: int = 0
    reasons: Counter[str] = field(default_factory=Counter)

    def add(self, other: Counts) -> None:
        self.passed += other.passed
        self.failed += other.failed
        self.skipped += other.skipped
        self.reasons.update(other.reasons)

    def __str__(self) -> str:
        return f"{self.passed} passed, {self.failed} failed, {self.skipped} skipped"


def read(path: Path) -> Counts | None:
    """The counts of a run, or None where it left no report: it did not come to its end."""
    try:
        suites = ET.parse(path).getroot().iter("testsuite")  # noqa: S314
    except (OSError, ET.ParseError):
        return None
    counts = Counts()
    for suite in suites:
        failed = int(suite.get("failures", 0)) + int(suite.get("errors", 0))
        skipped = int(suite.get("skipped", 0))
        # A test that fails, and fails again while it is taken down, is in both numbers and is two reports.
        counts.passed += max(0, int(suite.get("tests", 0)) - failed - skipped)
        counts.failed += failed
        counts.skipped += skipped
        for case in suite.iter("testcase"):
            for skip in case.iter("skipped"):
                reason = " ".join((skip.get("message") or "no reason given").split())
                counts.reasons[reason] += 1
    return counts
