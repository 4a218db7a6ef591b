"""Who is asked whether a budget may be exceeded may fetch a coffee first: no deadline runs meanwhile, nobody else waits
for the answer, and cancelling and stopping work as ever. On a thread and in a process."""

from __future__ import annotations

from typing import Any

import pytest

from blender_movie_director.worker.protocol import Asking, Cancelled, Finished
from tests.llm.model_server import Exchange, ModelServer
from tests.worker.desk import PATIENCE, Desk
from tests.worker.test_cancelling import TASKS, payload
from tests.writing.analysis.reader import Asked, Reader

PRICED, UNPRICED = "openai/gpt-4o", "openai/nobody-knows-me"
"""The one is asked about; what nobody has a price for passes every budget."""
SECONDS = 3.0
"""All that a request may take here, and far more than it does take."""


class Server(Reader):
    """Answers at once, but for the model that is named `silent`, and for `broken`, which fails."""

    def __init__(self, server: ModelServer) -> None:
        super().__init__(server)
        self.silent = self.broken = ""
        self.spoil = self.answer_otherwise

    async def answer_otherwise(self, asked: Asked) -> bool:
        exchange: Exchange = asked.exchange
        model = f"openai/{asked.body['model']}"
        if model == self.silent:
            await exchange.until(self.server.released)
        elif model == self.broken:
            await exchange.error(500, {"error": {"message": "It is down."}})
        elif not asked.kind:
            await self.say(exchange, "ANNA\nIt leaks again.")
        else:
            return False
        return True


@pytest.fixture
def server(model_server: ModelServer) -> Server:
    return Server(model_server)


def configure(desk: Desk, server: Server, **more: Any) -> None:
    settings = {
        "servers": {"openai": {"url": server.server.url}},
        "budgets": {"month": {"dollars": 0, "when_reached": "ask"}},
        "retries": {"attempts": 1},
    }
    desk.configure(online=False, settings=settings | more, keyring=False)


def ask(desk: Desk, task: str, model: str = PRICED) -> str:
    return desk.submit(task, payload(task, stream=True, model=model))


def question(desk: Desk, job: str) -> Asking:
    def asked() -> list[Asking]:
        return [message for message in desk.heard[job] if isinstance(message, Asking)]

    desk.until(lambda: asked() or desk.ending(job))
    (found,) = asked()
    return found


def test_no_deadline_runs_while_the_person_is_asked(desk: Desk, server: Server) -> None:
    server.silent = UNPRICED
    timeouts = dict.fromkeys(("connect", "first_word", "silence", "total"), SECONDS)
    configure(desk, server, timeouts=timeouts)
    numbers = {(job := ask(desk, task)): question(desk, job).number for task in ("analysis", "dialogue", "chat")}
    # One that nobody is asked about shows when the time of each of them would have been over.
    hourglass = ask(desk, "chat", UNPRICED)
    desk.finish(hourglass)
    assert f"{SECONDS:g} seconds" in desk.failure(hourglass).what
    assert [desk.ending(job) for job in numbers] == [None] * len(numbers)
    for job, number in numbers.items():
        desk.supervisor.answer(job, number, True)
    desk.finish(*numbers)
    assert all(isinstance(desk.ending(job), Finished) for job in numbers), [desk.ending(job) for job in numbers]


@TASKS
@pytest.mark.parametrize("asked_about", ["the first model", "the one that takes its place"])
def test_nobody_waits_for_a_question_to_somebody_else(desk: Desk, server: Server, task: str, asked_about: str) -> None:
    """The provider takes one call at a time."""
    server.broken = UNPRICED
    route = {"model": UNPRICED, "fallbacks": [PRICED]}
    configure(desk, server, limits={"openai": {"parallel": 1}}, routes={task: route})
    job = ask(desk, task, PRICED if asked_about == "the first model" else UNPRICED)
    number = question(desk, job).number
    other = ask(desk, "description", "openai/another-that-nobody-knows")
    desk.finish(other)
    assert isinstance(desk.ending(other), Finished), desk.ending(other)
    assert desk.ending(job) is None
    desk.supervisor.answer(job, number, True)
    desk.finish(job)
    assert isinstance(desk.ending(job), Finished), desk.ending(job)


@TASKS
def test_a_request_is_cancelled_while_its_question_is_open(desk: Desk, server: Server, task: str) -> None:
    configure(desk, server, timeouts={"total": PATIENCE * 10})
    job = ask(desk, task)
    number = question(desk, job).number
    desk.supervisor.cancel(job)
    desk.finish(job)
    assert desk.ending(job) == Cancelled(job)
    desk.supervisor.answer(job, number, True)
    other = ask(desk, "chat", UNPRICED)
    desk.finish(other)
    assert [asked.body["model"] for asked in server.asked] == [UNPRICED.partition("/")[2]], "too late for a yes"


@TASKS
def test_the_worker_stops_while_a_question_is_open(desk: Desk, server: Server, task: str) -> None:
    configure(desk, server, timeouts={"total": PATIENCE * 10})
    job = ask(desk, task)
    question(desk, job)
    assert desk.supervisor.stop(PATIENCE)
    desk.finish(job)
    assert desk.ending(job) == Cancelled(job)
    assert not server.asked
