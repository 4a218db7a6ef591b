"""The worker without a host: its promises about endings, clients and secrets."""

from __future__ import annotations

import asyncio
import os
from typing import TYPE_CHECKING, Any

import pytest

from blender_movie_director.llm import errors
from blender_movie_director.llm.client import LLMClient
from blender_movie_director.worker.core import Worker
from blender_movie_director.worker.protocol import (
    ENDINGS,
    VERSION,
    Cancel,
    Cancelled,
    Configure,
    Failed,
    Finished,
    FromWorker,
    Ready,
    Start,
    Stop,
    Words,
)

if TYPE_CHECKING:
    from collections.abc import AsyncGenerator, AsyncIterator

KEY = "a-key-of-no-known-shape-0123456789"


class Tasks:
    """What the worker is given to do here."""

    def __init__(self) -> None:
        self.go_on = asyncio.Event()
        self.clients: list[LLMClient] = []

    async def wait(self, client: LLMClient, job: str, _payload: dict[str, Any]) -> AsyncGenerator[FromWorker, None]:
        self.clients.append(client)
        yield Words(job, "begun")
        await self.go_on.wait()
        yield Finished(job, "m", False, None, None)

    async def end_twice(self, _client: LLMClient, job: str, _payload: object) -> AsyncGenerator[FromWorker, None]:
        yield Finished(job, "m", False, None, None)
        yield Words(job, "too late")
        yield Failed(job, "too", "late")
        raise RuntimeError("much too late")

    async def forget(self, _client: LLMClient, job: str, _payload: object) -> AsyncGenerator[FromWorker, None]:
        yield Words(job, "and then")

    async def leak(self, client: LLMClient, job: str, _payload: object) -> AsyncGenerator[FromWorker, None]:
        yield Words(job, "")
        raise RuntimeError(f"the key is {client.settings.keys['openai']}")

    async def stubborn(self, _client: LLMClient, job: str, _payload: object) -> AsyncGenerator[FromWorker, None]:
        yield Words(job, "begun")
        try:
            await asyncio.Event().wait()
        except asyncio.CancelledError:
            raise errors.ServerError("The connection was closed under us.") from None

    async def give_up(self, _client: LLMClient, job: str, _payload: object) -> AsyncGenerator[FromWorker, None]:
        yield Words(job, "begun")
        raise asyncio.CancelledError

    async def unsendable(self, _client: LLMClient, job: str, _payload: object) -> AsyncGenerator[FromWorker, None]:
        yield Words(job, "not this")


class Scene:
    def __init__(self) -> None:
        self.said: list[FromWorker] = []
        self.network: list[bool] = []
        self.tasks = Tasks()
        names = [name for name in vars(Tasks) if not name.startswith("_")]
        self.worker = Worker(
            self.said.append, on_network=self.network.append, tasks={name: getattr(self.tasks, name) for name in names}
        )

    def start(self, task: str, job: str = "job", **payload: object) -> None:
        assert self.worker.handle(Start(job, task, payload))

    async def until(self, condition: Any) -> None:
        async with asyncio.timeout(20.0):
            while not condition():  # noqa: ASYNC110 - there is no event for "whatever was said"
                await asyncio.sleep(0)

    async def ending(self, job: str = "job") -> FromWorker:
        await self.until(lambda: self.endings(job))
        await asyncio.sleep(0)
        (ending,) = self.endings(job)
        return ending

    def endings(self, job: str = "job") -> list[FromWorker]:
        return [message for message in self.said if isinstance(message, ENDINGS) and message.job == job]


@pytest.fixture
async def scene() -> AsyncIterator[Scene]:
    scene = Scene()
    yield scene
    await scene.worker.close()
    assert not scene.worker._jobs
    assert not scene.worker._closing


async def test_it_announces_itself(scene: Scene) -> None:
    scene.worker.announce()
    (ready,) = scene.said
    assert isinstance(ready, Ready)
    assert (ready.version, ready.pid) == (VERSION, os.getpid())


async def test_a_job_cancelled_before_its_first_step_ends_once(scene: Scene) -> None:
    scene.start("wait")
    scene.worker.handle(Cancel("job"))
    scene.worker.handle(Cancel("job"))
    assert await scene.ending() == Cancelled("job")
    assert scene.said == [Cancelled("job")]


async def test_closing_ends_a_job_before_its_first_step(scene: Scene) -> None:
    scene.start("wait")
    await scene.worker.close()
    assert scene.said == [Cancelled("job")]


async def test_closing_ends_all_jobs(scene: Scene) -> None:
    scene.start("wait", "one")
    scene.start("wait", "two")
    await scene.until(lambda: len(scene.said) == 2)
    assert not scene.worker.handle(Stop())
    await scene.worker.close()
    assert scene.said[2:] == [Cancelled("one"), Cancelled("two")]


