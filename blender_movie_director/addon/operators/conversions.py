"""Imports and exports that the worker does: waiting for them, saying what became of them, ending them."""

from typing import TYPE_CHECKING, Any

import bpy
from bpy.props import StringProperty
from bpy.types import Operator

from .. import dispatcher, views
from ..files import conversions

if TYPE_CHECKING:
    from bpy.stub_internal.rna_enums import OperatorReturnItems
    from bpy.types import Context, Event

    from ..files.conversions import Conversion

_SECONDS_WITHOUT_A_WINDOW = 300.0
_LOOK_EVERY = 0.1


def follow(operator: Operator, conversion: "Conversion") -> "set[OperatorReturnItems]":
    """The worker's messages come in by a timer, and without a window none fires: there the operator waits itself."""
    if not bpy.app.background:
        views.redraw()
        bpy.ops.movie_director.follow_conversion("INVOKE_DEFAULT", conversion=conversion.name)  # type: ignore[attr-defined]
        return {"FINISHED"}
    if not dispatcher.wait_until(lambda: conversion.ended, _SECONDS_WITHOUT_A_WINDOW):
        conversions.dismiss(conversion.name)
        conversion.trouble = ("The file took too long.", "Try it with Blender's window open, where you can watch it.")
    return _tell(operator, conversion)


def _tell(operator: Operator, conversion: "Conversion") -> "set[OperatorReturnItems]":
    """Reports how a conversion ended; one that was cancelled needs no words."""
    if conversion.trouble is not None:
        operator.report({"ERROR"}, " ".join(conversion.trouble))
        return {"CANCELLED"}
    if not conversion.outcome:
        return {"CANCELLED"}
    operator.report({"INFO"}, conversion.outcome)
    return {"FINISHED"}


class DIRECTOR_OT_dismiss_conversion(Operator):
    """Stop this, or hide what became of it"""

    bl_idname = "movie_director.dismiss_conversion"
    bl_label = "Dismiss"
    bl_options = {"INTERNAL"}

    if TYPE_CHECKING:
        conversion: str
    else:
        conversion: StringProperty(options={"SKIP_SAVE"})

    def execute(self, _context: "Context") -> "set[OperatorReturnItems]":
        conversions.dismiss(self.conversion)
        views.redraw()
        return {"FINISHED"}


class DIRECTOR_OT_follow_conversion(Operator):
    """Say what became of a file that is read or written in the background"""

    bl_idname = "movie_director.follow_conversion"
    bl_label = "Follow Import or Export"
    bl_options = {"INTERNAL"}

    if TYPE_CHECKING:
        conversion: str
    else:
        conversion: StringProperty(options={"SKIP_SAVE"})

    def invoke(self, context: "Context", _event: "Event") -> "set[OperatorReturnItems]":
        # Kept here: once it has ended well, nobody else knows it.
        self._followed: Any = conversions.get(self.conversion)
        if self._followed is None or context.window is None:
            return {"CANCELLED"}
        self._timer = context.window_manager.event_timer_add(_LOOK_EVERY, window=context.window)
        context.window_manager.modal_handler_add(self)
        return {"RUNNING_MODAL"}

    def modal(self, context: "Context", _event: "Event") -> "set[OperatorReturnItems]":
        if not self._followed.ended:
            return {"PASS_THROUGH"}
        self.cancel(context)
        views.redraw()
        return _tell(self, self._followed) | {"PASS_THROUGH"}

    def cancel(self, context: "Context") -> None:
        context.window_manager.event_timer_remove(self._timer)


CLASSES = (DIRECTOR_OT_dismiss_conversion, DIRECTOR_OT_follow_conversion)
