"""Which lock files there are, what each is made from, and what is written in them."""

from __future__ import annotations

import hashlib
import json
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from .errors import ScriptError

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from .project import Project

# The lock that all others agree with where they hold the same package: it has nearly everything, for every platform.
CONSTRAINTS = "dev-py311"

PROXY = "proxy"
"""A LiteLLM proxy for tests. It shares nothing with what we run, so it keeps to none of our versions."""

_INPUTS = "# inputs: "
_REQUIREMENT = re.compile(r"^(?P<name>[A-Za-z0-9._-]+)==(?P<version>[^\s;\\]+)\s*(?:;\s*(?P<marker>[^\\]+?))?\s*\\?$")
_HASH = re.compile(r"^\s+--hash=sha256:(?P<hash>[0-9a-f]{64})\s*\\?$")


@dataclass(frozen=True)
class LockFile:
    """A lock file as pyproject.toml wants it."""

    name: str
    python: str
    requirements: tuple[str, ...]

    @property
    def inputs(self) -> str:
        """Changes when, and only when, this lock has to be made again."""
        wanted = json.dumps([self.python, sorted(self.requirements)])
        return hashlib.sha256(wanted.encode()).hexdigest()

    def path(self, project: Project) -> Path:
        return project.requirements / f"{self.name}.txt"

    def header(self) -> str:
        note = "# Made by scripts/lock.py from pyproject.toml: edit that one, and run the script."
        return f"{note}\n{_INPUTS}{self.inputs}\n"


@dataclass(frozen=True)
class Locked:
    """One package of a lock file. The hashes are those of every wheel it has, for all platforms."""

    name: str
    version: str
    marker: str | None
    hashes: frozenset[str]


def lock_files(project: Project) -> list[LockFile]:
    """All of them, the one that constrains the others first."""
    wanted = [LockFile(f"dev-{build.name}", build.python, _all(project, "test", "lint")) for build in project.builds]
    wanted += [LockFile(f"extension-{build.name}", build.python, _all(project)) for build in project.builds]
    for blender in project.blenders.values():
        # bpy is for one Python alone, while a lock is for one Python and later ones.
        extra = f"bpy-{blender.series}"
        pinned = [f"{requirement} ; python_version == '{blender.python}'" for requirement in project.optional(extra)]
        if project.optional(extra) != [f"bpy=={blender.bpy}"]:
            raise ScriptError(
                f"pyproject.toml names two releases of bpy {blender.series}: the extra {extra} and the table "
                f"[tool.movie-director.blenders] must agree."
            )
        wanted.append(LockFile(extra, blender.python, (*pinned, *project.optional("test"))))
    stubs = sorted(name for name in project.table["project"]["optional-dependencies"] if name.startswith("stubs-"))
    oldest = min((build.python for build in project.builds), key=lambda python: [int(n) for n in python.split(".")])
    wanted += [LockFile(name, oldest, tuple(project.optional(name))) for name in stubs]
    wanted.append(LockFile("lock", oldest, tuple(project.optional("lock"))))
    # Only some projects have one; the little ones that tests make have not.
    if "proxy" in project.table["project"]["optional-dependencies"]:
        wanted.append(LockFile(PROXY, oldest, tuple(project.optional("proxy"))))
    return sorted(wanted, key=lambda lock: lock.name != CONSTRAINTS)


def _all(project: Project, *extras: str) -> tuple[str, ...]:
    return tuple(project.dependencies(*extras))


def stale(project: Project) -> list[str]:
    """What keeps the lock files from fitting pyproject.toml, one sentence each; empty when they fit."""
    problems = []
    for lock in lock_files(project):
        path = lock.path(project)
        try:
            text = path.read_text(encoding="utf-8")
        except FileNotFoundError:
            problems.append(f"requirements/{path.name} is missing.")
            continue
        if f"{_INPUTS}{lock.inputs}" not in text.splitlines():
            problems.append(f"requirements/{path.name} was made from other requirements than pyproject.toml has now.")
        elif leak := leaked(text):
            problems.append(f"requirements/{path.name} holds what belongs to one machine: {leak}")
    return problems


def leaked(text: str) -> str | None:
    """The first line that would tie a lock to one machine's package index, or None."""
    for line in text.splitlines():
        # A version with a "+" is a private build of one index; "@" and options name an address or a path.
        if "://" in line or re.match(r"\s*-(?!-hash=)", line) or re.match(r"^[^#\s]*(?:==\S*\+|\s*@)", line):
            return line.strip()
    return None


def read_lock(path: Path) -> list[Locked]:
    """The packages of a lock file."""
    try:
        lines = path.read_text(encoding="utf-8").splitlines()
    except FileNotFoundError:
        raise ScriptError(f"The lock file {path} is missing: run scripts/lock.py.") from None
    found: list[tuple[re.Match[str], list[str]]] = []
    for line in lines:
        if not line.strip() or line.lstrip().startswith("#"):
            continue
        if requirement := _REQUIREMENT.match(line):
            found.append((requirement, []))
        elif found and (digest := _HASH.match(line)):
            found[-1][1].append(digest["hash"])
        else:
            raise ScriptError(f"{path} has a line that is not understood ({line.strip()}): run scripts/lock.py.")
    packages = [Locked(match["name"], match["version"], match["marker"], frozenset(h)) for match, h in found]
    for package in packages:
        if not package.hashes:
            raise ScriptError(f"{path} has no hash for {package.name}: run scripts/lock.py.")
    return packages


def write_requirements(path: Path, packages: Sequence[Locked]) -> None:
    """A file for pip with these packages and their hashes, and no markers: they have been decided."""
    lines = []
    for package in packages:
        hashes = [f"--hash=sha256:{digest}" for digest in sorted(package.hashes)]
        lines.append(" \\\n    ".join([f"{package.name}=={package.version}", *hashes]))
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
