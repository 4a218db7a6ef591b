"""Everything that Blender is told of, in one order; taken back in the reverse."""

from __future__ import annotations

from types import ModuleType

import bpy

from . import (
    commands,
    connection,
    dispatcher,
    engine,
    handlers,
    jobs,
    kept,
    operators,
    panels,
    precompile,
    preferences,
    properties,
    queries,
    views,
)
from .files import conversions, imports
from .operators import files as file_operators
from .operators import models
from .script import following, lists
from .takes import book

CLASSES: tuple[type, ...] = (
    *preferences.CLASSES,
    properties.LLMPropertyGroup,
    *lists.CLASSES,
    *operators.CLASSES,
    *panels.CLASSES,
)


_translated: list[ModuleType] = []


def _translate() -> None:
    """Only where Blender speaks that language: the others pay nothing for it."""
    if bpy.app.translations.locale.startswith("de"):
        from . import german

        german.attach()
        _translated.append(german)


def register() -> None:
    for cls in CLASSES:
        bpy.utils.register_class(cls)
    properties.attach()
    lists.attach()
    file_operators.attach()
    models.attach()
    book.attach()
    handlers.attach()
    commands.attach()
    _translate()
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
    imports.forget()
    views.forget()
    preferences.forget()
    connection.forget()
    while _translated:
        _translated.pop().detach()
    commands.detach()
    handlers.detach()
    models.detach()
    file_operators.detach()
    lists.detach()
    properties.detach()
    for cls in reversed(CLASSES):
        bpy.utils.unregister_class(cls)
