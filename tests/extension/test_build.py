from __future__ import annotations

import re
import shutil
import sys
import tomllib
import zipfile
from collections import namedtuple
from typing import TYPE_CHECKING

import pytest

from tests.scripts.conftest import tiny  # noqa: F401 - a fixture
from tests.scripts.tiny_project import ROOT

# isort: split
import build_extension
from build_extension import Plan
from support import wheels
from support.errors import ScriptError
from support.project import project
from support.wheels import PLATFORMS, Target

if TYPE_CHECKING:
    from pathlib import Path

    from support.project import Project

pytestmark = pytest.mark.slow  # each of them builds

MANIFEST = tomllib.loads((ROOT / "blender_manifest.toml").read_text(encoding="utf-8"))
EXPECTED = {
    "blender_manifest.toml",
    "LICENSE",
    "__init__.py",
    "prompts/analysis.md",
    "wheels/tiny_pure-1.0-py3-none-any.whl",
    "wheels/tiny_stable-2.0-cp311-cp311-manylinux_2_17_x86_64.manylinux2014_x86_64.whl",
}


@pytest.fixture
def buildable(tiny: Project) -> Project:  # noqa: F811
    if not tiny.extension["validators"]:
        pytest.skip("no Blender is here yet whose builder could be used")
    return tiny


def build(checkout: Project, output: Path, python: str = "3.11", platform: str = "linux-x64") -> Path:
    return build_extension.build(python, platform, output, checkout=checkout)


def test_the_manifest_has_the_version_of_the_package() -> None:
    assert MANIFEST["version"] == project().version


def test_the_manifest_credits_everything_that_is_bundled() -> None:
    in_brackets = re.findall(r"\(([^)]*)\)", "\n".join(MANIFEST["copyright"]))
    credited = {name for names in in_brackets for name in names.split(", ")}
    for platform in PLATFORMS:
        for python in ("3.11", "3.13"):
            bundled = {package.name for package in wheels.needed(project(), Target(python, platform))}
            assert bundled <= credited, f"missing from copyright in blender_manifest.toml: {bundled - credited}"


def test_the_manifest_keeps_blenders_rules_of_style() -> None:
    terse = [MANIFEST["tagline"], *MANIFEST["permissions"].values()]
    assert all(len(text) <= 64 and text[-1].isalnum() for text in terse)
    assert set(MANIFEST["permissions"]) == {"network", "files"}
    assert "Blender" not in MANIFEST["name"]


@pytest.mark.parametrize(
    ("python", "any_blender", "name", "minimum", "maximum"),
    [
        ("3.11", False, "py311-linux-x64", "4.2.0", "5.1.0"),
        ("3.13", False, "py313-linux-x64", "5.1.0", None),
        ("3.14", False, "py314-linux-x64", "4.2.0", None),
        ("3.14", True, "py314-linux-x64", "4.2.0", None),
        ("3.13", True, "py313-linux-x64-any-blender", "4.2.0", None),
    ],
)
def test_each_zip_says_which_blenders_it_is_for(
    python: str, any_blender: bool, name: str, minimum: str, maximum: str | None
) -> None:
    plan = Plan.make(project(), Target(python, "linux-x64"), any_blender=any_blender)
    assert plan.zip_name == f"blender_movie_director-{project().version}-{name}.zip"
    text = (ROOT / "blender_manifest.toml").read_text(encoding="utf-8")
    made = tomllib.loads(build_extension.manifest(text, plan, ["./wheels/a-1-py3-none-any.whl"]))
    assert (made["blender_version_min"], made.get("blender_version_max")) == (minimum, maximum)
    assert made["platforms"] == ["linux-x64"]
    assert made["wheels"] == ["./wheels/a-1-py3-none-any.whl"]
    assert made["permissions"] == MANIFEST["permissions"]
    assert made["copyright"] == MANIFEST["copyright"]


def test_a_zip_holds_what_it_should_and_nothing_else(buildable: Project, tmp_path: Path) -> None:
    packed = build(buildable, tmp_path / "out")
    assert packed == tmp_path / "out" / "blender_movie_director-0.1.0-py311-linux-x64.zip"
    with zipfile.ZipFile(packed) as archive:
        assert set(archive.namelist()) == EXPECTED
        made = tomllib.loads(archive.read("blender_manifest.toml").decode())
        assert {f"./{name}" for name in EXPECTED if name.startswith("wheels/")} == set(made["wheels"])
        renamed = next(name for name in archive.namelist() if "tiny_stable" in name)
        source = next((buildable.root / "index").glob("tiny_stable-*manylinux*"))
        assert archive.read(renamed) == source.read_bytes()
    assert [path.name for path in packed.parent.iterdir()] == [packed.name]
    assert list((buildable.build_folder / "stage").iterdir()) == []


def test_windows_on_arm_goes_without_what_has_no_wheel_there(buildable: Project, tmp_path: Path) -> None:
    with zipfile.ZipFile(build(buildable, tmp_path, "3.13", "windows-arm64")) as archive:
        assert sorted(name for name in archive.namelist() if name.startswith("wheels/")) == [
            "wheels/tiny_pure-1.0-py3-none-any.whl",
            "wheels/tiny_windows-3.0-py3-none-any.whl",
        ]


