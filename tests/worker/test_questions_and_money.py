"""A budget that asks reaches the person, and what is spent is told while it is, on a thread and in a process."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest

from blender_movie_director.worker.protocol import Asking, Cancelled, Failed, Finished, FromWorker, Part
from tests.llm.model_server import Exchange, ModelServer
from tests.worker.desk import Desk
from tests.writing.analysis.reader import Reader, script_of

MODEL = "openai/gpt-4o"
"""With a known price; its server is on this computer all the same."""
SCRIPT = script_of(*("He walks on, and on, and the rain does not stop for anyone. " * 150 for _ in range(8)))


def configure(desk: Desk, server: ModelServer, **budgets: Any) -> None:
    settings = {"servers": {"openai": {"url": server.url}}, "budgets": budgets, "retries": {"attempts": 1}}
    desk.configure(online=False, settings=settings, keyring=False)


def questions(desk: Desk, job: str) -> list[Asking]:
    return [message for message in desk.heard[job] if isinstance(message, Asking)]


def spent(messages: list[FromWorker]) -> list[dict[str, Any]]:
    return [message.data for message in messages if isinstance(message, Part) and message.name == "spent"]


@pytest.fixture
def reader(model_server: ModelServer) -> Reader:
    return Reader(model_server)


def test_calls_that_run_side_by_side_ask_one_question(desk: Desk, reader: Reader) -> None:
    configure(desk, reader.server, project={"dollars": "0.000001", "when_reached": "ask"})
    job = desk.ask(SCRIPT, MODEL)
    desk.until(lambda: questions(desk, job))
    assert not reader.asked, "nothing is sent before it was answered"
    (question,) = questions(desk, job)
    assert question.what.endswith("that is more than the $0.000001 allowed for this project.")
    assert question.remedy
    desk.supervisor.answer(job, question.number + 1, True)
    desk.supervisor.answer("another job", question.number, True)
    desk.supervisor.answer(job, question.number, True)
    desk.finish(job)
    assert isinstance(desk.ending(job), Finished), desk.ending(job)
    assert questions(desk, job) == [question], "and none for the calls that came later"
    assert len(reader.asked) > 4


def test_a_no_sends_nothing(desk: Desk, reader: Reader) -> None:
    configure(desk, reader.server, month={"dollars": 0, "when_reached": "ask"})
    job = desk.ask(SCRIPT, MODEL)
    desk.until(lambda: questions(desk, job))
    desk.supervisor.answer(job, 1, False)
    desk.finish(job)
    assert "allowed for this month" in desk.failure(job).what
    assert "Say yes when it asks" in desk.failure(job).remedy
    assert not reader.asked


def test_no_answer_is_no_yes(desk: Desk, reader: Reader, little_script: str) -> None:
    configure(desk, reader.server, request={"dollars": 0, "when_reached": "ask"})
    job = desk.submit("dialogue", {"text": little_script, "name": "Rooms", "model": MODEL, "place": {"scene": 1}})
    desk.until(lambda: questions(desk, job))
    desk.supervisor.cancel(job)
    desk.finish(job)
    assert desk.ending(job) == Cancelled(job)
    desk.supervisor.answer(job, 1, True)
    other = desk.ask(little_script)
    desk.finish(other)
    assert not reader.asked


def test_what_is_spent_is_told_call_by_call(desk: Desk, reader: Reader) -> None:
    configure(desk, reader.server)
    job = desk.ask(SCRIPT, MODEL)
    desk.finish(job)
    told = spent(desk.heard[job])
    calls = len(reader.asked)
    assert told[0]["calls"] == 0
    assert told[0]["first_word_s"] > 0, "known before the first call is paid for"
    assert [one["calls"] for one in told[1:]] == [*range(1, calls + 1)]
    assert [one["input_tokens"] for one in told[1:]] == [100 * number for number in range(1, calls + 1)]
    ending = desk.ending(job)
    assert isinstance(ending, Finished)
    assert (ending.input_tokens, ending.output_tokens) == (100 * calls, 10 * calls)
    assert ending.dollars == told[-1]["dollars"]
    assert Decimal(ending.dollars) == calls * (100 * Decimal("0.0000025") + 10 * Decimal("0.00001"))


def test_what_nobody_has_a_price_for_is_not_free(desk: Desk, reader: Reader, little_script: str) -> None:
    configure(desk, reader.server)
    job = desk.ask(little_script, "openai/nobody-knows-me")
    desk.finish(job)
    ending = desk.ending(job)
    assert isinstance(ending, Finished)
    assert ending.dollars == spent(desk.heard[job])[-1]["dollars"] == ""
    job = desk.ask(little_script)
    desk.finish(job)
    ending = desk.ending(job)
    assert isinstance(ending, Finished)
    assert ending.dollars == "0", "a stand-in is"


def test_what_was_cancelled_is_paid_for_too(desk: Desk, model_server: ModelServer, little_script: str) -> None:
    async def begin_and_wait(exchange: Exchange) -> None:
        await exchange.begin()
        await exchange.say("ANNA\n", "It leaks ", "again. ")
        await exchange.until(model_server.released)

    model_server.play = begin_and_wait
    configure(desk, model_server)
    job = desk.submit("dialogue", {"text": little_script, "name": "Rooms", "model": MODEL, "place": {"scene": 1}})
    desk.until(lambda: "again" in desk.words(job))
    desk.supervisor.cancel(job)
    desk.finish(job)
    last = spent(desk.heard[job])[-1]
    assert last["calls"] == 1
    assert last["output_tokens"] > 0
    assert Decimal(last["dollars"]) > 0
    assert isinstance(desk.ending(job), Cancelled)


def test_a_call_that_fails_is_counted_and_costs_nothing(
    desk: Desk, model_server: ModelServer, little_script: str
) -> None:
    async def refuse(exchange: Exchange) -> None:
        await exchange.error(400, {"error": {"message": "no"}})

    model_server.play = refuse
    configure(desk, model_server)
    job = desk.ask(little_script, MODEL)
    desk.finish(job)
    assert isinstance(desk.ending(job), Failed)
    last = spent(desk.heard[job])[-1]
    assert (last["calls"] > 0, last["dollars"], last["first_word_s"]) == (True, "0", None)
