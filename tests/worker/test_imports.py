"""What Blender's own process pays for when it only wants to talk to a worker."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

REPOSITORY = Path(__file__).parents[2]
FOR_BLENDER = [
    "llm.backends",
    "llm.keys",
    "llm.stand_ins",
    "worker.environment",
    "worker.hosts",
    "worker.pipes",
    "worker.process_host",
    "worker.protocol",
    "worker.supervisor",
]


def loaded_by(name: str) -> set[str]:
    program = (
        f"import sys; sys.path.append({str(REPOSITORY)!r})\n"
        f"import blender_movie_director.{name}\n"
        "import json; print(json.dumps(list(sys.modules)))"
    )
    done = subprocess.run(
        [sys.executable, "-I", "-S", "-c", program], capture_output=True, text=True, check=False, timeout=60
    )
    assert done.returncode == 0, done.stderr
    return set(json.loads(done.stdout))


@pytest.mark.parametrize("name", FOR_BLENDER)
def test_it_imports_the_standard_library_and_little_of_us(name: str) -> None:
    modules = loaded_by(name)
    ours = {module for module in modules if module.partition(".")[0] == "blender_movie_director"}
    strangers = {module.partition(".")[0] for module in modules - ours} - set(sys.stdlib_module_names)
    assert strangers <= {"__main__"}
    assert not {"asyncio", "http", "socket", "ssl", "sqlite3", "concurrent"} & modules
    allowed = {f"blender_movie_director.{other}" for other in (*FOR_BLENDER, "llm", "worker")}
    assert ours <= allowed | {"blender_movie_director"}


def test_both_sides_of_a_worker_can_be_imported_without_a_single_wheel() -> None:
    modules = loaded_by("worker.process_worker") | loaded_by("worker.thread_host") | loaded_by("cli")
    assert "blender_movie_director.worker.core" in modules
    strangers = {module.partition(".")[0] for module in modules} - set(sys.stdlib_module_names)
    assert strangers <= {"__main__", "blender_movie_director"}
