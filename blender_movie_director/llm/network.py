"""Which servers a request would speak to. Offline means: this computer only."""

from __future__ import annotations

import ipaddress
from urllib.parse import urlsplit

LOCAL_PROVIDERS = {
    "llamafile": "http://127.0.0.1:8080/v1",
    "lm_studio": "http://127.0.0.1:1234/v1",
    "ollama": "http://127.0.0.1:11434",
    "ollama_chat": "http://127.0.0.1:11434",
    "vllm": "http://127.0.0.1:8000/v1",
}
"""Providers that run on the user's own computer, and where they listen unless told otherwise."""

USUAL_ADDRESSES = {
    **LOCAL_PROVIDERS,
    "gateway": "http://127.0.0.1:4000/v1",
    "litellm_proxy": "http://127.0.0.1:4000/v1",
}
"""Where a provider without a server of its own in the settings is looked for. What a proxy passes on is not local."""


def is_loopback(host: str) -> bool:
    """Whether a host name or address is this computer and nothing else."""
    host = host.strip("[]").lower().rstrip(".")
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


def is_loopback_url(url: str) -> bool:
    if "\\" in url:  # read by some as a slash, by others as part of a user's name: two different hosts
        return False
    try:
        host = urlsplit(url).hostname
    except ValueError:
        return False
    return host is not None and is_loopback(host)
