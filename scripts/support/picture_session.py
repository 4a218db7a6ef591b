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
    from collections.abc import Iterator

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
