"""What the servers that are set say they offer, by the names that requests use."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from . import discovery
from .backends import GATEWAYS
from .errors import OfflineError
from .network import is_loopback_url

if TYPE_CHECKING:
    from .backends.gateway import GatewayBackend
    from .catalog import Catalog
    from .settings import ClientSettings


async def offered(backend: GatewayBackend, catalog: Catalog, settings: ClientSettings, provider: str) -> list[str]:
    """The models of one server that is set. What a proxy tells of prices and limits goes into the catalog.

    Raises an `LLMError` where the server does not say."""
    url = settings.servers[provider].url
    if not (settings.online or is_loopback_url(url)):
        raise OfflineError(f"Offline: the server for {provider} was not asked.")
    if provider.startswith("ollama"):  # whose own address has no API of OpenAI's below it
        found = await discovery.discover(proxy_url=url, online=settings.online, places=())
        return [f"{provider}/{model}" for server in found for model in server.models or ()]
    listed = _ids(await backend.get(f"{provider}/", "/models"))
    if provider in GATEWAYS:
        told: Any = await backend.get(f"{provider}/", "/model/info")
        if isinstance(told, dict):
            catalog.add_gateway(provider, told)
    return [f"{provider}/{model}" for model in listed]


def _ids(answer: Any) -> list[str]:
    rows = answer.get("data") if isinstance(answer, dict) else None
    rows = rows if isinstance(rows, list) else []
    return [row["id"] for row in rows if isinstance(row, dict) and isinstance(row.get("id"), str)]
