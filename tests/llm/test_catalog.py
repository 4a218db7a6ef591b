from __future__ import annotations

import subprocess
import sys
from decimal import Decimal
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from blender_movie_director.llm.catalog import Catalog
from blender_movie_director.llm.errors import (
    ConfigurationError,
)

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture(autouse=True)
def no_litellm(monkeypatch: pytest.MonkeyPatch) -> None:
    """Other tests may have loaded it, and its map would answer in place of the shipped one."""
    monkeypatch.setitem(sys.modules, "litellm", None)


@pytest.fixture
def catalog() -> Catalog:
    return Catalog()


# ------------------------------------------------------------------------------------------------
# Finding a model


@pytest.mark.parametrize(
    ("name", "entry"),
    [
        ("openai/gpt-5", "openai/gpt-5"),
        ("gpt-5", "openai/gpt-5"),
        ("OpenAI/GPT-5", "openai/gpt-5"),
        (" gpt-5 ", "openai/gpt-5"),
        ("gpt-5-2025-08-07", "openai/gpt-5"),
        ("openai/gpt-4o-2031-01-01", "openai/gpt-4o"),
        ("gpt-4o-2024-05-13", "openai/gpt-4o-2024-05-13"),  # which had a price of its own
        ("claude-sonnet-4-5", "anthropic/claude-sonnet-4-5"),
        ("claude-sonnet-4.5", "anthropic/claude-sonnet-4-5"),
        ("anthropic/claude-sonnet-4-5-20250929", "anthropic/claude-sonnet-4-5"),
        ("claude-3-7-sonnet", "anthropic/claude-3-7-sonnet-20250219"),
        ("anthropic/claude-3-7-sonnet-latest", "anthropic/claude-3-7-sonnet-20250219"),
        ("gemini-2.5-pro", "gemini/gemini-2.5-pro"),
        ("command-r-plus", "cohere/command-r-plus"),
        ("ft:gpt-4o-mini-2024-07-18:my-studio::abc123", "openai/ft:gpt-4o-mini-2024-07-18"),
        ("openrouter/anthropic/claude-sonnet-4.5", "openrouter/anthropic/claude-sonnet-4.5"),
        ("openrouter/anthropic/claude-sonnet-4.5:beta", "openrouter/anthropic/claude-sonnet-4.5"),
        ("groq/llama-3.3-70b-versatile", "groq/llama-3.3-70b-versatile"),
    ],
)
def test_a_model_is_found_by_every_name_it_goes_by(catalog: Catalog, name: str, entry: str) -> None:
    spec = catalog.find(name)
    assert (spec.name, spec.entry, spec.source) == (name, entry, "shipped")
    assert spec.prices is not None


@pytest.mark.parametrize("name", ["nobody/knows-this", "xyz", "", "/", "openai/", "gpt", ":::", "-latest"])
def test_an_unknown_model_is_unknown_and_never_no(catalog: Catalog, name: str) -> None:
    spec = catalog.find(name)
    assert not spec.known
    abilities = (spec.streaming, spec.tools, spec.vision, spec.json_schema, spec.reasoning, spec.sampling)
    assert abilities == (None,) * 6
    assert (spec.window, spec.output_limit, spec.prices) == (None, None, None)


def test_what_is_shipped_of_gpt_5(catalog: Catalog) -> None:
    spec = catalog.find("openai/gpt-5")
    assert (spec.window, spec.output_limit, spec.mode) == (272_000, 128_000, "chat")
    assert (spec.streaming, spec.tools, spec.vision, spec.json_schema, spec.reasoning) == (True,) * 5
    assert spec.efforts == ("minimal", "low", "medium", "high")
    assert spec.verbosities == ("low", "medium", "high")
    assert spec.parameters["max_tokens"].sent_as == "max_completion_tokens"
    assert spec.prices is not None
    assert spec.prices.rates.cached == Decimal("0.125")


@pytest.mark.parametrize(
    ("name", "efforts"),
    [
        ("o3", ("low", "medium", "high")),
        ("gpt-5.1", ("none", "low", "medium", "high")),
        ("gpt-5-pro", ("high",)),
        ("gpt-5.4", ("none", "low", "medium", "high", "xhigh")),
        ("claude-opus-4-6", ("low", "medium", "high", "max")),
        ("xai/grok-3-mini", ("low", "high")),
        ("xai/grok-4", ()),
        ("gpt-4o", ()),
        ("claude-3-opus", ()),
    ],
)
def test_levels_of_reasoning(catalog: Catalog, name: str, efforts: tuple[str, ...]) -> None:
    assert catalog.find(name).efforts == efforts


