from __future__ import annotations

import gzip
import importlib.util
import json
from decimal import Decimal
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from tests.scripts.tiny_project import ROOT

# isort: split
import prices
from support.errors import ScriptError

needs_litellm = pytest.mark.skipif(importlib.util.find_spec("litellm") is None, reason="LiteLLM is not installed here")
SHIPPED = ROOT / prices.MODELS
PRICE = {"input_cost_per_token": 2.5e-06, "output_cost_per_token": 1e-05}


def entry(provider: str, mode: str = "chat", **more: Any) -> dict[str, Any]:
    return {"litellm_provider": provider, "mode": mode, "max_input_tokens": 1000, **PRICE, **more}


@needs_litellm
def test_the_list_fits_the_installed_litellm(capsys: pytest.CaptureFixture[str]) -> None:
    version, theirs = prices.installed()
    assert prices.check(SHIPPED, prices.rendered(version, prices.selected(theirs)), version) == 0
    assert "fits LiteLLM" in capsys.readouterr().out


@needs_litellm
def test_every_price_that_is_shipped_is_the_maps_own() -> None:
    """Compared by plain decimal arithmetic, and not by the code that wrote them."""
    _, theirs = prices.installed()
    models = json.loads(SHIPPED.read_text(encoding="utf-8"), parse_float=Decimal)["models"]
    compared = 0
    for name, short in models.items():
        long = theirs.get(name) or theirs[name.partition("/")[2]]
        for ours, key in (("input", "input_cost_per_token"), ("output", "output_cost_per_token")):
            if "price" in short:
                assert abs(Decimal(short["price"][ours]) - Decimal(repr(long[key])) * 10**6) < Decimal("1e-9"), name
                compared += 1
        assert short.get("window") == (long.get("max_input_tokens") or long.get("max_tokens")), name
    assert compared > 700


def test_the_list_is_small_sorted_and_says_whose_it_is() -> None:
    text = SHIPPED.read_text(encoding="utf-8")
    names = list(json.loads(text)["models"])
    assert names == sorted(names)
    assert 300 < len(names) < 1000
    assert len(gzip.compress(text.encode())) < 20_000
    assert {name.partition("/")[0] for name in names} == set(prices.PROVIDERS.values())
    assert "MIT" in json.loads(text)["about"]
    notice = SHIPPED.with_name("NOTICE.md").read_text(encoding="utf-8")
    assert "Copyright (c) 2023 Berri AI" in notice
    assert "The above copyright notice and this permission notice shall be included" in notice


def test_what_is_selected() -> None:
    theirs = {
        "sample_spec": {"litellm_provider": "one of", "mode": "one of"},
        "gpt-x": entry("openai"),
        "gpt-x-2025-01-01": entry("openai"),  # says nothing new
        "gpt-x-2024-01-01": entry("openai", output_cost_per_token=2e-05),
        "gpt-x-realtime": entry("openai"),
        "text-embedding-x": entry("openai", "embedding"),
        "command-x": entry("cohere_chat"),
        "deepseek-x": entry("deepseek", max_input_tokens=1),
        "deepseek/deepseek-x": entry("deepseek", max_input_tokens=2),
        "elsewhere/x": entry("elsewhere"),
        "azure/eu/gpt-x": entry("azure"),
        "openrouter/openai/gpt-x": entry("openrouter"),
        "openrouter/small/model": entry("openrouter"),
        "openrouter/openrouter/auto": entry("openrouter"),
        "groq/nothing-known": {"litellm_provider": "groq", "mode": "chat"},
    }
    kept = prices.selected(theirs)
    assert list(kept) == [
        "cohere/command-x", "deepseek/deepseek-x", "openai/gpt-x", "openai/gpt-x-2024-01-01", "openrouter/openai/gpt-x",
    ]  # fmt: skip
    assert kept["deepseek/deepseek-x"]["window"] == 2


