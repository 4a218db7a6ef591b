"""The script's timing as a CMX3600 edit decision list, which every editing program reads."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ..reading import ScriptError
from .clips import START_HOUR, clips, rate_of
from .timecode import Timecode

if TYPE_CHECKING:
    from collections.abc import Iterator

    from ..facts import Breakdown
    from ..identity import Identity
    from .clips import Clip

_LONGEST_TITLE = 70
_REEL = "AX"  # there is no tape: an auxiliary source


def to_edl(facts: Breakdown, known: Identity | None = None, *, drop_frame: bool = False) -> str:
    """One event for each scene, cut to cut, with a locator that says where in the script it stands."""
    timecode = Timecode.at(rate_of(facts), drop=drop_frame)
    rows = [
        f"TITLE: {_one_line(facts.title or 'Untitled')[:_LONGEST_TITLE]}",
        f"FCM: {'DROP FRAME' if drop_frame else 'NON-DROP FRAME'}",
    ]
    timed = [clip for clip in clips(facts, known) if clip.frames]
    if not timed:
        raise ScriptError("No scene takes any time, so there is nothing to cut.", "Write the scenes first.")
    for event, clip in enumerate(timed, 1):
        rows += ["", *_event(event, clip, timecode)]
    rows += [
        f"* SCENE {clip.number} TAKES NO TIME AND HAS NO EVENT: {_one_line(clip.heading)}"
        for clip in clips(facts, known)
        if not clip.frames
    ]
    return "\n".join(rows) + "\n"


def _event(event: int, clip: Clip, timecode: Timecode) -> Iterator[str]:
    start = timecode.frame_of_hour(START_HOUR) + clip.start
    source = f"{timecode.text(0)} {timecode.text(clip.frames)}"
    yield f"{event:03}  {_REEL:<8} V     C        {source} {timecode.text(start)} {timecode.text(start + clip.frames)}"
    yield f"* FROM CLIP NAME: {_one_line(clip.name)}"
    known_as = f", ID {clip.id}" if clip.id else ""
    yield f"* LOC: {timecode.text(start)} GREEN   SCENE {_one_line(clip.number)}, PAGE {clip.page}{known_as}"


def _one_line(text: str) -> str:
    return " ".join(text.split())
