"""Finds Pythons, and makes the virtual environments that the scripts run in, from the lock files alone."""

from __future__ import annotations

import functools
import hashlib
import json
import os
import shutil
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from . import console, pip
from .disk import explained, require_space
from .errors import ScriptError
from .exclusive import exclusive
from .markers import version as as_numbers
from .project import Project, project

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

# Blender as a module is 350 MB to download and a gigabyte once unpacked.
MEGABYTES_WITH_BLENDER = 1600
MEGABYTES_WITHOUT = 600

_STAMP = "movie-director.json"

# The base interpreter, so that no environment is made from another one that may be deleted. The imports sort out
# Pythons that cannot make environments (Debian's without python3-venv); wheels are for CPython with its lock only.
_PROBE = """
import sys, sysconfig, venv, ensurepip
usable = sys.implementation.name == "cpython" and not sysconfig.get_config_var("Py_GIL_DISABLED")
print("%d.%d" % sys.version_info[:2] if usable else "other")
print(getattr(sys, "_base_executable", None) or sys.executable)
"""


@dataclass(frozen=True)
class Environment:
    """A virtual environment that is complete."""

    name: str
    path: Path

    @property
    def python(self) -> Path:
        return _python_in(self.path)

    @property
    def site_packages(self) -> Path:
        return _site_packages_in(self.path)


def _python_in(path: Path) -> Path:
    return path / "Scripts" / "python.exe" if os.name == "nt" else path / "bin" / "python"


def _site_packages_in(path: Path) -> Path:
    if os.name == "nt":
        return path / "Lib" / "site-packages"
    found = sorted(path.glob("lib/python3.*/site-packages"))
    return found[0] if found else path / "lib" / "site-packages"


def running_version() -> str:
    """The running Python as "3.11"."""
    return f"{sys.version_info.major}.{sys.version_info.minor}"


@functools.cache
def find_python(version: str) -> Path | None:
    """A Python of this version ("3.11") that can make environments, or None. The running one is preferred."""
    for command in _candidates(version):
        try:
            answer = subprocess.run(
                [*command, "-c", _PROBE], capture_output=True, text=True, timeout=30, check=False,
                env={name: value for name, value in os.environ.items() if name not in {"PYTHONPATH", "PYTHONHOME"}},
            )  # fmt: skip
        except (OSError, subprocess.TimeoutExpired):
            continue
        lines = answer.stdout.splitlines()
        # A pyenv shim exists for versions that are not active, and fails when run.
        if answer.returncode == 0 and len(lines) == 2 and lines[0] == version:
            return Path(lines[1])
    return None


def _candidates(version: str) -> Iterator[list[str]]:
    if running_version() == version:
        yield [sys.executable]
    folders = [folder for folder in os.environ.get("PATH", "").split(os.pathsep) if folder]
    suffix = ".exe" if os.name == "nt" else ""
    for folder in folders:
        yield [str(Path(folder, f"python{version}{suffix}"))]
    yield from ([str(path)] for path in _pyenv_pythons(version))
    for name in ("python3", "python"):
        for folder in folders:
            yield [str(Path(folder, name + suffix))]
    if os.name == "nt":
        yield ["py", f"-{version}"]


def _pyenv_pythons(version: str) -> list[Path]:
    roots = [Path(root) for root in (os.environ.get("PYENV_ROOT"), os.environ.get("PYENV")) if root]
    home = Path(os.path.expanduser("~"))  # noqa: PTH111 - Path.home() raises where there is no home at all
    roots += [home / ".pyenv", home / ".pyenv" / "pyenv-win"]
    found = [folder for root in roots for folder in root.glob(f"versions/{version}.*")]
    found = [folder for folder in found if all(part.isdigit() for part in folder.name.split("."))]
    newest_first = sorted(found, key=lambda folder: as_numbers(folder.name), reverse=True)
    return [folder / "python.exe" if os.name == "nt" else folder / "bin" / "python" for folder in newest_first]


