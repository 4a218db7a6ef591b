"""Runs the extension's script analysis in a Blender without a window, in sight of whoever started it."""

from __future__ import annotations

import contextlib
import importlib
import time
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import bpy  # type: ignore[import-not-found]

from . import console, inside_blender
from .disk import explained
from .errors import ScriptError
from .paper import Paper

if TYPE_CHECKING:
    from pathlib import Path

_SECONDS_TO_STOP = 5.0
_NOTE_LONGEST = 48


@dataclass(frozen=True)
class Wanted:
    """What is asked for. Without a model it is the one of the preferences."""

    script: Path
    model: str | None
    report: Path | None
    blend: Path | None
    seconds: float


class Analysis:
    """One analysis through the extension `name`, which is enabled."""

    def __init__(self, name: str, wanted: Wanted) -> None:
        self._wanted = wanted
        self._screenplay = importlib.import_module(f"{name}.screenplay")
        self._reading = importlib.import_module(f"{name}.screenplay.reading")
        self._dispatcher = importlib.import_module(f"{name}.addon.dispatcher")
        self._jobs = importlib.import_module(f"{name}.addon.jobs")
        self._paper = Paper()
        self._shown = 0

    def run(self) -> int:
        """The exit code. What had arrived is kept, also when the model fails or someone presses Ctrl-C."""
        text = self._open()
        job = self._start(text)
        begun = time.monotonic()
        stopped = False
        try:
            in_time = self._dispatcher.wait_until(lambda: self._follow(job, begun), self._wanted.seconds)
        except KeyboardInterrupt:
            in_time, stopped = True, True
        if stopped or not in_time:
            bpy.ops.movie_director.cancel(job=job.name)
            self._dispatcher.wait_until(lambda: job.settled, _SECONDS_TO_STOP)
        self._follow(job, begun)
        self._paper.close()
        self._save(job, text)
        if stopped:
            raise KeyboardInterrupt
        if not in_time:
            raise ScriptError(f"The answer took longer than {self._wanted.seconds:.0f} s: name a quicker model.")
        if job.state is not self._jobs.State.FINISHED:
            raise ScriptError(" ".join(part for part in (job.what, job.remedy) if part))
        console.say()
        console.step(f"Finished: {job.words} words in {job.seconds:.1f} s")
        return 0

    def _open(self) -> Any:
        path = self._wanted.script
        try:
            content = self._reading.clean(self._reading.read_file(path))[0]
        except self._reading.ScriptError as error:
            raise ScriptError(f"{error.what} {error.remedy}") from error
        text = bpy.data.texts.new(path.name)
        text.from_string(content)
        text.cursor_set(0)
        return text

    def _start(self, text: Any) -> Any:
        if self._wanted.model is not None:
            bpy.context.scene.movie_director.model = self._wanted.model
        try:
            result = bpy.ops.movie_director.analyze(text=text.name)
        except RuntimeError as error:
            raise ScriptError(f"The analysis did not start: {str(error).removeprefix('Error: ').strip()}") from error
        if result != {"FINISHED"}:
            raise ScriptError("The analysis did not start: see what Blender says above.")
        return self._jobs.everything()[-1]

    def _follow(self, job: Any, begun: float) -> bool:
        """Show what is new; True when all is done and written."""
        if job.target.length > self._shown:
            self._paper.write(job.target.whole[self._shown :])
            self._shown = job.target.length
        if job.running:
            note = job.note if len(job.note) <= _NOTE_LONGEST else f"{job.note[:_NOTE_LONGEST]}..."
            seconds = time.monotonic() - begun
            self._paper.progress(job.done, job.total, note, f"{job.words} words, {seconds:.1f} s")
        return bool(job.settled)

    def _save(self, job: Any, text: Any) -> None:
        report, blend = self._wanted.report, self._wanted.blend
        if report is not None:
            with explained(report.parent, "writing the report"):
                report.parent.mkdir(parents=True, exist_ok=True)
                report.write_text(self._report(job, text.as_string()), encoding="utf-8")
        if blend is not None:
            _show(text, job.target.find())
            with explained(blend.parent, "saving the .blend"):
                blend.parent.mkdir(parents=True, exist_ok=True)
            # Blender would put yesterday's file beside it.
            bpy.context.preferences.filepaths.save_version = 0
            with inside_blender.quiet(f"Blender could not save {blend}"):
                bpy.ops.wm.save_as_mainfile(filepath=str(blend.absolute()), check_existing=False)

    def _report(self, job: Any, script: str) -> str:
        """What a person can read without Blender: the facts, and what was said about them."""
        whole = job.target.whole
        facts = self._screenplay.as_text(self._screenplay.breakdown(self._screenplay.parse(script))).strip()
        prose = whole.strip().removeprefix(facts).strip() if whole.strip().startswith(facts) else whole.strip()
        lines = [f"# Script analysis: {job.script}", ""]
        lines += [f"Made by Movie Director in Blender {inside_blender.version()}.", ""]
        lines += ["## What was counted", "", "```text", facts, "```", ""]
        if job.stand_in:
            lines += ["## Where a model's words would be", ""]
        else:
            lines += [f"## What {job.model} says", ""]
        return "\n".join([*lines, prose or "Nothing had arrived.", ""])


def _show(script: Any, analysis: Any) -> None:
    """Have the file open on its script, with the analysis beside it."""
    # Not in the workspace for scripts: a window changes its workspace when it is drawn, which never happens here.
    for window in bpy.context.window_manager.windows[:1]:
        areas = window.screen.areas
        large = max(areas, key=lambda area: area.width * area.height)
        before = set(areas)
        if analysis is not None:
            with contextlib.suppress(RuntimeError), bpy.context.temp_override(window=window, area=large):
                bpy.ops.screen.area_split(direction="VERTICAL", factor=0.5)
        # The new one is on the left, where the script belongs.
        left = next((area for area in areas if area not in before), large)
        for area, text in [(large, analysis), (left, script)]:
            if text is not None:
                area.type = "TEXT_EDITOR"
                text.cursor_set(0)
                editor = area.spaces.active
                editor.text = text
                editor.top = 0
                editor.show_word_wrap = True
                editor.show_line_numbers = editor.show_syntax_highlight = False
                editor.show_region_ui = text == script
