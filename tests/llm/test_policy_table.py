"""One table for all four ways to call: async and sync, streaming and whole. What holds for one holds for each."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from dataclasses import dataclass, field
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from blender_movie_director.llm import errors, routing
from blender_movie_director.llm.client import LLMClient
from blender_movie_director.llm.events import Finished
from blender_movie_director.llm.messages import Cost, Parameters, Request, Response, Usage
from blender_movie_director.llm.settings import Budget, Budgets, ClientSettings, Limit, Retries, Route, Timeouts
from tests.llm.policy import MODEL, Player, answer, ask, client_of, collected, finished

SECOND = "openai/second"
DOWN = errors.ServerError("It is down.", model=MODEL)
QUICK = Retries(attempts=3, first_pause=0.0)


async def stream(client: LLMClient, request: Request) -> Response:
    return finished(await collected(client.stream(request)))


async def complete(client: LLMClient, request: Request) -> Response:
    return await client.complete(request)


async def stream_sync(client: LLMClient, request: Request) -> Response:
    return finished(await asyncio.to_thread(lambda: list(client.stream_sync(request))))


async def complete_sync(client: LLMClient, request: Request) -> Response:
    return await asyncio.to_thread(client.complete_sync, request)


def price(model: str, usage: Usage) -> Cost:
    tokens = (usage.input_tokens or 0) + (usage.output_tokens or 0)
    return Cost(tokens * Decimal("0.001"), "prices")


@dataclass
class Case:
    """What the models play, what is asked how often, and what must come of it: the last answer's text or error,
    the models that were asked, and the outcomes in the ledger."""

    acts: dict[str, list[list[object]]]
    comes: str | type[errors.LLMError]
    asked: list[str]
    outcomes: list[str]
    settings: dict[str, Any] = field(default_factory=dict)
    request: Request = field(default_factory=ask)
    times: int = 1
    cost: str | None = None


CASES = {
    "plain": Case({"first": [["Once."]]}, "Once.", [MODEL], ["finished"], cost="0.015"),
    "asked as a whole": Case(
        {"first": [["Once."]]}, "Once.", [MODEL], ["finished"], request=ask(stream=False), cost="0.015"
    ),
    "the server's own price": Case(
        {"first": [["x", Finished(answer("x", cost=Cost(Decimal("0.7"), "server")))]]},
        "x", [MODEL], ["finished"], cost="0.7",
    ),
    "from the cache": Case({"first": [["Once."]]}, "Once.", [MODEL], ["finished", "cache"], times=2, cost="0"),
    "past the cache": Case(
        {"first": [["Once."], ["Twice."]]}, "Twice.", [MODEL] * 2, ["finished"] * 2, times=2,
        request=ask(cache="bypass"),
    ),
    "tried again": Case(
        {"first": [[DOWN], [DOWN], ["Once."]]}, "Once.", [MODEL] * 3, ["failed:ServerError"] * 2 + ["finished"]
    ),
    "given up": Case({"first": [[DOWN]]}, errors.ServerError, [MODEL] * 3, ["failed:ServerError"] * 3),
    "cut with no word of it": Case({"first": [["Once ", None]]}, errors.CutStreamError, [MODEL], ["cut"]),
    "ended before it began": Case({"first": [[None], ["Once."]]}, "Once.", [MODEL] * 2, ["cut", "finished"]),
    "fallback": Case(
        {"first": [["On", errors.CutStreamError("Cut.")]], "second": [["Afresh."]]}, "Afresh.", [MODEL, SECOND],
        ["cut", "finished"], {"routes": {"": Route(MODEL, (SECOND,))}},
    ),
    "the route of a task": Case(
        {"second": [["Second."]]}, "Second.", [SECOND], ["finished"], {"routes": {"tale": Route(SECOND)}},
        ask(model="", task="tale"),
    ),
    "nobody can": Case(
        {"first": [[errors.QuotaError("Empty.", model=MODEL)]], "second": [[errors.NotFoundError("Who?")]]},
        errors.QuotaError, [MODEL, SECOND], ["failed:QuotaError", "failed:NotFoundError"],
        {"routes": {"": Route(MODEL, (SECOND,))}},
    ),
    "bad request": Case(
        {"first": [[errors.BadRequestError("No.")]]}, errors.BadRequestError, [MODEL], ["failed:BadRequestError"],
        {"routes": {"": Route(MODEL, (SECOND,))}},
    ),
    "too dear": Case({}, errors.BudgetError, [], [], request=ask(budget=Decimal("0.5"))),
    "the month is spent": Case(
        {"first": [["Once."]]}, errors.BudgetError, [MODEL], ["finished"],
        {"budgets": Budgets(month=Budget(Decimal("0.12")))},
        ask(parameters=Parameters(max_tokens=100), cache="bypass"), times=2,
    ),
    "limited": Case(
        {"first": [["Once."]]}, "Once.", [MODEL] * 2, ["finished"] * 2,
        {"limits": {"openai": Limit(parallel=1, requests_per_minute=1e6)}}, ask(cache="bypass"), times=2,
    ),
    "offline": Case({}, errors.OfflineError, [], [], {"online": False}),
    "offline with a model here": Case(
        {}, "Here.", ["ollama/here"], ["finished"], {"online": False, "routes": {"": Route(MODEL, ("ollama/here",))}}
    ),
    "its time is over": Case(
        {"first": [["Once ", 60.0]]}, errors.DeadlineError, [MODEL], ["cancelled"], request=ask(deadline=0.3)
    ),
    "the time of its kind is over": Case(
        {"first": [["Once ", 60.0]]}, errors.DeadlineError, [MODEL], ["cancelled"],
        {"task_timeouts": {"tale": Timeouts(total=0.3)}}, ask(task="tale", deadline=50.0),
    ),
    "in time": Case({"first": [["Once."]]}, "Once.", [MODEL], ["finished"], request=ask(deadline=50.0)),
}  # fmt: skip


@pytest.fixture(autouse=True)
def _nobody_failed_before() -> None:
    routing.SHARED.forget()


@pytest.mark.parametrize("way", [stream, complete, stream_sync, complete_sync])
@pytest.mark.parametrize("case", CASES.values(), ids=CASES.keys())
async def test_each_way_gives_the_same(case: Case, way: Callable[..., Any], tmp_path: Path) -> None:
    player = Player(**{name: [list(act) for act in acts] for name, acts in case.acts.items()})
    player.acts["ollama/here"] = [["Here."]]
    settings = ClientSettings(**{"folder": tmp_path, "retries": QUICK} | case.settings)
    response, error = None, None
    async with client_of(player, settings, price=price) as client:
        for _ in range(case.times):
            try:
                response = await way(client, case.request)
            except errors.LLMError as raised:
                error = raised
        assert client.ledger is not None
        rows = list(client.ledger.rows())
    if isinstance(case.comes, str):
        assert error is None
        assert response is not None
        assert response.text == case.comes
    else:
        assert type(error) is case.comes
    assert player.calls == case.asked
    assert [request.model for request in player.requests] == case.asked
    assert [row.outcome for row in rows] == case.outcomes
    assert player.running == 0
    if case.cost is not None:
        assert response is not None
        assert response.cost.amount == Decimal(case.cost)
    for file in tmp_path.iterdir():  # noqa: ASYNC240
        assert b"Tell me a story" not in file.read_bytes()
