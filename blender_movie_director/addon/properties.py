"""What a .blend remembers of how its script is to be worked on. No key is ever among it.

Annotations are evaluated at once here: see `CLASSES` in registration.py.
"""

from typing import TYPE_CHECKING, cast

import bpy
from bpy.props import BoolProperty, EnumProperty, FloatProperty, IntProperty, PointerProperty, StringProperty
from bpy.types import PropertyGroup

from . import preference_groups, preferences

if TYPE_CHECKING:
    from collections.abc import Callable

    from bpy.types import Context, Scene


EFFORTS = {
    "none": "None",
    "minimal": "Minimal",
    "low": "Low",
    "medium": "Medium",
    "high": "High",
    "xhigh": "Extra High",
    "max": "Maximum",
}
"""Levels of reasoning as requests name them, least first; no model takes all of them."""


def _key_configured(group: "LLMPropertyGroup") -> bool:
    return preferences.key_is_known(group.chosen_model())


def without_keys(name: str) -> "Callable[[PropertyGroup, Context], None]":
    """The `update` of a field in which people write in their own words: a key that was pasted into it is hidden."""

    def hide(group: PropertyGroup, _context: "Context") -> None:
        from .hiding import clean_field

        clean_field(group, name)

    return hide


class LLMPropertyGroup(PropertyGroup):
    """Settings for language models, on the scene."""

    if TYPE_CHECKING:
        model: str
        enable_streaming: bool
        set_temperature: bool
        temperature: float
        reasoning_effort: str
        max_tokens: int
        api_key_configured: bool
    else:
        model: StringProperty(
            name="Model",
            description="Which model to ask in this scene, as provider/model. Empty means the one in the preferences",
            search=preference_groups.suggest_models,
            search_options={"SUGGESTION"},
        )
        enable_streaming: BoolProperty(
            name="Stream",
            description=(
                "Show the words while they are written, and not only when the answer is complete. An analysis shows "
                "each scene as soon as it is read, and not only when all that were asked about together are there"
            ),
            default=True,
        )
        set_temperature: BoolProperty(
            name="Set Temperature",
            description="Send a temperature with each request. Some models, those that reason among them, take none",
            default=False,
        )
        temperature: FloatProperty(
            name="Temperature",
            description="Low for the expected, high for the surprising",
            default=0.7,
            min=0.0,
            max=2.0,
            step=10,
            precision=2,
        )
        reasoning_effort: EnumProperty(
            name="Effort",
            description="How long a model that reasons may think before it writes",
            items=[
                ("DEFAULT", "Default", "What the model does by itself"),
                *((level, label, "") for level, label in EFFORTS.items()),
            ],
            default="DEFAULT",
        )
        max_tokens: IntProperty(
            name="Longest Answer",
            description="In tokens, about four letters each. 0 means as long as the request needs",
            default=0,
            min=0,
            soft_max=32_000,
        )
        api_key_configured: BoolProperty(
            name="API Key Configured",
            description="Whether the model's provider has a key, or needs none",
            get=_key_configured,
        )

    def chosen_model(self) -> str:
        return self.model.strip() or preferences.get().model.strip()


def of(scene: "Scene") -> LLMPropertyGroup:
    """Our settings on a scene, with their type."""
    return cast("LLMPropertyGroup", scene.movie_director)  # type: ignore[attr-defined]


def attach() -> None:
    bpy.types.Scene.movie_director = PointerProperty(type=LLMPropertyGroup)  # type: ignore[attr-defined]


def detach() -> None:
    del bpy.types.Scene.movie_director  # type: ignore[attr-defined]
