"""What pyproject.toml says, in the words of the scripts."""

from __future__ import annotations

import functools
import tomllib
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from .errors import ScriptError

if TYPE_CHECKING:
    from collections.abc import Mapping

ROOT = Path(__file__).resolve().parents[2]
PACKAGE = "blender_movie_director"


@dataclass(frozen=True)
class Blender:
    """One series of Blender: the release of the bpy module that is tested, and the Python it is built for."""

    series: str
    bpy: str
    python: str

    @property
    def environment_name(self) -> str:
        return f"bpy-{self.series}"


@dataclass(frozen=True)
class ExtensionBuild:
    """A Python for which zips are made, and the Blenders that have this Python. The upper bound is exclusive."""

    name: str
    python: str
    blender_version_min: str
    blender_version_max: str | None


@dataclass(frozen=True)
class Project:
    """A checkout. Tests make small ones of their own; everything else uses `project()`."""

    root: Path
    table: Mapping[str, Any]

    @classmethod
    def read(cls, root: Path) -> Project:
        path = root / "pyproject.toml"
        try:
            return cls(root, tomllib.loads(path.read_text(encoding="utf-8")))
        except FileNotFoundError:
            raise ScriptError(f"There is no {path.name} in {root}: run the script from a complete checkout.") from None
        except tomllib.TOMLDecodeError as error:
            raise ScriptError(f"{path} cannot be read ({error}): correct that line.") from error

    @property
    def version(self) -> str:
        return str(self.table["project"]["version"])

    def dependencies(self, *extras: str) -> list[str]:
        """What the package needs at run time, and what the extras named add."""
        return [*self.table["project"]["dependencies"], *self.optional(*extras)]

    def optional(self, *extras: str) -> list[str]:
        """What the extras named want, alone."""
        extras_table = self.table["project"]["optional-dependencies"]
        return [requirement for extra in extras for requirement in extras_table[extra]]

    @property
    def blenders(self) -> dict[str, Blender]:
        entries = self.table["tool"]["movie-director"]["blenders"]
        return {series: Blender(series, entry["bpy"], entry["python"]) for series, entry in entries.items()}

    @property
    def extension(self) -> Mapping[str, Any]:
        table: Mapping[str, Any] = self.table["tool"]["movie-director"]["extension"]
        return table

    @property
    def builds(self) -> list[ExtensionBuild]:
        return [
            ExtensionBuild(name, entry["python"], entry["blender_version_min"], entry.get("blender_version_max"))
            for name, entry in self.extension["builds"].items()
        ]

    @property
    def package_files(self) -> list[str]:
        """Patterns of the files of the package that are shipped, beside Python's own."""
        patterns: list[str] = self.table["tool"]["setuptools"]["package-data"]["*"]
        return ["*.py", *patterns]

    @property
    def requirements(self) -> Path:
        return self.root / "requirements"

    @property
    def build_folder(self) -> Path:
        """Everything that can be made again, and may be deleted at any time."""
        return self.root / "build"

    @property
    def environments(self) -> Path:
        return self.root / ".venv"


@functools.cache
def project() -> Project:
    """The checkout that this file lies in."""
    return Project.read(ROOT)
