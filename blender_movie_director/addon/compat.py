"""All that differs between Blender's versions, builds and ways of running, and nowhere else."""

from __future__ import annotations

import logging
import sys
from collections.abc import Callable
from contextlib import AbstractContextManager
from pathlib import Path
from typing import Any, cast

import bpy

from . import PACKAGE

log = logging.getLogger(__name__)

_soon: set[Callable[[], None]] = set()
_LONGEST_NAME = 63 if bpy.app.version < (5, 0, 0) else 255  # bytes of UTF-8


def text_name(wanted: str) -> str:
    """`wanted`, cut to what a datablock's name may hold, with room for a number, at a whole character. Its ending
    stays: a text without one is coloured as Python."""
    stem, ending = _split(wanted)
    return stem.encode("utf-8")[: _LONGEST_NAME - 4 - len(ending)].decode("utf-8", "ignore") + ending


def free_text_name(wanted: str) -> str:
    """The same, of a text that is not there yet. Blender's own way of making a name another, `x.md.001`, would be an
    ending that it takes for none."""
    found, number = text_name(wanted), 1
    while found in bpy.data.texts:
        number += 1
        stem, ending = _split(text_name(wanted))
        found = f"{stem} {number}{ending}"
    return found


def _split(name: str) -> tuple[str, str]:
    stem, _, ending = name.rpartition(".")
    return (stem, f".{ending}") if stem and ending.isascii() and ending.isalpha() and len(ending) < 10 else (name, "")


def python_executable() -> str:
    """Blender's own Python, as a program that can be started."""
    current = Path(sys.executable or "")
    if current.name.lower().startswith("python"):
        return str(current)
    # An application that was told nothing better names itself here.
    folder = Path(sys.prefix) / "bin"
    names = [f"python{sys.version_info[0]}.{sys.version_info[1]}", "python3", "python", "python.exe"]
    for candidate in (folder / name for name in names):
        if candidate.is_file():
            return str(candidate)
    return str(current)


def wheel_folders() -> tuple[str, ...]:
    """Where Blender unpacked the wheels of its extensions; empty when it has none."""
    version = f"python{sys.version_info[0]}.{sys.version_info[1]}"
    extensions = bpy.utils.user_resource("EXTENSIONS")
    folder = Path(extensions) / ".local" / "lib" / version / "site-packages"
    return (str(folder),) if folder.is_dir() else ()


def user_folder() -> str:
    """Where the extension may keep files of its own; empty where Blender has no such place for it."""
    try:
        return bpy.utils.extension_path_user(PACKAGE, create=True)
    except (ValueError, OSError) as error:  # not installed as an extension; a disk that is full or read-only
        log.info("no folder for the ledger and the cache: %s", error)
        return ""


def override(**context: Any) -> AbstractContextManager[None]:
    """`temp_override`, which the stubs do not know as a context manager."""
    return cast("AbstractContextManager[None]", bpy.context.temp_override(**context))


_RNA: Any = bpy.types.UILayout.bl_rna  # the stubs do not know what it holds
_TEXTBOX = "textbox" in _RNA.functions  # from 5.2 on


def textbox(layout: Any, data: Any, name: str, placeholder: str) -> bool:
    """A field of several lines; False, and nothing drawn, in a Blender that has none."""
    if _TEXTBOX:
        layout.textbox(data, name, initial_visible_lines=3, placeholder=placeholder)
    return _TEXTBOX


def lamp_icon(colour: int) -> Any:
    """A round-cornered patch: 1 is red, 2 orange, 3 yellow, 4 green, 9 grey. Blender 4.4 gave these icons new names."""
    return f"{'STRIP' if bpy.app.version >= (4, 4, 0) else 'SEQUENCE'}_COLOR_0{colour}"


def soon(work: Callable[[], None]) -> None:
    """Has something done that is not allowed in a `draw()`, right after it. `work` is a function of a module."""
    if not bpy.app.timers.is_registered(work):
        bpy.app.timers.register(work, first_interval=0.0)
        _soon.add(work)


def not_so_soon() -> None:
    """Takes back what has not been done yet."""
    for work in _soon:
        if bpy.app.timers.is_registered(work):
            bpy.app.timers.unregister(work)
    _soon.clear()


def rendering() -> bool:
    return bool(bpy.app.is_job_running("RENDER"))


def push_undo(message: str) -> bool:
    """One undo step for what a timer has changed; False where there is no undo to speak of."""
    windows = bpy.context.window_manager.windows
    if not windows:
        return False
    with override(window=windows[0]):
        if not bpy.ops.ed.undo_push.poll():  # type: ignore[call-arg] # the stubs want an argument too many
            return False
        bpy.ops.ed.undo_push(message=message)
    return True
