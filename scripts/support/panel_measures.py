"""What drawing a panel of ours costs in Python, for scripts/bench.py: every panel that is registered, in its editor,
with the generated feature open and followed, while a request runs and when it has ended."""

from __future__ import annotations

import importlib
import statistics
import sys
import time
from typing import TYPE_CHECKING, Any, NamedTuple

import bpy  # type: ignore[import-not-found] # this runs in Blender

from . import recording_layout
from .errors import ScriptError
from .feature import feature
from .gaps import clock
from .recording_layout import Drawing, Layout

if TYPE_CHECKING:
    from collections.abc import Iterator

NOTE = "note: "  # what bench.py prints beside its figures
DRAWS = 60
_PATIENCE = 60
_SCENES, _SEED = 190, 1
_WIDTH = 400
"""Pixels at scale 1: every column of every list has room."""


class _Cost(NamedTuple):
    seconds: float
    panel: str
    state: str


def drawing(extension: str) -> dict[str, float]:
    """The slowest of all panels, the median of its draws, in milliseconds."""
    text = bpy.data.texts.new("feature.fountain")
    text.from_string(feature(_SCENES, _SEED))
    areas = bpy.context.window_manager.windows[0].screen.areas
    editor, other = areas[0], areas[1]
    editor.type = "TEXT_EDITOR"
    editor.spaces.active.text = text
    following = importlib.import_module(f"{extension}.addon.script.following")
    dispatcher = importlib.import_module(f"{extension}.addon.dispatcher")
    scenes = len(following.caught_up(text).breakdown.scenes)
    if scenes < _SCENES:
        raise ScriptError(f"Only {scenes} scenes were found in the feature.")

    costs = list(_costs("no request yet", editor, other))
    bpy.context.scene.movie_director.model = "scripted/stand-in"
    bpy.ops.movie_director.analyze(text=text.name)
    costs += _costs("a request running", editor, other)
    until = time.monotonic() + _PATIENCE
    while not dispatcher.idle():
        if time.monotonic() > until:
            raise ScriptError("The request did not come to its end.")
        dispatcher.drain()
        time.sleep(0.01)
    costs += _costs("a request ended", editor, other)
    following.stop()
    _say(costs)
    return {"panel_draw_ms": max(costs).seconds * 1e3}


def _costs(state: str, editor: Any, other: Any) -> Iterator[_Cost]:
    lists = {cls.bl_idname: cls for cls in recording_layout.registered(bpy.types.UIList, "DIRECTOR_UL")}
    panels = recording_layout.registered(bpy.types.Panel, "DIRECTOR_PT")
    if not panels:
        raise ScriptError("Blender knows no panel of ours.")
    for panel in panels:
        area = editor if panel.bl_space_type == "TEXT_EDITOR" else other
        area.type = panel.bl_space_type
        context = _context(area)
        if not hasattr(panel, "poll") or panel.poll(context):
            taken = [_once(panel, context, lists) for _ in range(DRAWS + 1)][1:]  # the first may import
            yield _Cost(statistics.median(taken), panel.__name__, state)


def _once(panel: Any, context: _Instead, lists: dict[str, Any]) -> float:
    """One turn of Blender's: whether it is shown, its header, and what is in it."""
    layout = Layout(context, lists)
    drawn = Drawing(panel, layout)
    begun = clock()
    if hasattr(panel, "poll"):
        panel.poll(context)
    if hasattr(panel, "draw_header"):
        drawn.draw_header(context)
    drawn.draw(context)
    taken = clock() - begun
    if not layout.drawn:
        raise ScriptError(f"{panel.__name__} draws nothing, so nothing was measured.")
    return taken


class _Instead:
    """Something of Blender's with some of it replaced."""

    def __init__(self, real: Any, **replaced: object) -> None:
        self._real = real
        self.__dict__.update(replaced)

    def __getattr__(self, name: str) -> Any:
        return getattr(self._real, name)


def _context(area: Any) -> _Instead:
    """The context of an area's sidebar. Without a window nothing has a width, and the interface no scale."""
    preferences = bpy.context.preferences
    return _Instead(
        bpy.context,
        area=area,
        region=_Instead(area.regions[0], width=_WIDTH, type="UI"),
        space_data=area.spaces.active,
        preferences=_Instead(preferences, system=_Instead(preferences.system, ui_scale=1.0)),
    )


def _say(costs: list[_Cost]) -> None:
    for cost in sorted(costs, reverse=True)[:3]:
        sys.stdout.write(f"{NOTE}{cost.panel}, {cost.state}: {cost.seconds * 1e3:.2f} ms\n")
    together = [cost.seconds for cost in costs if cost.state == costs[-1].state]
    sys.stdout.write(f"{NOTE}all {len(together)} panels of all editors: {sum(together) * 1e3:.2f} ms\n")
