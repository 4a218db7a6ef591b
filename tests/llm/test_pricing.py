"""The prices are those of the shipped map (what the providers published when it was made): a test that fails after
`scripts/prices.py` has been run anew means that a price has changed, and the row must follow it by hand."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal, localcontext
from typing import Any

import pytest

from blender_movie_director.llm.catalog import Catalog
from blender_movie_director.llm.messages import Cost, Response, Usage
from blender_movie_director.llm.pricing import PriceList, cost, settled

CATALOG = Catalog()

# Usage is: input, output, of the input cached, of the input written to a cache, of the output thought. Then the
# arithmetic, tokens * dollars per million (a picture's price stands for one million tokens), and what it comes to.
EXAMPLES: list[tuple[str, str, Usage, dict[str, Any], str, str]] = [
    ("gpt-4o", "openai/gpt-4o", Usage(1000, 500), {},
     "1000 * 2.5 + 500 * 10", "0.0075"),
    ("gpt-4o, half of it cached", "openai/gpt-4o", Usage(2048, 300, 1024), {},
     "1024 * 2.5 + 1024 * 1.25 + 300 * 10", "0.00684"),
    ("gpt-4o, batch", "openai/gpt-4o", Usage(1000000, 200000), {"batch": True},
     "1000000 * 1.25 + 200000 * 5", "2.25"),
    ("gpt-4o-mini", "openai/gpt-4o-mini", Usage(123456, 7890), {},
     "123456 * 0.15 + 7890 * 0.6", "0.0232524"),
    ("gpt-4o-mini, cached", "openai/gpt-4o-mini", Usage(10000, 1, 9984), {},
     "16 * 0.15 + 9984 * 0.075 + 1 * 0.6", "0.0007518"),
    ("gpt-4.1", "openai/gpt-4.1", Usage(900001, 32768), {},
     "900001 * 2 + 32768 * 8", "2.062146"),
    ("gpt-4.1-nano, one token each", "openai/gpt-4.1-nano", Usage(1, 1), {},
     "1 * 0.1 + 1 * 0.4", "0.0000005"),
    ("gpt-5", "openai/gpt-5", Usage(10000, 2000), {},
     "10000 * 1.25 + 2000 * 10", "0.0325"),
    ("gpt-5, mostly thought", "openai/gpt-5", Usage(10000, 8000, 0, 0, 7500), {},
     "10000 * 1.25 + 500 * 10 + 7500 * 10", "0.0925"),
    ("gpt-5, cached", "openai/gpt-5", Usage(50000, 1200, 48000), {},
     "2000 * 1.25 + 48000 * 0.125 + 1200 * 10", "0.0205"),
    ("gpt-5-mini, dated", "openai/gpt-5-mini-2025-08-07", Usage(7777, 333), {},
     "7777 * 0.25 + 333 * 2", "0.00261025"),
    ("gpt-5-nano, cached", "gpt-5-nano", Usage(4096, 64, 3072), {},
     "1024 * 0.05 + 3072 * 0.005 + 64 * 0.4", "0.00009216"),
    ("gpt-5.4, at the threshold", "openai/gpt-5.4", Usage(272000, 1000), {},
     "272000 * 2.5 + 1000 * 15", "0.695"),
    ("gpt-5.4, one above it", "openai/gpt-5.4", Usage(272001, 1000), {},
     "272001 * 5 + 1000 * 22.5", "1.382505"),
    ("gpt-5.4, above, cached", "openai/gpt-5.4", Usage(300000, 1000, 200000), {},
     "100000 * 5 + 200000 * 0.5 + 1000 * 22.5", "0.6225"),
    ("gpt-5.4, batch", "openai/gpt-5.4", Usage(100000, 10000), {"batch": True},
     "100000 * 1.25 + 10000 * 7.5", "0.2"),
    ("o1", "openai/o1", Usage(512, 4096, 0, 0, 3900), {},
     "512 * 15 + 196 * 60 + 3900 * 60", "0.25344"),
    ("o3, cached and thought", "openai/o3", Usage(20000, 5000, 16000, 0, 4500), {},
     "4000 * 2 + 16000 * 0.5 + 500 * 8 + 4500 * 8", "0.056"),
    ("Haiku 4.5", "anthropic/claude-haiku-4-5", Usage(1234, 567), {},
     "1234 * 1 + 567 * 5", "0.004069"),
    ("Sonnet 4.5, writes its cache", "anthropic/claude-sonnet-4-5", Usage(12000, 800, 0, 10000), {},
     "2000 * 3 + 10000 * 3.75 + 800 * 15", "0.0555"),
    ("Sonnet 4.5, reads and writes", "claude-sonnet-4-5", Usage(15000, 800, 10000, 2000), {},
     "3000 * 3 + 10000 * 0.3 + 2000 * 3.75 + 800 * 15", "0.0315"),
    ("Sonnet 4.5, above 200,000", "anthropic/claude-sonnet-4-5-20250929", Usage(250000, 4000, 100000, 50000), {},
     "100000 * 6 + 100000 * 0.6 + 50000 * 7.5 + 4000 * 22.5", "1.125"),
    ("Opus 4.1", "anthropic/claude-opus-4-1", Usage(8000, 2500, 0, 0, 2000), {},
     "8000 * 15 + 2500 * 75", "0.3075"),
    ("Opus 4.5, batch", "anthropic/claude-opus-4-5", Usage(40000, 9000), {"batch": True},
     "40000 * 2.5 + 9000 * 12.5", "0.2125"),
    ("Sonnet 4.5, batch with a cache", "anthropic/claude-sonnet-4-5", Usage(12000, 800, 10000), {"batch": True},
     "2000 * 1.5 + 10000 * 0.15 + 800 * 7.5", "0.0105"),
    ("Gemini 2.5 Pro", "gemini/gemini-2.5-pro", Usage(200000, 3000), {},
     "200000 * 1.25 + 3000 * 10", "0.28"),
    ("Gemini 2.5 Pro, above", "gemini/gemini-2.5-pro", Usage(200001, 3000, 100000), {},
     "100001 * 2.5 + 100000 * 0.25 + 3000 * 15", "0.3200025"),
    ("Gemini 2.5 Flash, thought", "gemini/gemini-2.5-flash", Usage(33333, 4444, 0, 0, 4000), {},
     "33333 * 0.3 + 4444 * 2.5", "0.0211099"),
    ("Gemini 2.5 Flash, batch", "gemini/gemini-2.5-flash", Usage(1000, 1000), {"batch": True},
     "1000 * 0.15 + 1000 * 1.25", "0.0014"),
    ("DeepSeek, cached", "deepseek/deepseek-chat", Usage(64000, 2000, 60000), {},
     "4000 * 0.28 + 60000 * 0.028 + 2000 * 0.42", "0.00364"),
    ("Groq, Llama 3.3 70B", "groq/llama-3.3-70b-versatile", Usage(5000, 700), {},
     "5000 * 0.59 + 700 * 0.79", "0.003503"),
    ("Mistral Large", "mistral/mistral-large-latest", Usage(9999, 111), {},
     "9999 * 0.5 + 111 * 1.5", "0.005166"),
    ("Command R+", "command-r-plus", Usage(3000, 400), {},
     "3000 * 2.5 + 400 * 10", "0.0115"),
    ("Grok 4", "xai/grok-4", Usage(6000, 900), {},
     "6000 * 3 + 900 * 15", "0.0315"),
    ("Claude 3 Haiku, three pictures", "openrouter/anthropic/claude-3-haiku", Usage(5000, 200), {"images": 3},
     "5000 * 0.25 + 200 * 1.25 + 3000000 * 0.0004", "0.0027"),
]  # fmt: skip


def worked_out(terms: str) -> Decimal:
    """Plain decimal arithmetic, written apart from the code that is tested."""
    pairs = (term.split(" * ") for term in terms.split(" + "))
    return sum((Decimal(tokens) * Decimal(price) for tokens, price in pairs), Decimal(0)) / Decimal(10**6)


@pytest.mark.parametrize(
    ("model", "usage", "extra", "terms", "dollars"), [row[1:] for row in EXAMPLES], ids=[row[0] for row in EXAMPLES]
)
def test_published_examples(model: str, usage: Usage, extra: dict[str, Any], terms: str, dollars: str) -> None:
    result = cost(CATALOG.find(model), usage, **extra)
    assert result == Cost(Decimal(dollars), "prices")
    assert result.amount == worked_out(terms)


def test_there_are_thirty_examples_and_every_kind_of_price() -> None:
    assert len(EXAMPLES) >= 30
    assert any(row[3].get("batch") for row in EXAMPLES)
    assert any(row[3].get("images") for row in EXAMPLES)


def test_a_model_without_a_price_is_unpriced_and_not_free() -> None:
    assert cost(CATALOG.find("nobody/knows-this"), Usage(10, 10)) == Cost(None, "unpriced")


def test_a_model_on_this_computer_is_free() -> None:
    assert cost(CATALOG.find("ollama/llama3.2"), Usage(10, 10)) == Cost(Decimal(0), "free")
    assert cost(CATALOG.find("scripted/stand-in"), Usage()) == Cost(Decimal(0), "free")


@pytest.mark.parametrize("usage", [Usage(), Usage(10, None), Usage(None, 10)])
def test_unknown_tokens_make_an_unknown_cost(usage: Usage) -> None:
    assert cost(CATALOG.find("gpt-5"), usage) == Cost(None, "unpriced")


@pytest.mark.parametrize(
    ("usage", "same_as"),
    [
        (Usage(100, 10, cached_tokens=1000), Usage(100, 10, cached_tokens=100)),
        (Usage(100, 10, cached_tokens=80, cache_write_tokens=80), Usage(100, 10, 80, 20)),
        (Usage(100, 10, reasoning_tokens=5000), Usage(100, 10)),
        (Usage(-5, -5, -5, -5, -5), Usage(0, 0)),
    ],
)
def test_a_part_is_never_more_than_the_whole(usage: Usage, same_as: Usage) -> None:
    spec = CATALOG.find("anthropic/claude-sonnet-4-5")
    assert cost(spec, usage) == cost(spec, same_as)


def test_thoughts_with_a_price_of_their_own() -> None:
    own = Catalog({"mine/thinker": {"price": {"input": 1, "output": 2, "reasoning": 8}}})
    result = cost(own.find("mine/thinker"), Usage(1_000_000, 1_000_000, reasoning_tokens=250_000))
    assert result.amount == 1 + Decimal("1.5") + 2


def test_what_has_no_cache_price_is_charged_as_input() -> None:
    own = Catalog({"mine/plain": {"price": {"input": 3, "output": 1}}})
    assert cost(own.find("mine/plain"), Usage(1_000_000, 0, 400_000, 400_000)).amount == 3


def test_a_batch_nobody_knows_of_costs_the_usual() -> None:
    spec = CATALOG.find("xai/grok-4")
    assert cost(spec, Usage(1000, 1000), batch=True) == cost(spec, Usage(1000, 1000))


def test_the_callers_own_precision_does_not_matter() -> None:
    with localcontext(prec=3):
        result = cost(CATALOG.find("openai/gpt-4o-mini"), Usage(123456, 7890))
    assert result.amount == Decimal("0.0232524")


def test_a_thousand_calls_sum_to_the_last_digit() -> None:
    spec = CATALOG.find("openai/gpt-5-nano")
    total = sum((cost(spec, Usage(number, 1)).amount or Decimal(0) for number in range(1000)), Decimal(0))
    assert total == (Decimal("0.05") * (999 * 1000 // 2) + Decimal("0.4") * 1000) / 10**6


ANSWER = Response("Hello", "gpt-4o", "stop", Usage(1000, 500))


@pytest.mark.parametrize(
    ("answer", "expected"),
    [
        (ANSWER, Cost(Decimal("0.0075"), "prices")),
        (replace(ANSWER, cost=Cost(Decimal("0.0099"), "server")), Cost(Decimal("0.0099"), "server")),
        (replace(ANSWER, cost=Cost(Decimal(0), "server")), Cost(Decimal(0), "server")),
        (replace(ANSWER, cost=Cost(None, "server")), Cost(Decimal("0.0075"), "prices")),
        (replace(ANSWER, cached=True), Cost(Decimal(0), "cache")),
        (replace(ANSWER, stand_in=True), Cost(Decimal(0), "free")),
    ],
)
def test_the_servers_own_figure_wins(answer: Response, expected: Cost) -> None:
    assert settled(answer, CATALOG.find("openai/gpt-4o")) == expected


def test_a_price_list_goes_by_the_models_name() -> None:
    prices = PriceList(CATALOG)
    assert prices("gpt-4o", Usage(1000, 500)) == Cost(Decimal("0.0075"), "prices")
    assert prices("nobody/knows-this", Usage(1000, 500)) == Cost()
