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
    yield from review(window, area, sidebar)
    yield from chat(area)


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
    yield from write(press, area.spaces.active.text)
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
    results = importlib.import_module(f"{NAME}.addon.analysis.results")
    known = results.of(bpy.data.texts[job.script])
    assert known is not None
    assert known.read == len(known.scenes)
    bpy.data.texts[job.script].cursor_set(known.scenes[2]["first_line"])
    area.tag_redraw()
    yield A_FEW_REDRAWS
    picture("analysis")
    beside = [one for one in window.screen.areas if one.type == "TEXT_EDITOR" and one != area]
    assert [one.spaces.active.text for one in beside] == [job.target.find()]

    script = bpy.data.texts[job.script]
    bpy.context.scene.movie_director.model = "openai/gpt-5-mini"
    press(bpy.ops.movie_director.analyze, text=script.name)
    while jobs.everything()[-1].running:
        yield 0.2
    yield A_FEW_REDRAWS
    picture("offline")


def review(window: Any, area: Any, sidebar: Any) -> Iterator[float]:
    """A passage of the example is asked for anew; the changes of the answer are looked at one by one, and accepted."""
    module = {name: importlib.import_module(f"{NAME}.{name}") for name in ("addon.takes.book", "addon.takes.scripts")}
    module["targets"] = importlib.import_module(f"{NAME}.writing.targets")
    script = area.spaces.active.text
    before = script.as_string()
    start, end = (before.index(words) for words in ("INT. LAMP ROOM - MORNING", "IDRIS\nSquare one?"))
    passage = before[start:end]
    target = module["targets"].Target(passage, before.count("\n", 0, start), 1, "INT. LAMP ROOM - MORNING")
    book = module["addon.takes.book"].book()
    settings = {"mode": "rewrite", "tone": "cold"}
    of_script = {"script": module["addon.takes.scripts"].ensure(script), "script_name": script.name}
    first = book.add(
        "description", target, instruction="Shorter.", settings=settings, model="scripted/one", **of_script
    )
    second = book.again(first.id, model="scripted/another")
    for take, new in ((first, "A gloved hand. A match."), (second, "Dark. Then a match, and a hand in a glove.")):
        words = passage.replace("A match. A gloved hand cups it,", f"{new} It").replace("trying not to yawn", "yawning")
        book.hear(take.id, words)
        told = {name: getattr(book[take.id], name) for name in ("text", "model", "failure")}
        spent = {"calls": 1, "input_tokens": 912, "output_tokens": 140, "cached_tokens": 0, "dollars": "0.0021"}
        told |= {"state": "complete", "target": target.to_plain(), "faults": [], "notes": [], "stand_in": True}
        book.written(take.id, told | {"spent": spent})

    def press(name: str, **properties: object) -> None:
        with bpy.context.temp_override(window=window, screen=window.screen, area=area):
            assert getattr(bpy.ops.movie_director, name)("EXEC_DEFAULT", True, **properties) == {"FINISHED"}

    press("review_take", take=second.id)
    yield from scroll_to_end(sidebar)
    picture("review")
    press("accept_all")
    assert "Dark. Then a match" in area.spaces.active.text.as_string()
    with bpy.context.temp_override(window=window, area=area):
        bpy.ops.ed.undo()
    assert area.spaces.active.text.as_string() == before
    yield from scroll_to_end(sidebar)
    picture("takes")


def scroll_to_end(sidebar: Any) -> Iterator[float]:
    tool = shutil.which("xdotool")
    for _ in range(2):  # panels that have become longer are drawn at their old length once
        sidebar.tag_redraw()
        yield A_FEW_REDRAWS
    if tool is not None:
        x, y = sidebar.x + 6, sidebar.y + sidebar.height // 2  # beside the lists, which the wheel would scroll
        wheel = f"mousemove {x} {bpy.context.window_manager.windows[0].height - y} click --repeat 60 --delay 40 5"
        subprocess.run([tool, *wheel.split()], check=True)
    yield A_FEW_REDRAWS


def chat(area: Any) -> Iterator[float]:
    """A conversation about the script: asked, while it is answered, and the whole of it beside."""
    books = importlib.import_module(f"{NAME}.addon.chat.book")
    answering = importlib.import_module(f"{NAME}.addon.chat.answering")
    bpy.context.scene.movie_director.model = "scripted/slow"
    bpy.context.window_manager.movie_director_chat.question = "Why does she not tell them what she knows?"
    area.tag_redraw()
    yield A_FEW_REDRAWS
    picture("chat_question")
    assert bpy.ops.movie_director.chat_ask() == {"FINISHED"}
    talk = books.shown()
    yield from wait_for(lambda: answering.of(talk) is None)
    yield A_FEW_REDRAWS
    assert len(talk.turns) == 2
    picture("chat")


def write(press: Callable[..., None], text: Any) -> Iterator[float]:
    """Dialogue is asked for at the cursor, then ideas."""
    jobs = importlib.import_module(f"{NAME}.addon.jobs")
    text.cursor_set(158)
    yield A_FEW_REDRAWS
    bpy.context.scene.movie_director.model = "scripted/slow"
    press(bpy.ops.movie_director.write, request="description", mode="tighten")
    yield from wait_for(lambda: jobs.everything()[-1].words > 10)
    picture("write_running")
    for request, name in (("dialogue", "write_dialogue"), ("suggestions", "write_ideas")):
        press(bpy.ops.movie_director.write, request=request)
        yield from wait_for(lambda: not jobs.running())
        yield A_FEW_REDRAWS
        picture(name)
    text.cursor_set(0)


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
