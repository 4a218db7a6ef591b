"""What scripts/bench.py measures inside Blender. Each measure takes the extension's name and returns its figures;
every one is a difference or a ratio against a baseline that was taken in the same run."""

from __future__ import annotations

import functools
import importlib
import json
import statistics
import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING, Any

import bpy  # type: ignore[import-not-found] # this runs in Blender

from . import analysis_gap, gaps, inside_blender, panel_measures, script_measures, stream_server
from .errors import ScriptError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

MARK = "figures: "
ROUNDS = 15
CHUNKS = 2_000
_WORDS_SHOWN = 500
"""An analysis shows the beginning of an endless sentence."""
_EMPTY = "bl_ext.user_default.an_empty_extension"
_EMPTY_MANIFEST = """\
schema_version = "1.0.0"
id = "an_empty_extension"
version = "1.0.0"
name = "An Empty Extension"
tagline = "What enabling costs when there is nothing to enable"
maintainer = "Movie Director contributors"
type = "add-on"
blender_version_min = "4.2.0"
license = ["SPDX:GPL-3.0-or-later"]
"""
_EMPTY_PACKAGE = "def register():\n    pass\n\n\ndef unregister():\n    pass\n"


def enabling(extension: str) -> dict[str, float]:
    """How many milliseconds more than an empty extension it takes, and how many foreign modules come in."""
    import addon_utils  # type: ignore[import-not-found] # noqa: PLC0415 - Blender's, and there once bpy is

    _install_empty_extension()

    def cost_of(name: str) -> float:
        for loaded in [loaded for loaded in sys.modules if loaded == name or loaded.startswith(f"{name}.")]:
            del sys.modules[loaded]
        begun = time.perf_counter()
        # The wheels are in place, as at every start of Blender but the first after an install.
        if addon_utils.enable(name, refresh_handled=True) is None:
            raise ScriptError(f"Blender could not enable {name}.")
        took = time.perf_counter() - begun
        addon_utils.disable(name, refresh_handled=True)
        return took * 1e3

    addon_utils.disable(extension, refresh_handled=True)
    before = set(sys.modules)
    cost_of(extension)  # writes the .pyc files
    ours = [cost_of(extension) for _ in range(ROUNDS)]
    empty = [cost_of(_EMPTY) for _ in range(ROUNDS)]
    known = {*sys.stdlib_module_names, "bl_ext", "bpy", "blf"}
    foreign = {name.partition(".")[0] for name in set(sys.modules) - before} - known
    return {
        "enable_ms": statistics.median(ours) - statistics.median(empty),
        "enable_foreign_modules": float(len(foreign)),
    }


def gap_process(extension: str) -> dict[str, float]:
    return {"gap_process_ms": _gap(extension, "PROCESS")}


def gap_thread(extension: str) -> dict[str, float]:
    return {"gap_thread_ms": _gap(extension, "THREAD")}


def appending(extension: str) -> dict[str, float]:
    """10,000 chunks into one text, as they come (twenty a tick), against 1,000; and the longest tick of all."""
    few, _ = _append(extension, 1_000)
    pairs = [(_append(extension, 1_000)[0], *_append(extension, 10_000)) for _ in range(5)]
    del few  # the first run warms up
    ratio = statistics.median(many / little for little, many, _ in pairs)
    worst = statistics.median(tick for _, _, tick in pairs)
    return {"append_linear_ratio": ratio, "append_worst_tick_ms": worst * 1e3}


MEASURES: dict[str, Callable[[str], dict[str, float]]] = {
    "enabling": enabling,
    "gap_process": gap_process,
    "gap_thread": gap_thread,
    "appending": appending,
    "script": script_measures.following,
    "analysis_gap": analysis_gap.analysing,
    "panels": panel_measures.drawing,
}


