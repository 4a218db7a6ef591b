"""Which model servers answer on this computer. Looked for only when asked, all at once, within about a second."""

from __future__ import annotations

import asyncio
import json
import time
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal, TypeAlias
from urllib.parse import urlsplit

from .network import is_loopback_url

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from aiohttp import ClientSession

Kind: TypeAlias = Literal["litellm_proxy", "ollama", "lm_studio", "vllm", "llamafile", "openai_compatible"]
"""What a server is; also the prefix of its models' names. (`llamafile` is llama.cpp's server.)"""

USUAL = (
    "http://127.0.0.1:4000",  # LiteLLM's proxy
    "http://127.0.0.1:8000",  # vLLM, or a proxy
    "http://127.0.0.1:11434",  # Ollama
    "http://127.0.0.1:1234",  # LM Studio
    "http://127.0.0.1:8080",  # llama.cpp
)
LABELS: Mapping[Kind, str] = {
    "litellm_proxy": "LiteLLM proxy",
    "ollama": "Ollama",
    "lm_studio": "LM Studio",
    "vllm": "vLLM",
    "llamafile": "llama.cpp",
    "openai_compatible": "OpenAI-compatible server",
}
_LONGEST = 4 * 1024 * 1024


@dataclass(frozen=True, slots=True)
class Found:
    """A server that answers. `models` is None where it does not say without a key."""

    kind: Kind
    url: str
    """What to set as the provider's server."""
    models: tuple[str, ...] | None
    latency: float
    """Seconds that its quickest answer took."""

    @property
    def names(self) -> tuple[str, ...]:
        """The models as requests name them."""
        return tuple(f"{self.kind}/{model}" for model in self.models or ())


async def discover(
    *,
    proxy_url: str = "",
    proxy_key: str = "",
    online: bool = True,
    places: Sequence[str] = USUAL,
    seconds: float = 1.0,
) -> tuple[Found, ...]:
    """What answers at the proxy's address (`LITELLM_PROXY_URL`) and at the usual places, in this order.

    The key is sent to `proxy_url` alone. Not `online` means that a proxy elsewhere is not asked. No server is asked
    anything that makes it call a model, and none that fails is an error: it is not there.
    """
    import aiohttp  # noqa: PLC0415 - not in the standard library, so only for those who look

    wanted = dict.fromkeys(_root(url) for url in (proxy_url, *places) if url and (online or is_loopback_url(url)))
    async with aiohttp.ClientSession(
        timeout=aiohttp.ClientTimeout(total=seconds), cookie_jar=aiohttp.DummyCookieJar()
    ) as session:
        looks = [_look(session, root, proxy_key if root == _root(proxy_url) else "") for root in wanted]
        found = await asyncio.gather(*looks)
    return tuple(server for server in found if server is not None)


def _root(url: str) -> str:
    return url.strip().rstrip("/").removesuffix("/v1").rstrip("/")


async def _look(session: ClientSession, root: str, key: str) -> Found | None:
    begun = time.perf_counter()
    first: list[float] = []

    async def ask(path: str) -> Any:
        answer = await _get(session, root + path, key)
        if answer is not None:
            first.append(time.perf_counter() - begun)
        return answer

    alive, tags, props, models, studio = await asyncio.gather(
        ask("/health/liveliness"), ask("/api/tags"), ask("/props"), ask("/v1/models"), ask("/api/v0/models")
    )
    listed = _listed(models)
    owners = {str(entry.get("owned_by")) for entry in _entries(models, "data")}
    kind: Kind | None = None
    if isinstance(alive, str) and "alive" in alive.lower():
        kind = "litellm_proxy"
    elif isinstance(tags, dict) and isinstance(tags.get("models"), list):
        kind = "ollama"
        listed = _listed(tags, "models", "name")
    elif any("compatibility_type" in entry or "arch" in entry for entry in _entries(studio, "data")):
        kind = "lm_studio"
    elif "llamacpp" in owners or (isinstance(props, dict) and "default_generation_settings" in props):
        kind = "llamafile"
    elif "vllm" in owners:
        kind = "vllm"
    elif listed is not None:
        kind = "lm_studio" if urlsplit(root).port == 1234 else "openai_compatible"
    if kind is None:
        return None
    return Found(kind, root if kind == "ollama" else f"{root}/v1", listed, min(first))


async def _get(session: ClientSession, url: str, key: str) -> Any:
    """The JSON at an address, or the text where it is none; None for everything but a good answer."""
    headers = {"Authorization": f"Bearer {key}"} if key else {}
    try:
        async with session.get(url, headers=headers, allow_redirects=False) as response:
            if response.status != 200:
                return None
            body = bytearray()
            async for piece in response.content.iter_any():
                body += piece
                if len(body) > _LONGEST:
                    return None
    except Exception:  # noqa: BLE001 - whatever else listens at a port may answer with anything; it is no model server
        return None
    text = body.decode("utf-8", "replace")
    try:
        return json.loads(text)
    except (ValueError, RecursionError):
        return text


def _entries(answer: object, name: str) -> list[dict[str, Any]]:
    entries = answer.get(name) if isinstance(answer, dict) else None
    return [entry for entry in entries if isinstance(entry, dict)] if isinstance(entries, list) else []


def _listed(answer: object, name: str = "data", field: str = "id") -> tuple[str, ...] | None:
    if not (isinstance(answer, dict) and isinstance(answer.get(name), list)):
        return None
    return tuple(entry[field] for entry in _entries(answer, name) if isinstance(entry.get(field), str))
