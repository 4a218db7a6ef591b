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
    operators,
    panels,
    precompile,
    preferences,
    properties,
    queries,
    views,
)
from .analysis import results as analyses
from .analysis import settings as analysis_settings
from .chat import book as chats
from .chat import fields as chat_fields
from .files import conversions, imports
from .operators import files as file_operators
from .operators import usage as usage_operators
from .script import following, lists
from .takes import book
from .takes import lists as take_lists

CLASSES: tuple[type, ...] = (
    *preferences.CLASSES,
    properties.LLMPropertyGroup,
    *analysis_settings.CLASSES,
    *lists.CLASSES,
    *take_lists.CLASSES,
    *chat_fields.CLASSES,
    *operators.CLASSES,
    *panels.CLASSES,
)


def register() -> None:
    for cls in CLASSES:
        bpy.utils.register_class(cls)
    properties.attach()
    lists.attach()
    take_lists.attach()
    file_operators.attach()
    analysis_settings.attach()
    usage_operators.attach()
    book.attach()
    chats.attach()
    chat_fields.attach()
    analyses.attach()
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
    handlers.keep_what_there_is()
    kept.clear()
    book.detach()
    chats.detach()
    analyses.detach()
    imports.forget()
    views.forget()
    preferences.session_keys.clear()
    commands.detach()
    handlers.detach()
    usage_operators.detach()
    analysis_settings.detach()
    file_operators.detach()
    chat_fields.detach()
    take_lists.detach()
    lists.detach()
    properties.detach()
    for cls in reversed(CLASSES):
        bpy.utils.unregister_class(cls)
