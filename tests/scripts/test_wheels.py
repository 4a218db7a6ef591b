from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest

from tests.scripts.tiny_project import lock_text, make_wheel

# isort: split
from support import wheels
from support.errors import ScriptError
from support.project import project
from support.wheels import PLATFORMS, Target

if TYPE_CHECKING:
    from support.project import Project


def names(target: Target) -> set[str]:
    return {package.name for package in wheels.needed(project(), target)}


@pytest.mark.parametrize("platform", PLATFORMS)
@pytest.mark.parametrize("python", ["3.11", "3.13"])
def test_what_goes_into_each_zip(python: str, platform: str) -> None:
    chosen = names(Target(python, platform))
    assert {"litellm", "aiohttp", "openai", "pydantic", "pydantic-core", "httpx", "tokenizers"} <= chosen
    assert not chosen & set(project().extension["leave_out"])
    assert ("colorama" in chosen) == platform.startswith("windows")
    assert ("tiktoken" in chosen) == (platform != "windows-arm64")
    assert ("pyyaml" in chosen) == ((python, platform) != ("3.11", "windows-arm64"))


def test_what_is_left_out_is_a_package_that_would_be_in() -> None:
    """A name that nothing answers to is a misspelling, or a package that LiteLLM no longer asks for."""
    locked = {package.name for package in wheels.locks.read_lock(project().requirements / "extension-py313.txt")}
    assert set(project().extension["leave_out"]) <= locked


def test_wheels_that_leave_folders_behind_are_wheels_of_the_zip() -> None:
    for platform in PLATFORMS:
        assert set(project().extension["leave_out_of_wheels"]) <= names(Target("3.13", platform))


@pytest.mark.parametrize(
    ("python", "platform", "sentence"),
    [
        ("3.9", "linux-x64", "No Blender from 4.2 on has Python 3.9: use 3.11, 3.13 or a later one."),
        ("2.7", "linux-x64", "No Blender from 4.2 on has Python 2.7: use 3.11, 3.13 or a later one."),
        ("banana", "linux-x64", '"banana" is not a version of Python: write it like 3.11 or 3.13.'),
        ("3", "linux-x64", '"3" is not a version of Python: write it like 3.11 or 3.13.'),
        ("3.11.7", "linux-x64", '"3.11.7" is not a version of Python: write it like 3.11 or 3.13.'),
        ("3.11", "amiga", '"amiga" is not a platform of Blender: use one of windows-x64, windows-arm64, '),
    ],
)
def test_a_python_or_platform_that_blender_does_not_have(python: str, platform: str, sentence: str) -> None:
    with pytest.raises(ScriptError, match=f"^{re.escape(sentence)}"):
        Target(python, platform)


@pytest.mark.parametrize(
    ("python", "lock"), [("3.11", "py311"), ("3.12", "py311"), ("3.13", "py313"), ("3.14", "py313")]
)
def test_another_python_takes_the_lock_of_the_nearest_lower_one(python: str, lock: str) -> None:
    assert wheels.lock_for(project(), Target(python, "linux-x64")).name == f"extension-{lock}.txt"


def test_wheels_for_the_stable_abi_name_the_python_of_the_zip() -> None:
    target = Target("3.13", "macos-arm64")
    assert wheels.exact_name("tokenizers-0.2-cp310-abi3-macosx_11_0_arm64.whl", target) == (
        "tokenizers-0.2-cp313-cp313-macosx_11_0_arm64.whl"
    )
    for other in ("yarl-1.2-cp313-cp313-macosx_11_0_arm64.whl", "idna-3.2-py3-none-any.whl"):
        assert wheels.exact_name(other, target) == other


def test_wheels_are_downloaded_for_the_target_once(tiny: Project, monkeypatch: pytest.MonkeyPatch) -> None:
    linux = wheels.fetch(tiny, Target("3.11", "linux-x64"))
    assert [wheel.path.name for wheel in linux] == [
        "tiny_pure-1.0-py3-none-any.whl",
        "tiny_stable-2.0-cp310-abi3-manylinux_2_17_x86_64.manylinux2014_x86_64.whl",
    ]
    windows = wheels.fetch(tiny, Target("3.13", "windows-x64"))
    assert [wheel.staged_name for wheel in windows] == [
        "tiny_pure-1.0-py3-none-any.whl",
        "tiny_stable-2.0-cp313-cp313-win_amd64.whl",
        "tiny_windows-3.0-py3-none-any.whl",
    ]
    monkeypatch.setenv("PIP_FIND_LINKS", str(tiny.root / "nowhere"))
    assert wheels.fetch(tiny, Target("3.11", "linux-x64")) == linux
    assert all(wheel.read() for wheel in linux)


def test_a_platform_without_a_wheel_is_a_sentence_that_names_the_package(tiny: Project) -> None:
    with pytest.raises(ScriptError, match=r"^There is no wheel of tiny-stable==2\.0 for Python 3\.14 on macos-arm64\."):
        wheels.fetch(tiny, Target("3.14", "macos-arm64"))
    assert list((tiny.build_folder / "wheels").glob("*.whl")) == []


def test_a_download_that_is_not_what_was_locked_is_refused(tiny: Project) -> None:
    make_wheel(tiny.root / "index", "tiny_pure-1.0-py3-none-any.whl", "print('not what was locked')\n")
    with pytest.raises(ScriptError, match=r"tiny-pure==1\.0.* differs from its locked hash"):
        wheels.fetch(tiny, Target("3.11", "linux-x64"))
    assert list((tiny.build_folder / "wheels").glob("*.whl")) == []


def test_a_new_lock_makes_a_new_download(tiny: Project) -> None:
    target = Target("3.11", "linux-x64")
    before = wheels.fetch(tiny, target)
    make_wheel(tiny.root / "index", "tiny_pure-1.1-py3-none-any.whl")
    (tiny.root / "index" / "tiny_pure-1.0-py3-none-any.whl").unlink()
    (tiny.requirements / "extension-py311.txt").write_text(lock_text(tiny.root / "index"), encoding="utf-8")
    after = wheels.fetch(tiny, target)
    assert [wheel.path.name for wheel in after] != [wheel.path.name for wheel in before]
    assert after[0].path.name == "tiny_pure-1.1-py3-none-any.whl"
