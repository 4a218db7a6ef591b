"""Who cancels hangs up: the server sees its connections close, and what had come is there. On a thread and in a
process, whether the words come one by one or all at once."""

from __future__ import annotations

import json
from typing import Any

import pytest

from blender_movie_director.worker.protocol import Cancelled, FromWorker, Part, Words
from blender_movie_director.writing.chat.talks import Talk
from tests.llm.model_server import Exchange, ModelServer
from tests.worker.desk import PATIENCE, Desk
from tests.writing.analysis.reader import reading, script_of

SCRIPT = script_of(*("He walks on, and on, and the rain does not stop for anyone. " * 150 for _ in range(8)))
BEGINNING = "ANNA\nIt leaks again. "
TASKS = pytest.mark.parametrize("task", ["analysis", "dialogue", "chat"])
BOTH = pytest.mark.parametrize("stream", [True, False], ids=["stream", "whole"])


class Holding:
    """A server that begins an answer, if it is asked to stream, and then says nothing until it is let go."""

    def __init__(self, server: ModelServer) -> None:
        self.server = server
        server.play = self.play

    async def play(self, exchange: Exchange) -> None:
        if exchange.body["stream"]:
            await exchange.begin()
            await exchange.say(beginning(exchange))
        await exchange.until(self.server.released)


def beginning(exchange: Exchange) -> str:
    shaped = "response_format" in exchange.body
    return beginning_of("analysis" if shaped else "another")


def beginning_of(task: str) -> str:
    """The first words of an answer; of an analysis, its first scene."""
    return json.dumps({"scenes": [reading(1, "It rains."), {}]})[:-4] if task == "analysis" else BEGINNING


def payload(task: str, *, stream: bool, model: str) -> dict[str, Any]:
    common = {"model": model, "stream": stream, "parallel": 3}
    if task == "chat":
        talk = Talk("k", "Talk")
        talk.say("Why does it leak?")
        return {**common, "talk": talk.to_plain(), "script": None}
    return {**common, "text": SCRIPT, "name": "Rooms", "place": {"scene": 1}}


def came(messages: list[FromWorker]) -> str:
    return "".join(message.text for message in messages if isinstance(message, Words))


@TASKS
@BOTH
def test_cancelling_closes_every_connection_and_keeps_what_came(
    desk: Desk, model_server: ModelServer, task: str, stream: bool
) -> None:
    Holding(model_server)
    desk.configure(online=False, settings={"servers": {"openai": {"url": model_server.url}}}, keyring=False)
    job = desk.submit(task, payload(task, stream=stream, model="openai/some-model"))
    calls = 3 if task == "analysis" else 1
    desk.until(lambda: len(model_server.exchanges) == calls)
    if stream:
        desk.until(lambda: came(desk.heard[job]))
    assert not any(exchange.gone.is_set() for exchange in model_server.exchanges)
    desk.supervisor.cancel(job)
    desk.finish(job)
    assert desk.ending(job) == Cancelled(job)
    assert all(exchange.gone.wait(PATIENCE) for exchange in model_server.exchanges)
    assert len(model_server.exchanges) == calls, "and nothing is asked afterwards"
    if not stream:
        assert came(desk.heard[job]) == ""
    elif task == "analysis":
        assert "Summary of scene 1." in came(desk.heard[job])
        scenes = [part for part in desk.heard[job] if isinstance(part, Part) and part.name == "scenes"]
        assert scenes[0].data["scenes"][0]["reading"]["summary"] == "Summary of scene 1."
    else:
        assert came(desk.heard[job]) == BEGINNING


@TASKS
def test_one_that_is_cancelled_leaves_the_others_their_connections(
    desk: Desk, model_server: ModelServer, task: str
) -> None:
    Holding(model_server)
    desk.configure(online=False, settings={"servers": {"openai": {"url": model_server.url}}}, keyring=False)
    asked = {**payload(task, stream=True, model="openai/some-model"), "parallel": 1}
    staying = desk.submit(task, asked)
    desk.until(lambda: came(desk.heard[staying]))
    leaving = desk.submit(task, asked)
    desk.until(lambda: came(desk.heard[leaving]))
    first, second = model_server.exchanges
    desk.supervisor.cancel(leaving)
    assert second.gone.wait(PATIENCE)
    desk.finish(leaving)
    assert not first.gone.is_set()
    assert desk.ending(staying) is None


def test_stopping_the_worker_hangs_up_too(desk: Desk, model_server: ModelServer) -> None:
    Holding(model_server)
    desk.configure(online=False, settings={"servers": {"openai": {"url": model_server.url}}}, keyring=False)
    job = desk.submit("chat", payload("chat", stream=True, model="openai/some-model"))
    desk.until(lambda: came(desk.heard[job]))
    assert desk.supervisor.stop(PATIENCE)
    assert model_server.exchanges[0].gone.wait(PATIENCE)
    desk.finish(job)
    assert desk.ending(job) == Cancelled(job)
