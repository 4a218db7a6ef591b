"""Whatever a model answers: what is good is taken, what is bad fails by name, and the rest goes on."""

from __future__ import annotations

import asyncio
import json
import threading
from collections.abc import Awaitable, Callable
from contextlib import aclosing
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from blender_movie_director.llm import errors
from blender_movie_director.llm.assembly import open_client
from blender_movie_director.llm.client import LLMClient
from blender_movie_director.llm.routing import SHARED
from blender_movie_director.llm.settings import Route
from blender_movie_director.writing import analysis
from tests.llm import behaviours
from tests.llm.model_server import PATIENCE
from tests.writing.analysis.reader import MODEL, Asked, Heard, Reader, analysed, client_for, reading, script_of

SCRIPT = script_of(*(f"The lamp burns. Thing {number} lies on the table." for number in range(1, 9)))
ALL = list(range(1, 9))

Spoil = Callable[[Asked], Awaitable[bool]]


def saying(reader: Reader, text: str | Callable[[Asked], str], reason: str = "stop") -> Spoil:
    """Scenes are answered so, everything else as it should be."""

    async def spoil(asked: Asked) -> bool:
        if asked.kind == "scene_readings":
            await reader.say(asked.exchange, text if isinstance(text, str) else text(asked), reason)
        return asked.kind == "scene_readings"

    return spoil


async def raised(client: LLMClient, text: str = SCRIPT, **options: Any) -> tuple[Heard, errors.LLMError]:
    heard = Heard()
    with pytest.raises(errors.LLMError) as caught:
        await analysed(client, text, heard, **options)
    return heard, caught.value


def read_scenes(heard: Heard) -> list[int]:
    return sorted(scene["ordinal"] for scene in heard.scenes if scene["reading"] is not None)


async def test_a_scene_that_spoils_every_answer_fails_alone_and_by_name(reader: Reader, client: LLMClient) -> None:
    def reads(ordinal: int, text: str) -> dict[str, Any]:
        return reading(ordinal, text, **({"summary": None} if ordinal == 3 else {}))

    reader.reads = reads
    heard = await analysed(client, SCRIPT)
    assert read_scenes(heard) == [1, 2, 4, 5, 6, 7, 8]
    (failure,) = heard.result.failures
    assert failure.part == "scene 3"
    assert "scene 3: summary is missing" in failure.what
    assert failure.remedy
    third = heard.result.scenes[2]
    assert third.reading is None
    assert "### 3. INT. ROOM 3 - DAY\n(not read)" in heard.words
    assert heard.result.story is not None, "the whole is made of the others"
    assert "(could not be read)" in reader.of("story")[0].prompt
    # Its answer, then the scene alone and asked again; never the others a second time.
    assert reader.scenes_asked() == [ALL, [3], [3]]
    reader.reads = reading
    reader.asked.clear()
    assert read_scenes(await analysed(client, SCRIPT)) == ALL
    assert reader.scenes_asked() == [[3]], "what was good was kept"


async def test_a_fault_is_told_and_mended(reader: Reader, client: LLMClient) -> None:
    def reads(ordinal: int, text: str) -> dict[str, Any]:
        broken = ordinal == 5 and len(reader.of("scene_readings")) == 1
        return reading(ordinal, text, **({"summary": None} if broken else {}))

    reader.reads = reads
    heard = await analysed(client, SCRIPT)
    assert read_scenes(heard) == ALL
    assert reader.scenes_asked() == [ALL, [5]]
    assert "An earlier answer could not be used" in reader.of("scene_readings")[1].prompt


@pytest.mark.parametrize(
    "text",
    [
        "",
        " \n",
        "I'm sorry, but I can't help with that.",
        "<html><body>502 Bad Gateway</body></html>",
        "[]",
        '{"scenes": 3}',
    ],
    ids=["empty", "blank", "refusal", "html", "list", "other shape"],
)
async def test_a_model_that_never_answers_in_shape_ends_with_a_sentence(
    reader: Reader, client: LLMClient, text: str
) -> None:
    reader.spoil = saying(reader, text)
    heard, error = await raised(client)
    assert isinstance(error, errors.InvalidAnswerError)
    assert error.what
    assert error.remedy
    assert isinstance(heard[0], analysis.Facts), "what was counted is there"
    assert len(reader.asked) <= 16
    assert not reader.of("story")


async def test_a_refusal_about_one_scene_leaves_the_others(reader: Reader, client: LLMClient) -> None:
    async def spoil(asked: Asked) -> bool:
        if "Thing 6" in asked.prompt:
            await behaviours.failing(400, "The response was filtered by our content policy", "content_filter")(
                asked.exchange
            )
            return True
        return False

    reader.spoil = spoil
    heard = await analysed(client, SCRIPT)
    assert read_scenes(heard) == [1, 2, 3, 4, 5, 7, 8]
    (failure,) = heard.result.failures
    assert failure.part == "scene 6"
    assert "content" in failure.what
    assert len(reader.of("scene_readings")) <= 8


