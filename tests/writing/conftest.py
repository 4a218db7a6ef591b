from __future__ import annotations

import subprocess
import sys
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from blender_movie_director.llm.backends.scripted import scripts
from blender_movie_director.llm.client import LLMClient
from tests.llm.model_server import ModelServer
from tests.writing.analysis.reader import Reader, client_for

REPOSITORY = Path(__file__).parents[2]


@pytest.fixture(scope="session")
def feature(tmp_path_factory: pytest.TempPathFactory) -> str:
    """The generated feature: 190 scenes, about 146 KB."""
    path = tmp_path_factory.mktemp("feature") / "feature.fountain"
    command = [sys.executable, str(REPOSITORY / "scripts" / "make_feature.py"), "--output", str(path)]
    subprocess.run(command, check=True, capture_output=True, timeout=60)
    return path.read_text(encoding="utf-8")


@pytest.fixture(autouse=True)
def _no_scripts_left(monkeypatch: pytest.MonkeyPatch) -> None:
    """What a test has a model play is gone after it."""
    monkeypatch.setattr("blender_movie_director.llm.backends.scripted.scripts", dict(scripts))


@pytest.fixture
def reader(model_server: ModelServer) -> Reader:
    return Reader(model_server)


@pytest.fixture
async def client(reader: Reader, tmp_path: Path) -> AsyncIterator[LLMClient]:
    """All layers over a real connection, with a folder to keep things in."""
    async with client_for(reader.server, tmp_path) as client:
        yield client
