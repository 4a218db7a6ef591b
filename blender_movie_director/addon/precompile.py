"""Compiles the wheels once after an install, in a process of its own at lowest priority,
so that the first click does not wait for it: LiteLLM's first import takes four seconds, its second two."""

from __future__ import annotations

import logging
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import bpy

from . import engine

if TYPE_CHECKING:
    import subprocess

log = logging.getLogger(__name__)

_AFTER_ENABLING = 4.0
_LOOK_EVERY = 1.0
_process: subprocess.Popen[bytes] | None = None


def schedule() -> None:
    """Not at once: enabling must stay quick, and at Blender's start there is enough to do."""
    bpy.app.timers.register(_step, first_interval=_AFTER_ENABLING, persistent=True)


def stop() -> None:
    global _process  # noqa: PLW0603 - one per Blender
    if bpy.app.timers.is_registered(_step):
        bpy.app.timers.unregister(_step)
    if _process is not None:
        _process.kill()
        _process.wait(5.0)
        _process = None


def needed() -> bool:
    """Whether the wheels lie there as Blender unpacked them, never imported."""
    _, folders = engine.launch()
    name = f"main.{sys.implementation.cache_tag}.pyc"
    packages = [Path(folder) / "litellm" for folder in folders]
    return any(package.is_dir() and not (package / "__pycache__" / name).exists() for package in packages)


def _step() -> float | None:
    global _process  # noqa: PLW0603
    try:
        if _process is None:
            if not needed():
                return None
            _process = _start()
            return _LOOK_EVERY
        if _process.poll() is None:
            return _LOOK_EVERY
    except OSError as error:
        log.info("the wheels are compiled at first use: %s", error)
    _process = None
    return None


def _start() -> subprocess.Popen[bytes]:
    import subprocess

    from ..worker.process_host import Launch

    return Launch(*engine.launch()).popen(
        "precompile", stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )
