#!/usr/bin/env python3
"""Builds the extension's zips, one for each Python and platform, with Blender's own builder and validators.

    python3 scripts/build_extension.py                                      for this machine
    python3 scripts/build_extension.py --all                                for every platform
    python3 scripts/build_extension.py --platform macos-arm64               for one platform
    python3 scripts/build_extension.py --python 3.14 --platform linux-x64   for a distribution's own Blender

Blender up to 5.0 has Python 3.11, and 3.13 from 5.1 on; distributions put in others. A zip for a Python that is not
one of these two, or built with --any-blender, installs in every Blender from 4.2 on that has this Python.
"""

from __future__ import annotations

import argparse
import fnmatch
import hashlib
import json
import os
import shutil
import sys
import tempfile
import tomllib
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from support import blender_builder, console, slimming, wheels
from support.disk import explained, require_space
from support.errors import ScriptError
from support.exclusive import exclusive
from support.project import PACKAGE, Project, project
from support.wheels import Target, Wheel

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from support.blender_builder import BlenderBuilder

MANIFEST = "blender_manifest.toml"
OLDEST_BLENDER = "4.2.0"
MEGABYTES_TO_BUILD = 80  # a stage, or a zip and the one that it replaces

# The builder stores the files' times in the zip; with one time for all, equal inputs make equal zips.
_TIME_OF_ALL_FILES = 315_619_200  # 1980-01-02: a zip knows nothing before 1980, in local time


def main() -> int:
    parser = argparse.ArgumentParser(description="Builds the extension's zips.")
    parser.add_argument("--all", action="store_true", help="every platform")
    parser.add_argument("--platform", action="append", help="one platform, such as linux-x64 (may be repeated)")
    parser.add_argument("--python", action="append", help="one Python, such as 3.13 (may be repeated)")
    parser.add_argument("--any-blender", action="store_true", help="for every Blender from 4.2 on with this Python")
    parser.add_argument("--output", type=Path, default=project().root / "dist", help="the folder of the zips (dist)")
    arguments = parser.parse_args()
    if arguments.all and arguments.platform:
        raise ScriptError("--all is every platform: leave out either --all or --platform.")
    platforms = list(wheels.PLATFORMS) if arguments.all else arguments.platform or [wheels.host_platform()]
    pythons = arguments.python or [build.python for build in project().builds]
    # All are checked before the first one is built.
    targets = [Target(python, platform) for platform in platforms for python in pythons]
    made = [
        build(target.python, target.platform, arguments.output, any_blender=arguments.any_blender) for target in targets
    ]
    return report(project(), targets, made)


def report(checkout: Project, targets: Sequence[Target], zips: Sequence[Path]) -> int:
    """Print the zips and their sizes; the exit status says whether all are within the limit."""
    limit = float(checkout.extension["max_megabytes"])
    sizes = [path.stat().st_size / 1_000_000 for path in zips]
    rows = [["zip", "MB", "without (no wheel there)"]]
    for target, path, size in zip(targets, zips, sizes, strict=True):
        rows.append([path.name, f"{size:.1f}", ", ".join(wheels.absent(checkout, target)) or "-"])
    console.table(rows)
    too_large = [path.name for path, size in zip(zips, sizes, strict=True) if size > limit]
    console.say(f"{len(zips)} zips in {zips[0].parent}; the largest has {max(sizes):.1f} MB of {limit:.0f} allowed.")
    if too_large:
        console.error(f"Larger than {limit:.0f} MB: {', '.join(too_large)}. Leave more out in pyproject.toml.")
    return 1 if too_large else 0


def build(
    python: str,
    platform: str,
    output: Path,
    *,
    any_blender: bool = False,
    validators: Sequence[str] | None = None,
    checkout: Project | None = None,
) -> Path:
    """Build and validate one zip, or return the one that is there when nothing it is made from has changed.

    `validators` are the series of Blender that validate it (those of pyproject.toml); the last one builds it.
    """
    checkout = checkout or project()
    plan = Plan.make(checkout, Target(python, platform), any_blender=any_blender)
    series = list(validators or checkout.extension["validators"])
    packed = output.absolute() / plan.zip_name
    stamp = checkout.build_folder / "stamps" / f"{packed.stem}.json"
    inputs = fingerprint(plan)
    with exclusive(stamp.with_suffix(".lock"), packed.name):
        if _is_up_to_date(packed, stamp, inputs, series):
            return packed
        needed = wheels.fetch(checkout, plan.target)
        builders = [blender_builder.builder(checkout, one) for one in series]
        console.step(f"Building {packed.name}")
        for folder in (checkout.build_folder, packed.parent):
            require_space(folder, MEGABYTES_TO_BUILD, packed.name)
        with explained(packed.parent, f"building {packed.name}"):
            packed.parent.mkdir(parents=True, exist_ok=True)
            _pack(plan, needed, builders, packed)
            content = json.dumps({"inputs": inputs, "zip": _sha256(packed), "validators": series})
            stamp.write_text(content, encoding="utf-8")
    return packed


@dataclass(frozen=True)
class Plan:
    """One zip: what it is for. The upper bound of the Blenders is exclusive, or there is none."""

    checkout: Project
    target: Target
    zip_name: str
    blender_version_min: str
    blender_version_max: str | None

    @classmethod
    def make(cls, checkout: Project, target: Target, *, any_blender: bool) -> Plan:
        official = next((build for build in checkout.builds if build.python == target.python), None)
        # Without the suffix, a zip for distributions would replace the one for Blender's own builds.
        suffix = "-any-blender" if any_blender and official else ""
        name = f"{PACKAGE}-{checkout.version}-{target.name}{suffix}.zip"
        if official is None or any_blender:
            return cls(checkout, target, name, OLDEST_BLENDER, None)
        return cls(checkout, target, name, official.blender_version_min, official.blender_version_max)


