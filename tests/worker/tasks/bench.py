"""A worker without a host: jobs are started one by one, and what they say is kept."""

from __future__ import annotations

import asyncio
import json
from typing import Any

from blender_movie_director.worker.core import Worker
from blender_movie_director.worker.protocol import (
    ENDINGS,
    Configure,
    Failed,
    Finished,
    FromWorker,
    Part,
    Start,
    Words,
    decode,
    encode,
)
from tests.worker.desk import PATIENCE


class Bench:
    def __init__(self) -> None:
        self.said: list[FromWorker] = []
        self.worker = Worker(self.said.append)
        self._number = 0

    def configure(self, **settings: Any) -> None:
        self.worker.handle(Configure(**{"online": False, "keyring": False, **settings}))

    async def run(self, task: str, /, **payload: Any) -> list[FromWorker]:
        """All that the job said, its ending last; as it would come out of a pipe."""
        self._number += 1
        job = f"{task}-{self._number}"
        self.worker.handle(Start(job, task, json.loads(json.dumps(payload))))
        async with asyncio.timeout(PATIENCE):
            while not (heard := self.heard(job)) or not isinstance(heard[-1], ENDINGS):  # noqa: ASYNC110
                await asyncio.sleep(0.001)
        return [decode(encode(message)) for message in heard]  # type: ignore[misc]

    def heard(self, job: str) -> list[FromWorker]:
        return [message for message in self.said if getattr(message, "job", "") == job]

    async def part(self, task: str, name: str = "", /, **payload: Any) -> dict[str, Any]:
        """The only part of this name that the job gives; it must end well."""
        heard = await self.run(task, **payload)
        assert isinstance(heard[-1], Finished), heard[-1]
        (part,) = parts(heard, name or task)
        return part

    async def failure(self, task: str, /, **payload: Any) -> Failed:
        ending = (await self.run(task, **payload))[-1]
        assert isinstance(ending, Failed), ending
        assert ending.remedy
        assert "Something went wrong" not in ending.what
        return ending


def parts(heard: list[FromWorker], name: str) -> list[dict[str, Any]]:
    return [message.data for message in heard if isinstance(message, Part) and message.name == name]


def words(heard: list[FromWorker]) -> str:
    return "".join(message.text for message in heard if isinstance(message, Words))
