"""A checkout of a few kilobytes, with wheels of its own: packaging is tried whole, with no network and in moments."""

from __future__ import annotations

import hashlib
import shutil
import sys
import zipfile
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / "scripts"))

from support import blender_builder  # noqa: E402
from support.project import PACKAGE, Project, project  # noqa: E402

PYPROJECT = """
[project]
name = "blender-movie-director"
version = "0.1.0"
dependencies = ["tiny-pure", "tiny-stable"]

[project.optional-dependencies]
test = []
lint = []
lock = []

[tool.setuptools.package-data]
"*" = ["*.md", "*.toml"]

[tool.movie-director.blenders]
{blenders}

[tool.movie-director.extension]
leave_out = ["tiny-heavy"]
leave_out_of_wheels = {{}}
absent_on = {{ "windows-arm64" = ["tiny-stable"] }}
validators = [{validators}]
max_megabytes = 33

[tool.movie-director.extension.builds.py311]
python = "3.11"
blender_version_min = "4.2.0"
blender_version_max = "5.1.0"

[tool.movie-director.extension.builds.py313]
python = "3.13"
blender_version_min = "5.1.0"
"""

WHEELS = (
    "tiny_pure-1.0-py3-none-any.whl",
    "tiny_stable-2.0-cp310-abi3-manylinux_2_17_x86_64.manylinux2014_x86_64.whl",
    "tiny_stable-2.0-cp310-abi3-win_amd64.whl",
    "tiny_windows-3.0-py3-none-any.whl",
    "tiny_heavy-4.0-py3-none-any.whl",
)


def make_wheel(folder: Path, name: str, code: str = "ANSWER = 42\n") -> Path:
    """A wheel with one module in it."""
    package, version, *tags = name.removesuffix(".whl").split("-")
    info = f"{package}-{version}.dist-info"
    path = folder / name
    folder.mkdir(parents=True, exist_ok=True)
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr(f"{package}.py", code)
        metadata = f"Metadata-Version: 2.1\nName: {package.replace('_', '-')}\nVersion: {version}\n"
        archive.writestr(f"{info}/METADATA", metadata)
        archive.writestr(f"{info}/WHEEL", f"Wheel-Version: 1.0\nRoot-Is-Purelib: true\nTag: {'-'.join(tags)}\n")
        archive.writestr(f"{info}/RECORD", "")
    return path


def lock_text(wheel_folder: Path) -> str:
    """A lock with every wheel of the folder; tiny-windows is wanted on Windows alone."""
    hashes: dict[str, list[str]] = {}
    for wheel in sorted(wheel_folder.glob("*.whl")):
        package, version, *_ = wheel.name.split("-")
        marker = " ; sys_platform == 'win32'" if package == "tiny_windows" else ""
        digest = hashlib.sha256(wheel.read_bytes()).hexdigest()
        hashes.setdefault(f"{package.replace('_', '-')}=={version}{marker}", []).append(f"--hash=sha256:{digest}")
    return "".join(" \\\n    ".join([requirement, *found]) + "\n" for requirement, found in hashes.items())


def make_project(root: Path) -> Project:
    """The tiny checkout. Blender's builder is the real one, of whichever Blenders this machine has: maybe none."""
    here = blender_builder.available(project())
    builders = {series: blender_builder.builder(project(), series).path for series in here}
    releases = [project().blenders[series] for series in builders]
    text = PYPROJECT.format(
        blenders="\n".join(f'"{one.series}" = {{ bpy = "{one.bpy}", python = "{one.python}" }}' for one in releases),
        validators=", ".join(f'"{series}"' for series in builders),
    )
    root.mkdir(parents=True, exist_ok=True)
    (root / "pyproject.toml").write_text(text, encoding="utf-8")
    for one in releases:
        cached = root / "build" / "builders" / one.bpy / "blender_ext.py"
        cached.parent.mkdir(parents=True)
        shutil.copyfile(builders[one.series], cached)

    package = root / PACKAGE
    (package / "prompts" / "__pycache__").mkdir(parents=True)
    (package / "__init__.py").write_text("def register():\n    pass\n", encoding="utf-8")
    (package / "prompts" / "analysis.md").write_text("# Analyse\n", encoding="utf-8")
    (package / "prompts" / "__pycache__" / "old.cpython-311.pyc").write_bytes(b"old")
    for name in ("LICENSE", "blender_manifest.toml"):
        shutil.copyfile(ROOT / name, root / name)

    for name in WHEELS:
        make_wheel(root / "index", name)
    (root / "requirements").mkdir()
    for build in ("py311", "py313"):
        lock = root / "requirements" / f"extension-{build}.txt"
        lock.write_text(lock_text(root / "index"), encoding="utf-8")
    return Project.read(root)
