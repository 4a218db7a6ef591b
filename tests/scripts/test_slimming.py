from __future__ import annotations

import base64
import csv
import hashlib
import io
import subprocess
import sys
import zipfile
from typing import TYPE_CHECKING

import pytest

from tests.scripts.tiny_project import make_project

# isort: split
import build_extension
from support import slimming, wheels
from support.errors import ScriptError
from support.project import Project
from support.wheels import Target

if TYPE_CHECKING:
    from pathlib import Path

NAME = "shop-1.0-py3-none-any.whl"
RECORD = "shop-1.0.dist-info/RECORD"
FILES = {
    "shop/__init__.py": b"from pathlib import Path\n\nSHELF = (Path(__file__).parent / 'shelf.txt').read_text()\n",
    "shop/shelf.txt": b"bread\n",
    "shop/window/index.html": b"<html>" * 2_000,
    "shop/window/pictures/a, b.png": bytes(range(256)) * 40,
    "shop/windows.txt": b"not the window\n",
    "shop-1.0.dist-info/METADATA": b"Metadata-Version: 2.1\nName: shop\nVersion: 1.0\n",
    "shop-1.0.dist-info/WHEEL": b"Wheel-Version: 1.0\nRoot-Is-Purelib: true\nTag: py3-none-any\n",
}


def row(name: str, content: bytes) -> list[str]:
    digest = base64.urlsafe_b64encode(hashlib.sha256(content).digest()).rstrip(b"=").decode()
    return [name, f"sha256={digest}", str(len(content))]


@pytest.fixture
def wheel() -> bytes:
    made = io.BytesIO()
    record = io.StringIO(newline="")
    csv.writer(record).writerows([*(row(*file) for file in FILES.items()), [RECORD, "", ""]])
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in FILES.items():
            archive.writestr(zipfile.ZipInfo(name, (2020, 2, 2, 0, 0, 0)), content)
        archive.writestr(RECORD, record.getvalue())
    return made.getvalue()


def test_the_folder_is_gone_and_the_rest_is_as_it_was(wheel: bytes) -> None:
    slimmed = slimming.slim(wheel, ["shop/window"], NAME)
    assert len(slimmed) < len(wheel)
    with zipfile.ZipFile(io.BytesIO(slimmed)) as archive:
        assert archive.testzip() is None
        kept = {name: content for name, content in FILES.items() if not name.startswith("shop/window/")}
        assert {name: archive.read(name) for name in archive.namelist() if name != RECORD} == kept
        assert archive.getinfo("shop/shelf.txt").date_time == (2020, 2, 2, 0, 0, 0)
        recorded = list(csv.reader(io.StringIO(archive.read(RECORD).decode())))
    assert recorded == [*(row(*file) for file in kept.items()), [RECORD, "", ""]]


def test_pip_installs_what_is_left_and_it_works(wheel: bytes, tmp_path: Path) -> None:
    slimmed = tmp_path / NAME
    slimmed.write_bytes(slimming.slim(wheel, ["shop/window"], NAME))
    installed = tmp_path / "installed"
    subprocess.run(
        [sys.executable, "-m", "pip", "install", "--no-index", "--no-deps", "--target", str(installed), str(slimmed)],
        check=True, capture_output=True,
    )  # fmt: skip
    command = [sys.executable, "-c", "import shop; print(shop.SHELF)"]
    said = subprocess.run(command, cwd=installed, check=True, capture_output=True, text=True).stdout
    assert said.strip() == "bread"
    assert not (installed / "shop" / "window").exists()


def test_equal_wheels_give_equal_bytes(wheel: bytes) -> None:
    assert slimming.slim(wheel, ["shop/window"], NAME) == slimming.slim(wheel, ["shop/window/"], NAME)
    assert slimming.slim(wheel, [], NAME) == wheel


def test_a_folder_that_is_not_there_is_told(wheel: bytes) -> None:
    with pytest.raises(ScriptError, match=rf"^{NAME} has no folder shop/cellar: correct leave_out_of_wheels"):
        slimming.slim(wheel, ["shop/cellar"], NAME)


def test_code_is_never_left_out(wheel: bytes) -> None:
    with pytest.raises(ScriptError, match=r"has code in shop \(shop/__init__\.py\), and only data may be left out"):
        slimming.slim(wheel, ["shop"], NAME)


def test_a_wheel_that_differs_from_its_lock_is_refused_before_anything_is_taken_away(
    wheel: bytes, tmp_path: Path
) -> None:
    path = tmp_path / NAME
    path.write_bytes(wheel)
    locked = wheels.Wheel(path, frozenset({hashlib.sha256(wheel).hexdigest()}), NAME, ("shop/window",))
    assert locked.staged() == slimming.slim(wheel, ["shop/window"], NAME)
    path.write_bytes(locked.staged())
    with pytest.raises(ScriptError, match="differs from its locked hash"):
        locked.staged()


def test_another_table_makes_another_zip(tmp_path: Path) -> None:
    checkout = make_project(tmp_path / "checkout")
    before = build_extension.fingerprint(
        build_extension.Plan.make(checkout, Target("3.11", "linux-x64"), any_blender=False)
    )
    pyproject = checkout.root / "pyproject.toml"
    text = pyproject.read_text(encoding="utf-8")
    pyproject.write_text(
        text.replace("leave_out_of_wheels = {}", 'leave_out_of_wheels = { tiny-pure = ["tiny/out"] }'), encoding="utf-8"
    )
    changed = Project.read(checkout.root)
    after = build_extension.fingerprint(
        build_extension.Plan.make(changed, Target("3.11", "linux-x64"), any_blender=False)
    )
    assert after != before
