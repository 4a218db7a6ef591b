from __future__ import annotations

import asyncio
import threading
import time
from collections.abc import AsyncGenerator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing

import pytest

from blender_movie_director.llm import errors
from blender_movie_director.llm.client import LLMClient
from blender_movie_director.llm.events import Event, TextDelta
from blender_movie_director.llm.messages import Request
from blender_movie_director.llm.settings import ClientSettings
from blender_movie_director.llm.sync import CancelToken
from tests.llm.policy import Player, ask, client_of

SLOW: list[object] = ["Once ", 60.0, "upon."]


def threads() -> set[str]:
    return {thread.name for thread in threading.enumerate()}


def test_many_threads_share_one_client() -> None:
    player = Player(first=[["Once ", 0.001, "upon."]])
    with client_of(player, ClientSettings()) as client, ThreadPoolExecutor(8) as pool:
        texts = list(pool.map(lambda index: client.complete_sync(ask(str(index))).text, range(40)))
    assert texts == ["Once upon."] * 40
    assert player.closed == 1


def test_leaving_the_loop_closes_the_call_upstream() -> None:
    player = Player(first=[SLOW])
    with client_of(player, ClientSettings()) as client:
        for event in client.stream_sync(ask()):
            assert event == TextDelta("Once ")
            break
        assert player.running == 0


@pytest.mark.parametrize("streaming", [True, False])
def test_a_token_stops_a_call_from_another_thread(streaming: bool) -> None:
    player, token = Player(first=[SLOW]), CancelToken()
    with client_of(player, ClientSettings()) as client, ThreadPoolExecutor(1) as pool:

        def work() -> object:
            return list(client.stream_sync(ask(), token)) if streaming else client.complete_sync(ask(), token)

        running = pool.submit(work)
        while not player.running:
            time.sleep(0.001)
        token.cancel()
        with pytest.raises(errors.CancelledError):
            running.result(10)
        with pytest.raises(errors.CancelledError):
            pool.submit(work).result(10)
    assert player.running == 0


def test_closing_ends_the_thread_and_what_runs_on_it() -> None:
    player = Player(first=[SLOW])
    client = client_of(player, ClientSettings())
    assert "movie-director-llm" not in threads(), "it begins with the first call"
    with ThreadPoolExecutor(1) as pool:
        running = pool.submit(lambda: list(client.stream_sync(ask())))
        while not player.running:
            time.sleep(0.001)
        client.close_sync()
        with pytest.raises(errors.CancelledError):
            running.result(10)
    assert player.running == 0
    assert "movie-director-llm" not in threads()
    client.close_sync()


def test_a_closed_client_opens_again() -> None:
    with client_of(Player(first=[["Once."]]), ClientSettings()) as client:
        client.complete_sync(ask())
        client.close_sync()
        assert client.complete_sync(ask()).text == "Once."


def test_the_clients_own_thread_must_not_wait_for_itself() -> None:
    class Confused(Player):
        def stream(self, request: Request) -> AsyncGenerator[Event, None]:
            client.complete_sync(request)
            return super().stream(request)

    client = client_of(Confused(first=[["x"]]), ClientSettings())
    with client, pytest.raises(RuntimeError, match="own thread"):
        client.complete_sync(ask())


async def test_async_and_sync_calls_have_backends_of_their_own_loop() -> None:
    made: list[Player] = []

    def make(_name: str, _settings: ClientSettings) -> Player:
        made.append(Player(first=[["Once."]]))
        return made[-1]

    async with LLMClient(ClientSettings(), make_backend=make) as client:
        await client.complete(ask())
        await asyncio.to_thread(client.complete_sync, ask())
        await asyncio.to_thread(client.complete_sync, ask())
    assert [len(player.calls) for player in made] == [1, 2]
    assert [player.closed for player in made] == [1, 1]


def test_a_stream_that_nobody_listens_to_costs_nothing() -> None:
    player = Player(first=[SLOW])
    with client_of(player, ClientSettings()) as client:
        with closing(client.stream_sync(ask())):  # type: ignore[type-var]
            pass
        assert player.calls == []


def test_backends_of_a_loop_that_has_ended_are_closed_by_the_next() -> None:
    player = Player(first=[["Once."]])
    client = client_of(player, ClientSettings())
    asyncio.run(client.complete(ask()))
    assert player.closed == 0
    asyncio.run(client.close())
    assert player.closed == 1
