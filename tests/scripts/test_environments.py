from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections import namedtuple
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from tests.scripts.tiny_project import make_wheel

# isort: split
from support import environments
from support.errors import ScriptError

if TYPE_CHECKING:
    from support.project import Project

RUNNING = environments.running_version()


@pytest.fixture
def lock(tiny: Project) -> Path:
    """The lock of one pure package."""
    path = tiny.requirements / "one.txt"
    text = (tiny.requirements / "extension-py311.txt").read_text(encoding="utf-8")
    path.write_text(text[text.index("tiny-pure") : text.index("tiny-stable")], encoding="utf-8")
    return path


@pytest.fixture
def fresh_search() -> None:
    """Forget which Pythons were found."""
    environments.find_python.cache_clear()


def test_the_running_python_is_found_and_is_no_environment() -> None:
    found = environments.find_python(RUNNING)
    assert found is not None
    answer = subprocess.run(
        [found, "-c", "import sys; print(sys.prefix == sys.base_prefix, '%d.%d' % sys.version_info[:2])"],
        capture_output=True,
        text=True,
        check=True,
    )
    assert answer.stdout.split() == ["True", RUNNING]


@pytest.mark.usefixtures("fresh_search")
def test_a_python_that_is_nowhere_is_none(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    assert environments.find_python("3.99") is None


@pytest.mark.skipif(os.name == "nt", reason="the stand-ins are shell scripts")
@pytest.mark.usefixtures("fresh_search")
def test_a_shim_that_fails_is_passed_over(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    shims, real = tmp_path / "shims", tmp_path / "real"
    for folder, body in ((shims, "echo 'command not found' >&2; exit 127"), (real, "echo 3.99; echo /where/it/is")):
        folder.mkdir()
        (folder / "python3.99").write_text(f"#!/bin/sh\n{body}\n", encoding="utf-8")
        (folder / "python3.99").chmod(0o755)
    monkeypatch.setenv("PATH", os.pathsep.join([str(shims), str(real)]))
    assert environments.find_python("3.99") == Path("/where/it/is")


@pytest.mark.skipif(os.name == "nt", reason="the stand-ins are shell scripts")
@pytest.mark.usefixtures("fresh_search")
def test_the_newest_patch_release_of_pyenv_is_taken(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for release in ("3.99.9", "3.99.10", "3.99-dev"):
        python = tmp_path / "versions" / release / "bin" / "python"
        python.parent.mkdir(parents=True)
        python.write_text(f"#!/bin/sh\necho 3.99; echo {release}\n", encoding="utf-8")
        python.chmod(0o755)
    monkeypatch.setenv("PATH", "/bin")
    monkeypatch.setenv("PYENV_ROOT", str(tmp_path))
    assert environments.find_python("3.99") == Path("3.99.10")


def test_an_environment_is_made_once_and_anew_when_half_made(tiny: Project, lock: Path) -> None:
    half_made = tiny.environments / "tiny" / "half-made"
    half_made.mkdir(parents=True)
    made = environments.ensure("tiny", RUNNING, [lock], within=tiny)
    assert not half_made.exists()
    code = "import tiny_pure; print(tiny_pure.ANSWER)"
    run = subprocess.run([made.python, "-c", code], capture_output=True, check=True)
    assert run.stdout.strip() == b"42"
    assert (made.site_packages / "tiny_pure.py").exists()

    mark = made.path / "kept-until-made-again"
    mark.touch()
    assert environments.ensure("tiny", RUNNING, [lock], within=tiny) == made
    assert mark.exists()


def test_a_folder_of_packages_follows_its_lock(tiny: Project, lock: Path) -> None:
    folder = environments.ensure_target("stubs", [lock], within=tiny)
    assert (folder / "tiny_pure.py").exists()
    mark = folder / "kept-until-made-again"
    mark.touch()
    environments.ensure_target("stubs", [lock], within=tiny)
    assert mark.exists()
    lock.write_text(f"# changed\n{lock.read_text(encoding='utf-8')}", encoding="utf-8")
    environments.ensure_target("stubs", [lock], within=tiny)
    assert not mark.exists()


def test_a_package_that_is_not_what_was_locked_is_not_installed(tiny: Project, lock: Path) -> None:
    make_wheel(tiny.root / "index", "tiny_pure-1.0-py3-none-any.whl", "print('not what was locked')\n")
    with pytest.raises(ScriptError, match=r"tiny-pure==1\.0.* differs from its locked hash, and nothing was installed"):
        environments.ensure_target("stubs", [lock], within=tiny)
    assert not list(tiny.environments.rglob("tiny_pure.py"))


def test_no_network_is_a_sentence(tiny: Project, lock: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("PIP_NO_INDEX")
    monkeypatch.delenv("PIP_FIND_LINKS")
    monkeypatch.setenv("PIP_RETRIES", "1")
    monkeypatch.setenv("PIP_INDEX_URL", "http://127.0.0.1:9/simple")  # the discard port: nothing answers there
    with pytest.raises(ScriptError, match="could not be downloaded: check the network"):
        environments.ensure_target("stubs", [lock], within=tiny)


def test_a_full_disk_is_told_before_anything_is_removed(
    tiny: Project, lock: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = environments.ensure_target("stubs", [lock], within=tiny)
    lock.write_text(f"# changed\n{lock.read_text(encoding='utf-8')}", encoding="utf-8")
    usage = namedtuple("usage", "total used free")  # noqa: PYI024
    monkeypatch.setattr(shutil, "disk_usage", lambda _path: usage(10**9, 10**9 - 5_000_000, 5_000_000))
    with pytest.raises(
        ScriptError, match=r"no room for the folder stubs: it takes 600 MB, and .* has 5 MB free\. Make"
    ):
        environments.ensure_target("stubs", [lock], within=tiny)
    assert (folder / "tiny_pure.py").exists()


@pytest.mark.usefixtures("fresh_search")
def test_a_python_that_is_not_installed_is_a_sentence(
    tiny: Project, lock: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(ScriptError, match=r"Python 3\.99 is needed for tiny and was not found: install it"):
        environments.ensure("tiny", "3.99", [lock], within=tiny)


def test_a_missing_lock_is_a_sentence(tiny: Project) -> None:
    with pytest.raises(ScriptError, match=r"nothing\.txt is missing: run scripts/lock\.py"):
        environments.ensure("tiny", RUNNING, [tiny.requirements / "nothing.txt"], within=tiny)


def test_two_processes_do_not_make_the_same_thing_at_once(tmp_path: Path) -> None:
    from support.exclusive import exclusive

    scripts = Path(environments.__file__).parents[1]
    code = (
        f"import sys; sys.path.insert(0, {str(scripts)!r})\n"
        "from pathlib import Path\n"
        "from support.exclusive import exclusive\n"
        f"with exclusive(Path({str(tmp_path / 'lock')!r}), 'this'): print('mine')\n"
    )
    with exclusive(tmp_path / "lock", "this"):
        other = subprocess.Popen([sys.executable, "-c", code], stdout=subprocess.PIPE, text=True)
        assert other.stdout is not None
        assert "another process is making this" in other.stdout.readline()
    with other:
        assert other.stdout.read().strip() == "mine"
    assert other.returncode == 0
