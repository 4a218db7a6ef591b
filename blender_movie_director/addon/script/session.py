"""One script that is followed: what was last read of it, and the work that is left. Knows nothing of Blender."""

from __future__ import annotations

import logging
import time
from bisect import bisect_right
from typing import TYPE_CHECKING

from ..faults import sentences

if TYPE_CHECKING:
    from collections.abc import Callable, Generator

    from ...screenplay.document import Document
    from ...screenplay.facts import Breakdown
    from ...screenplay.pages.layout import Layout

log = logging.getLogger(__name__)

PAUSE = 0.3
"""Seconds without a change before the script is counted anew: nobody reads figures between two keys."""


class Session:
    """What is known of one text. `look` tells it what the text holds now, `work` goes on reading for a while."""

    def __init__(self, name: str) -> None:
        self.name = name
        self.text = ""
        """What the text held when it was last looked at."""
        self.layout = ""
        """What was kept with it about its pages."""
        self.document: Document | None = None
        self.breakdown: Breakdown | None = None
        self.counted = ""
        """The text that the breakdown is about: while one types it lags behind."""
        self.trouble: tuple[str, str] | None = None
        """Why it cannot be read and what to do; None for what can, and for what is not yet written."""
        self.scene = -1
        """The scene in which the cursor was when it was last looked at."""
        self._steps: Generator[None, None, None] | None = None
        self._count_at: float | None = None
        self._scene_lines: list[int] = []

    @property
    def settled(self) -> bool:
        """Whether everything that is shown is about the text as it was last looked at."""
        return self._steps is None and self._count_at is None

    @property
    def reading(self) -> bool:
        """Whether it is in the middle of its steps."""
        return self._steps is not None

    @property
    def waits_until(self) -> float | None:
        """When there is something to do again; None where there is now, or nothing at all."""
        return self._count_at if self._steps is None else None

    def look(self, text: str, now: float, layout: str = "") -> bool:
        """Compares with what was last seen; True for a change. A reading that has begun is given up.

        `layout` is what the file that the text came from said of its pages.
        """
        if text == self.text and layout == self.layout:
            return False
        first = not self.text
        self.text, self.layout = text, layout
        self._give_up()
        if not text.strip():
            self._forget()
            return True
        self._steps = self._read(text)
        self._count_at = now if first else now + PAUSE
        return True

    def work(self, now: float, deadline: float) -> bool:
        """Goes on in small steps until `time.perf_counter()` passes the deadline or nothing is left to do now; True
        when there is something new to show."""
        new = False
        while time.perf_counter() < deadline:
            if self._steps is None:
                if self._count_at is None or now < self._count_at:
                    break
                self._count_at = None
                self._steps = self._count()
            new |= self._step()
        return new

    def finish(self) -> None:
        """Everything that is left, at once: for operators, and where no timer fires."""
        while not self.settled:
            if self._steps is None:
                self._count_at = None
                self._steps = self._count()
            self._step()

    def scene_at(self, line: int) -> int:
        """The index of the scene in which a line stands, -1 before the first."""
        return bisect_right(self._scene_lines, line) - 1

    def line_now(self, line: int) -> int:
        """Where a line of the counted text stands in the text of now: the figures may lag behind the typing."""
        if self.counted == self.text:
            return line
        old, new = self.counted, self.text
        start = len(old) - len(old.split("\n", line)[-1])
        same, same_end = common_ends(old, new)
        if start >= len(old) - same_end:
            return new.count("\n", 0, start + len(new) - len(old))
        return new.count("\n", 0, min(start, same))

    def _step(self) -> bool:
        """One step of what is being done; True when that is done."""
        assert self._steps is not None
        try:
            next(self._steps)
        except StopIteration:
            self._steps = None
            return True
        except Exception as error:  # noqa: BLE001 - a fault of ours must not end the timer, nor come again at each tick
            self._give_up()
            self._forget()
            self.trouble = sentences(error, f"reading {self.name}")
            return True
        return False

    def _read(self, text: str) -> Generator[None, None, None]:
        from ...screenplay.first_reading import import_steps

        yield from import_steps()
        from ...screenplay import check_text
        from ...screenplay.document import Document

        check_text(text, self.name)
        yield
        if self.document is None:
            self.document = Document()
        yield from self.document.read(text)
        self.trouble = None

    def _count(self) -> Generator[None, None, None]:
        from ...screenplay.facts import Options, breakdown_steps

        assert self.document is not None
        breakdown = yield from breakdown_steps(self.document.script, Options(layout=self._pages()))
        self._scene_lines = [scene.first_line for scene in breakdown.scenes]
        self.breakdown, self.counted = breakdown, self.text

    def _pages(self) -> Layout:
        from ...screenplay.pages.layout import STANDARD, from_text

        try:
            return from_text(self.layout) if self.layout else STANDARD
        except ValueError:
            # From a .blend that somebody else wrote. An export says what to do; the figures need not wait for that.
            log.warning("what is kept with %s about its pages is damaged", self.name)
            return STANDARD

    def _give_up(self) -> None:
        if self._steps is not None:
            self._steps.close()
        self._steps = self._count_at = None

    def _forget(self) -> None:
        self.document = self.breakdown = self.trouble = None
        self.counted = ""
        self._scene_lines = []


def common_ends(old: str, new: str) -> tuple[int, int]:
    """How many characters two texts share at their start, and how many of the rest at their end."""
    shorter = min(len(old), len(new))
    same = _longest(shorter, lambda size: old[:size] == new[:size])
    return same, _longest(shorter - same, lambda size: old[len(old) - size :] == new[len(new) - size :])


def _longest(most: int, fits: Callable[[int], bool]) -> int:
    """The largest size up to `most` that fits, where every smaller one fits too: slices compare faster than a loop."""
    low, high = 0, most
    while low < high:
        middle = (low + high + 1) // 2
        low, high = (middle, high) if fits(middle) else (low, middle - 1)
    return low
