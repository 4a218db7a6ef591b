"""The client with everything in it, against a real server: what only shows where the parts meet."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable, Iterator
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from blender_movie_director.llm import errors, key_rotation, routing
from blender_movie_director.llm.assembly import open_client
from blender_movie_director.llm.catalog import Catalog
from blender_movie_director.llm.client import LLMClient
from blender_movie_director.llm.messages import Message, Parameters, Request
from blender_movie_director.llm.settings import ClientSettings, Retries, Route, Server
from tests.llm.model_server import Exchange, ModelServer, tell

OLD, NEW = "sk-old-key-0123456789", "sk-new-key-9876543210"
MODEL = "openai/gpt-4o-mini"
ASK = Request((Message("user", "Tell me a story."),), MODEL, task="story", project="Film")
Open = Callable[..., LLMClient]


@pytest.fixture(autouse=True)
def _fresh() -> Iterator[None]:
    yield
    key_rotation.SHARED.forget(OLD, NEW)
    routing.SHARED.forget()


@pytest.fixture
async def client(model_server: ModelServer, tmp_path: Path) -> AsyncIterator[Open]:
    opened: list[LLMClient] = []

    def open_it(catalog: Catalog | None = None, **more: Any) -> LLMClient:
        given: dict[str, Any] = {
            "keys": {"openai": (OLD, NEW)},
            "servers": {"openai": Server(model_server.url)},
            "folder": tmp_path,
            "retries": Retries(attempts=2, first_pause=0.0),
        }
        opened.append(open_client(ClientSettings(**{**given, **more}), catalog=catalog))
        return opened[-1]

    yield open_it
    for one in opened:
        await one.close()


async def refuse_the_old_key(exchange: Exchange) -> None:
    if OLD in exchange.headers["authorization"]:
        await exchange.error(401, {"error": {"message": f"Incorrect API key: {OLD}", "code": "invalid_api_key"}})
    else:
        await tell(exchange)


async def test_a_refused_key_gives_way_to_the_next_one(client: Open, model_server: ModelServer) -> None:
    model_server.play = refuse_the_old_key
    response = await client().complete(ASK)
    assert response.text == "Once upon a time."
    assert [OLD in exchange.headers["authorization"] for exchange in model_server.exchanges] == [True, False]


async def test_with_the_last_key_refused_the_error_says_so_and_shows_none(
    client: Open, model_server: ModelServer
) -> None:
    model_server.play = refuse_the_old_key
    one = client(keys={"openai": OLD})
    for _ in range(2):
        with pytest.raises(errors.AuthenticationError) as caught:
            await one.complete(ASK)
        assert OLD not in f"{caught.value!r} {caught.value}"
    assert len(model_server.exchanges) == 1  # the second time nobody was asked with a key that is known to be wrong


async def test_an_answer_is_priced_and_written_down(client: Open) -> None:
    one = client()
    response = await one.complete(ASK)
    # 11 tokens in at 0.15 and 3 out at 0.60 dollars a million
    assert response.cost.amount == Decimal("0.00000345")
    assert one.ledger is not None
    (row,) = one.ledger.sums("model", project="Film")
    assert (row.name, row.attempts, row.dollars) == (MODEL, 1, Decimal("0.00000345"))


async def test_the_same_question_is_answered_from_the_file_and_costs_nothing(
    client: Open, model_server: ModelServer
) -> None:
    first, second = [await client().complete(ASK) for _ in range(2)]
    assert second.text == first.text
    assert (first.cached, second.cached) == (False, True)
    assert second.cost.amount == 0
    assert len(model_server.exchanges) == 1


async def test_what_the_model_does_not_take_is_left_out(client: Open, model_server: ModelServer) -> None:
    asked = Request(ASK.messages, "openai/gpt-5", Parameters(temperature=0.5, max_tokens=50))
    await client().complete(asked)
    assert "temperature" not in model_server.exchanges[0].body
    assert model_server.exchanges[0].body["max_completion_tokens"] == 50


async def test_a_prompt_that_is_too_long_goes_to_the_model_with_a_larger_window(
    client: Open, model_server: ModelServer
) -> None:
    catalog = Catalog({"openai/small": {"window": 50, "price": "free"}, "openai/large": {"window": 100_000}})
    routes = {"": Route("openai/small", larger_window=("openai/large",))}
    long = Request((Message("user", "one two three four " * 200),))
    response = await client(catalog, routes=routes).complete(long)
    assert response.text == "Once upon a time."
    assert [exchange.body["model"] for exchange in model_server.exchanges] == ["large"]


async def test_the_log_holds_the_words_and_no_key(client: Open, tmp_path: Path) -> None:
    await client(log_requests=True).complete(ASK)
    (log,) = {file.name: file for file in tmp_path.iterdir() if "sqlite" not in file.name}.values()  # noqa: ASYNC240
    written = log.read_text(encoding="utf-8")
    assert "Tell me a story." in written
    assert "Once upon a time." in written
    assert OLD not in written
