"""Everything that Blender is told of, in one order; taken back in the reverse."""

from __future__ import annotations

import bpy

from . import (
    commands,
    dispatcher,
    engine,
    handlers,
    jobs,
    operators,
    panels,
    precompile,
    preferences,
    properties,
    views,
)

CLASSES: tuple[type, ...] = (
    preferences.DirectorPreferences,
    properties.LLMPropertyGroup,
    *operators.CLASSES,
    *panels.CLASSES,
)


def register() -> None:
    for cls in CLASSES:
        bpy.utils.register_class(cls)
    properties.attach()
    handlers.attach()
    commands.attach()
    precompile.schedule()


def unregister() -> None:
    # First whatever runs: once this returns, Blender deletes the wheels from under it.
    precompile.stop()
    dispatcher.stop()
    engine.stop()
    jobs.clear()
    views.forget()
    preferences.session_keys.clear()
    commands.detach()
    handlers.detach()
    properties.detach()
    for cls in reversed(CLASSES):
        bpy.utils.unregister_class(cls)
