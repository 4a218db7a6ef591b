from __future__ import annotations

import pytest

from tests.scripts import tiny_project  # noqa: F401 - makes the scripts importable

# isort: split
from support import markers
from support.errors import ScriptError
from support.wheels import PLATFORMS, Target

ONLY_WINDOWS = {"windows-x64", "windows-arm64"}


@pytest.mark.parametrize("platform", PLATFORMS)
@pytest.mark.parametrize(
    ("marker", "where"),
    [
        ("sys_platform == 'win32'", ONLY_WINDOWS),
        ("platform_system == 'Windows'", ONLY_WINDOWS),
        ("os_name == 'nt'", ONLY_WINDOWS),
        ("sys_platform != 'win32'", set(PLATFORMS) - ONLY_WINDOWS),
        ("sys_platform == 'darwin' and platform_machine == 'arm64'", {"macos-arm64"}),
        ("sys_platform == 'emscripten'", set()),
        ("platform_machine in 'x86_64 AMD64'", {"windows-x64", "macos-x64", "linux-x64"}),
        ("'64' not in platform_machine", set()),
        ("platform_python_implementation != 'PyPy'", set(PLATFORMS)),
        (
            "python_full_version < '3.12' and (os_name == 'nt' or platform_system == 'Linux')",
            {*ONLY_WINDOWS, "linux-x64"},
        ),
    ],
)
def test_a_marker_is_evaluated_for_the_platform_of_the_zip(marker: str, where: set[str], platform: str) -> None:
    assert markers.holds(marker, Target("3.11", platform).markers) == (platform in where)


@pytest.mark.parametrize(
    ("marker", "pythons"),
    [
        ("python_version < '3.12'", {"3.11"}),
        ("python_version >= '3.9'", {"3.11", "3.13", "3.14"}),  # as numbers: as text, 3.11 is less than 3.9
        ("python_full_version >= '3.13'", {"3.13", "3.14"}),
        ("python_full_version < '3.11.3'", set()),
        ("python_version == '3.13.*'", {"3.13"}),
        ("'3.12' < python_version", {"3.13", "3.14"}),
    ],
)
def test_versions_are_compared_as_numbers(marker: str, pythons: set[str]) -> None:
    candidates = ("3.11", "3.13", "3.14")
    assert {python for python in candidates if markers.holds(marker, Target(python, "linux-x64").markers)} == pythons


@pytest.mark.parametrize("marker", ["", "sys_platform", "unknown == '1'", "sys_platform ~= '1'", "__import__('os')"])
def test_a_marker_that_is_not_understood_stops_with_a_sentence(marker: str) -> None:
    with pytest.raises(ScriptError, match="make the locks again"):
        markers.holds(marker, Target("3.11", "linux-x64").markers)
