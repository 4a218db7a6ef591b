"""The Blenders of this machine, and how our code runs in one: with a profile of its own and nothing of the user's."""

from __future__ import annotations

import contextlib
import json
import os
import subprocess
import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from . import environments, locks
from .disk import explained, require_space
from .errors import ScriptError
from .markers import holds
from .markers import version as as_numbers
from .project import ROOT, Blender, project
from .wheels import Target, host_platform

if TYPE_CHECKING:
    from collections.abc import Iterator

RUN_IN_BLENDER = ROOT / "scripts" / "run_in_blender.py"
MEGABYTES_OF_A_PROFILE = 300
_SECONDS_TO_ANSWER = 600  # an application may be a script that sets itself up at its first call

# What pytest is made of. An application's Python has none of it; the module's environment has it from its lock.
_PYTEST = ("colorama", "iniconfig", "packaging", "pluggy", "pygments", "pytest", "pytest-asyncio", "typing-extensions")

_MARK = "movie-director-asks:"
_QUESTION = (
    f"import bpy, json, sys; print('{_MARK}', json.dumps([bpy.app.version[:3], sys.version_info[:2]]), flush=True)"
)


@dataclass(frozen=True)
class BlenderHere:
    """A Blender that can be started: as a module in its environment, or as an application."""

    name: str
    python: str
    any_blender: bool
    """Whether its zip is one for distributions: its Python is not the one that Blender's own builds have."""
    starts: tuple[str, ...]
    sites: tuple[Path, ...] = ()
    """Folders with pytest, where its Python has none."""

    def command(self, *arguments: str | Path) -> list[str]:
        """The command that runs scripts/run_in_blender.py in it with these arguments."""
        return [*self.starts, "--", *map(str, arguments)]

    @property
    def target(self) -> Target:
        return Target(self.python, host_platform())


def module(blender: Blender) -> BlenderHere:
    """Blender as a module; its environment is made where it is missing."""
    lock = project().requirements / f"{blender.environment_name}.txt"
    environment = environments.ensure(blender.environment_name, blender.python, [lock])
    starts = (str(environment.python), str(RUN_IN_BLENDER))
    return BlenderHere(f"Blender {blender.bpy}", blender.python, any_blender=False, starts=starts)


def fitting(python: str) -> Blender | None:
    """The newest Blender of the table that has this Python."""
    found = [blender for blender in project().blenders.values() if blender.python == python]
    return max(found, key=lambda blender: as_numbers(blender.bpy), default=None)


def named_applications() -> list[Path]:
    """What $BLENDER names: one application, or several as in $PATH."""
    names = [name.strip() for name in os.environ.get("BLENDER", "").split(os.pathsep)]
    return [_executable(Path(name).expanduser()) for name in names if name]


def _executable(path: Path) -> Path:
    if path.suffix == ".app" and path.is_dir():
        path = path / "Contents" / "MacOS" / "Blender"
    # Not resolved: an application may look beside the name that it was called by.
    return path.absolute()


def application(path: Path) -> BlenderHere:
    """An application: asked for its versions, which decide about the zip that it gets."""
    if not path.is_file():
        raise ScriptError(f"$BLENDER names {path}, which is no file: correct it, or unset it.")
    blender, python = _ask(path)
    version = ".".join(map(str, blender))
    official = any(
        build.python == python
        and as_numbers(build.blender_version_min) <= blender
        and (build.blender_version_max is None or blender < as_numbers(build.blender_version_max))
        for build in project().builds
    )
    # The exit code is for what fails before our script can say anything, such as a syntax that is too new.
    starts = (
        str(path), "--background", "--factory-startup", "--python-exit-code", "1", "--python", str(RUN_IN_BLENDER),
    )  # fmt: skip
    name = f"Blender {version}, the application with Python {python}"
    return BlenderHere(name, python, any_blender=not official, starts=starts, sites=(_pytest_folder(),))


def _ask(path: Path) -> tuple[tuple[int, ...], str]:
    command = [str(path), "--background", "--factory-startup", "--python-expr", _QUESTION]
    with throw_away_profile("ask") as profile:
        try:
            answer = subprocess.run(
                command, env=environment_for(profile), cwd=ROOT, stdin=subprocess.DEVNULL, capture_output=True,
                text=True, encoding="utf-8", errors="replace", timeout=_SECONDS_TO_ANSWER, check=False,
            )  # fmt: skip
        except (OSError, subprocess.TimeoutExpired) as error:
            raise ScriptError(f"$BLENDER names {path}, which cannot be started ({error}): correct it.") from error
    for line in answer.stdout.splitlines():
        if line.startswith(_MARK):
            blender, python = json.loads(line.removeprefix(_MARK))
            return tuple(blender), ".".join(map(str, python))
    said = [line.strip() for line in (answer.stdout + answer.stderr).splitlines() if line.strip()]
    raise ScriptError(
        f"$BLENDER names {path}, which does not answer as Blender does; it says: {said[-1] if said else 'nothing'}"
    )


def _pytest_folder() -> Path:
    """pytest for any Python from 3.11 on: all of it is plain Python."""
    here = Target(environments.running_version(), host_platform()).markers
    lock = locks.read_lock(project().requirements / f"dev-{project().builds[-1].name}.txt")
    wanted = [
        package
        for package in lock
        if package.name in _PYTEST and (package.marker is None or holds(package.marker, here))
    ]
    requirements = project().build_folder / "pytest-for-applications.txt"
    requirements.parent.mkdir(parents=True, exist_ok=True)
    locks.write_requirements(requirements, wanted)
    return environments.ensure_target("pytest-for-applications", [requirements])


@contextlib.contextmanager
def throw_away_profile(name: str) -> Iterator[Path]:
    """A folder for everything that a Blender writes, and gone afterwards."""
    folder = project().build_folder / "profiles"
    require_space(folder, MEGABYTES_OF_A_PROFILE, "a throw-away profile of Blender")
    with explained(folder, "making a throw-away profile"):
        folder.mkdir(parents=True, exist_ok=True)
        made = tempfile.TemporaryDirectory(dir=folder, prefix=f"{name}-", ignore_cleanup_errors=True)
    with made as path:
        for part in ("resources", "home", "temp"):
            Path(path, part).mkdir()
        yield Path(path)


def environment_for(profile: Path) -> dict[str, str]:
    """The environment of a Blender that must see the profile and nothing else of the user's."""
    clean = {
        name: value
        for name, value in plain_environment().items()
        if not name.startswith(("BLENDER_USER_", "BLENDER_SYSTEM_", "XDG_CONFIG", "XDG_CACHE", "XDG_DATA_HOME"))
    }
    home, temp = str(profile / "home"), str(profile / "temp")
    clean |= {"BLENDER_USER_RESOURCES": str(profile / "resources")}
    clean |= {"HOME": home, "USERPROFILE": home, "TMPDIR": temp, "TEMP": temp, "TMP": temp}
    return clean


def plain_environment() -> dict[str, str]:
    """This environment without what changes how a Python works: paths, warnings, a debugger, no bytecode."""
    misleading = ("PYTHON", "PYTEST_", "COVERAGE_", "MYPY", "VIRTUAL_ENV", "__PYVENV_LAUNCHER__")
    return {name: value for name, value in os.environ.items() if not name.upper().startswith(misleading)}


def without_keys(environment: dict[str, str]) -> dict[str, str]:
    """The same without anyone's keys: no test may spend money."""
    return {name: value for name, value in environment.items() if not name.upper().endswith(("_API_KEY", "_API_TOKEN"))}
