from __future__ import annotations

import asyncio

import pytest

from blender_movie_director.llm.availability import Availability
from blender_movie_director.llm.errors import NotFoundError


class Server:
    def __init__(self) -> None:
        self.asked = 0
        self.failing = False

    async def __call__(self, provider: str) -> list[str]:
        self.asked += 1
        await asyncio.sleep(0)
        if self.failing:
            raise NotFoundError("There is no such list.")
        return [f"{provider}/b", f"{provider}/a", f"{provider}/a"]


async def test_a_list_is_kept_for_its_time() -> None:
    server, now = Server(), [1000.0]
    availability = Availability(server, lasts=60, clock=lambda: now[0])
    assert availability.known("groq") is None
    found = await availability.models_of("groq")
    assert (found.models, found.fetched) == (("groq/a", "groq/b"), 1000.0)
    now[0] = 1059.0
    assert await availability.models_of("groq") is found
    assert found.age(now[0]) == 59
    now[0] = 1060.0
    assert (await availability.models_of("groq")).fetched == 1060.0
    now[0] = 1061.0
    await availability.models_of("groq", refresh=True)
    assert server.asked == 3
    availability.forget("groq")
    assert availability.known("groq") is None


async def test_ten_who_ask_at_once_make_one_request_and_a_failure_keeps_the_old_list() -> None:
    server = Server()
    availability = Availability(server)
    lists = await asyncio.gather(*(availability.models_of("groq") for _ in range(10)))
    assert server.asked == 1
    assert all(found is lists[0] for found in lists)
    server.failing = True
    with pytest.raises(NotFoundError):
        await availability.models_of("groq", refresh=True)
    assert availability.known("groq") is lists[0]