def _gap(extension: str, host: str) -> float:
    """The worst gap that a whole first request adds to a 1 ms ticker on the main thread: the worker's start,
    LiteLLM's import and a stream of 2,000 chunks from a server in another process, against the ticker alone."""
    dispatcher, engine, preferences = (gaps.module(extension, name) for name in ("dispatcher", "engine", "preferences"))
    gaps.compile_all(extension)
    chosen = preferences.get()
    chosen.worker_host = host
    script = bpy.data.texts.new("script")
    script.write("INT. ROOM - DAY\n\nSomeone waits.\n")
    with stream_server.running(CHUNKS) as address:
        chosen.set_server("openai", address)
        preferences.session_keys["openai"] = "sk-a-key-for-nobody"
        settings = bpy.context.scene.movie_director
        settings.model = "litellm/openai/test"  # through the library, whose import is what stalls
        settings.api_key_configured  # noqa: B018 - what the panel asks at each draw

        idle = gaps.worst_gap(gaps.for_seconds(4.0))
        ours = gaps.Ours()
        click = functools.partial(bpy.ops.movie_director.analyze, text=script.name)
        # Its own `_tick` is what Blender's window calls by a timer.
        busy = gaps.worst_gap(ours.request(click, dispatcher.idle, dispatcher._tick))  # noqa: SLF001
        job = gaps.module(extension, "jobs").everything()[-1]
        if job.state.value != "finished" or job.words < _WORDS_SHOWN or engine.supervisor().host_name != host.lower():
            raise ScriptError(f"The request did not do what was to be measured: {job.state.value} {job.what}")
    return max(busy - idle, *ours.took)


class _Replay:
    """A host that says prepared messages, some at each turn: what the dispatcher does with them is what is measured."""

    name = "replay"

    def __init__(self, messages: list[Any], at_once: int) -> None:
        self._messages = messages
        self._at_once = at_once

    def start(self) -> None:
        pass

    def send(self, message: object) -> None:
        del message

    def receive(self, deadline: float) -> Iterator[Any]:
        for message in self._messages[: self._at_once]:
            self._messages.pop(0)
            yield message
            if time.perf_counter() >= deadline:
                return

    def stop(self, wait: float) -> bool:
        del wait
        return True


def _append(extension: str, chunks: int) -> tuple[float, float]:
    """Seconds of the main thread's time for all ticks, and for the longest."""
    dispatcher = gaps.module(extension, "dispatcher")
    engine: Any = gaps.module(extension, "engine")
    protocol = importlib.import_module(f"{extension}.worker.protocol")
    supervisor = importlib.import_module(f"{extension}.worker.supervisor")
    engine.stop()
    job = "analysis-1"
    # Lines of a usual length, and now and then a paragraph of two thousand characters.
    words = ["word " if index % 12 or 3_000 < index % 5_000 < 3_400 else "line\n" for index in range(chunks)]
    messages = [protocol.Ready(1, 0, ""), *(protocol.Words(job, word) for word in words)]
    messages.append(protocol.Finished(job, "replay", False, None, None))
    engine._supervisor = supervisor.Supervisor([lambda: _Replay(messages, 20)])  # noqa: SLF001 - the seam to measure at
    script = bpy.data.texts.new("script")
    bpy.ops.movie_director.analyze(text=script.name)
    ticks: list[float] = []
    while not dispatcher.idle():
        begun = time.perf_counter()
        dispatcher._tick()  # noqa: SLF001
        ticks.append(time.perf_counter() - begun)
    target = gaps.module(extension, "jobs").everything()[-1].target
    if target.find().as_string() != "".join(words):
        raise ScriptError("The words that arrived are not the words that were sent.")
    engine.stop()
    for text in list(bpy.data.texts):
        bpy.data.texts.remove(text)
    return sum(ticks), max(ticks)


def _install_empty_extension() -> None:
    repository = next(repo for repo in bpy.context.preferences.extensions.repos if repo.module == "user_default")
    folder = Path(repository.directory) / "an_empty_extension"
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "blender_manifest.toml").write_text(_EMPTY_MANIFEST, encoding="utf-8")
    (folder / "__init__.py").write_text(_EMPTY_PACKAGE, encoding="utf-8")


def main() -> int:
    zip_file, measure = sys.argv[1:]
    name = inside_blender.enabled(Path(zip_file))
    figures = MEASURES[measure](name)
    sys.stdout.write(f"{MARK}{json.dumps(figures)}\n")
    return 0


if __name__ == "__main__":
    inside_blender.end(main())
