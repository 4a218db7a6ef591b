"""Who can be asked: whether a provider answers, which servers run here, which models are known. No money is spent."""

from __future__ import annotations

import asyncio
import logging
from typing import TYPE_CHECKING, Any

from ...llm import backends, discovery, key_check
from ...llm.catalog import Catalog
from ...llm.errors import LLMError, OfflineError
from ...llm.offers import offered
from ..protocol import FromWorker, Part
from .described import described

if TYPE_CHECKING:
    from collections.abc import AsyncGenerator

    from ...llm.discovery import Found
    from ...llm.key_check import KeyCheck
    from ...llm.settings import ClientSettings
    from ..job import Job

log = logging.getLogger(__name__)

MOST_NAMES = 200


async def run_check(job: Job, payload: dict[str, Any]) -> AsyncGenerator[FromWorker, None]:
    """Payload: `provider`, and perhaps a `model` of it. One part, `health`: `provider`, `ok` (None where nothing was
    proven), `what` and `remedy`, `ms` until its answer, and the `models` that it names, as requests do."""
    provider = str(payload["provider"]).lower()
    data: dict[str, Any] = {"provider": provider, "ok": True, "what": "", "remedy": "", "ms": None, "models": []}
    if backends.needs_network(f"{provider}/"):
        client = await job.connection.client(f"{provider}/")
        data |= _health(await key_check.check(provider, client.settings), client.settings, payload.get("model"))
    else:
        data["what"] = "The stand-in is always there. It is no model: its words say so."
    yield Part(job.name, "health", data)
    yield job.done()


async def run_discover(job: Job, payload: dict[str, Any]) -> AsyncGenerator[FromWorker, None]:
    """One part, `servers`: those that answer on this computer, each with `name`, `kind`, `provider` (what stands before
    the slash in its models' names), `url` and `models`, as requests name them."""
    del payload
    servers = [_as_plain(found) for found in await discovery.discover(online=False, places=places(job))]
    yield Part(job.name, "servers", {"servers": servers})
    yield job.done()


async def run_models(job: Job, payload: dict[str, Any]) -> AsyncGenerator[FromWorker, None]:
    """Payload: perhaps `live`, for the models of the servers that are set and of those on this computer too. One part,
    `models`: see `described.described`."""
    catalog = Catalog()
    names = list(catalog.models())
    if payload.get("live"):
        names = [*await _live(job, catalog), *names]
    specs = [catalog.find(name) for name in dict.fromkeys(names)]
    yield Part(job.name, "models", {"models": [described(spec) for spec in specs]})
    yield job.done()


def places(job: Job) -> tuple[str, ...]:
    """Where servers are looked for: the addresses that are set, and the usual ones."""
    return (*(server.url for server in job.connection.settings.servers.values()), *discovery.USUAL)


def _health(found: KeyCheck, settings: ClientSettings, model: str | None) -> dict[str, Any]:
    names = [f"{found.provider}/{name}" for name in found.models]
    ok = {"works": True, "refused": False, "unknown": None}[found.state]
    what, remedy = found.what, ""
    if found.reached is None:
        remedy = _remedy_of_nobody_asked(found.provider, settings)
    elif not found.reached:
        ok, remedy = False, "Check the network, and that the server is running."
    elif found.state == "refused":
        remedy = f"Enter the API key for {found.provider} again in the preferences."
    if model and names and ok is not False and model not in names:
        ok, what, remedy = None, f"{what} It does not list {model}.", "Check the model's name, or choose another one."
    ms = None if found.seconds is None else round(found.seconds * 1000, 1)
    return {"ok": ok, "what": what, "remedy": remedy, "ms": ms, "models": names[:MOST_NAMES]}


def _remedy_of_nobody_asked(provider: str, settings: ClientSettings) -> str:
    if settings.server_for(f"{provider}/") is None:
        if provider not in key_check.BASES:
            return "Ask one of its models."
        if not settings.keys_for(f"{provider}/"):
            return "Enter it in the preferences."
    return OfflineError.remedy


def _as_plain(found: Found) -> dict[str, Any]:
    return {
        "name": discovery.LABELS[found.kind],
        "kind": found.kind,
        "provider": found.kind,
        "url": found.url,
        "models": list(found.names),
    }


async def _live(job: Job, catalog: Catalog) -> list[str]:
    """A server that does not answer offers nothing; what is wrong with it is told by `run_check`."""
    from ...llm.backends.gateway import GatewayBackend  # noqa: PLC0415 - only who asks a server waits for aiohttp

    client = await job.connection.client(*(f"{provider}/" for provider in job.connection.settings.servers))
    backend = GatewayBackend(client.settings)

    async def asked(provider: str) -> list[str]:
        try:
            return await offered(backend, catalog, client.settings, provider)
        except LLMError as error:
            log.info("the server for %s offers nothing: %s", provider, type(error).__name__)
            return []

    try:
        lists = await asyncio.gather(*(asked(provider) for provider in client.settings.servers))
    finally:
        await backend.close()
    taken = {server.url.rstrip("/").removesuffix("/v1") for server in client.settings.servers.values()}
    usual = [place for place in discovery.USUAL if place not in taken]
    found = await discovery.discover(online=False, places=usual)
    return [*(name for names in lists for name in names), *(name for server in found for name in server.names)]
