from __future__ import annotations

from contextlib import aclosing
from dataclasses import replace
from decimal import Decimal
from typing import Any

import pytest

from blender_movie_director.llm import errors
from blender_movie_director.llm.bookkeeping import Bookkeeper
from blender_movie_director.llm.counting import RoughCounter
from blender_movie_director.llm.events import Finished, ReasoningDelta, ToolCallDelta
from blender_movie_director.llm.ledger import Attempt
from blender_movie_director.llm.messages import Cost, Request, Usage
from blender_movie_director.llm.pipeline import Call
from scripts.support.simulated_time import simulate
from tests.llm.policy import MODEL, Player, answer, call, finished, heard, until_it_ends


class Book:
    def __init__(self) -> None:
        self.rows: list[Attempt] = []

    def add(self, attempt: Attempt) -> None:
        self.rows.append(attempt)

    def spent(self, *, project: str | None = None, month: str | None = None) -> int:
        del project, month
        return 0


class Counter(RoughCounter):
    """A hundred tokens for a request, and one for each character of an answer."""

    def text(self, model: str, text: str) -> int:
        del model
        return len(text)

    def request(self, model: str, request: Request) -> int:
        del model, request
        return 100


def price(model: str, usage: Usage) -> Cost:
    del model
    return Cost(Decimal((usage.input_tokens or 0) + 2 * (usage.output_tokens or 0)), "prices")


def keeper(book: Book, **more: Any) -> Bookkeeper:
    return Bookkeeper(book, Counter(), price, **more)


def dollars(row: Attempt) -> int | None:
    return None if row.picodollars is None else row.picodollars // 10**12


async def test_an_answer_is_written_down_with_all_that_is_known() -> None:
    book = Book()
    usage = Usage(50, 5, cached_tokens=40, reasoning_tokens=3)
    act: list[object] = ["Once.", Finished(answer("Once.", usage=usage, request_id="req-1"))]
    events = await heard(keeper(book), call(task="tale", project="film"), Player(first=[act]))
    assert finished(events).cost == Cost(Decimal(60), "prices")
    (row,) = book.rows
    assert (row.task, row.project, row.model, row.provider) == ("tale", "film", MODEL, "openai")
    assert (row.input_tokens, row.output_tokens, row.cached_tokens, row.reasoning_tokens) == (50, 5, 40, 3)
    assert (row.estimated, dollars(row), row.cost_source) == (False, 60, "prices")
    assert (row.outcome, row.request_id, row.attempt) == ("finished", "req-1", 1)


def test_the_time_to_the_first_word_and_to_the_last() -> None:
    import asyncio

    async def work() -> Book:
        book = Book()
        clock = asyncio.get_running_loop().time
        await heard(keeper(book, clock=clock), call(), Player(first=[[1.5, "Once ", 2.0, "upon."]]))
        return book

    (row,) = simulate(work()).rows
    assert (row.first_word, row.duration) == (1.5, 3.5)


async def test_what_a_providers_cache_has_saved_is_the_difference_to_a_price_without_it() -> None:
    def cheaper(model: str, usage: Usage) -> Cost:
        whole = price(model, usage).amount
        assert whole is not None
        return Cost(whole - usage.cached_tokens * Decimal("0.9") + usage.cache_write_tokens * Decimal("0.25"), "prices")

    book = Book()
    for usage in (Usage(50, 5), Usage(50, 5, cached_tokens=40), Usage(50, 5, cache_write_tokens=40)):
        told = Finished(answer("Once.", usage=usage))
        await heard(Bookkeeper(book, Counter(), cheaper), call(), Player(first=[["Once.", told]]))
    assert [row.saved // 10**12 for row in book.rows] == [0, 36, -10]


async def test_an_answer_that_was_stored_saves_what_it_has_cost() -> None:
    book = Book()
    response = answer("Once.", usage=Usage(50, 5))
    keeper(book).replayed(call(), replace(response, cost=Cost(Decimal(0), "cache")))
    (row,) = book.rows
    assert (row.outcome, row.input_tokens, dollars(row), row.saved // 10**12) == ("cache", 0, 0, 60)


async def test_who_listens_hears_the_first_word_before_the_attempt_is_noted() -> None:
    class Ear:
        def __init__(self) -> None:
            self.heard: list[object] = []

        def first_word(self, call: Call, seconds: float) -> None:
            self.heard.append((call.model, seconds >= 0))

        def noted(self, attempt: Attempt) -> None:
            self.heard.append(attempt)

    book, ear = Book(), Ear()
    await heard(keeper(book, listener=ear), call(), Player(first=[["Once ", "upon."]]))
    assert ear.heard == [(MODEL, True), *book.rows]


async def test_tokens_that_the_server_does_not_tell_are_estimated() -> None:
    book = Book()
    act: list[object] = ["abc", Finished(answer("abc", usage=Usage()))]
    usage = finished(await heard(keeper(book), call(), Player(first=[act]))).usage
    assert usage == Usage(100, 3, estimated=True)
    assert book.rows[0].estimated


async def test_a_server_that_names_its_price_is_believed() -> None:
    book = Book()
    act: list[object] = ["abc", Finished(answer("abc", cost=Cost(Decimal("0.1"), "server")))]
    await heard(keeper(book), call(), Player(first=[act]))
    assert (book.rows[0].picodollars, book.rows[0].cost_source) == (10**11, "server")


@pytest.mark.parametrize(
    ("act", "outcome", "cost"),
    [
        (["abc", errors.CutStreamError("Cut.")], "cut", 106),
        ([ReasoningDelta("ab"), ToolCallDelta(0, "1", "f", "c"), None], "cut", 106),
        ([errors.SilenceTimeoutError("Hm.")], "failed:SilenceTimeoutError", 100),
        (["abc", errors.ServerError("No.")], "failed:ServerError", 106),
        ([errors.ServerError("No.")], "failed:ServerError", 0),
        ([errors.AuthenticationError("No.")], "failed:AuthenticationError", 0),
        ([errors.ConnectTimeoutError("No.")], "failed:ConnectTimeoutError", 0),
    ],
)
async def test_what_broke_off_is_priced_and_what_was_refused_is_not(act: list[object], outcome: str, cost: int) -> None:
    book, paid = Book(), list[Cost]()
    layer = keeper(book, paid=lambda _call, cost: paid.append(cost))
    await until_it_ends(layer.stream(call(), Player(first=[act]).onward))
    (row,) = book.rows
    assert (row.outcome, dollars(row), row.estimated) == (outcome, cost, cost > 0)
    assert paid[0].amount == cost


async def test_who_stops_listening_pays_for_what_came() -> None:
    book, player = Book(), Player(first=[["abc", "def"]])
    async with aclosing(keeper(book).stream(call(), player.onward)) as events:
        await anext(events)
    assert (book.rows[0].outcome, dollars(book.rows[0])) == ("cancelled", 106)
    assert player.running == 0


async def test_a_stand_in_costs_nothing() -> None:
    act: list[object] = ["abc", Finished(answer("abc", stand_in=True))]
    assert finished(await heard(keeper(Book()), call(), Player(first=[act]))).cost == Cost(Decimal(0), "free")


async def test_a_book_that_fails_loses_no_answer(caplog: pytest.LogCaptureFixture) -> None:
    class Torn(Book):
        def add(self, attempt: Attempt) -> None:
            del attempt
            raise OSError("no more paper")

    assert finished(await heard(keeper(Torn()), call(), Player(first=[["Once."]]))).text == "Once."
    assert "could not be written down" in caplog.text
