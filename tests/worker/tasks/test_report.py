from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from blender_movie_director.worker.protocol import FromWorker, Part
from tests.llm.model_server import ModelServer
from tests.worker.tasks.bench import Bench
from tests.writing.analysis.reader import Reader


def analysis_in(heard: list[FromWorker]) -> dict[str, Any]:
    """As Blender's side puts it together from its parts."""
    found: dict[str, Any] = {"scenes": []}
    for message in heard:
        if isinstance(message, Part) and message.name == "scenes":
            found["scenes"] += message.data["scenes"]
        elif isinstance(message, Part) and message.name in ("story", "assessment"):
            found[message.name] = message.data
        elif isinstance(message, Part) and message.name == "summary":
            found |= message.data
    found["scenes"].sort(key=lambda scene: scene["ordinal"])
    return found


def names_in(folder: Path) -> list[str]:
    return [path.name for path in folder.iterdir()]


async def test_every_format_from_an_analysis_that_was_heard(
    bench: Bench, tmp_path: Path, model_server: ModelServer, little_script: str
) -> None:
    Reader(model_server)
    bench.configure(folder=str(tmp_path), settings={"servers": {"openai": {"url": model_server.url}}})
    heard = await bench.run("analysis", text=little_script, name="Rooms", model="openai/gpt-4o")
    given = {"text": little_script, "name": "Rooms", "analysis": analysis_in(heard), "project": "Rooms"}
    for kind in ("html", "md", "json"):
        path = tmp_path / f"report.{kind}"
        part = await bench.part("report", **given, format=kind, path=str(path))
        assert part == {"path": str(path), "paths": [str(path)]}
        assert "Somebody wants out." in path.read_text(encoding="utf-8")
    read = json.loads((tmp_path / "report.json").read_text(encoding="utf-8"))
    assert read["money"][0]["calls"] == len(model_server.exchanges)
    part = await bench.part("report", **given, format="csv", path=str(tmp_path / "tables.csv"))
    assert len(part["paths"]) > 5
    assert {Path(path).name for path in part["paths"]} == {name for name in names_in(tmp_path) if "tables." in name}
    assert part["path"] == part["paths"][0]


async def test_without_an_analysis_it_says_what_is_counted(bench: Bench, tmp_path: Path, little_script: str) -> None:
    path = tmp_path / "report.md"
    given = {"text": little_script, "name": "Rooms", "analysis": None, "format": "md", "path": str(path)}
    await bench.part("report", **given, title="A Title", genders={"ANNA": "f", "BEN": "m"})
    assert "A Title" in path.read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("change", "what"),
    [
        ({"format": "docx"}, "There are no reports as docx."),
        ({"analysis": {"scenes": 3}}, "What is kept of the analysis cannot be read."),
        ({"text": " "}, "Rooms is empty."),
        ({"path": "nowhere/at/all/report.md"}, "does not exist."),
    ],
)
async def test_what_cannot_be_written_leaves_nothing(
    bench: Bench, tmp_path: Path, little_script: str, change: dict[str, Any], what: str
) -> None:
    given = {"text": little_script, "name": "Rooms", "analysis": None, "format": "md", "path": "report.md", **change}
    failed = await bench.failure("report", **{**given, "path": str(tmp_path / given["path"])})
    assert failed.what.endswith(what)
    assert names_in(tmp_path) == []
