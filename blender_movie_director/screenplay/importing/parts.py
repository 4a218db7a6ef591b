"""What an import is made of on its way, and what comes of it."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from ..elements import Kind, Style

DOUBTFUL = 0.6
"""What is less certain than this is worth a look by the person who imports."""


class Part(NamedTuple):
    """One element as it was recognised, before it is written as Fountain."""

    kind: Kind
    text: str
    confidence: float = 1.0
    styles: tuple[Style, ...] = ()
    number: str | None = None
    dual: bool = False
    key: str = ""
    """A title page entry's key."""


class Doubt(NamedTuple):
    """A line of the imported text that may have been misread. Lines count from 0."""

    line: int
    sentence: str


class Imported(NamedTuple):
    """A script from a file that is no Fountain."""

    text: str
    """Fountain."""
    confidences: tuple[float, ...]
    """How certain each element of the parsed text is, 0 to 1, in the order of the elements."""
    doubts: tuple[Doubt, ...] = ()
    notes: tuple[str, ...] = ()
    """What was left out or could not be told, in sentences."""

    @property
    def confidence(self) -> float:
        """How certain the whole is, 0 to 1."""
        return round(sum(self.confidences) / len(self.confidences), 4) if self.confidences else 0.0
