"""The wheels that go into a zip: which ones, from where, and that they are what the lock says."""

from __future__ import annotations

import hashlib
import json
import platform as host
import re
import shutil
import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from . import console, locks, markers, pip, slimming
from .disk import explained, require_space
from .errors import ScriptError
from .exclusive import exclusive

if TYPE_CHECKING:
    from collections.abc import Mapping

    from .locks import Locked
    from .project import Project

MEGABYTES_OF_WHEELS = 150  # of one zip: downloaded, staged and zipped


@dataclass(frozen=True)
class Platform:
    """A platform in Blender's words, and the same one in the words of wheels and of markers."""

    name: str
    wheel_tags: tuple[str, ...]
    sys_platform: str
    platform_system: str
    os_name: str
    machine: str


# The oldest systems that Blender 4.2 runs on: glibc 2.28, macOS 11. pip takes later macOS tags to include older ones,
# but wants each manylinux by name.
_MANYLINUX = (
    *(f"manylinux_2_{minor}_x86_64" for minor in range(28, 4, -1)),
    "manylinux2014_x86_64",
    "manylinux2010_x86_64",
    "manylinux1_x86_64",
)
PLATFORMS: Mapping[str, Platform] = {
    entry.name: entry
    for entry in (
        Platform("windows-x64", ("win_amd64",), "win32", "Windows", "nt", "AMD64"),
        Platform("windows-arm64", ("win_arm64",), "win32", "Windows", "nt", "ARM64"),
        Platform("macos-x64", ("macosx_11_0_x86_64",), "darwin", "Darwin", "posix", "x86_64"),
        Platform("macos-arm64", ("macosx_11_0_arm64",), "darwin", "Darwin", "posix", "arm64"),
        Platform("linux-x64", _MANYLINUX, "linux", "Linux", "posix", "x86_64"),
    )
}


def host_platform() -> str:
    """The platform of this machine, in Blender's words."""
    system = {"Windows": "windows", "Darwin": "macos", "Linux": "linux"}.get(host.system(), host.system().lower())
    machine = {"amd64": "x64", "x86_64": "x64", "aarch64": "arm64"}.get(host.machine().lower(), host.machine().lower())
    name = f"{system}-{machine}"
    if name not in PLATFORMS:
        raise ScriptError(f"Blender is not made for this machine ({name}): name one with --platform {_or(PLATFORMS)}.")
    return name


def _or(names: Mapping[str, object]) -> str:
    return ", ".join(names)


@dataclass(frozen=True)
class Target:
    """A Python ("3.11") on a platform ("linux-x64")."""

    python: str
    platform: str

    def __post_init__(self) -> None:
        if not re.fullmatch(r"[0-9]+\.[0-9]+", self.python):
            raise ScriptError(f'"{self.python}" is not a version of Python: write it like 3.11 or 3.13.')
        if markers.version(self.python) < (3, 11):
            raise ScriptError(f"No Blender from 4.2 on has Python {self.python}: use 3.11, 3.13 or a later one.")
        if self.platform not in PLATFORMS:
            raise ScriptError(f'"{self.platform}" is not a platform of Blender: use one of {_or(PLATFORMS)}.')

    @property
    def digits(self) -> str:
        return self.python.replace(".", "")

    @property
    def build(self) -> str:
        return f"py{self.digits}"

    @property
    def interpreter(self) -> str:
        return f"cp{self.digits}"

    @property
    def name(self) -> str:
        return f"{self.build}-{self.platform}"

    @property
    def markers(self) -> dict[str, str]:
        """What a marker sees there."""
        platform = PLATFORMS[self.platform]
        return {
            "python_version": self.python,
            # Markers that tell patch releases apart mean old bugs of the first ones; Blender ships late ones.
            "python_full_version": f"{self.python}.9",
            "sys_platform": platform.sys_platform,
            "platform_system": platform.platform_system,
            "os_name": platform.os_name,
            "platform_machine": platform.machine,
            "platform_python_implementation": "CPython",
            "implementation_name": "cpython",
            "extra": "",
        }


@dataclass(frozen=True)
class Wheel:
    """A wheel on disk, what the lock says its hash may be, its name in the zip and the folders it leaves behind."""

    path: Path
    hashes: frozenset[str]
    staged_name: str
    without: tuple[str, ...] = ()

    def read(self) -> bytes:
        """Its bytes, checked: a cache is only a folder, and anything may have happened to it since the download."""
        try:
            content = self.path.read_bytes()
        except FileNotFoundError:
            raise ScriptError(f"The wheel {self.path} is missing: run it again, to download it.") from None
        if hashlib.sha256(content).hexdigest() not in self.hashes:
            raise ScriptError(
                f"The wheel {self.path.name} differs from its locked hash, so no zip was made: "
                f"delete {self.path} and run it again."
            )
        return content

    def staged(self) -> bytes:
        """What goes into the zip, made from what was checked."""
        return slimming.slim(self.read(), self.without, self.path.name)


