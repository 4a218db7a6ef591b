"""Everything that Blender is told of, in one order; taken back in the reverse."""

from __future__ import annotations

from types import ModuleType
from typing import Any

import bpy

from . import (
    commands,
    connection,
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
from .analysis import settings as analysis_settings
from .asking import wishes
from .chat import fields as chat_fields
from .files import conversions, imports
from .operators import files as file_operators
from .operators import models
from .operators import usage as usage_operators
from .script import following, lists
from .takes import lists as take_lists

CLASSES: tuple[type, ...] = (
    *preferences.CLASSES,
    properties.LLMPropertyGroup,
    *analysis_settings.CLASSES,
    *wishes.CLASSES,
    *lists.CLASSES,
    *take_lists.CLASSES,
    *chat_fields.CLASSES,
    *operators.CLASSES,
    *menus.CLASSES,
    *panels.CLASSES,
)
"""Modules with properties on their classes do without `from __future__ import annotations`: Blender would have to
compile each property's text whenever the extension is enabled, which took longer than all else about registering."""

ATTACHED: tuple[Any, ...] = (
    properties,
    wishes,
    lists,
    take_lists,
    chat_fields,
    analysis_settings,
    file_operators,
    usage_operators,
    models,
    menus,
    handlers,
    commands,
)
"""What adds something of its own to Blender, and takes it away again."""

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
    for part in ATTACHED:
        part.attach()
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
    handlers.keep_what_there_is()
    kept.clear()
    imports.forget()
    views.forget()
    preferences.forget()
    connection.forget()
    while _translated:
        _translated.pop().detach()
    for part in reversed(ATTACHED):
        part.detach()
    for cls in reversed(CLASSES):
        bpy.utils.unregister_class(cls)