def ensure(name: str, python: str, requirement_files: Sequence[Path], *, within: Project | None = None) -> Environment:
    """The environment `name` for Python `python` ("3.11") with exactly what the lock files say; made where missing.

    A second call costs milliseconds. An environment that is half-made, or made from other locks, is made anew.
    """
    owner = within or project()
    path = owner.environments / name
    wanted = _wanted(python, requirement_files)
    if _is_complete(path, wanted, _python_in(path)):
        return Environment(name, path)
    with exclusive(path.with_name(f"{name}.lock"), f"the environment {name}"):
        if not _is_complete(path, wanted, _python_in(path)):
            _make(owner, name, python, requirement_files)
            _stamp(path, wanted)
    return Environment(name, path)


def ensure_target(name: str, requirement_files: Sequence[Path], *, within: Project | None = None) -> Path:
    """A folder with these packages in it and no Python: stubs, which type checkers read."""
    owner = within or project()
    path = owner.environments / name
    wanted = _wanted("any", requirement_files)
    if _is_complete(path, wanted, path):
        return path
    with exclusive(path.with_name(f"{name}.lock"), f"the folder {name}"):
        if not _is_complete(path, wanted, path):
            console.step(f"Setting up {name}")
            require_space(path, MEGABYTES_WITHOUT, f"the folder {name}")
            _remove(path)
            with explained(path, f"setting up {name}"):
                path.mkdir(parents=True)
                _install(owner, pip.running_python(), name, requirement_files, ["--target", str(path)])
            _stamp(path, wanted)
    return path


def _make(owner: Project, name: str, python: str, requirement_files: Sequence[Path]) -> None:
    base = find_python(python)
    if base is None:
        raise ScriptError(
            f"Python {python} is needed for {name} and was not found: install it (from python.org, your system's "
            f"packages or pyenv; on Debian also python{python}-venv), so that python{python} runs."
        )
    path = owner.environments / name
    console.step(f"Setting up {name} with Python {python} (once; later runs reuse it)")
    megabytes = MEGABYTES_WITH_BLENDER if name.startswith("bpy-") else MEGABYTES_WITHOUT
    require_space(path, megabytes, f"the environment {name}")
    _remove(path)
    with explained(path, f"setting up {name}"):
        made = subprocess.run([base, "-m", "venv", path], capture_output=True, text=True, check=False)
        if made.returncode != 0:
            reason = (made.stderr or made.stdout).strip().splitlines()[-1:] or ["no output"]
            raise ScriptError(f"Python {python} ({base}) could not make the environment {name}: {reason[0]}")
        _install(owner, _python_in(path), name, requirement_files, [])


def _install(owner: Project, python: Path, name: str, requirement_files: Sequence[Path], more: Sequence[str]) -> None:
    # No dependencies beyond the locks, and wheels only: nothing unlocked is fetched, and no package's code runs.
    arguments = ["install", "--require-hashes", "--no-deps", "--only-binary", ":all:", *more]
    for file in requirement_files:
        arguments += ["-r", str(file)]
    pip.run(python, arguments, what=f"the environment {name}", log=owner.build_folder / "logs" / f"{name}.log")


def _remove(path: Path) -> None:
    try:
        shutil.rmtree(path)
    except FileNotFoundError:
        return
    except OSError as error:
        raise ScriptError(
            f"The old environment {path} could not be removed ({error.strerror}): close what uses it, or delete it."
        ) from error


def _wanted(python: str, requirement_files: Sequence[Path]) -> dict[str, object]:
    try:
        locks = {file.name: hashlib.sha256(file.read_bytes()).hexdigest() for file in requirement_files}
    except FileNotFoundError as error:
        raise ScriptError(f"The lock file {error.filename} is missing: run scripts/lock.py.") from None
    return {"python": python, "locks": locks}


def _is_complete(path: Path, wanted: dict[str, object], must_exist: Path) -> bool:
    try:
        stamp = json.loads((path / _STAMP).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return False
    # The link to a Python that has been removed since does not exist.
    return bool(stamp == wanted) and must_exist.exists()


def _stamp(path: Path, wanted: dict[str, object]) -> None:
    """The last thing written: an environment without it is half-made."""
    (path / _STAMP).write_text(json.dumps(wanted, indent=1), encoding="utf-8")