def test_the_short_form_of_an_entry() -> None:
    long = entry(
        "openai",
        max_output_tokens=500,
        cache_read_input_token_cost=1.2500000000000001e-07,
        cache_creation_input_token_cost=0.0,
        input_cost_per_token_above_200k_tokens=5e-06,
        output_cost_per_token_above_200k_tokens=1.5e-05,
        input_cost_per_token_above_200k_tokens_priority=9e-06,
        input_cost_per_token_batches=1.25e-06,
        output_cost_per_token_batches=5e-06,
        output_cost_per_reasoning_token=1e-05,  # the same as the output, and so nothing to say
        input_cost_per_image=2e-06,  # a token's price in the wrong field
        supports_vision=True,
        supports_function_calling=False,
        supports_xhigh_reasoning_effort=True,
        supports_none_reasoning_effort=False,
        deprecation_date="2026-05-31",
        rpm=10,
    )
    assert json.loads(prices.rendered("1", {"openai/x": prices.shortened(long)}))["models"]["openai/x"] == {
        "mode": "chat",
        "window": 1000,
        "output_limit": 500,
        "can": ["vision"],
        "cannot": ["tools"],
        "efforts": ["xhigh"],
        "no_efforts": ["none"],
        "price": {
            "input": 2.5,
            "output": 10,
            "cached": 0.125,
            "batch_input": 1.25,
            "batch_output": 5,
            "above": {"200000": {"input": 5, "output": 15}},
        },
        "retires": "2026-05-31",
    }


@pytest.mark.parametrize(
    "odd",
    [
        {},
        {"max_input_tokens": "max input tokens", "mode": None},
        {"max_input_tokens": float("inf"), "input_cost_per_token": float("nan"), "output_cost_per_token": 1},
        {"input_cost_per_token": "free", "output_cost_per_token": True},
        {"input_cost_per_token": 0, "output_cost_per_token": 0.0},  # which stands for "nobody knows"
        {"input_cost_per_token": -1, "output_cost_per_token": 1},
        {"supports_vision": None, "supports_tools": "yes", "deprecation_date": 5},
    ],
)
def test_an_odd_entry_says_nothing(odd: dict[str, Any]) -> None:
    assert prices.shortened(odd) == {}


def test_pictures_that_a_list_of_inputs_leaves_out_are_not_seen() -> None:
    assert prices.shortened({"supported_modalities": ["text"]}) == {"cannot": ["vision"]}
    assert prices.shortened({"supported_modalities": ["text", "image"]}) == {}
    assert prices.shortened({"supported_modalities": ["text"], "supports_vision": True}) == {"can": ["vision"]}


def test_the_same_map_makes_the_same_bytes() -> None:
    theirs = {"gpt-b": entry("openai"), "gpt-a": entry("openai", supports_vision=True)}
    other_order = {name: dict(reversed(theirs[name].items())) for name in reversed(theirs)}
    assert prices.rendered("1", prices.selected(theirs)) == prices.rendered("1", prices.selected(other_order))


def test_the_check_says_what_to_do_and_changes_nothing(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "models.json"
    assert prices.check(path, "new", "2.0") == 1
    path.write_text("old", encoding="utf-8")
    assert prices.check(path, "new", "2.0") == 1
    assert "models.json does not fit LiteLLM 2.0. Run: python scripts/prices.py" in capsys.readouterr().err
    assert path.read_text(encoding="utf-8") == "old"


def test_writing_and_checking_from_the_command_line(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / prices.MODELS).parent.parent.mkdir(parents=True)
    monkeypatch.setattr(prices, "project", lambda: SimpleNamespace(root=tmp_path))
    monkeypatch.setattr(prices, "installed", lambda: ("1.0", {"gpt-x": entry("openai")}))
    monkeypatch.setattr("sys.argv", ["prices.py", "--check"])
    assert prices.main() == 1
    monkeypatch.setattr("sys.argv", ["prices.py"])
    assert prices.main() == 0
    monkeypatch.setattr("sys.argv", ["prices.py", "--check"])
    assert prices.main() == 0
    assert list(json.loads((tmp_path / prices.MODELS).read_text(encoding="utf-8"))["models"]) == ["openai/gpt-x"]


def test_without_litellm_it_says_so(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(importlib.util, "find_spec", lambda _: None)
    with pytest.raises(ScriptError, match=r"LiteLLM is not installed here: run this with"):
        prices.installed()
    broken = SimpleNamespace(submodule_search_locations=[str(tmp_path)])
    monkeypatch.setattr(importlib.util, "find_spec", lambda _: broken)
    with pytest.raises(ScriptError, match="install LiteLLM again"):
        prices.installed()
