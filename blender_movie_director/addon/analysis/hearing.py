"""Collects what an analysis brings, while it runs, and keeps it when it is over, however it ended."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING, Any

from ...llm.backends import needs_network
from ..jobs import State
from . import comparing, merging, results
from .known import Known

if TYPE_CHECKING:
    from ...worker.protocol import FromWorker
    from ..jobs import Job


class Hearing:
    """The listener of one job. Panels look at `known` while it grows."""

    def __init__(self, script: str, uid: int, text: str, model: str, *, whole: bool) -> None:
        self.known = Known(script, model, made=time.time())
        self.known.whole = whole
        self.known.about["stand_in"] = not needs_network(model)
        self.known.broken_off = "It has not come to its end."
        self.scenes = 0
        """How many scenes the script has."""
        self._uid = uid
        self._text = text
        self._lines = text.split("\n")
        self._places: list[merging.Place] = []

    def hear(self, _job: Job, message: FromWorker) -> None:
        from ...worker import protocol

        match message:
            case protocol.Facts(data=data):
                self._places = merging.places_in(data)
                self.scenes = len(self._places)
            case protocol.Part(name="scenes", data=data):
                for scene in data["scenes"]:
                    mark = comparing.mark_of(self._lines, scene["first_line"], scene["last_line"])
                    self.known.add(scene, mark)
            case protocol.Part(name="story" | "assessment" as name, data=data):
                self.known.about[name] = data
            case protocol.Part(name="summary", data=data):
                self.known.about.update(data)
                self.known.broken_off = ""

    def ended(self, job: Job) -> None:
        if not self.known.read:
            return
        if job.state is not State.FINISHED:
            self.known.broken_off = job.what or "It was stopped."
            self.known.about["failures"] = [
                {"part": f"scene {scene['ordinal']}", "what": scene["failure"], "remedy": ""}
                for scene in self.known.failed
            ]
            self.known.about["spent"] = _spent(job, self.known)
        results.keep(job.name, self._uid, self._worth_keeping())

    def _worth_keeping(self) -> Known:
        """What was read of some scenes only, or broken off, adds to what was known. A stand-in's words add nothing."""
        before = results.by_uid(self._uid, self.known.script)
        if before is None or (self.known.whole and not self.known.broken_off and not self.known.stand_in):
            return self.known
        if self.known.stand_in and not before.stand_in:
            return before
        if self.known.whole and not self.known.broken_off:
            return self.known
        if before.stand_in and not self.known.stand_in:
            return self.known
        return merging.merged(before, self.known, self._places, self._text)


def _spent(job: Job, known: Known) -> dict[str, Any]:
    """As far as the job was told of it."""
    return {name: job.spent.get(name, nothing) for name, nothing in known.about["spent"].items()}
