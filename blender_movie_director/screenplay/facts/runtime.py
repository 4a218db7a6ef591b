"""How long the script plays, by a stated model that the user can tune, in frames that add up.

By the page: every printed page plays for as many seconds, a minute unless the user says otherwise.
By rates: what is spoken takes its words at so many words a second, and action so many seconds for each of its lines,
where a line holds up to 60 characters.
"""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from math import lcm
from typing import NamedTuple

from ..reading import ScriptError

ACTION_WIDTH = 60
"""Characters of a line of action."""

_NTSC = {
    "23.976": Fraction(24000, 1001),
    "23.98": Fraction(24000, 1001),
    "29.97": Fraction(30000, 1001),
    "47.95": Fraction(48000, 1001),
    "59.94": Fraction(60000, 1001),
    "119.88": Fraction(120000, 1001),
}
"""What people type for the rates that are not decimal numbers."""


class Amount(NamedTuple):
    """How much there is of what takes time, counted from the script's start."""

    rows: int = 0
    spoken_words: int = 0
    action_lines: int = 0


@dataclass(frozen=True, slots=True)
class Runtime:
    """The model. Numbers may be whole, decimal or fractions; they are kept exactly as written."""

    by_rates: bool = False
    seconds_per_page: float | Fraction = 60
    words_per_second: float | Fraction = 2.5
    """Of dialogue and lyrics: 150 words a minute."""
    seconds_per_line: float | Fraction = 3
    """Of action."""
    fps: float | Fraction = 24

    def __post_init__(self) -> None:
        for name in ("seconds_per_page", "words_per_second", "seconds_per_line", "fps"):
            value = getattr(self, name)
            if not 0 < value < 1_000_000:
                raise ScriptError(
                    f"{name.replace('_', ' ').capitalize()} cannot be {value}.", "Give a number greater than 0."
                )

    @property
    def rate(self) -> Fraction:
        """Frames in a second."""
        return exactly(self.fps)


class Clock:
    """Turns amounts into time. Only whole numbers are added up, so that nothing drifts over a long sum."""

    def __init__(self, runtime: Runtime, rows_per_page: int) -> None:
        if runtime.by_rates:
            weights = (Fraction(), 1 / exactly(runtime.words_per_second), exactly(runtime.seconds_per_line))
        else:
            weights = (exactly(runtime.seconds_per_page) / rows_per_page, Fraction(), Fraction())
        self._seconds = _Scale(weights)
        row, word, line = weights
        self._frames = _Scale((row * runtime.rate, word * runtime.rate, line * runtime.rate))

    def seconds(self, amount: Amount) -> int:
        return self._seconds.of(amount)

    def frame(self, amount: Amount) -> int:
        """The frame that is reached when so much has played. Differences of these add up to the whole."""
        return self._frames.of(amount)


class _Scale:
    """Weights with one denominator."""

    def __init__(self, weights: tuple[Fraction, Fraction, Fraction]) -> None:
        denominator = lcm(*(weight.denominator for weight in weights))
        self._row, self._word, self._line = (int(weight * denominator) for weight in weights)
        self._denominator = denominator

    def of(self, amount: Amount) -> int:
        """Rounded half up, in whole numbers alone."""
        rows, words, lines = amount
        total = self._row * rows + self._word * words + self._line * lines
        return (2 * total + self._denominator) // (2 * self._denominator)


def exactly(value: float | Fraction | str) -> Fraction:
    """The number that was meant: 2.4 is twelve fifths, and 29.97 frames are 30000/1001. Raises ValueError."""
    written = str(value).strip()
    return _NTSC.get(written) or Fraction(written)
