"""A request of the Write panel as plain data: made of its fields, the cursor and the settings, for an estimate and for
the real thing alike, so that what was estimated is what is sent."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

from .. import engine, properties
from ..analysis import results
from ..script import following
from . import identities, own_prompts, place, wishes

if TYPE_CHECKING:
    from collections.abc import Mapping

    from bpy.types import Scene, Text

    from .place import Cursor


class Asked(NamedTuple):
    """Two that are equal send the same, as long as the script is the same."""

    request: str
    model: str
    instruction: str
    settings: tuple[tuple[str, Any], ...]
    """What a take remembers of it."""
    prompts: tuple[tuple[str, str], ...]
    """Of the user's own, by name: those that stand in a text of this file."""
    prompts_folder: str
    stream: bool

    def payload(self, text: Text) -> dict[str, Any]:
        """For the worker's task of the same name."""
        return {
            **dict(self.settings),
            "text": text.as_string(),
            "name": text.name,
            "model": self.model,
            "instruction": self.instruction,
            "prompts": dict(self.prompts),
            "prompts_folder": self.prompts_folder,
            "stream": self.stream,
            "summaries": _summaries(text),
        }


def asked(scene: Scene, text: Text) -> tuple[Asked, Cursor]:
    """What the panel's fields ask for now. Cheap enough for a `draw`."""
    fields = wishes.of(scene)
    at = place.cursor(fields, text, following.of(text))
    settings: dict[str, Any] = {"place": place.plain(fields, at), **_own_settings(fields)}
    settings.update(engine.request_settings(fields.request, scene))
    return (
        Asked(
            fields.request,
            engine.model_for(fields.request, scene),
            fields.instruction(fields.request),
            tuple(settings.items()),
            tuple(own_prompts.in_texts((fields.request,)).items()),
            own_prompts.folder(scene),
            properties.of(scene).enable_streaming,
        ),
        at,
    )


def scene_id(text: Text, at: Cursor) -> str:
    """The lasting id of the scene at the cursor, where it is known."""
    return identities.id_of(text, at.scene)


def again(scene: Scene, text: Text, request: str) -> Mapping[str, Any]:
    """What a take does not remember, and a request that is made anew needs: the prompts and so on as they are now."""
    return {
        "summaries": _summaries(text),
        "prompts": own_prompts.in_texts((request,)),
        "prompts_folder": own_prompts.folder(scene),
        "stream": properties.of(scene).enable_streaming,
    }


def _summaries(text: Text) -> dict[str, str]:
    """What the kept analysis says of each scene, for those that are not sent word for word. By ordinals, as JSON has
    keys. Not for a `draw`."""
    return {str(ordinal): summary for ordinal, summary in results.summaries_for(text).items()}


def _own_settings(fields: wishes.WritingWishes) -> dict[str, Any]:
    if fields.request == wishes.SUGGESTIONS:
        return {"about": fields.about, "count": fields.count}
    if fields.request == wishes.DESCRIPTION:
        return {"mode": fields.description_mode, "only_seen": fields.only_seen}
    settings: dict[str, Any] = {
        "mode": fields.dialogue_mode,
        "characters": list(fields.chosen),
        "intention": fields.intention.strip(),
        "tone": fields.tone.strip(),
        "length": fields.length,
    }
    if fields.dialogue_mode == "new":
        settings["heading"] = fields.heading.strip()
    return settings
