"""What can go wrong with a model, as its provider would answer, and the tasks that must each come out of it well."""

from __future__ import annotations

import itertools
import json
from collections.abc import Awaitable, Callable
from typing import TYPE_CHECKING, Any, NamedTuple

from blender_movie_director.worker.protocol import Failed, Finished, Part
from blender_movie_director.writing.chat.talks import Talk
from scripts.support.reading_answers import answer_to, assessment, kind_of, listed_in, scenes_in, story
from tests.llm import behaviours

if TYPE_CHECKING:
    from tests.llm.model_server import Exchange, ModelServer
    from tests.worker.desk import Desk

Play = Callable[["Exchange"], Awaitable[None]]
TASKS = ("analysis", "dialogue", "description", "suggestions", "chat")
TAKES = ("dialogue", "description")
"""Those whose answer is a take: words for the script."""
SAID = {
    "dialogue": "BEN\nHold this.",
    "description": "Rain, on everything.\n\nBEN\n(wet)\nSo does this.",
    "chat": "She stays for the sink.\nIt is hers.",
}
WHOLE = {"analysis": "Scene 2 happens", "suggestions": "For sale", **SAID}
"""What is heard of a good answer that is there to its end."""
BEGUN = {
    "analysis": "Scene 1 happens", "dialogue": "BEN", "description": "Rain", "suggestions": "The flood", "chat": "She",
}  # fmt: skip
"""What is heard of one that was cut off near its end."""
_IDEAS = [
    {"title": "The flood", "pitch": "The cellar fills until the piano floats.", "why": "Stakes.", "cost": "A scene."},
    {"title": "For sale", "pitch": "A broker arrives with the keys and a buyer.", "why": "A clock.", "cost": "Cast."},
]
_MORE = {"dialogue": {"place": {"scene": 2}}, "description": {"place": {"scene": 2}}, "suggestions": {"count": 2}}
_OF_PROGRAMS = ("Traceback", "Error(", "Exception", "object at 0x", "NoneType", "litellm.", "aiohttp", "errno", "{'")
_numbers = itertools.count(1)


def fresh_key() -> str:
    """Nobody's. One that was refused is remembered by the process, so each test has its own."""
    return f"sk-proj-nobody-may-see-this-{next(_numbers):06}-0123456789abcdef"


def connect(desk: Desk, server: ModelServer, key: str | None, folder: str = "", *, online: bool = True) -> None:
    """All that a worker is told here: models named openai/... are at this server. The one place that says it."""
    keys = {"openai": key} if key is not None else {}
    servers = {"openai": {"url": server.url}}
    desk.configure(online=online, settings={"servers": servers}, session_keys=keys, folder=folder, keyring=False)


def ask(desk: Desk, task: str, script: str, model: str = "openai/reader") -> str:
    """A job, heard to its end."""
    given = {"text": script, "name": "Rooms"}
    if task == "chat":
        talk = Talk("k1", "About the sink")
        talk.say("Why does she stay?")
        given = {"talk": talk.to_plain(), "script": given}
    job = desk.submit(task, {**given, "model": model, "temperature": None, **_MORE.get(task, {})})
    desk.finish(job)
    return job


def good_words(exchange: Exchange, task: str) -> str:
    """A model at its best: in the shape, or in words where none is asked for."""
    if task in SAID:
        return SAID[task]
    if task == "suggestions":
        return json.dumps({"suggestions": _IDEAS})
    return json.dumps(_analysis(exchange.body))


def _analysis(body: dict[str, Any]) -> dict[str, Any]:
    """Where the shape is asked for in words, the prompt tells which one it is."""
    system, prompt = (message["content"] for message in body["messages"][:2])
    if kind_of(body) or scenes_in(prompt):
        return answer_to(body)
    return assessment() if "coverage" in system else story(listed_in(prompt))


def good(task: str) -> Play:
    async def play(exchange: Exchange) -> None:
        await behaviours.answer(exchange, [good_words(exchange, task)])

    return play


def saying(text: str, reason: str = "stop") -> Play:
    return lambda exchange: behaviours.answer(exchange, [text], reason=reason)


def cut_off(task: str) -> Play:
    """The first half of a good answer, and then the limit of its length."""

    async def play(exchange: Exchange) -> None:
        whole = good_words(exchange, task)
        share = 2 if task in SAID else 3
        await behaviours.answer(exchange, [whole[: len(whole) * (share - 1) // share]], reason="length")

    return play


class Told(NamedTuple):
    """What one job came to, for a person."""

    failed: Failed | None
    parts: list[Part]
    words: str

    def named(self, name: str) -> list[dict[str, Any]]:
        return [part.data for part in self.parts if part.name == name]


def told(desk: Desk, job: str, *secrets: str | None) -> Told:
    """What was heard, once it is certain that it is fit to be heard: one ending, a sentence with a next step, and no
    key anywhere."""
    ending = desk.ending(job)
    assert isinstance(ending, Finished | Failed), ending
    everything = repr(desk.heard[job])
    for secret in secrets:
        assert secret is None or secret not in everything
        assert secret is None or secret[:20] not in everything
    failed = ending if isinstance(ending, Failed) else None
    if failed is not None:
        for sentence in (failed.what, failed.remedy):
            assert sentence.strip()
            assert sentence.rstrip()[-1] in ".!?)"
            assert "\n" not in sentence
            assert len(sentence) < 400
            assert not any(word in sentence for word in _OF_PROGRAMS), sentence
    parts = [message for message in desk.heard[job] if isinstance(message, Part)]
    return Told(failed, parts, desk.words(job))


def works_again(desk: Desk, server: ModelServer, task: str, script: str) -> None:
    """The same worker, with a model at its best."""
    server.play = good(task)
    connect(desk, server, fresh_key())
    job = ask(desk, task, script, "openai/another")
    assert isinstance(desk.ending(job), Finished), desk.ending(job)
    assert WHOLE[task] in desk.words(job)
