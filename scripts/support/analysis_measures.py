"""What an analysis of a feature asks for and how soon it answers, measured the whole way: the worker in a process, as
Blender starts it, a LiteLLM proxy, and behind it a model that thinks for 300 ms and counts who asks."""

from __future__ import annotations

import json
import statistics
import tempfile
from typing import TYPE_CHECKING

from . import proxied_reader, reading_server
from .errors import ScriptError
from .feature import feature
from .worker_desk import PROCESS, Desk, open_desk

if TYPE_CHECKING:
    from .proxied_reader import ProxiedReader

_SCENES, _SEED = 190, 1
_MODEL = f"openai/{reading_server.READER}"
_UNCHANGED_ROUNDS = 5


def measured() -> dict[str, float]:
    text = feature(_SCENES, _SEED)
    with proxied_reader.running() as reader:
        first = statistics.median(_first_run(reader, text)["analysis_first_part_s"] for _ in range(2))
        with tempfile.TemporaryDirectory() as folder, open_desk(PROCESS) as desk:
            figures = _full(desk, reader, text, folder)
            figures["analysis_first_part_s"] = statistics.median([first, figures["analysis_first_part_s"]])
            figures |= _unchanged(desk, reader, text)
            figures |= _edited(desk, reader, text)
    return figures


def _first_run(reader: ProxiedReader, text: str) -> dict[str, float]:
    with tempfile.TemporaryDirectory() as folder, open_desk(PROCESS) as desk:
        return _full(desk, reader, text, folder)


def _full(desk: Desk, reader: ProxiedReader, text: str, folder: str) -> dict[str, float]:
    """Nothing is kept, and the worker is not there yet: the very first click of a session."""
    reader.server.forget()
    desk.configure(reader.url, proxied_reader.KEY, folder)
    job = desk.finish(desk.analyse(text, _MODEL))
    first = job.first("scenes")
    scenes = {
        scene["ordinal"]
        for _, message in job.heard
        if getattr(message, "name", "") == "scenes"
        for scene in message.data["scenes"]  # type: ignore[union-attr]
        if scene["reading"] is not None
    }
    if first is None or len(scenes) < _SCENES:
        raise ScriptError(f"The analysis read {len(scenes)} of {_SCENES} scenes.")
    return {
        "analysis_calls": float(len(reader.server.calls())),
        "analysis_parallel": float(reader.server.most_at_once()),
        "analysis_first_part_s": first,
        "analysis_s": job.ended - job.began,
    }


def _unchanged(desk: Desk, reader: ProxiedReader, text: str) -> dict[str, float]:
    reader.server.forget()
    seconds = []
    for _ in range(_UNCHANGED_ROUNDS):
        job = desk.finish(desk.analyse(text, _MODEL))
        seconds.append(job.ended - job.began)
    return {
        "reanalysis_calls_unchanged": float(len(reader.server.calls())),
        "reanalysis_ms_unchanged": statistics.median(seconds) * 1e3,
    }


def _edited(desk: Desk, reader: ProxiedReader, text: str) -> dict[str, float]:
    """One scene in the middle has another paragraph at its end."""
    reader.server.forget()
    heading = text.index("\n\nINT. ", len(text) // 2)
    edited = f"{text[:heading]}\n\nA door that nobody has seen before falls shut.{text[heading:]}"
    desk.finish(desk.analyse(edited, _MODEL))
    return {"reanalysis_calls": float(len(reader.server.calls()))}


if __name__ == "__main__":
    print(f"figures: {json.dumps(measured())}")
