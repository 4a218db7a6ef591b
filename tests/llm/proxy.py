"""The LiteLLM proxy of the tests, in front of their own upstream."""

from __future__ import annotations

from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from scripts.support import litellm_proxy
from scripts.support.litellm_proxy import HOW_TO_HAVE_ONE, Proxy, python

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

__all__ = ["HOW_TO_HAVE_ONE", "MASTER_KEY", "MOCK_WORDS", "Proxy", "config", "python", "running"]

MASTER_KEY = "sk-the-master-key-of-a-test-0123456789"
MOCK_WORDS = "Hello from the mock model."


@contextmanager
def running(folder: Path, upstream: str, models: Iterable[str]) -> Iterator[Proxy]:
    """A proxy that passes each of `models` on to `upstream`, and has some of its own besides."""
    with litellm_proxy.running(folder, config(upstream, models)) as proxy:
        yield proxy


def config(upstream: str, models: Iterable[str]) -> dict[str, object]:
    at_upstream = {"api_base": upstream, "api_key": "sk-upstream", "max_retries": 0}
    listed = [
        {
            "model_name": name,
            # The proxy has no entry for these models, and refuses what it does not know them to take.
            "litellm_params": {"model": f"openai/{name}", "allowed_openai_params": ["reasoning_effort"], **at_upstream},
            "model_info": {"id": f"{name}-id"},
        }
        for name in models
    ]
    for entry in listed:
        if entry["model_name"] == "priced":
            entry["model_info"] = {"input_cost_per_token": 0.001, "output_cost_per_token": 0.002, "mode": "chat"}
    claude = {
        "model": "anthropic/claude-sonnet-4-5",
        "api_base": upstream.removesuffix("/v1"),
        "api_key": "sk-upstream",
    }
    listed.append({"model_name": "claude-behind", "litellm_params": claude, "model_info": {"id": "claude-id"}})
    mock = {"model": "openai/gpt-4o", "api_key": "sk-none", "mock_response": MOCK_WORDS}
    listed.append({"model_name": "mock", "litellm_params": mock, "model_info": {"id": "mock-id"}})
    listed.append({"model_name": "limited", "litellm_params": {**mock, "rpm": 2}, "model_info": {"id": "limited-id"}})
    return {
        "model_list": listed,
        "litellm_settings": {
            "telemetry": False,
            "num_retries": 0,
            "request_timeout": 60,
            "include_cost_in_streaming_usage": True,
        },
        "router_settings": {
            "num_retries": 0,
            "disable_cooldowns": True,
            "optional_pre_call_checks": ["enforce_model_rate_limits"],
        },
        "general_settings": {"master_key": MASTER_KEY},
    }
