from __future__ import annotations

import shutil
from typing import TYPE_CHECKING

import pytest

from tests.scripts.tiny_project import ROOT

# isort: split
import lock as lock_script
from support import locks
from support.errors import ScriptError
from support.project import Project

if TYPE_CHECKING:
    from pathlib import Path

LOCK_FILES = sorted((ROOT / "requirements").glob("*.txt"))


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    """What the lock check reads, to be changed at will."""
    shutil.copyfile(ROOT / "pyproject.toml", tmp_path / "pyproject.toml")
    shutil.copytree(ROOT / "requirements", tmp_path / "requirements")
    return tmp_path


def change(root: Path, old: str, new: str) -> None:
    path = root / "pyproject.toml"
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new), encoding="utf-8")


def test_the_locks_fit_pyproject() -> None:
    assert locks.stale(Project.read(ROOT)) == []


def test_there_is_a_lock_for_everything_and_nothing_else() -> None:
    assert {path.stem for path in LOCK_FILES} == {entry.name for entry in locks.lock_files(Project.read(ROOT))}


@pytest.mark.parametrize("path", LOCK_FILES, ids=lambda path: path.stem)
def test_a_lock_pins_everything_by_hash_and_names_no_index(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    assert locks.leaked(text) is None
    assert "://" not in text
    assert locks.read_lock(path)  # which refuses a package with no hash, and any line that it does not know


def test_the_locks_agree_on_what_they_share() -> None:
    constraints = {package.name: package.version for package in locks.read_lock(ROOT / "requirements/dev-py311.txt")}
    for path in LOCK_FILES:
        if path.stem == locks.PROXY:
            continue  # LiteLLM's proxy pins some packages by itself, and runs in a process of its own
        for package in locks.read_lock(path):
            assert package.version == constraints.get(package.name, package.version), f"{package.name} in {path.name}"


def test_inside_blender_the_runtime_comes_from_the_zip_alone() -> None:
    for path in LOCK_FILES:
        if path.stem.startswith("bpy-"):
            names = {package.name for package in locks.read_lock(path)}
            assert {"bpy", "pytest"} <= names
            assert not {"litellm", "aiohttp", "tiktoken", "openai"} & names


def test_a_changed_dependency_is_noticed_in_the_locks_that_hold_it(copy: Path) -> None:
    change(copy, '"aiohttp>=3.10"', '"aiohttp>=3.11"')
    stale = " ".join(locks.stale(Project.read(copy)))
    for name in ("dev-py311", "dev-py313", "extension-py311", "extension-py313"):
        assert f"requirements/{name}.txt was made from other requirements" in stale
    assert "bpy-" not in stale
    assert "stubs-" not in stale


def test_a_changed_tool_leaves_the_extension_alone(copy: Path) -> None:
    change(copy, '"ruff>=0.9"', '"ruff>=0.10"')
    assert [problem.split()[0] for problem in locks.stale(Project.read(copy))] == [
        "requirements/dev-py311.txt",
        "requirements/dev-py313.txt",
    ]


def test_two_releases_of_one_blender_are_a_contradiction(copy: Path) -> None:
    change(copy, '["bpy==5.0.1"]', '["bpy==5.0.2"]')
    with pytest.raises(ScriptError, match=r"two releases of bpy 5\.0.* must agree"):
        locks.stale(Project.read(copy))


def test_the_check_says_what_to_do_and_changes_nothing(copy: Path, capsys: pytest.CaptureFixture[str]) -> None:
    before = {path: path.read_bytes() for path in (copy / "requirements").iterdir()}
    assert lock_script.check(Project.read(copy)) == 0
    change(copy, '"litellm==1.91.5"', '"litellm==1.91.4"')
    (copy / "requirements" / "bpy-5.0.txt").unlink()
    assert lock_script.check(Project.read(copy)) == 1
    said = capsys.readouterr().err
    assert "requirements/bpy-5.0.txt is missing." in said
    assert "Run: python3 scripts/lock.py" in said
    left = {path: path.read_bytes() for path in (copy / "requirements").iterdir()}
    assert left == {path: text for path, text in before.items() if path.name != "bpy-5.0.txt"}


@pytest.mark.parametrize(
    "line",
    [
        "--index-url https://example.org/simple",
        "--extra-index-url file:///srv/simple",
        "--find-links /srv/wheels",
        "-f wheels",
        "torch==2.1+cpu \\",
        "torch @ https://example.org/torch.whl \\",
        "torch @ file.whl",
        "# from https://example.org/simple",
    ],
)
def test_what_belongs_to_one_machine_is_noticed(line: str, copy: Path) -> None:
    path = copy / "requirements" / "extension-py311.txt"
    path.write_text(f"{path.read_text(encoding='utf-8')}{line}\n", encoding="utf-8")
    assert locks.stale(Project.read(copy)) == [
        f"requirements/extension-py311.txt holds what belongs to one machine: {line}"
    ]


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("litellm==1.91.5\n", "no hash for litellm"),
        ("litellm>=1.91\n", "not understood"),
        ("litellm==1.91.5 \\\n    --hash=md5:0123\n", "not understood"),
        ("    --hash=sha256:" + "0" * 64, "not understood"),
    ],
)
def test_a_lock_without_hashes_is_refused(text: str, sentence: str, tmp_path: Path) -> None:
    path = tmp_path / "lock.txt"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(ScriptError, match=sentence):
        locks.read_lock(path)


def test_what_is_written_for_pip_is_what_was_read(tmp_path: Path) -> None:
    packages = locks.read_lock(ROOT / "requirements" / "lock.txt")
    locks.write_requirements(tmp_path / "for-pip.txt", packages)
    assert locks.read_lock(tmp_path / "for-pip.txt") == packages