def _pack(plan: Plan, needed: Sequence[Wheel], builders: Sequence[BlenderBuilder], packed: Path) -> None:
    stage_folder = plan.checkout.build_folder / "stage"
    stage_folder.mkdir(parents=True, exist_ok=True)
    # A name of its own in the same folder: the zip appears when it is whole and valid, or not at all.
    partial = packed.with_name(f"{packed.stem}.{os.getpid()}.part.zip")
    try:
        with tempfile.TemporaryDirectory(dir=stage_folder, prefix=f"{plan.target.name}-") as folder:
            stage(plan, needed, Path(folder))
            builders[-1].build(Path(folder), partial)
        for one in builders:
            one.validate(partial)
        partial.replace(packed)
    finally:
        partial.unlink(missing_ok=True)


def stage(plan: Plan, needed: Sequence[Wheel], folder: Path) -> None:
    """Lay out in `folder` exactly what goes into the zip: Blender's builder wants package and manifest side by side."""
    for source, name in package_files(plan.checkout):
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(source, folder / name)
    shutil.copyfile(plan.checkout.root / "LICENSE", folder / "LICENSE")
    (folder / "wheels").mkdir()
    for wheel in needed:
        (folder / "wheels" / wheel.staged_name).write_bytes(wheel.staged())
    names = sorted(f"./wheels/{wheel.staged_name}" for wheel in needed)
    text = manifest((plan.checkout.root / MANIFEST).read_text(encoding="utf-8"), plan, names)
    (folder / MANIFEST).write_text(text, encoding="utf-8", newline="\n")
    for path in folder.rglob("*"):
        os.utime(path, (_TIME_OF_ALL_FILES, _TIME_OF_ALL_FILES))


def package_files(checkout: Project) -> Iterator[tuple[Path, str]]:
    """The files of the package that are shipped, with their names in the zip."""
    package = checkout.root / PACKAGE
    if not (package / "__init__.py").exists():
        raise ScriptError(f"There is no package in {package}: run the script from a complete checkout.")
    for path in sorted(package.rglob("*")):
        name = path.relative_to(package)
        hidden = any(part.startswith(".") or part == "__pycache__" for part in name.parts)
        if hidden or path.is_dir() or path.suffix in {".pyc", ".pyo"}:
            continue
        if not any(fnmatch.fnmatch(path.name, pattern) for pattern in checkout.package_files):
            raise ScriptError(
                f"{path} is of no kind that is shipped: move it, or add its pattern to "
                f"[tool.setuptools.package-data] in pyproject.toml."
            )
        yield path, name.as_posix()
    # For the first minute of someone who has no script at hand.
    for path in sorted((checkout.root / "examples").glob("*.fountain")):
        yield path, f"examples/{path.name}"


def manifest(text: str, plan: Plan, wheel_names: Sequence[str]) -> str:
    """The manifest of one zip: the text of the project's, with what is particular to this zip."""
    particular: dict[str, object] = {"blender_version_min": plan.blender_version_min}
    if plan.blender_version_max:
        particular["blender_version_max"] = plan.blender_version_max
    particular |= {"platforms": [plan.target.platform], "wheels": list(wheel_names)}
    lines = text.splitlines()
    places = [number for number, line in enumerate(lines) if line.startswith("blender_version_min")]
    if len(places) != 1:
        raise ScriptError(f"{MANIFEST} must have one line that begins with blender_version_min: put it back.")
    # In this place, since what follows the first [table] of the file would belong to that table. What JSON writes
    # for texts and lists of texts is TOML as well.
    lines[places[0] : places[0] + 1] = [f"{key} = {json.dumps(value, indent=2)}" for key, value in particular.items()]
    made = "\n".join(lines) + "\n"
    try:
        parsed = tomllib.loads(made)
    except tomllib.TOMLDecodeError as error:
        raise ScriptError(f"{MANIFEST} with what the build adds cannot be read ({error}): correct it.") from error
    if parsed != tomllib.loads(text) | particular:
        raise ScriptError(f"{MANIFEST} has blender_version_min inside of a table: move it to the top.")
    return made


def fingerprint(plan: Plan) -> str:
    """Changes when anything that a zip is made from changes: the package, the manifest, the locks, these scripts."""
    root = plan.checkout.root
    own_code = [Path(file) for file in (__file__, wheels.__file__, slimming.__file__, blender_builder.__file__)]
    others = [root / MANIFEST, root / "LICENSE", wheels.lock_for(plan.checkout, plan.target), *own_code]
    left_out = [
        sorted([*plan.checkout.extension["leave_out"], *wheels.absent(plan.checkout, plan.target)]),
        sorted(plan.checkout.extension["leave_out_of_wheels"].items()),
    ]
    digest = hashlib.sha256(
        repr((plan.zip_name, plan.blender_version_min, plan.blender_version_max, left_out)).encode()
    )
    for path, name in [*package_files(plan.checkout), *((path, path.name) for path in others)]:
        digest.update(f"\n{name} {_sha256(path)}".encode())
    return digest.hexdigest()


def _is_up_to_date(packed: Path, stamp: Path, inputs: str, series: Sequence[str]) -> bool:
    try:
        made = json.loads(stamp.read_text(encoding="utf-8"))
        same = made["inputs"] == inputs and set(series) <= set(made["validators"])
        return same and bool(made["zip"] == _sha256(packed))
    except (OSError, ValueError, KeyError):
        return False


def _sha256(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


if __name__ == "__main__":
    sys.exit(console.run_script(main))
