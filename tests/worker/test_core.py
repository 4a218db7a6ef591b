"""The worker without a host: its promises about endings, clients and secrets."""

from __future__ import annotations

import asyncio
import os
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from blender_movie_director.llm import errors
from blender_movie_director.llm.client import LLMClient
from blender_movie_director.llm.key_store import KeyStore, Place
from blender_movie_director.worker.core import Worker
from blender_movie_director.worker.job import Job
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

    async def wait(self, job: Job, _payload: dict[str, Any]) -> AsyncGenerator[FromWorker, None]:
        self.clients.append(await job.connection.client())
        yield Words(job.name, "begun")
        await self.go_on.wait()
        yield Finished(job.name, "m", False, None, None)

    async def end_twice(self, job: Job, _payload: object) -> AsyncGenerator[FromWorker, None]:
        yield Finished(job.name, "m", False, None, None)
        yield Words(job.name, "too late")
        yield Failed(job.name, "too", "late")
        raise RuntimeError("much too late")

    async def forget(self, job: Job, _payload: object) -> AsyncGenerator[FromWorker, None]:
        yield Words(job.name, "and then")

    async def leak(self, job: Job, _payload: object) -> AsyncGenerator[FromWorker, None]:
        client = await job.connection.client("openai/x")
        yield Words(job.name, "")
        raise RuntimeError(f"the key is {client.settings.keys['openai']}")

    async def repeat(self, job: Job, _payload: object) -> AsyncGenerator[FromWorker, None]:
        client = await job.connection.client("mistral/x")
        (key,) = client.settings.keys_for("mistral/x")
        yield Words(job.name, "begun")
        raise errors.BadRequestError(f"It was {key}.", f"Not {key}.")

    async def stubborn(self, job: Job, _payload: object) -> AsyncGenerator[FromWorker, None]:
        yield Words(job.name, "begun")
        try:
            await asyncio.Event().wait()
        except asyncio.CancelledError:
            raise errors.ServerError("The connection was closed under us.") from None

    async def give_up(self, job: Job, _payload: object) -> AsyncGenerator[FromWorker, None]:
        yield Words(job.name, "begun")
        raise asyncio.CancelledError

    async def unsendable(self, job: Job, _payload: object) -> AsyncGenerator[FromWorker, None]:
        yield Words(job.name, "not this")


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
    scene.worker.handle(Configure(online=True, session_keys={"openai": KEY}))
    scene.start("leak")
    scene.worker.handle(Configure(online=True, session_keys={"openai": "another"}))  # the job still has the old one
    ending = await scene.ending()
    assert isinstance(ending, Failed)
    assert "RuntimeError" in ending.what
    assert "the key is ('[key hidden]',)" in caplog.text
    assert KEY not in caplog.text + repr(ending)


async def test_a_wrong_setting_fails_the_jobs_that_need_it_and_nothing_else(scene: Scene) -> None:
    scene.worker.handle(Configure(online=True, settings={"budgets": {"month": {"dollars": "much"}}}))
    scene.start("wait", "one", model="openai/x")
    assert await scene.ending("one") == Failed(
        "one",
        'Preferences [budgets] [month]: "dollars" is "much".',
        "It should be an amount in US dollars, such as 2.50.",
    )
    scene.start("forget", "two")
    await scene.ending("two")
    assert Words("two", "and then") in scene.said
    scene.worker.handle(Configure(online=True, settings={"budgets": {"month": {"dollars": "2.50"}}}))
    scene.start("wait", "three", model="openai/x")
    await scene.until(lambda: Words("three", "begun") in scene.said)


async def test_a_key_of_this_session_that_cannot_be_one_is_told(scene: Scene) -> None:
    scene.worker.handle(Configure(online=True, session_keys={"openai": f"{KEY} and more"}))
    scene.start("leak", model="openai/x")
    ending = await scene.ending()
    assert isinstance(ending, Failed)
    assert ending.what == "What was entered as the API key for openai has spaces or line breaks inside."


async def test_a_sentence_that_repeats_a_key_hides_it(scene: Scene, tmp_path: Path) -> None:
    KeyStore(folder=tmp_path, environment={}, keyring=False).set("mistral", KEY, Place.FILE)
    scene.worker.handle(Configure(online=True, folder=str(tmp_path), keyring=False))
    scene.start("repeat", model="mistral/x")
    assert await scene.ending() == Failed("job", "It was [key hidden].", "Not [key hidden].")


async def test_offline_in_the_settings_is_offline(scene: Scene) -> None:
    scene.worker.handle(Configure(online=True, settings={"offline": True}))
    assert scene.network == []
    scene.worker.handle(Configure(online=True))
    assert scene.network == [True]


async def test_equal_settings_change_nothing(scene: Scene) -> None:
    scene.worker.handle(Configure(online=True))
    connection = scene.worker._connection
    scene.worker.handle(Configure(online=True))
    assert scene.worker._connection is connection
    assert scene.network == [True]


async def test_the_last_job_of_a_replaced_client_closes_it(scene: Scene, monkeypatch: pytest.MonkeyPatch) -> None:
    closed = []
    close = LLMClient.close

    async def note(client: LLMClient) -> None:
        closed.append(client)
        await close(client)

    monkeypatch.setattr(LLMClient, "close", note)
    first = scene.worker._connection._client
    scene.start("wait", "one")
    scene.start("wait", "two")
    # Not one step of the jobs has run yet, and their client is in use all the same.
    scene.worker.handle(Configure(online=True))
    second = scene.worker._connection._client
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
    scene.worker.handle(Configure(online=True, settings={"servers": {"openai": {"url": "http://127.0.0.1:1/v1"}}}))
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