async def test_an_answer_cut_by_its_length_keeps_its_scenes_and_the_rest_is_asked_for(
    reader: Reader, client: LLMClient
) -> None:
    async def spoil(asked: Asked) -> bool:
        if len(asked.scenes) > 3:
            whole = json.dumps(reader.answer(asked))
            await reader.say(asked.exchange, whole[: len(whole) * 2 // 3], "length")
            return True
        return False

    reader.spoil = spoil
    heard = await analysed(client, SCRIPT)
    assert read_scenes(heard) == ALL
    first, *others = reader.scenes_asked()
    assert first == ALL
    assert [ordinal for some in others for ordinal in some] == [6, 7, 8]
    assert not heard.result.failures


async def test_a_connection_that_breaks_keeps_what_came(reader: Reader, client: LLMClient) -> None:
    async def spoil(asked: Asked) -> bool:
        if len(asked.scenes) == len(ALL):
            whole = json.dumps(reader.answer(asked))
            await asked.exchange.begin()
            await asked.exchange.say(whole[: len(whole) // 2])
            await asked.exchange.cut()
            return True
        return False

    reader.spoil = spoil
    heard = await analysed(client, SCRIPT)
    assert read_scenes(heard) == ALL
    assert len(reader.of("scene_readings")) == 3


async def test_scenes_left_out_and_scenes_nobody_asked_about(reader: Reader, client: LLMClient) -> None:
    def answer(asked: Asked) -> str:
        found = [reading(ordinal, text) for ordinal, text in asked.scenes.items() if ordinal != 2]
        return json.dumps({"scenes": [reading(99, ""), *found, *found]})

    reader.spoil = saying(reader, answer)
    heard = await analysed(client, SCRIPT)
    assert read_scenes(heard) == [1, 3, 4, 5, 6, 7, 8]
    (failure,) = heard.result.failures
    assert (failure.part, failure.what) == ("scene 2", "The model left this scene out of its answer.")


async def test_an_answer_without_an_end(reader: Reader, client: LLMClient) -> None:
    ended = threading.Semaphore(0)

    async def spoil(asked: Asked) -> bool:
        await asked.exchange.begin()
        try:
            while not asked.exchange.gone.is_set():
                await asked.exchange.say("word " * 2_000)
                await asyncio.sleep(0)
        finally:
            ended.release()
        return True

    reader.spoil = spoil
    heard, error = await raised(client)
    assert "went on for more than 400,000 characters" in error.what
    assert isinstance(heard[0], analysis.Facts)
    assert len(reader.asked) == 3
    assert all(ended.acquire(timeout=PATIENCE) for _ in reader.asked), "nobody waits for an end"


@pytest.mark.parametrize(
    ("status", "message", "code", "kind"),
    [
        (401, "Incorrect API key provided", "", errors.AuthenticationError),
        (429, "You exceeded your current quota, please check your plan", "insufficient_quota", errors.QuotaError),
        (404, "The model does not exist", "model_not_found", errors.NotFoundError),
    ],
)
async def test_what_would_befall_every_call_ends_all_of_them(
    *,
    reader: Reader,
    client: LLMClient,
    tmp_path: Path,
    feature: str,
    status: int,
    message: str,
    code: str,
    kind: type[errors.LLMError],
) -> None:
    fail = behaviours.failing(status, message, code)

    async def spoil(asked: Asked) -> bool:
        if 1 in asked.scenes:
            return False
        await fail(asked.exchange)
        return True

    reader.spoil = spoil
    _, error = await raised(client, feature)
    assert isinstance(error, kind)
    assert len(reader.asked) <= 5
    reader.spoil = None
    reader.asked.clear()
    async with client_for(reader.server, tmp_path) as mended:
        again = await analysed(mended, feature)
    assert read_scenes(again) == list(range(1, 191))
    assert all(1 not in scenes for scenes in reader.scenes_asked()), "what had come was kept"


async def test_a_server_that_is_down_is_not_asked_for_every_scene(
    reader: Reader, client: LLMClient, feature: str
) -> None:
    async def spoil(asked: Asked) -> bool:
        await behaviours.failing(500, "boom")(asked.exchange)
        return True

    reader.spoil = spoil
    _, error = await raised(client, feature)
    assert isinstance(error, errors.ServerError)
    assert len(reader.asked) <= 7


async def test_the_whole_fails_by_name_and_the_scenes_stay(reader: Reader, client: LLMClient) -> None:
    async def spoil(asked: Asked) -> bool:
        if asked.kind == "story":
            await reader.say(asked.exchange, "Once upon a time")
        return asked.kind == "story"

    reader.spoil = spoil
    heard = await analysed(client, SCRIPT)
    (failure,) = heard.result.failures
    assert failure.part == "story"
    assert "did not have the form" in failure.what
    assert heard.result.story is None
    assert heard.result.assessment is not None
    assert "## The story\n(not read) " in heard.words
    assert [part["failures"] for part in heard.parts("summary")] == [[failure.to_dict()]]


async def test_a_server_that_knows_no_schema_is_asked_in_words(reader: Reader, client: LLMClient, feature: str) -> None:
    refused = 0

    async def spoil(asked: Asked) -> bool:
        nonlocal refused
        if "response_format" in asked.body:
            refused += 1
            await behaviours.failing(400, "response_format is not supported")(asked.exchange)
            return True
        assert "```json" in asked.system
        answer = reader.answer(asked) if asked.scenes else _by_words(reader, asked)
        await reader.say(asked.exchange, f"Here it is:\n```json\n{json.dumps(answer)}\n```\n")
        return True

    reader.spoil = spoil
    heard = await analysed(client, feature)
    assert not heard.result.failures
    assert heard.result.story is not None
    assert heard.result.assessment is not None
    assert refused <= 8, "the first calls find out, the others know"


def _by_words(reader: Reader, asked: Asked) -> dict[str, Any]:
    return reader.assessment if "coverage" in asked.system else reader.story(asked.listed)


async def test_what_came_out_of_turn_is_shown_before_the_error(reader: Reader, client: LLMClient) -> None:
    async def spoil(asked: Asked) -> bool:
        if 1 in asked.scenes:
            await asked.exchange.until(reader.server.released)
            await behaviours.failing(401, "Incorrect API key provided")(asked.exchange)
            return True
        return False

    reader.spoil = spoil
    heard = Heard()
    long = "He walks to the door, and waits, and walks back to the window. " * 60

    async def listen() -> None:
        async with aclosing(analysis.analyse(client, script_of(long, "Two."), name="R", model=MODEL)) as steps:
            async for step in steps:
                heard.append(step)
                if heard.scenes:
                    reader.server.released.set()

    with pytest.raises(errors.AuthenticationError):
        await listen()
    assert read_scenes(heard) == [2]
    assert heard.words.startswith("### 2. ")


async def test_nothing_about_any_scene_is_an_error(reader: Reader, client: LLMClient) -> None:
    reader.spoil = saying(reader, '{"scenes": []}')
    _, error = await raised(client, script_of("One.", "Two."))
    assert error.what == "The model left this scene out of its answer."
    assert not reader.of("story")


async def test_another_model_in_its_place_is_told_of_and_kept_under_nobodys_name(
    reader: Reader, client: LLMClient
) -> None:
    async def spoil(asked: Asked) -> bool:
        if asked.body["model"] == "reader":
            await behaviours.failing(500, "boom")(asked.exchange)
        return bool(asked.body["model"] == "reader")

    reader.spoil = spoil
    routes = {"analysis": Route(MODEL, fallbacks=("openai/other",))}
    async with open_client(replace(client.settings, routes=routes)) as routed:
        heard = await analysed(routed, SCRIPT)
    assert read_scenes(heard) == ALL
    assert heard.result.model == "other"
    assert "Asking openai/other instead" in [step.note for step in heard.of(analysis.Progress)]
    SHARED.forget()
    reader.spoil = None
    assert not any(scene.kept for scene in (await analysed(client, SCRIPT)).result.scenes)


async def test_a_scene_alone_on_a_broken_line_is_tried_once_more(reader: Reader, client: LLMClient) -> None:
    async def spoil(asked: Asked) -> bool:
        if len(reader.asked) == 1:
            await asked.exchange.begin()
            await asked.exchange.say('{"scenes"')
            await asked.exchange.cut()
        return len(reader.asked) == 1

    reader.spoil = spoil
    heard = await analysed(client, script_of("One."))
    assert read_scenes(heard) == [1]
    assert reader.scenes_asked() == [[1], [1]]


async def test_a_reading_with_nothing_in_it_is_none(reader: Reader, client: LLMClient) -> None:
    reader.reads = lambda ordinal, text: reading(ordinal, text, **({"summary": " "} if ordinal == 2 else {}))
    heard = await analysed(client, script_of("One.", "Two."))
    assert read_scenes(heard) == [1]
    assert "scene 2: summary is empty." in heard.result.failures[0].what
