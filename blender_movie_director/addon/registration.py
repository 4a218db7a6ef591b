"""Everything that Blender is told of, in one order; taken back in the reverse."""

from __future__ import annotations

import bpy

from . import (
    commands,
    dispatcher,
    engine,
    handlers,
    jobs,
    kept,
    menus,
    operators,
    panels,
    precompile,
    preferences,
    properties,
    queries,
    views,
)
from .asking import shelf, wishes
from .files import conversions, imports
from .operators import files as file_operators
from .script import following, lists
from .takes import book

CLASSES: tuple[type, ...] = (
    *preferences.CLASSES,
    properties.LLMPropertyGroup,
    *wishes.CLASSES,
    *lists.CLASSES,
    *operators.CLASSES,
    *menus.CLASSES,
    *panels.CLASSES,
)


def register() -> None:
    for cls in CLASSES:
        bpy.utils.register_class(cls)
    properties.attach()
    wishes.attach()
    lists.attach()
    file_operators.attach()
    menus.attach()
    book.attach()
    shelf.attach()
    handlers.attach()
    commands.attach()
    precompile.schedule()


def unregister() -> None:
    # First whatever runs: once this returns, Blender deletes the wheels from under it.
    precompile.stop()
    following.stop()
    conversions.dismiss_all()
    dispatcher.stop()
    engine.stop()
    jobs.clear()
    queries.forget_all()
    kept.clear()
    book.detach()
    shelf.detach()
    imports.forget()
    views.forget()
    preferences.session_keys.clear()
    commands.detach()
    handlers.detach()
    menus.detach()
    file_operators.detach()
    lists.detach()
    wishes.detach()
    properties.detach()
    for cls in reversed(CLASSES):
        bpy.utils.unregister_class(cls)