def test_whoever_serves_anothers_model_has_its_abilities_and_no_price(catalog: Catalog) -> None:
    spec = catalog.find("reseller/openai/gpt-5")
    assert (spec.vision, spec.window, spec.prices) == (True, 272_000, None)


def test_a_local_model_is_free_and_borrows_nothing_from_its_namesake(catalog: Catalog) -> None:
    spec = catalog.find("ollama/gpt-4o")
    assert (spec.known, spec.vision, spec.window) == (False, None, None)
    assert spec.prices is not None
    assert spec.prices.free


def test_the_users_own_entries_win(catalog: Catalog) -> None:
    own = Catalog(
        {
            "openai/gpt-5": {"window": 1000, "price": {"input": 1.1, "output": 2}},
            "ollama/llama3.2": {"window": 8192, "can": ["tools"], "cannot": ["vision"], "price": "free"},
        }
    )
    spec = own.find("gpt-5")
    assert (spec.source, spec.window) == ("user", 1000)
    assert spec.prices is not None
    assert spec.prices.rates.input == Decimal("1.1")  # as it was written, not 1.100000000000000088
    local = own.find("ollama/llama3.2")
    assert (local.window, local.tools, local.vision, local.json_schema) == (8192, True, False, None)
    assert catalog.find("openai/gpt-5").window == 272_000


@pytest.mark.parametrize(
    ("entry", "sentence"),
    [
        ({"windw": 1}, "'windw' is not something that can be said"),
        ({"window": -1}, "its window must be a number of tokens"),
        ({"window": True}, "its window must be a number of tokens"),
        ({"can": ["fly"]}, "'fly' under `can` is not one of streaming"),
        ({"can": "tools"}, "`can` must be a list"),
        ({"price": "cheap"}, "its price is not understood"),
        ({"price": {"input": 1}}, "no `output`"),
        ({"price": {"input": -1, "output": 1}}, "-1 is not a price"),
        ({"price": {"input": float("nan"), "output": 1}}, "nan is not a price"),
        ({"price": {"input": 1, "output": 1, "abov": {}}}, "its price is not understood"),
        ({"price": {"input": 1, "output": 1, "above": {"many": {"input": 2}}}}, "above many tokens"),
    ],
)
def test_a_wrong_entry_is_said_at_once(entry: dict[str, Any], sentence: str) -> None:
    with pytest.raises(ConfigurationError, match="mine/model") as caught:
        Catalog({"mine/model": entry})
    assert sentence in caught.value.what
    assert "Correct it" in caught.value.remedy


# ------------------------------------------------------------------------------------------------
# What a gateway and an installed LiteLLM add


def row(name: str, model: str, **info: Any) -> dict[str, Any]:
    return {"model_name": name, "litellm_params": {"model": model}, "model_info": info}


def test_a_gateway_is_believed(catalog: Catalog) -> None:
    price = {"input_cost_per_token": 2e-06, "output_cost_per_token": 3e-06}
    data = {"data": [row("gpt-5", "openai/gpt-5", max_input_tokens=9000, supports_vision=False, **price)]}
    assert catalog.find("gateway/gpt-5").prices is None
    assert catalog.add_gateway("gateway", data) == 1
    spec = catalog.find("gateway/gpt-5")
    assert (spec.source, spec.window, spec.vision, spec.tools) == ("gateway", 9000, False, True)
    assert spec.prices is not None
    assert (spec.prices.rates.input, spec.prices.rates.output) == (2, 3)
    assert catalog.find("openai/gpt-5").vision is True


def test_a_gateways_own_name_has_the_rules_of_the_model_behind_it(catalog: Catalog) -> None:
    catalog.add_gateway("gateway", {"data": [row("writer", "openai/gpt-5-mini")]})
    spec = catalog.find("gateway/writer")
    assert spec.efforts == ("minimal", "low", "medium", "high")
    assert spec.parameters["max_tokens"].sent_as == "max_completion_tokens"


