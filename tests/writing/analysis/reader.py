"""A model that reads scripts, behind a real server on this computer: well, or as badly as a test wants."""

from __future__ import annotations

import asyncio
import itertools
import json
from collections.abc import Callable
from contextlib import aclosing
from typing import TYPE_CHECKING, Any

from blender_movie_director.llm.assembly import open_client
from blender_movie_director.llm.settings import ClientSettings, Retries, Server
from blender_movie_director.writing import analysis
from scripts.support.reading_answers import assessment, kind_of, listed_in, reading, scenes_in, story

if TYPE_CHECKING:
    from collections.abc import AsyncGenerator
    from pathlib import Path

    from blender_movie_director.llm.client import LLMClient
    from tests.llm.model_server import Exchange, ModelServer

__all__ = ["MODEL", "Asked", "Heard", "Reader", "analysed", "assessment", "client_for", "reading", "script_of", "story"]

MODEL = "openai/reader"
_PIECE = 300
_numbers = itertools.count()


class Asked:
    """One request, as the server has seen it."""

    def __init__(self, exchange: Exchange) -> None:
        self.exchange = exchange
        self.body = exchange.body
        self.system, self.prompt = (text_of(message["content"]) for message in exchange.body["messages"][:2])
        parts = exchange.body["messages"][1]["content"]
        self.marked = [part["text"] for part in parts if "cache_control" in part] if isinstance(parts, list) else []
        """What a provider is told to cache up to."""
        self.turns = len(exchange.body["messages"])
        self.kind = kind_of(exchange.body)
        self.scenes = scenes_in(self.prompt)

    @property
    def listed(self) -> list[int]:
        return listed_in(self.prompt)


def text_of(content: str | list[dict[str, Any]]) -> str:
    return content if isinstance(content, str) else "".join(part["text"] for part in content)


class Reader:
    """Plays the server. `spoil` may answer a request itself, and says whether it did; `reads` gives what is said of a
    scene; `wait` comes before each answer."""

    def __init__(self, server: ModelServer) -> None:
        server.play = self.play
        self.server = server
        self.asked: list[Asked] = []
        self.running = self.most_running = 0
        self.wait = 0.0
        self.reads: Callable[[int, str], dict[str, Any]] = reading
        self.story: Callable[[list[int]], dict[str, Any]] = story
        self.assessment = assessment()
        self.spoil: Callable[[Asked], Any] | None = None

    async def play(self, exchange: Exchange) -> None:
        asked = Asked(exchange)
        self.asked.append(asked)
        self.running += 1
        self.most_running = max(self.most_running, self.running)
        try:
            await asyncio.sleep(self.wait)
            if self.spoil is not None and await self.spoil(asked):
                return
            await self.say(exchange, json.dumps(self.answer(asked), ensure_ascii=False))
        finally:
            self.running -= 1

    def answer(self, asked: Asked) -> dict[str, Any]:
        if asked.kind == "story":
            return self.story(asked.listed)
        if asked.kind == "assessment":
            return self.assessment
        return {"scenes": [self.reads(ordinal, text) for ordinal, text in asked.scenes.items()]}

    async def say(self, exchange: Exchange, text: str, reason: str = "stop") -> None:
        await exchange.begin()
        for start in range(0, len(text), _PIECE):
            await exchange.say(text[start : start + _PIECE])
        await exchange.finish(reason)
        usage = {"prompt_tokens": 100, "completion_tokens": 10, "total_tokens": 110}
        await exchange.event(exchange.chunk([], usage=usage))
        await exchange.event("[DONE]")
        await exchange.close()

    def of(self, kind: str) -> list[Asked]:
        return [asked for asked in self.asked if asked.kind == kind]

    def scenes_asked(self) -> list[list[int]]:
        return [list(asked.scenes) for asked in self.of("scene_readings")]


def client_for(server: ModelServer, folder: Path | None = None, **more: Any) -> LLMClient:
    settings = ClientSettings(
        keys={"openai": f"sk-nobodys-{next(_numbers)}"},  # one that was refused is remembered by the process
        servers={"openai": Server(server.url)},
        folder=folder,
        retries=Retries(attempts=1),
    )
    return open_client(settings, **more)


class Heard(list[analysis.Step]):
    """The steps of an analysis, sorted."""

    def of(self, kind: type[Any]) -> list[Any]:
        return [step for step in self if isinstance(step, kind)]

    @property
    def result(self) -> analysis.Analysis:
        (done,) = self.of(analysis.Done)
        assert self[-1] is done
        return done.analysis  # type: ignore[no-any-return]

    @property
    def words(self) -> str:
        return "".join(step.text for step in self.of(analysis.Words))

    def parts(self, name: str) -> list[dict[str, Any]]:
        return [part.data for part in self.of(analysis.Part) if part.name == name]

    @property
    def scenes(self) -> list[dict[str, Any]]:
        """In the order in which they came."""
        return [scene for part in self.parts("scenes") for scene in part["scenes"]]


async def analysed(client: LLMClient, text: str, into: Heard | None = None, **options: Any) -> Heard:
    """All steps; with an error, those before it are in `into`."""
    heard = Heard() if into is None else into
    steps: AsyncGenerator[analysis.Step, None] = analysis.analyse(
        client, text, name="Rooms", model=MODEL, options=analysis.Options(**options)
    )
    async with aclosing(steps):
        async for step in steps:
            heard.append(step)
    return heard


def script_of(*scenes: str, title: str = "Rooms") -> str:
    """One scene for each text, numbered in its heading."""
    return f"Title: {title}\n\n" + "\n\n".join(
        f"INT. ROOM {number} - DAY\n\n{text}" for number, text in enumerate(scenes, 1)
    )
