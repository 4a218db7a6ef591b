"""What Anthropic is told to keep of a prompt, through the real library and a real proxy; and what that has saved."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable
from contextlib import closing
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from blender_movie_director.llm.assembly import open_client
from blender_movie_director.llm.client import LLMClient
from blender_movie_director.llm.ledger import Ledger, to_dollars
from blender_movie_director.llm.messages import Message, Parameters, Request, Text
from blender_movie_director.llm.settings import ClientSettings, Retries, Server
from blender_movie_director.llm.wire import body_of, takes_cache_marks
from tests.llm import dialects
from tests.llm.model_server import ModelServer
from tests.llm.proxy import MASTER_KEY, Proxy

pytestmark = pytest.mark.filterwarnings("ignore:Accessing the 'model_:DeprecationWarning")

HEAD, REST = "The script, which is long. ", "What of scene 3?"
MESSAGES = (Message("system", "Be brief."), Message("user", (Text(HEAD, ends_head=True), Text(REST))))
MARKED = {"type": "text", "text": HEAD, "cache_control": {"type": "ephemeral"}}
BOTH = pytest.mark.parametrize("stream", [True, False], ids=["stream", "whole"])


def request(model: str, *, stream: bool = True, **more: Any) -> Request:
    return Request(MESSAGES, model, Parameters(max_tokens=4000), stream=stream, **more)


def settings(provider: str, key: str, url: str, folder: Path) -> ClientSettings:
    return ClientSettings(
        keys={provider: key}, servers={provider: Server(url)}, folder=folder, retries=Retries(attempts=1)
    )


@pytest.fixture
async def opened() -> AsyncIterator[Callable[[ClientSettings], LLMClient]]:
    """Clients are closed when the test is over: the library still has something to note after an answer."""
    clients: list[LLMClient] = []

    def open_one(told: ClientSettings) -> LLMClient:
        clients.append(open_client(told))
        return clients[-1]

    yield open_one
    for client in clients:
        await client.close()


@pytest.mark.parametrize(
    ("model", "takes"),
    [("anthropic/claude-sonnet-4-5", True), ("house/Claude", True), ("openai/gpt-5", False), ("gemini-2.5-pro", False)],
)
def test_whose_prompts_are_marked(model: str, takes: bool) -> None:
    assert takes_cache_marks(model) is takes


def test_others_see_one_plain_text() -> None:
    assert body_of(request("m"), "m")["messages"][1]["content"] == HEAD + REST
    unmarked = Request((Message("user", (Text(HEAD), Text(REST))),), "m")
    assert body_of(unmarked, "m", cache_marks=True)["messages"][0]["content"] == HEAD + REST


@BOTH
async def test_anthropic_is_told_where_the_head_ends(
    opened: Callable[[ClientSettings], LLMClient], model_server: ModelServer, tmp_path: Path, stream: bool
) -> None:
    model_server.play = dialects.anthropic
    told = settings("anthropic", "sk-nobodys", f"http://127.0.0.1:{model_server.port}", tmp_path)
    response = await opened(told).complete(request("anthropic/claude-sonnet-4-5", stream=stream))
    (exchange,) = model_server.exchanges
    assert exchange.path == "/v1/messages"
    (user,) = exchange.body["messages"]
    assert user["content"] == [MARKED, {"type": "text", "text": REST}]
    assert (response.usage.cached_tokens, response.usage.cache_write_tokens) == (5, 2)
    # For a million: 11 tokens at $3, 5 read at $0.30, 2 written at $3.75, and 9 that came at $15.
    assert response.cost.amount == Decimal(177) / 10**6
    with closing(Ledger(tmp_path)) as ledger:
        (found,) = ledger.sums("model")
    assert (found.cached_tokens, found.dollars) == (5, response.cost.amount)
    assert to_dollars(found.saved) == (5 * Decimal("2.7") - 2 * Decimal("0.75")) / 10**6


async def test_a_model_that_wants_no_marks_gets_none_through_the_library(
    opened: Callable[[ClientSettings], LLMClient], model_server: ModelServer, tmp_path: Path
) -> None:
    model_server.play = dialects.openai_shaped
    told = settings("mistral", "sk-nobodys", model_server.url, tmp_path)
    await opened(told).complete(request("mistral/mistral-large-latest"))
    assert "cache_control" not in str(model_server.exchanges[0].body)


@BOTH
async def test_a_real_proxy_passes_the_mark_on(
    opened: Callable[[ClientSettings], LLMClient],
    litellm_proxy: Proxy,
    upstream: ModelServer,
    tmp_path: Path,
    stream: bool,
) -> None:
    told = settings("litellm_proxy", MASTER_KEY, litellm_proxy.url, tmp_path)
    response = await opened(told).complete(request("litellm_proxy/claude-behind", stream=stream))
    exchange = upstream.exchanges[-1]
    assert exchange.path == "/v1/messages"
    (user,) = exchange.body["messages"]
    assert MARKED in user["content"]
    assert (response.usage.cached_tokens, response.usage.cache_write_tokens) == (5, 2)
    with closing(Ledger(tmp_path)) as ledger:
        assert ledger.sums("model")[0].cached_tokens == 5
