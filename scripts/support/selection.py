"""Which tests run where: most in plain Python, those that import bpy inside Blender."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from .errors import ScriptError

if TYPE_CHECKING:
    from collections.abc import Sequence

# The only folders that are searched for such tests; in the first one every test is of that kind.
IN_BLENDER = ("tests/addon", "tests/extension")

_IMPORTS_BPY = re.compile(
    r"^\s*(?:import|from)\s+(?:bpy|addon_utils)\b|importorskip\(\s*[\"'](?:bpy|addon_utils)\b", re.MULTILINE
)


@dataclass(frozen=True)
class Selection:
    """pytest's arguments for both kinds; an empty list where there is nothing of the kind to run."""

    plain: list[str]
    in_blender: list[str]
    partial: bool
    """Whether it is less than everything, so that it may be that nothing runs somewhere."""


def needs_blender(path: Path, root: Path) -> bool:
    """Whether this test file can run inside Blender only."""
    name = path.relative_to(root).as_posix()
    if name.startswith(f"{IN_BLENDER[0]}/"):
        return True
    if not name.startswith(f"{IN_BLENDER[1]}/"):
        return False
    return _IMPORTS_BPY.search(path.read_text(encoding="utf-8", errors="replace")) is not None


def select(root: Path, paths: Sequence[str], expression: str | None) -> Selection:
    """Divide what was asked for: files, folders and single tests ("tests/a/test_b.py::test_c"), or everything."""
    blender_files = [
        file
        for folder in IN_BLENDER
        for file in sorted((root / folder).rglob("test_*.py"))
        if needs_blender(file, root)
    ]
    plain: list[str] = []
    in_blender: list[str] = []
    for given in paths or ["tests"]:
        target = Path(root, given.partition("::")[0]).resolve()
        if not target.exists():
            raise ScriptError(f"{given} is not there: name a folder or a file of the tests.")
        if not target.is_relative_to(root / "tests"):
            raise ScriptError(f"{given} is not among the tests of {root}: name a folder or a file of the tests.")
        if target.is_dir():
            inside = [file for file in blender_files if file.is_relative_to(target)]
            in_blender += [file.relative_to(root).as_posix() for file in inside]
            if any(file not in inside for file in target.rglob("test_*.py")):
                plain.append(target.relative_to(root).as_posix())
        elif target in blender_files:
            in_blender.append(given)
        else:
            plain.append(given)
    if plain:
        # The whole folder, too: what its conftest.py imports is not there in plain Python.
        plain += [f"--ignore={IN_BLENDER[0]}"]
        plain += [f"--ignore={file.relative_to(root).as_posix()}" for file in blender_files]
    if expression:
        plain += ["-k", expression] if plain else []
        in_blender += ["-k", expression] if in_blender else []
    return Selection(plain, in_blender, partial=bool(paths or expression))
