"""What a .blend remembers of how its script is to be analyzed."""

from typing import TYPE_CHECKING, cast

import bpy
from bpy.props import BoolProperty, EnumProperty, PointerProperty, StringProperty
from bpy.types import PropertyGroup

from ..asking.wishes import Instruction
from ..properties import without_keys

if TYPE_CHECKING:
    from bpy.types import Scene, Text

SCOPES = [
    ("WHOLE", "All", "Read the whole script; only then there are a synopsis, characters and coverage"),
    ("SCENES", "Scenes", "Read the scenes that are named here"),
    ("SELECTION", "Selection", "Read the scenes that the selection touches, or the one at the cursor"),
]


class DirectorAnalysisSettings(PropertyGroup):
    """How the script is to be analyzed, on the scene."""

    if TYPE_CHECKING:
        scope: str
        scenes: str
        instruction: str
        instruction_text: "Text | None"
        afresh: bool
    else:
        scope: EnumProperty(name="Scope", description="What of the script is read", items=SCOPES)
        scenes: StringProperty(
            name="Scenes", description="Numbers of scenes, as the list of scenes shows them: 3, 5-8, 12A"
        )
        instruction: StringProperty(
            name="Instruction",
            description="What you want looked at in addition, in your own words",
            update=without_keys("instruction"),
        )
        instruction_text: PointerProperty(
            type=bpy.types.Text, name="Instruction", description="The text that holds what you want in addition"
        )
        afresh: BoolProperty(
            name="Read All Afresh",
            description="Ask again about scenes that were read before and are as they were. It costs their price again",
        )


def told(scene: "Scene") -> Instruction:
    """What is to be looked at in addition."""
    return Instruction(of(scene), "instruction", "instruction_text")


def of(scene: "Scene") -> "DirectorAnalysisSettings":
    """Our settings on a scene, with their type."""
    return cast("DirectorAnalysisSettings", scene.movie_director_analysis)  # type: ignore[attr-defined]


def attach() -> None:
    kind = PointerProperty(type=DirectorAnalysisSettings)
    bpy.types.Scene.movie_director_analysis = kind  # type: ignore[attr-defined]


def detach() -> None:
    del bpy.types.Scene.movie_director_analysis  # type: ignore[attr-defined]


CLASSES = (DirectorAnalysisSettings,)
