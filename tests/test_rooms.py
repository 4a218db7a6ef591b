"""Who may import whom, read from the code itself, so that it holds where the linters are not run."""

from __future__ import annotations

import ast
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from collections.abc import Iterator

PACKAGE = Path(__file__).parents[1] / "blender_movie_director"
NAME = PACKAGE.name
BLENDERS = {"addon_utils", "bl_ui", "blf", "bmesh", "bpy", "gpu", "mathutils"}
# Each room, and the others that it knows.
ROOMS = {
    "screenplay": set(),
    "llm": set(),
    "writing": {"llm", "screenplay"},
    "worker": {"llm", "screenplay", "writing"},
    "cli": {"llm", "screenplay", "writing"},
    "addon": {"llm", "screenplay", "worker", "writing", "cli"},
    "__init__": {"addon"},
    "__main__": {"cli"},
}
FILES = sorted(PACKAGE.rglob("*.py"))
# Runs as a script, in a process where the package has its own name.
SCRIPT = PACKAGE / "worker" / "child.py"


def room_of(file: Path) -> str:
    return file.relative_to(PACKAGE).parts[0].removesuffix(".py")


def imports_of(source: str, package: list[str]) -> Iterator[tuple[ast.stmt, str, bool]]:
    """Each import: where it stands, the absolute name of what it names, and whether it is written relatively."""
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Import):
            yield from ((node, alias.name, False) for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.level:
            above = package[: len(package) - node.level + 1]
            base = ".".join([*above, *([node.module] if node.module else [])])
            yield from ((node, f"{base}.{alias.name}", True) for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            yield node, node.module or "", False


def lines_run_at_import(source: str) -> set[int]:
    """The lines of all statements but those in functions and those for type checkers."""
    lines: set[int] = set()
    waiting: list[ast.AST] = [ast.parse(source)]
    while waiting:
        node = waiting.pop()
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            continue
        if isinstance(node, ast.stmt):
            lines.add(node.lineno)
        if isinstance(node, ast.If) and ast.unparse(node.test) == "TYPE_CHECKING":
            waiting += node.orelse
        else:
            waiting += ast.iter_child_nodes(node)
    return lines


@pytest.mark.parametrize("file", FILES, ids=lambda file: str(file.relative_to(PACKAGE)))
def test_imports(file: Path) -> None:
    room = room_of(file)
    source = file.read_text(encoding="utf-8")
    at_import = lines_run_at_import(source)
    for node, name, relative in imports_of(source, [NAME, *file.relative_to(PACKAGE).parts[:-1]]):
        root, *rest = name.split(".")
        where = f"{file.relative_to(PACKAGE)}:{node.lineno}: {name}"
        if root == NAME:
            assert relative or file == SCRIPT, f"{where}: inside the package imports are relative"
            other = rest[0] if rest else "__init__"
            assert other == room or other in ROOMS[room], f"{where}: {room} does not know {other}"
        elif root in BLENDERS:
            assert room == "addon", f"{where}: Blender is known under addon/ alone"
        elif node.lineno in at_import:
            free = root in sys.stdlib_module_names or file.parent == PACKAGE / "llm" / "backends"
            assert free, f"{where}: what is not in the standard library is imported late, or not at all"


def test_every_room_is_on_the_plan() -> None:
    assert {room_of(file) for file in FILES} <= set(ROOMS)


SAMPLE = """
import one
from .two import three
from .. import four
from ..five.six import seven
import eight.nine, ten
if TYPE_CHECKING:
    import for_types
else:
    import not_for_types
try:
    import tried
except ImportError:
    import instead
class C:
    import inside
def f():
    import late
"""


def test_the_reading_itself() -> None:
    found = list(imports_of(SAMPLE, ["package", "room"]))
    at_import = lines_run_at_import(SAMPLE)
    assert {name for node, name, _ in found if node.lineno not in at_import} == {"for_types", "late"}
    assert [name for _, name, relative in found if relative] == [
        "package.room.two.three",
        "package.four",
        "package.five.six.seven",
    ]
    names = {name for _, name, relative in found if not relative}
    assert {"one", "eight.nine", "ten", "not_for_types", "tried", "instead", "inside"} <= names
