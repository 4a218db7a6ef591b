"""What an analysis of a whole feature costs Blender's main thread, from the click to its end: the worker's start, every
tick that takes in what was read, the script that is followed meanwhile, and the panels, drawn on a layout that draws
nothing (there is no window here). For scripts/bench.py, inside Blender."""

from __future__ import annotations

import functools
import inspect
from types import SimpleNamespace
from typing import Any

import bpy  # type: ignore[import-not-found] # this runs in Blender

from . import gaps, proxied_reader, reading_server
from .errors import ScriptError
from .feature import feature

_SCENES, _SEED = 190, 1
_DRAWN_EVERY = 1 / 30
_SECONDS_TO_READ = 3.0


def analysing(extension: str) -> dict[str, float]:
    dispatcher, following, jobs = (gaps.module(extension, name) for name in ("dispatcher", "script.following", "jobs"))
    gaps.compile_all(extension)
    text = bpy.data.texts.new("feature.fountain")
    text.from_string(feature(_SCENES, _SEED))
    area = bpy.context.window_manager.windows[0].screen.areas[0]
    area.type = "TEXT_EDITOR"
    area.spaces.active.show_region_ui = True
    area.spaces.active.text = text
    with proxied_reader.running() as reader:
        _connect(extension, reader.url)
        panels = _Panels(extension, area)
        # A script that was opened before the click: reading it has a figure of its own.
        gaps.worst_gap(gaps.Ours().request(panels.draw, _over(_SECONDS_TO_READ), following._tick, panels.draw))  # noqa: SLF001
        idle = gaps.worst_gap(gaps.for_seconds(4.0))
        ours = gaps.Ours()
        click = functools.partial(bpy.ops.movie_director.analyze, text=text.name)
        timers = (dispatcher._tick, following._tick, panels.draw)  # noqa: SLF001 - what Blender's window calls by timers
        busy = gaps.worst_gap(ours.request(click, dispatcher.idle, *timers))
        calls = len(reader.server.calls())
    job = jobs.everything()[-1]
    if job.state.value != "finished" or calls < 2 or not panels.drawn:
        raise ScriptError(f"The analysis did not do what was to be measured: {job.state.value} {job.what}")
    return {"analysis_gap_ms": max(busy - idle, *ours.took), "analysis_own_ms": max(ours.took)}


def _connect(extension: str, url: str) -> None:
    preferences = gaps.module(extension, "preferences")
    chosen = preferences.get()
    chosen.worker_host = "PROCESS"
    chosen.set_server("openai", url)
    preferences.session_keys["openai"] = proxied_reader.KEY
    bpy.context.scene.movie_director.model = f"openai/{reading_server.READER}"


def _over(seconds: float) -> Any:
    waiting = gaps.for_seconds(seconds)
    return lambda: next(waiting, "over") == "over"


class _Panels:
    """Those of ours that belong to the Text Editor's sidebar."""

    def __init__(self, extension: str, area: Any) -> None:
        self._area = area
        self._region = next(region for region in area.regions if region.type == "UI")
        self._context = _Context()
        ours = [kind for kind in bpy.types.Panel.__subclasses__() if kind.__module__.startswith(f"{extension}.")]
        self._kinds = [kind for kind in ours if kind.bl_space_type == "TEXT_EDITOR"]
        self.drawn = 0

    def draw(self) -> float:
        with bpy.context.temp_override(area=self._area, region=self._region, space_data=self._area.spaces.active):
            for kind in self._kinds:
                if not hasattr(kind, "poll") or kind.poll(bpy.context):
                    kind.draw(_Panel(kind), self._context)
                    self.drawn += 1
        return _DRAWN_EVERY


class _Context:
    """Blender's, with a sidebar of a usual width: without a window, widths and the scale of the display are 0."""

    region = SimpleNamespace(width=320)
    preferences = SimpleNamespace(system=SimpleNamespace(ui_scale=1.0))

    def __getattr__(self, name: str) -> Any:
        return getattr(bpy.context, name)


class _Panel:
    """A panel without a window: what its class says, and a layout."""

    def __init__(self, kind: Any) -> None:
        self._kind = kind
        self.layout: Any = _Layout()

    def __getattr__(self, name: str) -> Any:
        found = inspect.getattr_static(self._kind, name)
        return found.__get__(self, self._kind) if hasattr(found, "__get__") else found


class _Layout:
    """Takes everything and draws nothing. Whatever is made on it is a layout again."""

    def __getattr__(self, name: str) -> Any:
        return lambda *_arguments, **_named: _Layout()

    def __iter__(self) -> Any:
        return iter((_Layout(), _Layout()))  # a collapsible part is its header and its body

    def operator(self, *_arguments: Any, **_named: Any) -> SimpleNamespace:
        return SimpleNamespace()
