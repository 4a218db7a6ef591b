"""The script's timing as an OpenTimelineIO file, which editing programs and their libraries read."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from .clips import START_HOUR, clips, rate_of
from .timecode import Timecode

if TYPE_CHECKING:
    from ..facts import Breakdown
    from ..identity import Identity
    from .clips import Clip

_NAMESPACE = "movie_director"
"""Everybody's metadata stand under a name of their own."""


def to_otio(facts: Breakdown, known: Identity | None = None, *, drop_frame: bool = False) -> str:
    """A timeline with one track and one clip for each scene, as JSON. What plays before the first scene is a gap."""
    timecode = Timecode.at(rate_of(facts), drop=drop_frame)
    rate = float(timecode.rate)
    children = [_clip(clip, rate) for clip in clips(facts, known)]
    if facts.lead_frames:
        children.insert(0, {"OTIO_SCHEMA": "Gap.1", **_item("", facts.lead_frames, rate)})
    track = {"OTIO_SCHEMA": "Track.1", **_item("Scenes"), "kind": "Video", "children": children}
    stack = {"OTIO_SCHEMA": "Stack.1", **_item("tracks"), "children": [track]}
    timeline = {
        "OTIO_SCHEMA": "Timeline.1",
        "name": facts.title or "Untitled",
        "global_start_time": _time(timecode.frame_of_hour(START_HOUR), rate),
        "tracks": stack,
        "metadata": {
            _NAMESPACE: {"author": facts.author, "frames_per_second": str(timecode.rate), "drop_frame": timecode.drop}
        },
    }
    return json.dumps(timeline, indent=2, ensure_ascii=False) + "\n"


def _clip(clip: Clip, rate: float) -> dict[str, Any]:
    facts = {
        "scene": clip.number,
        "ordinal": clip.ordinal,
        "heading": clip.heading,
        "id": clip.id,
        "page": clip.page,
        "eighths": clip.eighths,
    }
    marker = {
        "OTIO_SCHEMA": "Marker.2",
        "name": f"Scene {clip.number}",
        "color": "GREEN",
        "marked_range": _range(0, rate),
        "comment": clip.heading,
        "metadata": {_NAMESPACE: facts},
    }
    return {
        "OTIO_SCHEMA": "Clip.2",
        **_item(clip.name, clip.frames, rate),
        "markers": [marker],
        "metadata": {_NAMESPACE: facts},
        "active_media_reference_key": "DEFAULT_MEDIA",
        "media_references": {
            "DEFAULT_MEDIA": {"OTIO_SCHEMA": "MissingReference.1", "name": "", "available_range": None, "metadata": {}}
        },
    }


def _item(name: str, frames: int | None = None, rate: float = 0.0) -> dict[str, Any]:
    """What everything on a timeline has."""
    return {
        "name": name,
        "source_range": None if frames is None else _range(frames, rate),
        "effects": [],
        "markers": [],
        "enabled": True,
        "metadata": {},
    }


def _range(frames: int, rate: float) -> dict[str, Any]:
    return {"OTIO_SCHEMA": "TimeRange.1", "start_time": _time(0, rate), "duration": _time(frames, rate)}


def _time(frame: int, rate: float) -> dict[str, Any]:
    return {"OTIO_SCHEMA": "RationalTime.1", "value": float(frame), "rate": rate}