def test_a_zip_is_made_again_only_when_something_changed(buildable: Project, tmp_path: Path) -> None:
    packed = build(buildable, tmp_path)
    content, inode = packed.read_bytes(), packed.stat().st_ino
    assert build(buildable, tmp_path).stat().st_ino == inode

    packed.unlink()
    assert build(buildable, tmp_path).read_bytes() == content  # the same inputs, the same bytes

    packed.write_bytes(b"not a zip")
    assert build(buildable, tmp_path).read_bytes() == content

    prompt = buildable.root / "blender_movie_director" / "prompts" / "analysis.md"
    prompt.write_text("# Analyse well\n", encoding="utf-8")
    with zipfile.ZipFile(build(buildable, tmp_path)) as archive:
        assert archive.read("prompts/analysis.md") == prompt.read_bytes()


def test_a_wheel_that_was_tampered_with_stops_the_build(buildable: Project, tmp_path: Path) -> None:
    output = tmp_path / "out"
    build(buildable, output).unlink()
    wheel = buildable.build_folder / "wheels" / "tiny_pure-1.0-py3-none-any.whl"
    wheel.write_bytes(wheel.read_bytes() + b"tampered with")
    sentence = (
        f"The wheel {wheel.name} differs from its locked hash, so no zip was made: delete {wheel} and run it again."
    )
    with pytest.raises(ScriptError, match=f"^{re.escape(sentence)}$"):
        build(buildable, output)
    assert list(output.iterdir()) == []
    wheel.unlink()
    assert build(buildable, output).exists()


def test_what_blender_refuses_is_told_in_its_words_and_leaves_no_zip(buildable: Project, tmp_path: Path) -> None:
    manifest = buildable.root / "blender_manifest.toml"
    text = manifest.read_text(encoding="utf-8")
    manifest.write_text(re.sub("(?m)^tagline = .*$", 'tagline = "It ends with a full stop."', text), encoding="utf-8")
    with pytest.raises(ScriptError, match=r'refuses to build .* "tagline" invalid'):
        build(buildable, tmp_path / "out")
    assert list((tmp_path / "out").iterdir()) == []


def test_a_file_that_no_pattern_ships_is_not_forgotten_silently(buildable: Project, tmp_path: Path) -> None:
    (buildable.root / "blender_movie_director" / "prices.json").write_text("{}", encoding="utf-8")
    with pytest.raises(ScriptError, match=r"prices\.json is of no kind that is shipped: move it, or add its pattern"):
        build(buildable, tmp_path)


def test_a_full_disk_is_a_sentence(buildable: Project, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    usage = namedtuple("usage", "total used free")  # noqa: PYI024
    monkeypatch.setattr(shutil, "disk_usage", lambda _path: usage(10**9, 10**9 - 5_000_000, 5_000_000))
    with pytest.raises(
        ScriptError,
        match=r"no room for .* wheels: it takes 150 MB, and the disk of .* has 5 MB free\. Make",
    ):
        build(buildable, tmp_path / "out")
    assert not (tmp_path / "out").exists()


def test_a_disk_that_fills_up_while_building_is_a_sentence(
    buildable: Project, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    full = OSError(28, "No space left on device")

    def fails(*_arguments: object) -> None:
        raise full

    monkeypatch.setattr(shutil, "copyfile", fails)
    with pytest.raises(ScriptError, match=r"is full while building .*: make room and run it again"):
        build(buildable, tmp_path / "out")
    assert list((tmp_path / "out").iterdir()) == []


def test_an_output_that_is_no_folder_is_a_sentence(buildable: Project, tmp_path: Path) -> None:
    (tmp_path / "out").write_text("a file", encoding="utf-8")
    with pytest.raises(ScriptError, match=r"out cannot be used while building .*: check it, or choose another folder"):
        build(buildable, tmp_path / "out")


def test_the_command_refuses_a_python_that_blender_does_not_have(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(sys, "argv", ["build_extension.py", "--python", "3.9"])
    assert build_extension.console.run_script(build_extension.main) == 1
    assert capsys.readouterr().err == "error: No Blender from 4.2 on has Python 3.9: use 3.11, 3.13 or a later one.\n"


def test_the_table_fails_over_the_limit(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    zips = [tmp_path / "small.zip", tmp_path / "large.zip"]
    for path, megabytes in zip(zips, (1, 34), strict=True):
        with path.open("wb") as file:
            file.truncate(megabytes * 1_000_000)
    targets = [Target("3.11", "linux-x64"), Target("3.13", "windows-arm64")]
    assert build_extension.report(project(), targets, zips) == 1
    said = capsys.readouterr()
    assert "fastuuid, tiktoken" in said.out
    assert "Larger than 33 MB: large.zip." in said.err
    assert build_extension.report(project(), targets[:1], zips[:1]) == 0