def test_a_gateways_zero_price_is_what_it_does_not_know(catalog: Catalog) -> None:
    zero = {"input_cost_per_token": 0, "output_cost_per_token": 0}
    rows = [
        row("odd", "nobody/knows", **zero),
        row("known", "openai/gpt-5-mini", **zero),
        row("local", "ollama/llama3", **zero),
    ]
    catalog.add_gateway("gateway", {"data": rows})
    assert catalog.find("gateway/odd").prices is None
    known, local = catalog.find("gateway/known").prices, catalog.find("gateway/local").prices
    assert known is not None
    assert known.rates.input == Decimal("0.25")
    assert local is not None
    assert local.free


def test_several_servers_behind_one_name(catalog: Catalog) -> None:
    rows = [
        row("m", "a/x", max_input_tokens=100, supports_vision=True, supports_function_calling=True),
        row("m", "b/x", max_input_tokens=50, supports_function_calling=True),
    ]
    assert catalog.add_gateway("gateway", {"data": rows}) == 1
    spec = catalog.find("gateway/m")
    assert (spec.window, spec.vision, spec.tools) == (50, None, True)


@pytest.mark.parametrize("reply", [{}, {"data": None}, {"data": [None, 3, {}, {"model_name": 4}]}, {"data": "x"}])
def test_an_odd_reply_of_a_gateway_stops_nobody(catalog: Catalog, reply: dict[str, Any]) -> None:
    assert catalog.add_gateway("gateway", reply) == 0
    assert catalog.find("gateway/gpt-5").vision is True


def test_a_gateway_that_does_not_list_a_model_still_serves_it_by_its_own_name(catalog: Catalog) -> None:
    catalog.add_gateway("gateway", {"data": [row("other", "a/b")]})
    assert catalog.find("gateway/gpt-5").prices == catalog.find("openai/gpt-5").prices


def test_a_loaded_litellm_refreshes_the_catalog(catalog: Catalog, monkeypatch: pytest.MonkeyPatch) -> None:
    assert not catalog.refresh()
    assert catalog.find("dashscope/new").window is None
    price = {"input_cost_per_token": 1e-06, "output_cost_per_token": 2e-06}
    theirs = {
        "sample_spec": {"litellm_provider": "one of", "max_input_tokens": "a number"},
        "gpt-5": {"litellm_provider": "openai", "max_input_tokens": 777, "mode": "chat", **price},
        "dashscope/new": {"litellm_provider": "dashscope", "max_input_tokens": 5, "max_tokens": 3},
        "broken": None,
    }
    monkeypatch.setitem(sys.modules, "litellm", SimpleNamespace(model_cost=theirs))
    assert catalog.find("openai/gpt-5").window == 777
    assert catalog.find("gpt-5").source == "litellm"
    assert catalog.find("dashscope/new").window == 5
    assert catalog.find("openai/gpt-4o").source == "shipped"
    assert not catalog.refresh()  # the same map again


def test_models_by_provider(catalog: Catalog) -> None:
    catalog.add_gateway("gateway", {"data": [row("writer", "openai/gpt-5-mini")]})
    assert "openai/gpt-5" in catalog.models("openai")
    assert all(name.startswith("anthropic/") for name in catalog.models("anthropic"))
    assert catalog.models("gateway") == ("gateway/writer",)
    assert set(catalog.models("gateway")) < set(catalog.models())


def test_none_of_it_imports_a_third_party() -> None:
    modules = (
        "availability catalog checking estimates families image_size model_spec price_map pricing tokens vocabularies"
    )
    program = (
        f"import sys; sys.path.insert(0, {str(ROOT)!r})\n"
        "before = set(sys.modules)\n"
        f"for name in {modules.split()!r}: __import__('blender_movie_director.llm.' + name)\n"
        "from blender_movie_director.llm.catalog import Catalog\n"
        "assert Catalog().find('gpt-5').known\n"
        "new = {name.partition('.')[0] for name in set(sys.modules) - before}\n"
        "print(sorted(new - set(sys.stdlib_module_names) - {'blender_movie_director'}))\n"
    )
    done = subprocess.run([sys.executable, "-I", "-c", program], capture_output=True, text=True, check=False)
    assert (done.returncode, done.stdout.strip()) == (0, "[]"), done.stderr