async def test_what_follows_an_ending_is_dropped(scene: Scene) -> None:
    scene.start("end_twice")
    await scene.until(lambda: not scene.worker._jobs)
    assert scene.said == [Finished("job", "m", False, None, None)]


async def test_a_task_that_forgets_to_end_is_ended(scene: Scene) -> None:
    scene.start("forget")
    ending = await scene.ending()
    assert isinstance(ending, Failed)
    assert "(no ending)" in ending.what


async def test_a_task_that_cancels_itself_is_no_cancelled_job(scene: Scene) -> None:
    scene.start("give_up")
    assert isinstance(await scene.ending(), Failed)


async def test_an_error_on_the_way_out_is_still_a_cancelled_job(scene: Scene) -> None:
    scene.start("stubborn")
    await scene.until(lambda: scene.said)
    scene.worker.handle(Cancel("job"))
    assert await scene.ending() == Cancelled("job")


async def test_what_cannot_be_sent_fails_its_job() -> None:
    said: list[FromWorker] = []

    def emit(message: FromWorker) -> None:
        if isinstance(message, Words):
            raise TypeError("not serialisable")
        said.append(message)

    worker = Worker(emit, tasks={"unsendable": Tasks().unsendable})
    worker.handle(Start("job", "unsendable", {}))
    while not said:  # noqa: ASYNC110
        await asyncio.sleep(0)
    assert isinstance(said[0], Failed)
    await worker.close()


async def test_the_log_and_the_sentence_of_a_broken_task_show_no_key(
    scene: Scene, caplog: pytest.LogCaptureFixture
) -> None:
    scene.worker.handle(Configure(online=True, keys={"openai": KEY}))
    scene.start("leak")
    scene.worker.handle(Configure(online=True, keys={"openai": "another"}))  # the job still has the old one
    ending = await scene.ending()
    assert isinstance(ending, Failed)
    assert "RuntimeError" in ending.what
    assert "the key is [key hidden]" in caplog.text
    assert KEY not in caplog.text + repr(ending)


async def test_equal_settings_change_nothing(scene: Scene) -> None:
    scene.worker.handle(Configure(online=True))
    client = scene.worker._client
    scene.worker.handle(Configure(online=True))
    assert scene.worker._client is client
    assert scene.network == [True]


async def test_the_last_job_of_a_replaced_client_closes_it(scene: Scene, monkeypatch: pytest.MonkeyPatch) -> None:
    closed = []
    close = LLMClient.close

    async def note(client: LLMClient) -> None:
        closed.append(client)
        await close(client)

    monkeypatch.setattr(LLMClient, "close", note)
    first = scene.worker._client
    scene.start("wait", "one")
    scene.start("wait", "two")
    # Not one step of the jobs has run yet, and their client is in use all the same.
    scene.worker.handle(Configure(online=True))
    second = scene.worker._client
    scene.start("wait", "three")
    await scene.until(lambda: len(scene.said) == 3)
    assert scene.tasks.clients == [first, first, second]
    assert not closed
    scene.worker.handle(Cancel("one"))
    await scene.ending("one")
    assert not closed
    scene.tasks.go_on.set()
    await scene.ending("two")
    await scene.until(lambda: closed)
    assert closed == [first]
    scene.worker.handle(Configure(online=False))
    await scene.until(lambda: len(closed) == 2)
    assert closed == [first, second]


async def test_going_offline_ends_what_reaches_out(scene: Scene) -> None:
    scene.worker.handle(Configure(online=True, endpoints={"openai": "http://127.0.0.1:1/v1"}))
    scene.start("wait", "away", model="anthropic/claude-sonnet-4-5")
    scene.start("wait", "here", model="openai/mine")
    scene.start("wait", "nowhere", model="scripted/stand-in")
    await scene.until(lambda: len(scene.said) == 3)
    scene.worker.handle(Configure(online=False))
    ending = await scene.ending("away")
    assert isinstance(ending, Failed)
    assert "went offline" in ending.what
    scene.tasks.go_on.set()
    assert isinstance(await scene.ending("here"), Finished)
    assert isinstance(await scene.ending("nowhere"), Finished)
    assert scene.network == [True, False]


async def test_a_job_that_asks_no_model_goes_on_offline(scene: Scene) -> None:
    scene.worker.handle(Configure(online=True))
    scene.start("wait")
    await scene.until(lambda: scene.said)
    scene.worker.handle(Configure(online=False))
    scene.tasks.go_on.set()
    assert isinstance(await scene.ending(), Finished)


async def test_one_that_was_cancelled_before_going_offline_is_cancelled(scene: Scene) -> None:
    scene.worker.handle(Configure(online=True))
    scene.start("wait", model="openai/x")
    scene.worker.handle(Cancel("job"))
    scene.worker.handle(Configure(online=False))
    assert await scene.ending() == Cancelled("job")
