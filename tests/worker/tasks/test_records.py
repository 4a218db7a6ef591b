from __future__ import annotations

import csv
from contextlib import closing
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from blender_movie_director.llm.answers import AnswerStore
from blender_movie_director.llm.messages import Response
from tests.llm.model_server import Exchange, ModelServer
from tests.worker.tasks.bench import Bench
from tests.writing.analysis.reader import Reader


@pytest.fixture
def asked(little_script: str) -> dict[str, Any]:
    return {"text": little_script, "name": "Rooms", "model": "openai/gpt-4o"}


def configure(bench: Bench, server: ModelServer, folder: Path) -> None:
    settings = {"servers": {"openai": {"url": server.url}}, "retries": {"attempts": 1}}
    bench.configure(folder=str(folder), settings=settings)


async def test_usage_by_whatever_it_is_summed(
    bench: Bench, tmp_path: Path, model_server: ModelServer, asked: dict[str, Any]
) -> None:
    configure(bench, model_server, tmp_path)
    reader = Reader(model_server)
    await bench.run("analysis", **asked)
    calls = len(reader.asked)

    async def refuse(exchange: Exchange) -> None:
        await exchange.error(500, {"error": {"message": "no"}})

    model_server.play = refuse
    await bench.run("dialogue", **asked, place={"scene": 1})
    found = await bench.part("usage", by="task")
    rows = {row["key"]: row for row in found["rows"]}
    assert set(rows) == {"analysis", "dialogue"}
    done, failed = rows["analysis"], rows["dialogue"]
    assert (done["calls"], done["failed"], done["input_tokens"], done["output_tokens"]) == (
        calls,
        0,
        100 * calls,
        10 * calls,
    )
    assert Decimal(done["dollars"]) == calls * (100 * Decimal("0.0000025") + 10 * Decimal("0.00001"))
    assert done["first_word_s"] > 0
    assert (failed["calls"], failed["failed"], failed["first_word_s"]) == (1, 1, None)
    total = found["total"]
    assert (total["key"], total["calls"], total["failed"]) == ("", calls + 1, 1)
    assert total["first_word_s"] == pytest.approx(done["first_word_s"])
    for by in ("model", "day", "month", "project"):
        assert (await bench.part("usage", by=by))["total"] == total
    failure = await bench.failure("usage", by="weather")
    assert failure.what == "Usage cannot be summed by weather."


async def test_usage_as_a_file_is_whole_or_not_there(
    bench: Bench, tmp_path: Path, model_server: ModelServer, asked: dict[str, Any]
) -> None:
    configure(bench, model_server, tmp_path)
    Reader(model_server)
    await bench.run("analysis", **asked)
    path = tmp_path / "usage.csv"
    found = await bench.part("usage", by="model", csv=str(path))
    assert found["csv"] == str(path)
    rows = list(csv.DictReader(path.read_text(encoding="utf-8-sig").splitlines()))
    assert len(rows) == found["total"]["calls"]
    assert sum(Decimal(row["dollars"]) for row in rows) == Decimal(found["total"]["dollars"])
    failure = await bench.failure("usage", by="model", csv=str(tmp_path / "nowhere" / "usage.csv"))
    assert "does not exist" in failure.what


async def test_what_is_stored_and_to_be_rid_of_it(
    bench: Bench, tmp_path: Path, model_server: ModelServer, asked: dict[str, Any]
) -> None:
    configure(bench, model_server, tmp_path)
    empty = await bench.part("cache", action="size")
    assert empty == {"bytes": 0, "answers": 0, "forgotten": 0}
    reader = Reader(model_server)
    await bench.run("analysis", **asked)
    with closing(AnswerStore(tmp_path)) as answers:
        answers.put(b"key", Response("words", "m", "stop"))
    there = await bench.part("cache", action="size")
    assert there["answers"] == 2 + 2 + 1, "two scenes, story and assessment, and an answer"
    assert there["bytes"] > 500
    gone = await bench.part("cache", action="clear")
    assert gone == {"bytes": 0, "answers": 0, "forgotten": there["answers"]}
    calls = len(reader.asked)
    await bench.run("analysis", **asked)
    assert len(reader.asked) == 2 * calls, "it is asked anew"


@pytest.mark.parametrize(("task", "payload"), [("usage", {"by": "day"}), ("cache", {"action": "size"})])
async def test_without_a_folder_nothing_is_there(bench: Bench, task: str, payload: dict[str, str]) -> None:
    assert "Nothing is recorded" in (await bench.failure(task, **payload)).what
