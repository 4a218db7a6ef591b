"""The head of an analysis is marked for providers that cache prompts where they are told to, if it pays."""

from __future__ import annotations

from blender_movie_director.llm.assembly import open_client
from blender_movie_director.llm.settings import ClientSettings, Retries, Server
from blender_movie_director.writing import analysis
from tests.llm.model_server import ModelServer
from tests.writing.analysis.reader import Reader, script_of

LONG = script_of(*("He walks on, and on, and the rain does not stop for anyone. " * 150 for _ in range(14)))


async def asked(server: ModelServer, text: str, model: str, **options: int) -> Reader:
    reader = Reader(server)
    settings = ClientSettings(
        keys={"openai": "sk-nobodys"}, servers={"openai": Server(server.url)}, retries=Retries(attempts=1)
    )
    async with open_client(settings) as client:
        steps = analysis.analyse(client, text, name="Rooms", model=model, options=analysis.Options(**options))
        async for _ in steps:
            pass
    return reader


async def test_the_same_head_is_marked_in_every_batch(model_server: ModelServer) -> None:
    reader = await asked(model_server, LONG, "openai/claude-reader", parallel=2)
    batches = reader.of("scene_readings")
    assert len(batches) > 3
    ((head,),) = {tuple(batch.marked) for batch in batches}
    assert all(batch.prompt.startswith(head) for batch in batches)
    assert "Title: Rooms" in head
    assert "SCENE 1" not in head
    (story,) = reader.of("story")
    assert not story.marked, "it is sent once"


async def test_what_would_hardly_be_read_is_not_written(model_server: ModelServer) -> None:
    reader = await asked(model_server, script_of("He walks.", "He runs."), "openai/claude-reader")
    assert not any(batch.marked for batch in reader.asked)


async def test_models_that_need_no_mark_get_none(model_server: ModelServer) -> None:
    reader = await asked(model_server, LONG, "openai/gpt-reader", parallel=2)
    assert "cache_control" not in str([batch.body for batch in reader.asked])
