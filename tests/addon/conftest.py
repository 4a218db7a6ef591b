"""The extension, installed from a real zip into a throw-away profile, in a real Blender.

`scripts/run_in_blender.py test` installs the zip and starts pytest; elsewhere these tests are skipped.
"""

from __future__ import annotations

import gc
import importlib
import os
from collections.abc import Iterator
from types import ModuleType, SimpleNamespace
from typing import Any

import pytest

bpy: Any = pytest.importorskip("bpy", reason="these tests run inside Blender: python3 scripts/test.py")

import addon_utils  # noqa: E402 - Blender's own module, there once bpy is

EXTENSION = os.environ.get("MOVIE_DIRECTOR_MODULE", "bl_ext.user_default.blender_movie_director")

SCRIPT = """\
Title: Two Rooms

INT. KITCHEN - DAY

ANNA stands at the sink.

ANNA
Did you lock it?

EXT. GARDEN - NIGHT

BEN
(low)
Twice.
"""


def module(name: str) -> ModuleType:
    """One of the extension's modules, under the name that Blender gave it."""
    return importlib.import_module(f"{EXTENSION}.{name}")


@pytest.fixture(scope="session")
def enabled() -> Iterator[None]:
    if addon_utils.enable(EXTENSION, default_set=True) is None:
        if "MOVIE_DIRECTOR_MODULE" in os.environ:
            pytest.fail("the extension was installed, and Blender cannot enable it: see what it prints")
        pytest.skip("the extension is not installed in this profile: python3 scripts/test.py does it")
    yield
    addon_utils.disable(EXTENSION, default_set=True)


@pytest.fixture
def movie(enabled: None) -> Iterator[SimpleNamespace]:
    """The extension's modules, with nothing running and no text in the file, before and after."""
    names = ("dispatcher", "engine", "handlers", "jobs", "kept", "late", "preferences", "properties", "queries")
    names += ("registration", "takes.book", "targets")
    parts = ("script.current", "script.following", "script.lists", "script.session")
    parts += ("files.conversions", "files.exports", "files.formats", "files.imports")
    modules = SimpleNamespace(**{name.rpartition(".")[2]: module(f"addon.{name}") for name in (*names, *parts)})
    modules.module = module
    _clear(modules)
    bpy.context.scene.movie_director.model = "scripted/stand-in"
    yield modules
    _clear(modules)


def _clear(modules: SimpleNamespace) -> None:
    modules.following.stop()
    modules.conversions.dismiss_all()
    modules.queries.forget_all()
    modules.imports.forget()
    modules.dispatcher.stop()
    assert modules.engine.stop()
    modules.jobs.clear()
    modules.preferences.forget()
    module("addon.connection").forget()
    for text in list(bpy.data.texts):
        bpy.data.texts.remove(text)
    modules.kept.load()  # takes, conversations, analyses: a file that holds none
    modules.book.left.clear()
    module("addon.chat.book").forget_left()
    settings = bpy.context.scene.movie_director
    settings.model = ""
    settings.enable_streaming = True
    for name in ("set_temperature", "temperature", "reasoning_effort", "max_tokens"):
        settings.property_unset(name)
    chosen = modules.preferences.get()
    _as_new(chosen)
    for rows in (chosen.servers, chosen.limits, chosen.kept_keys):
        rows.clear()
    chosen.key_place = "SESSION"  # this computer's own keyring is left alone
    bpy.context.preferences.system.use_online_access = False
    gc.collect()  # so that a warning about something left open is raised in the test that left it


def _as_new(group: Any) -> None:
    """Every property of a group back to its default, those of groups inside of it too."""
    for found in group.bl_rna.properties:
        if found.is_readonly and found.type == "POINTER" and found.identifier != "rna_type":
            _as_new(getattr(group, found.identifier))
        elif not found.is_readonly and found.identifier not in ("bl_idname", "name"):
            group.property_unset(found.identifier)


@pytest.fixture
def script() -> Any:
    text = bpy.data.texts.new("two_rooms.fountain")
    text.write(SCRIPT)
    return text


@pytest.fixture
def editor() -> Iterator[Any]:
    """A text editor with its sidebar, on the screen."""
    if not bpy.context.window_manager.windows:
        pytest.skip("this Blender has no window, and so no editor")
    area = bpy.context.window_manager.windows[0].screen.areas[0]
    pointer, before = area.as_pointer(), area.type
    area.type = "TEXT_EDITOR"
    area.spaces.active.show_region_ui = True
    yield area
    # A test that opens another file takes the area's memory away: writing to it then crashes Blender, sooner or later.
    windows = bpy.context.window_manager.windows
    for there in (each for window in windows for each in window.screen.areas if each.as_pointer() == pointer):
        there.type = before


@pytest.fixture
def undo() -> Any:
    """Undo and redo as a person would, with a step to go back to."""
    window = bpy.context.window_manager.windows[0] if bpy.context.window_manager.windows else None
    if window is None:
        pytest.skip("this Blender has no window, and so no undo")

    def run(what: str, **arguments: object) -> None:
        with bpy.context.temp_override(window=window):
            getattr(bpy.ops.ed, what)(**arguments)

    return run


@pytest.fixture
def chat(movie: SimpleNamespace) -> Iterator[SimpleNamespace]:
    """The chat's modules, with no conversation in the file, before and after. Its worker is a thread, so that
    `play(name, ...)` can write what `scripted/name` says."""
    names = ("answering", "book", "estimating", "fields", "pages", "questions")
    modules = SimpleNamespace(**{name: module(f"addon.chat.{name}") for name in names})
    scripted = module("llm.backends.scripted")
    modules.scripted, modules.play = scripted, scripted.ScriptedBackend.play
    movie.preferences.get().worker_host = "THREAD"
    before = dict(scripted.scripts)
    modules.book.forget_all()
    yield modules
    movie.dispatcher.stop()
    scripted.scripts.clear()
    scripted.scripts.update(before)
    modules.book.forget_all()
