"""A model that reads scripts, behind a real LiteLLM proxy: what an analysis is measured against."""

from __future__ import annotations

import tempfile
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from . import litellm_proxy, reading_server

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from .reading_server import ReadingServer

LATENCY = 0.3
"""Seconds before a model's first word."""
MODELS = {reading_server.READER: reading_server.READER}
KEY = "sk-the-master-key-of-a-measurement"


@dataclass(frozen=True)
class ProxiedReader:
    server: ReadingServer
    """Where the calls arrive and are counted."""
    url: str
    """Of the proxy before it."""


@contextmanager
def running(models: Mapping[str, str] = MODELS) -> Iterator[ProxiedReader]:
    """`models` says what the proxy's models are called at the server."""
    with (
        reading_server.running(LATENCY) as server,
        tempfile.TemporaryDirectory() as folder,
        litellm_proxy.running(Path(folder), _config(server.url, models)) as proxy,
    ):
        yield ProxiedReader(server, f"{proxy.url}/v1")


def _config(upstream: str, models: Mapping[str, str]) -> dict[str, Any]:
    at_upstream = {"api_base": upstream, "api_key": "sk-nobodys", "max_retries": 0}
    return {
        "model_list": [
            {"model_name": name, "litellm_params": {"model": f"openai/{there}", **at_upstream}}
            for name, there in models.items()
        ],
        "litellm_settings": {"telemetry": False, "num_retries": 0, "request_timeout": 60},
        "router_settings": {"num_retries": 0, "disable_cooldowns": True},
        "general_settings": {"master_key": KEY},
    }
