from __future__ import annotations

from typing import Any

import pytest

from blender_movie_director.worker.protocol import Failed, Finished
from blender_movie_director.writing.chat.talks import Talk
from tests.llm.model_server import Exchange, ModelServer
from tests.worker.tasks.bench import Bench, parts, words


def talk(*said: str, system: str = "", sees_script: bool = True) -> dict[str, Any]:
    made = Talk("k1", "About the sink", system=system, sees_script=sees_script)
    for place, text in enumerate(said):
        if place % 2:
            made.answer(text, "a/model")
        else:
            made.say(text)
    return made.to_plain()


def at(server: ModelServer) -> dict[str, Any]:
    return {"settings": {"servers": {"openai": {"url": server.url}}, "retries": {"attempts": 1}}}


async def test_an_answer_from_its_words_to_its_turn(
    bench: Bench, model_server: ModelServer, little_script: str
) -> None:
    bench.configure(**at(model_server))
    heard = await bench.run(
        "chat",
        talk=talk("Why does it leak?", "It is old.", "And then?", system="Answer in verse."),
        model="openai/gpt-4o",
        script={"text": little_script, "name": "Rooms"},
        instruction="Be kind.",
        temperature=0.5,
    )
    (turn,) = parts(heard, "turn")
    assert (turn["text"], turn["state"], turn["in_view"]) == ("Once upon a time.", "complete", "whole")
    assert words(heard) == turn["text"]
    assert [part["calls"] for part in parts(heard, "spent")] == [0, 1]
    ending = heard[-1]
    assert isinstance(ending, Finished)
    assert ending.dollars == turn["spent"]["dollars"] == parts(heard, "spent")[-1]["dollars"]
    body = model_server.exchanges[0].body
    assert body["temperature"] == 0.5
    assert body["stream"]
    system, *turns = (message["content"] for message in body["messages"])
    assert "Be kind." in system
    assert "Answer in verse." in system
    assert len(turns) == 3
    assert "ANNA stands at the sink." in turns[0]


async def test_claude_is_told_that_the_script_comes_again(
    bench: Bench, model_server: ModelServer, little_script: str
) -> None:
    bench.configure(**at(model_server))
    script = {"text": little_script, "name": "Rooms"}
    await bench.run("chat", talk=talk("Why?"), model="openai/claude-x", script=script)
    await bench.run("chat", talk=talk("Why?", "It is old.", "And then?"), model="openai/claude-x", script=script)
    once, again = (exchange.body["messages"][1]["content"] for exchange in model_server.exchanges)
    assert once == again
    assert [part.get("cache_control") for part in once] == [{"type": "ephemeral"}, None]
    assert "ANNA stands at the sink." in once[0]["text"]


async def test_it_need_not_stream_nor_see_the_script(
    bench: Bench, model_server: ModelServer, little_script: str
) -> None:
    async def whole(exchange: Exchange) -> None:
        message = {"role": "assistant", "content": "Not a word."}
        choices = [{"index": 0, "message": message, "finish_reason": "stop"}]
        await exchange.error(200, {"model": "gpt-4o", "choices": choices})

    model_server.play = whole
    bench.configure(**at(model_server))
    heard = await bench.run(
        "chat",
        talk=talk("Why?", sees_script=False),
        model="openai/gpt-4o",
        script={"text": little_script, "name": "Rooms"},
        stream=False,
    )
    (turn,) = parts(heard, "turn")
    assert (turn["text"], turn["in_view"]) == ("Not a word.", "")
    assert not model_server.exchanges[0].body["stream"]
    assert "sink" not in str(model_server.exchanges[0].body)


async def test_what_breaks_off_is_a_partial_turn(bench: Bench) -> None:
    heard = await bench.run("chat", talk=talk("Why?"), model="scripted/failing")
    (turn,) = parts(heard, "turn")
    assert turn["state"] == "partial"
    assert turn["failure"].startswith("The scripted model was told to fail here.")
    assert isinstance(heard[-1], Failed)


async def test_an_estimate_is_what_would_be_sent(bench: Bench, model_server: ModelServer, little_script: str) -> None:
    bench.configure(**at(model_server))
    asked = {
        "talk": talk("Why does it leak?"),
        "model": "openai/gpt-4o",
        "script": {"text": little_script, "name": "Rooms"},
    }
    found = await bench.part("chat_estimate", "estimate", **asked)
    assert not model_server.exchanges
    await bench.run("chat", **asked)
    sent = model_server.exchanges[0].body["messages"]
    assert [message["text"] for message in found["messages"]] == [message["content"] for message in sent]
    assert found["input_tokens"] > 100
    assert float(found["dollars"]) > 0


@pytest.mark.parametrize("task", ["chat", "chat_estimate"])
async def test_what_is_no_conversation_is_a_sentence(bench: Bench, task: str) -> None:
    broken = {**talk("Why?"), "turns": [{"role": "nobody", "text": "x"}]}
    for said in (broken, {"turns": 3}, None, []):
        failed = await bench.failure(task, talk=said, model="scripted/echo")
        assert failed.what == "This conversation cannot be read."
    assert (await bench.failure(task, talk=talk(), model="scripted/echo")).what == "Nothing was asked."
