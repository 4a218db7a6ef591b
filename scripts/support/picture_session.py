"""Runs inside Blender's window for scripts/pictures.py: a person's first minute, with a picture at each stop."""

from __future__ import annotations

import importlib
import os
import shutil
import subprocess
import sys
import traceback
from pathlib import Path
from typing import TYPE_CHECKING, Any

import bpy  # type: ignore[import-not-found] # this runs in Blender

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

NAME = "bl_ext.user_default.blender_movie_director"
ZIP, OUTPUT = sys.argv[sys.argv.index("--") + 1 :]
A_FEW_REDRAWS = 1.5


def session() -> Iterator[float]:
    """Yields how many seconds the window may go on by itself before the next step."""
    window = bpy.context.window_manager.windows[0]
    area = max(window.screen.areas, key=lambda one: one.width * one.height)
    area.type = "TEXT_EDITOR"
    area.spaces.active.show_region_ui = True
    yield A_FEW_REDRAWS
    sidebar = next(region for region in area.regions if region.type == "UI")
    sidebar.active_panel_category = "Movie"
    area.tag_redraw()
    yield A_FEW_REDRAWS
    picture("empty")
    assert bpy.ops.movie_director.go_on_without() == {"FINISHED"}
    yield from read(area, sidebar)
    yield from analyse(window, area)


def read(area: Any, sidebar: Any) -> Iterator[float]:
    """A feature is opened, read by the timer and walked through, in a narrow sidebar and in a wide one."""
    following = importlib.import_module(f"{NAME}.addon.script.following")
    text = bpy.data.texts.load(str(Path(OUTPUT) / "feature.fountain"), internal=True)
    text.cursor_set(0)
    area.spaces.active.text = text
    area.spaces.active.show_word_wrap = True
    yield from wait_for(lambda: following.of(text) is not None and following.of(text).settled)
    scenes = following.of(text).breakdown.scenes
    assert len(scenes) == 190
    yield A_FEW_REDRAWS
    picture("scenes_narrow")
    yield from widen(sidebar, by=220)
    lists = importlib.import_module(f"{NAME}.addon.script.lists").of(text.session_uid)
    lists.active_scene = 57
    assert text.current_line_index == scenes[57].first_line
    yield A_FEW_REDRAWS
    picture("scenes")
    before = following.ticks.count
    text.write("INT. A NEW PLACE - NIGHT\n\nSomebody types.\n\n")
    yield from wait_for(lambda: len(following.of(text).breakdown.scenes) == 191)
    lists.search, lists.kinds = "place", {"NIGHT"}
    area.tag_redraw()
    yield A_FEW_REDRAWS
    assert sum(lists.scenes_shown()) == 1
    picture("scenes_filtered")
    lists.search, lists.kinds = "", set()
    sys.stdout.write(f"ticks: {before}, then {following.ticks.count}; the longest {following.ticks.longest:.4f} s\n")


def widen(sidebar: Any, *, by: int) -> Iterator[float]:
    """Drags the sidebar's edge as a hand would: Python has no other way. Without xdotool it stays as it is."""
    tool = shutil.which("xdotool")
    if tool is None:
        return
    window = bpy.context.window_manager.windows[0]
    x, y = sidebar.x + 1, window.height - (sidebar.y + sidebar.height // 2)
    steps = [
        f"mousemove {x} {y}",
        "mousedown 1",
        f"mousemove {x - by // 4} {y}",
        f"mousemove {x - by} {y}",
        "mouseup 1",
    ]
    subprocess.Popen([tool, *" sleep 0.3 ".join([*steps, f"mousemove {x // 2} {y}"]).split()])
    yield from wait_for(lambda: sidebar.width > by)
    yield A_FEW_REDRAWS


def wait_for(happened: Callable[[], bool]) -> Iterator[float]:
    for _ in range(100):
        if happened():
            return
        yield 0.2
    raise AssertionError("It did not happen within 20 seconds.")


def analyse(window: Any, area: Any) -> Iterator[float]:
    """The example is opened and a model is asked about it."""

    def press(operator: Any, **properties: object) -> None:
        with bpy.context.temp_override(window=window, screen=window.screen, area=area):
            assert operator(**properties) == {"FINISHED"}

    jobs = importlib.import_module(f"{NAME}.addon.jobs")
    press(bpy.ops.movie_director.open_example)
    yield A_FEW_REDRAWS
    picture("script")
    bpy.context.scene.movie_director.model = "scripted/slow"
    press(bpy.ops.movie_director.analyze)
    job = jobs.everything()[-1]
    while job.done < 6:
        assert job.running, f"{job.what} {job.remedy}"
        yield 0.2
    assert "### 6." in job.target.find().as_string()
    picture("running")
    while job.running:
        yield 0.2
    assert job.state is jobs.State.FINISHED
    yield A_FEW_REDRAWS
    picture("done")
    beside = [one for one in window.screen.areas if one.type == "TEXT_EDITOR" and one != area]
    assert [one.spaces.active.text for one in beside] == [job.target.find()]

    script = bpy.data.texts[job.script]
    bpy.context.scene.movie_director.model = "openai/gpt-5-mini"
    press(bpy.ops.movie_director.analyze, text=script.name)
    while jobs.everything()[-1].running:
        yield 0.2
    yield A_FEW_REDRAWS
    picture("offline")


def picture(name: str) -> None:
    path = Path(OUTPUT) / f"{name}.png"
    # Blender's own screenshot comes out black under software OpenGL; a virtual screen has this tool beside it.
    tool = shutil.which("import")
    if tool:
        subprocess.run([tool, "-window", "root", str(path)], check=True)
    else:
        bpy.ops.screen.screenshot(filepath=str(path))
    sys.stdout.write(f"picture: {path.name}\n")


def main() -> None:
    bpy.context.preferences.view.show_splash = False
    bpy.ops.extensions.package_install_files(filepath=ZIP, repo="user_default", enable_on_install=False)
    bpy.ops.preferences.addon_enable(module=NAME)
    steps = session()

    def go_on() -> float | None:
        try:
            return next(steps)
        except StopIteration:
            sys.stdout.write("pictures: done\n")
        except Exception:  # noqa: BLE001 - the window would stay open for ever
            traceback.print_exc()
        sys.stdout.flush()
        bpy.ops.preferences.addon_disable(module=NAME)
        os._exit(0)

    bpy.app.timers.register(go_on, first_interval=3.0)


main()
