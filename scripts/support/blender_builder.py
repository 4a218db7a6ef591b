"""Blender's own builder and validator of extensions: one file of plain Python that every bpy wheel carries."""

from __future__ import annotations

import errno
import subprocess
import sys
import tempfile
import zipfile
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from . import console, locks, pip
from .disk import explained, require_space
from .errors import ScriptError
from .exclusive import exclusive
from .wheels import PLATFORMS

if TYPE_CHECKING:
    from .project import Blender, Project

MEGABYTES_TO_UNPACK = 500

_IN_BPY = "scripts/addons_core/bl_pkg/cli/blender_ext.py"


@dataclass(frozen=True)
class BlenderBuilder:
    """The builder of one series of Blender. It runs in any Python, with no Blender."""

    series: str
    path: Path

    def build(self, stage: Path, output: Path) -> None:
        """Make a zip from a folder that holds a manifest."""
        self._run("build", "--source-dir", str(stage), "--output-filepath", str(output))

    def validate(self, file: Path) -> None:
        """Raise a ScriptError with Blender's words where this Blender would refuse the zip."""
        self._run("validate", str(file))

    def _run(self, command: str, *arguments: str) -> None:
        # -I: nothing of the user's environment takes part. -B: no cache files appear beside Blender's own.
        result = subprocess.run(
            [sys.executable, "-I", "-B", str(self.path), command, *arguments],
            capture_output=True, text=True, encoding="utf-8", errors="replace", check=False,
        )  # fmt: skip
        if result.returncode != 0:
            if "[Errno 28]" in result.stderr + result.stdout:
                raise OSError(errno.ENOSPC, "No space left on device")
            lines = [line.strip() for line in (result.stdout + result.stderr).splitlines() if line.strip()]
            said = "; ".join(line for line in lines if "error" in line.lower()) or "; ".join(lines[-3:]) or "nothing"
            raise ScriptError(f"Blender {self.series} refuses to {command} {Path(arguments[-1]).name}; it says: {said}")


def available(project: Project) -> list[str]:
    """The series whose builder is here already, oldest first: to validate with these costs no download."""
    return [series for series, blender in project.blenders.items() if _find(project, blender) is not None]


def builder(project: Project, series: str) -> BlenderBuilder:
    """The builder of a series: from an environment that has this Blender, from the cache, or downloaded."""
    blender = project.blenders.get(series)
    if blender is None:
        raise ScriptError(f"pyproject.toml names no Blender {series}: use one of {', '.join(project.blenders)}.")
    found = _find(project, blender)
    if found is None:
        cached = _cached(project, blender)
        with exclusive(cached.with_name("download.lock"), f"the builder of Blender {series}"):
            if not cached.exists():
                _download(project, blender, cached)
        found = cached
    return BlenderBuilder(series, found)


def _find(project: Project, blender: Blender) -> Path | None:
    environment = project.environments / blender.environment_name
    in_package = f"site-packages/bpy/{blender.series}/{_IN_BPY}"
    for found in [*environment.glob(f"lib/python3.*/{in_package}"), *environment.glob(f"Lib/{in_package}")]:
        return found
    cached = _cached(project, blender)
    return cached if cached.exists() else None


def _cached(project: Project, blender: Blender) -> Path:
    return project.build_folder / "builders" / blender.bpy / "blender_ext.py"


def _download(project: Project, blender: Blender, cached: Path) -> None:
    console.step(f"Downloading Blender {blender.bpy} for its extension builder (once, 300 to 400 MB)")
    require_space(cached, MEGABYTES_TO_UNPACK, "Blender's extension builder")
    lock = project.requirements / f"{blender.environment_name}.txt"
    packages = [package for package in locks.read_lock(lock) if package.name == "bpy"]
    cached.parent.mkdir(parents=True, exist_ok=True)
    with explained(cached, "downloading Blender"), tempfile.TemporaryDirectory(dir=cached.parent) as folder:
        requirements = Path(folder, "requirements.txt")
        locks.write_requirements(requirements, packages)
        digits = blender.python.replace(".", "")
        # Any platform's wheel will do for a file of Python, and Linux has one of every release.
        platforms = [word for tag in PLATFORMS["linux-x64"].wheel_tags for word in ("--platform", tag)]
        pip.run(
            pip.running_python(),
            ["download", "--no-deps", "--require-hashes", "--only-binary", ":all:", "--dest", folder,
             "--implementation", "cp", "--python-version", digits, "--abi", f"cp{digits}", *platforms,
             "-r", str(requirements)],
            what=f"Blender {blender.bpy}", log=project.build_folder / "logs" / f"builder-{blender.series}.log",
        )  # fmt: skip
        wheel = next(Path(folder).glob("bpy-*.whl"))
        partial = Path(folder, "blender_ext.py")
        with zipfile.ZipFile(wheel) as archive:
            partial.write_bytes(archive.read(f"bpy/{blender.series}/{_IN_BPY}"))
        partial.replace(cached)
