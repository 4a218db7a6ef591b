from __future__ import annotations

from decimal import Decimal
from typing import Any

from aiohttp import web

from blender_movie_director.worker.protocol import Configure, Failed, Start
from tests.llm.test_discovery import listing, serving
from tests.llm.test_key_check import BAD, GOOD, strict
from tests.llm.test_key_check import serving as answering
from tests.worker.tasks.bench import Bench


def at(url: str, provider: str = "litellm_proxy", **more: Any) -> dict[str, Any]:
    return {"settings": {"servers": {provider: {"url": url}}}, **more}


async def test_a_server_that_works(bench: Bench) -> None:
    answers = {"/v1/models": listing("openai", *(f"m{number}" for number in range(300)))}
    async with serving(answers) as url:
        bench.configure(**at(url))
        found = await bench.part("check", "health", provider="litellm_proxy", model="litellm_proxy/m7")
        other = await bench.part("check", "health", provider="litellm_proxy", model="litellm_proxy/other")
    assert (found["provider"], found["ok"], found["remedy"]) == ("litellm_proxy", True, "")
    assert found["what"] == "The server for litellm_proxy answers, and asks for no API key."
    assert found["ms"] > 0
    assert found["models"] == [f"litellm_proxy/m{number}" for number in range(200)]
    assert other["ok"] is None
    assert other["what"].endswith("It does not list litellm_proxy/other.")
    assert other["remedy"]


async def test_a_key_that_is_refused_and_a_server_that_is_not_there(bench: Bench) -> None:
    async with answering(strict()) as url:
        bench.configure(**at(url, session_keys={"litellm_proxy": BAD}))
        refused = await bench.part("check", "health", provider="litellm_proxy")
        bench.configure(**at(url, session_keys={"litellm_proxy": GOOD}))
        works = await bench.part("check", "health", provider="litellm_proxy")
    gone = await bench.part("check", "health", provider="litellm_proxy")
    assert (refused["ok"], works["ok"], gone["ok"]) == (False, True, False)
    assert refused["remedy"] == "Enter the API key for litellm_proxy again in the preferences."
    assert "could not be reached" in gone["what"]
    assert gone["remedy"] == "Check the network, and that the server is running."
    assert BAD not in repr(bench.said)


async def test_offline_nobody_elsewhere_is_asked(bench: Bench) -> None:
    bench.configure(session_keys={"anthropic": GOOD})
    found = await bench.part("check", "health", provider="anthropic")
    assert found["ok"] is None
    assert found["what"] == "Offline: anthropic was not asked whether it takes the key."
    assert "Allow Online Access" in found["remedy"]
    without = await bench.part("check", "health", provider="openai")
    assert (without["ok"], without["what"]) == (None, "There is no API key for openai to check.")
    assert without["remedy"] == "Enter it in the preferences."


async def test_going_offline_ends_a_check_of_what_is_elsewhere(bench: Bench) -> None:
    bench.configure(online=True, settings={"servers": {"openai": {"url": "http://192.0.2.1:9/v1"}}})
    bench.worker.handle(Start("check", "check", {"provider": "openai"}))
    bench.worker.handle(Configure(online=False))
    await bench.run("check", provider="scripted")
    (ending,) = bench.heard("check")
    assert isinstance(ending, Failed)
    assert "went offline" in ending.what


async def test_the_stand_in_is_always_there(bench: Bench) -> None:
    found = await bench.part("check", "health", provider="scripted")
    assert found["ok"]
    assert "no model" in found["what"]


async def test_servers_on_this_computer_are_found_offline(bench: Bench) -> None:
    asked: list[web.Request] = []
    ollama = {"/api/tags": {"models": [{"name": "llama3.2:1b"}]}}
    async with serving(ollama, asked) as url, serving({"/v1/models": listing("vllm", "org/m")}) as other:
        bench.configure(settings={"servers": {"ollama": {"url": url}, "vllm": {"url": f"{other}/v1"}}})
        found = await bench.part("discover", "servers")
    assert found["servers"][:2] == [
        {"name": "Ollama", "kind": "ollama", "provider": "ollama", "url": url, "models": ["ollama/llama3.2:1b"]},
        {"name": "vLLM", "kind": "vllm", "provider": "vllm", "url": f"{other}/v1", "models": ["vllm/org/m"]},
    ]
    assert {request.method for request in asked} == {"GET"}


async def test_models_say_what_they_take_and_cost(bench: Bench) -> None:
    found = {model["name"]: model for model in (await bench.part("models"))["models"]}
    assert len(found) > 300
    claude, reasoning = found["anthropic/claude-sonnet-4-5"], found["openai/o3"]
    assert claude["provider"] == "anthropic"
    assert claude["window"] > 100_000
    assert claude["output_limit"] > 1_000
    assert (Decimal(claude["input_price"]), Decimal(claude["output_price"])) == (3, 15)
    assert claude["abilities"]["temperature"] is True
    assert claude["abilities"]["images"] is True
    assert reasoning["abilities"]["temperature"] is False
    assert reasoning["abilities"]["reasoning_effort"] == ["low", "medium", "high"]
    assert all(value in (True, False, None) for model in found.values() for value in (model["abilities"]["tools"],))


async def test_models_of_servers_that_are_asked(bench: Bench) -> None:
    """What a proxy says of its prices comes along; of what nobody knows, nothing is said."""
    row = {
        "model_name": "house",
        "litellm_params": {"model": "openai/gpt-4o"},
        "model_info": {"input_cost_per_token": 0.000001, "output_cost_per_token": 0.000002, "mode": "chat"},
    }
    answers = {"/v1/models": listing("openai", "house", "mystery"), "/model/info": {"data": [row]}}
    async with serving(answers) as url:
        bench.configure(**at(url))
        listed = (await bench.part("models", live=True))["models"]
    found = {model["name"]: model for model in listed}
    assert len(found) == len(listed)
    assert (found["litellm_proxy/house"]["input_price"], found["litellm_proxy/house"]["output_price"]) == ("1", "2")
    mystery = found["litellm_proxy/mystery"]
    assert (mystery["window"], mystery["input_price"], mystery["abilities"]["temperature"]) == (None, "", None)
    assert "openai/gpt-4o" in found
