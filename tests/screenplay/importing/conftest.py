from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

MAKER = Path(__file__).resolve().parents[3] / "scripts" / "make_feature.py"


@pytest.fixture(scope="session")
def feature(tmp_path_factory: pytest.TempPathFactory) -> str:
    """A script of feature length with all that a script can hold."""
    path = tmp_path_factory.mktemp("feature") / "feature.fountain"
    subprocess.run([sys.executable, str(MAKER), "--output", str(path)], check=True, capture_output=True)
    return path.read_text(encoding="utf-8")
