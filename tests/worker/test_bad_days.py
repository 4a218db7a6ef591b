"""A bad day with a model, the whole way through a worker: each ends in one sentence with a next step, nothing that came
is lost, and the next job works. What each layer does by itself is told by the tests of llm/ and writing/."""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

import pytest

from blender_movie_director.worker.protocol import Finished
from tests.llm import behaviours
from tests.llm.model_server import Exchange, ModelServer
from tests.worker.bad_days import (
    SAID,
    TAKES,
    TASKS,
    WHOLE,
    Play,
    ask,
    connect,
    cut_off,
    fresh_key,
    good_words,
    saying,
    told,
    works_again,
)
from tests.worker.desk import Desk

# See tests/llm/test_litellm_backend.py.
pytestmark = pytest.mark.filterwarnings("ignore:Accessing the 'model_:DeprecationWarning")

GATEWAY, LIBRARY = "openai/reader", "litellm/openai/reader"
REFUSED = "I'm sorry, but I can't help with that."
PAGE = "<!DOCTYPE html><html><head><title>Sign in</title></head><body>Welcome to the hotel's network</body></html>"


class Refusal(NamedTuple):
    """An answer that is an error. `says` is in the sentence, `does` in the next step."""

    play: Callable[[str], Play]
    says: str
    does: str


def failing(status: int, message: str, code: str = "") -> Callable[[str], Play]:
    return lambda key: behaviours.failing(status, message.format(key=key), code)


REFUSALS = {
    "wrong key": Refusal(failing(401, "Incorrect API key provided: {key}.", "invalid_api_key"), "key", "API key"),
    "expired key": Refusal(failing(401, "Your API key {key} has expired.", "expired_api_key"), "key", "API key"),
    "no credit": Refusal(failing(402, "Insufficient credits. Add more to go on."), "credit", "credit"),
    "quota": Refusal(failing(429, "You exceeded your current quota.", "insufficient_quota"), "", "credit"),
    "no such model": Refusal(failing(404, "The model does not exist", "model_not_found"), "", "name"),
    "too long": Refusal(
        failing(400, "This model's maximum context length is 8192 tokens, not 9000", "context_length_exceeded"),
        "",
        "larger window",
    ),
    "content filter": Refusal(
        failing(400, "The response was filtered by our content management policy", "content_filter"), "", "wording"
    ),
}


@pytest.mark.parametrize("model", [GATEWAY, LIBRARY], ids=["gateway", "library"])
@pytest.mark.parametrize("task", TASKS)
@pytest.mark.parametrize("kind", REFUSALS)
def test_an_answer_that_is_an_error(
    *, kept_desk: Desk, model_server: ModelServer, little_script: str, kind: str, task: str, model: str
) -> None:
    refusal, key = REFUSALS[kind], fresh_key()
    model_server.play = refusal.play(key)
    connect(kept_desk, model_server, key)
    heard = told(kept_desk, job := ask(kept_desk, task, little_script, model), key)
    assert heard.failed is not None
    assert refusal.says in heard.failed.what
    assert refusal.does in heard.failed.remedy
    assert len(model_server.exchanges) <= 9, "it costs nothing to be refused, and takes no time"
    if task == "analysis":
        assert kept_desk.facts(job).report, "what was counted is there"
    works_again(kept_desk, model_server, task, little_script)


