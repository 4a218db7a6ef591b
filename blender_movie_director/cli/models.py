"""The models that are known: what they take, what they cost (US dollars per million tokens), what they can do."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

from ..llm import discovery
from ..llm.catalog import Catalog
from ..llm.errors import LLMError
from ..llm.offers import offered
from .command import Command
from .options import with_kept_keys
from .tables import table

if TYPE_CHECKING:
    import argparse
    from decimal import Decimal

    from ..llm.backends.gateway import GatewayBackend
    from ..llm.model_spec import ModelSpec
    from ..llm.settings import ClientSettings
    from .voice import Voice

NAME = "models"
HELP = "the models that are known, and with --live those that servers offer"
UNKNOWN = "?"
_HEAD = ("MODEL", "WINDOW", "OUTPUT", "$ IN", "$ OUT", "ABILITIES")
_ABILITIES = ("tools", "vision", "json_schema", "reasoning")


def add_options(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("provider", nargs="?", default="", metavar="PROVIDER", help="only this provider's")
    parser.add_argument(
        "--live", action="store_true", help="ask the servers that are set, and those on this computer, what they offer"
    )


def run(options: argparse.Namespace, settings: ClientSettings, voice: Voice) -> int:
    catalog = Catalog()
    provider = options.provider.lower()
    if options.live:
        settings = with_kept_keys(settings, settings.servers)
        voice.secrets = settings.secrets
        names = asyncio.run(_live(catalog, settings, provider, voice))
        if not names:
            voice.note(
                "No server that could be asked offers a model. --endpoint names one; without --live, all that "
                "are known are listed."
            )
            return 0
    else:
        names = list(catalog.models(provider))
        if not names:
            voice.note(f"No model of {provider} is known; --live asks its server. Its models can be used all the same.")
            return 0
    print(table(_HEAD, [_row(catalog.find(name)) for name in names], right=range(1, 5)))
    return 0


async def _live(catalog: Catalog, settings: ClientSettings, provider: str, voice: Voice) -> list[str]:
    """Names as requests use them: of the servers that are set, then of others on this computer."""
    from ..llm.backends.gateway import GatewayBackend  # noqa: PLC0415 - only who asks a server waits for aiohttp

    asked = [name for name in settings.servers if provider in ("", name)]
    backend = GatewayBackend(settings)
    try:
        lists = await asyncio.gather(*(_offered(backend, catalog, settings, name, voice) for name in asked))
    finally:
        await backend.close()
    names = [name for offered in lists for name in offered]
    taken = {server.url.rstrip("/").removesuffix("/v1").rstrip("/") for server in settings.servers.values()}
    places = [place for place in discovery.USUAL if place not in taken]
    for server in await discovery.discover(online=settings.online, places=places):
        if provider in ("", server.kind):
            names.extend(server.names)
            if server.models is None:
                voice.note(f"The server at {server.url} does not say what it offers without a key.")
    return list(dict.fromkeys(names))


async def _offered(
    backend: GatewayBackend, catalog: Catalog, settings: ClientSettings, provider: str, voice: Voice
) -> list[str]:
    """What a server that is set says; a server that says nothing is a sentence, and the others are heard."""
    try:
        return await offered(backend, catalog, settings, provider)
    except LLMError as error:
        voice.note(f"{error.what} {error.remedy}")
        return []


def _row(spec: ModelSpec) -> tuple[str, ...]:
    return (spec.name, _number(spec.window), _number(spec.output_limit), *_prices(spec), _abilities(spec))


def _number(number: int | None) -> str:
    return UNKNOWN if number is None else f"{number:,}"


def _prices(spec: ModelSpec) -> tuple[str, str]:
    if spec.prices is None:
        return (UNKNOWN, UNKNOWN)
    if spec.prices.free:
        return ("free", "free")
    return (_plain(spec.prices.rates.input), _plain(spec.prices.rates.output))


def _plain(amount: Decimal) -> str:
    return format(amount.normalize(), "f")


def _abilities(spec: ModelSpec) -> str:
    """A question mark is behind those of which nobody has said whether the model has them."""
    known = {name: getattr(spec, name) for name in _ABILITIES}
    if all(value is None for value in known.values()):
        return UNKNOWN
    told = (f"{name}{UNKNOWN if value is None else ''}" for name, value in known.items() if value is not False)
    return " ".join(told) or "-"


COMMAND = Command(NAME, HELP, f"{__doc__}", add_options, run)