def lock_for(project: Project, target: Target) -> Path:
    """The lock of this Python, or of the nearest lower one: a lock is good for its Python and later ones."""
    fitting = [build for build in project.builds if markers.version(build.python) <= markers.version(target.python)]
    if not fitting:
        raise ScriptError(f"There is no lock for Python {target.python}: use {project.builds[0].python} or later.")
    nearest = max(fitting, key=lambda build: markers.version(build.python))
    return project.requirements / f"extension-{nearest.name}.txt"


def absent(project: Project, target: Target) -> list[str]:
    """What would be in the zip, had it a wheel for this platform."""
    absent_on = project.extension["absent_on"]
    return sorted({*absent_on.get(target.platform, ()), *absent_on.get(target.name, ())})


def needed(project: Project, target: Target) -> list[Locked]:
    """The packages that go into the zip of this target."""
    without = {*project.extension["leave_out"], *absent(project, target)}
    return [
        package
        for package in locks.read_lock(lock_for(project, target))
        if package.name not in without and (package.marker is None or markers.holds(package.marker, target.markers))
    ]


def fetch(project: Project, target: Target) -> list[Wheel]:
    """Their wheels, from the cache under build/wheels or downloaded into it."""
    packages = needed(project, target)
    cache = project.build_folder / "wheels"
    index = cache / f"{target.name}.json"
    with exclusive(cache / "downloads.lock", "downloads"):
        names = _read_index(index, packages)
        if names is None or not all((cache / name).exists() for name in names):
            names = _download(project, target, packages, cache)
            index.write_text(json.dumps({"packages": _fingerprint(packages), "wheels": names}), encoding="utf-8")
    hashes = {package.name: package.hashes for package in packages}
    folders = project.extension["leave_out_of_wheels"]
    return [
        Wheel(cache / name, hashes[package], exact_name(name, target), tuple(folders.get(package, ())))
        for name in names
        for package in [_package_of(name)]
    ]


def _download(project: Project, target: Target, packages: list[Locked], cache: Path) -> list[str]:
    console.step(f"Downloading {len(packages)} wheels for Python {target.python} on {target.platform}")
    require_space(cache, MEGABYTES_OF_WHEELS, "the extension's wheels")
    log = project.build_folder / "logs" / f"wheels-{target.name}.log"
    # Into a folder of its own first: only this tells which files pip chose, and a stop half-way leaves nothing.
    with explained(cache, "downloading wheels"), tempfile.TemporaryDirectory(dir=cache) as folder:
        requirements = Path(folder, "requirements.txt")
        locks.write_requirements(requirements, packages)
        arguments = [
            "download", "--no-deps", "--require-hashes", "--only-binary", ":all:", "--dest", folder,
            "--implementation", "cp", "--python-version", target.digits, "--abi", target.interpreter,
            "-r", str(requirements),
        ]  # fmt: skip
        if all(build.python != target.python for build in project.builds):
            # LiteLLM, in pure Python, declares an upper bound. Whoever names another Python wants to try.
            arguments.append("--ignore-requires-python")
        for tag in PLATFORMS[target.platform].wheel_tags:
            arguments += ["--platform", tag]
        pip.run(pip.running_python(), arguments, what=f"Python {target.python} on {target.platform}", log=log)
        names = sorted(path.name for path in Path(folder).glob("*.whl"))
        for name in names:
            shutil.move(Path(folder, name), cache / name)
    return names


def exact_name(name: str, target: Target) -> str:
    """A wheel's name in the zip: Blender 4.3 skips wheels for the stable ABI (abi3) that do not name its Python."""
    parts = name.removesuffix(".whl").split("-")
    if parts[-2] == "abi3":
        parts[-3] = parts[-2] = target.interpreter
    return "-".join(parts) + ".whl"


def _read_index(index: Path, packages: list[Locked]) -> list[str] | None:
    try:
        content = json.loads(index.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return None
    return list(content["wheels"]) if content.get("packages") == _fingerprint(packages) else None


def _fingerprint(packages: list[Locked]) -> str:
    text = json.dumps([[package.name, package.version, sorted(package.hashes)] for package in packages])
    return hashlib.sha256(text.encode()).hexdigest()


def _package_of(wheel_name: str) -> str:
    return re.sub(r"[-_.]+", "-", wheel_name.split("-", maxsplit=1)[0]).lower()
