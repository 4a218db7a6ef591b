"""What following a script costs Blender's main thread, for scripts/bench.py: the generated feature is opened, read for
the first time, and edited in many places, as by a person who types."""

from __future__ import annotations

import importlib
import time
from typing import Any

import bpy  # type: ignore[import-not-found] # this runs in Blender

from .errors import ScriptError
from .feature import feature

# Another program that has the processor for a moment would be taken for a slow tick. Only Windows' clock is too coarse.
clock = time.thread_time if time.get_clock_info("thread_time").resolution < 1e-4 else time.perf_counter
ROUNDS = 3
EDITS = 40
_SCENES, _SEED = 190, 1


def following(extension: str) -> dict[str, float]:
    """The longest tick of the calmest round, in milliseconds; and the first round's, which imports the readers."""
    text = feature(_SCENES, _SEED)
    rounds = [_Round(extension, text).longest() for _ in range(ROUNDS + 1)]
    return {"script_tick_ms": min(rounds[1:]) * 1e3, "script_first_tick_ms": rounds[0] * 1e3}


class _Round:
    """One text from its opening to its last edit, with a clock of its own, so that no time is spent waiting."""

    def __init__(self, extension: str, text: str) -> None:
        self._following: Any = importlib.import_module(f"{extension}.addon.script.following")
        self._text = bpy.data.texts.new("feature.fountain")
        self._text.from_string(text)
        self._area = bpy.context.window_manager.windows[0].screen.areas[0]
        self._area.type = "TEXT_EDITOR"
        self._area.spaces.active.show_region_ui = True
        self._now = 0.0
        self._longest = 0.0

    def longest(self) -> float:
        self._settle()
        for edit in range(EDITS):
            self._text.cursor_set((edit * 997) % len(self._text.lines))
            self._text.write("\nINT. A NEW PLACE - DAY\n\n" if edit % 8 == 0 else "a")
            self._settle()
        scenes = len(self._following.of(self._text).breakdown.scenes)
        self._following.stop()
        bpy.data.texts.remove(self._text)
        if scenes < _SCENES // 2:
            raise ScriptError(f"Only {scenes} scenes were found in the feature.")
        return self._longest

    def _settle(self) -> None:
        """Ticks until the figures are those of the text as it is now."""
        session = None
        while session is None or not session.settled or session.text != self._text.as_string():
            self._now += self._following.LOOK_EVERY
            self._following.watch(self._area, self._text)
            begun = clock()
            self._following.drain(self._now)
            self._longest = max(self._longest, clock() - begun)
            session = self._following.of(self._text)
