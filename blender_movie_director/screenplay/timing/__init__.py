"""The script on a timeline: OpenTimelineIO and CMX3600, written from the breakdown's frames."""

from .clips import Clip, clips
from .edl import to_edl
from .otio import to_otio
from .timecode import Timecode

__all__ = ["Clip", "Timecode", "clips", "to_edl", "to_otio"]