@pytest.mark.parametrize("task", TASKS)
@pytest.mark.parametrize(
    ("play", "says", "does", "in_a_talk"),
    [
        (saying(""), "", "choose a", ""),
        (saying(REFUSED), f"The model declined: {REFUSED}", "another model", "complete"),
        (saying("", "content_filter"), "content filter kept the answer back", "another model", ""),
        (saying(PAGE), "web page", "address", "complete"),
        (saying("He waits. " * 500_000), "went on for more than", "another model", "partial"),
    ],
    ids=["empty", "refusal in words", "content filter", "web page", "5 MB"],
)
def test_an_answer_that_is_none(
    *,
    kept_desk: Desk,
    model_server: ModelServer,
    little_script: str,
    play: Play,
    says: str,
    does: str,
    in_a_talk: str,
    task: str,
) -> None:
    model_server.play = play
    connect(kept_desk, model_server, key := fresh_key())
    heard = told(kept_desk, ask(kept_desk, task, little_script), key)
    assert len(model_server.exchanges) <= 9
    if task == "chat" and in_a_talk:
        # Whatever is said there is an answer, and changes nothing; the person reads it.
        (turn,) = heard.named("turn")
        assert turn["state"] == in_a_talk
        assert turn["text"] in heard.words
        assert (says in turn["failure"] and does in turn["failure"]) == (in_a_talk == "partial")
        works_again(kept_desk, model_server, task, little_script)
        return
    assert heard.failed is not None
    assert says in heard.failed.what
    assert does in heard.failed.remedy
    if task in TAKES:
        # What it said is there to be looked at, and never taken for an answer.
        assert {take["state"] for take in heard.named("take")} <= {"failed", "partial"}
    else:
        assert not heard.named("suggestion")
    works_again(kept_desk, model_server, task, little_script)


@pytest.mark.parametrize("task", TASKS)
def test_a_real_web_page(kept_desk: Desk, model_server: ModelServer, little_script: str, task: str) -> None:
    """The network of a hotel, or an address without its /v1."""

    async def play(exchange: Exchange) -> None:
        page = PAGE.encode()
        head = f"HTTP/1.1 200 OK\r\ncontent-type: text/html\r\ncontent-length: {len(page)}\r\nconnection: close\r\n\r\n"
        exchange._writer.write(head.encode() + page)
        await exchange._writer.drain()

    model_server.play = play
    connect(kept_desk, model_server, key := fresh_key())
    heard = told(kept_desk, ask(kept_desk, task, little_script), key)
    assert heard.failed is not None
    assert "no model's answer" in heard.failed.what
    assert "address" in heard.failed.remedy
    works_again(kept_desk, model_server, task, little_script)


@pytest.mark.parametrize("model", [GATEWAY, LIBRARY], ids=["gateway", "library"])
@pytest.mark.parametrize("task", TASKS)
def test_an_answer_that_is_cut_by_its_length(
    kept_desk: Desk, model_server: ModelServer, little_script: str, task: str, model: str
) -> None:
    model_server.play = cut_off(task)
    connect(kept_desk, model_server, key := fresh_key())
    heard = told(kept_desk, ask(kept_desk, task, little_script, model), key)
    if task in SAID:
        (told_of,) = heard.named("take" if task in TAKES else "turn")
        assert told_of["state"] == "partial"
        assert told_of["text"]
        assert told_of["text"] in SAID[task]
        assert "length limit" in told_of["failure"]
    elif task == "suggestions":
        assert [found["title"] for found in heard.named("suggestion")] == ["The flood"]
        (whole,) = heard.named("suggestions")
        assert whole["failure"] or whole["faults"]
    else:
        assert "Scene 1 happens" in heard.words
        failures = [failure for summary in heard.named("summary") for failure in summary["failures"]]
        assert heard.failed or failures
    works_again(kept_desk, model_server, task, little_script)


@pytest.mark.parametrize("model", [GATEWAY, LIBRARY], ids=["gateway", "library"])
@pytest.mark.parametrize("task", TASKS)
def test_a_model_without_json(
    kept_desk: Desk, model_server: ModelServer, little_script: str, task: str, model: str
) -> None:
    async def play(exchange: Exchange) -> None:
        if "response_format" in exchange.body:
            await behaviours.failing(400, "response_format is not supported by this model")(exchange)
            return
        words = good_words(exchange, task)
        await behaviours.answer(exchange, [words if task in SAID else f"Here it is:\n```json\n{words}\n```\n"])

    model_server.play = play
    connect(kept_desk, model_server, key := fresh_key())
    heard = told(kept_desk, job := ask(kept_desk, task, little_script, model), key)
    assert isinstance(kept_desk.ending(job), Finished), heard.failed
    assert WHOLE[task] in heard.words
    works_again(kept_desk, model_server, task, little_script)
