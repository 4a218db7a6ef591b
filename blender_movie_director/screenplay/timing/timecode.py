"""Timecode: frames as hours, minutes, seconds and frames, with frame numbers dropped where that is asked for."""

from __future__ import annotations

from fractions import Fraction
from typing import NamedTuple

from ..reading import ScriptError

_DROPPING = (Fraction(30000, 1001), Fraction(60000, 1001))


class Timecode(NamedTuple):
    """How frames are numbered."""

    rate: Fraction
    """Frames in a second."""
    drop: bool = False
    """Frame numbers are left out, two or four at most minutes, so that the numbers keep up with the clock."""

    @classmethod
    def at(cls, rate: Fraction, *, drop: bool = False) -> Timecode:
        """Raises ScriptError for a rate that is never counted so."""
        if drop and rate not in _DROPPING:
            raise ScriptError(
                f"Drop frame is for 29.97 and 59.94 frames a second, and this is {float(rate):.6g}.",
                "Leave drop frame out, or choose one of those rates.",
            )
        if rate.denominator not in (1, 1001):
            raise ScriptError(
                f"Timecode cannot count {float(rate):.6g} frames a second.",
                "Choose a whole rate, or one of 23.976, 29.97 and 59.94.",
            )
        return cls(rate, drop)

    @property
    def nominal(self) -> int:
        """Frame numbers in a second: 30 for 29.97."""
        return round(self.rate)

    def frame_of_hour(self, hour: int) -> int:
        """The frame that is numbered with that hour and nothing more."""
        return hour * 6 * self._frames_of_ten_minutes()

    def text(self, frame: int) -> str:
        """`01:00:00:00`, or `01:00:00;00` where numbers are dropped. After 24 hours it starts again."""
        if self.drop:
            frame = self._number(frame)
        seconds, frames = divmod(frame, self.nominal)
        minutes, seconds = divmod(seconds, 60)
        hours, minutes = divmod(minutes, 60)
        return f"{hours % 24:02}:{minutes:02}:{seconds:02}{';' if self.drop else ':'}{frames:02}"

    def _dropped(self) -> int:
        """Numbers left out at the start of each minute but every tenth."""
        return self.nominal // 15 if self.drop else 0

    def _frames_of_ten_minutes(self) -> int:
        return 600 * self.nominal - 9 * self._dropped()

    def _number(self, frame: int) -> int:
        """The number that a frame has when the numbers left out are counted too."""
        tens, rest = divmod(frame, self._frames_of_ten_minutes())
        minute = 60 * self.nominal - self._dropped()
        # The first minute of ten has all its numbers.
        minutes = max(0, (rest - self._dropped()) // minute)
        return frame + self._dropped() * (9 * tens + minutes)
