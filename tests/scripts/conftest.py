from __future__ import annotations

import os
from typing import TYPE_CHECKING

import pytest

from tests.scripts.tiny_project import make_project

if TYPE_CHECKING:
    from pathlib import Path

    from support.project import Project


@pytest.fixture
def tiny(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Project:
    """A small checkout; pip sees its folder of wheels and nothing else, whatever this machine is set up for."""
    checkout = make_project(tmp_path / "checkout")
    monkeypatch.setenv("PIP_CONFIG_FILE", os.devnull)
    monkeypatch.setenv("PIP_NO_INDEX", "1")
    monkeypatch.setenv("PIP_FIND_LINKS", str(checkout.root / "index"))
    return checkout
