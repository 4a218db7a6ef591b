"""Whether keys and servers work, found out at no cost: no model is asked for words."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

from ..llm import key_check, keys
from .command import Command
from .options import key_store, with_kept_keys

if TYPE_CHECKING:
    import argparse

    from ..llm.key_check import KeyCheck
    from ..llm.settings import ClientSettings
    from .voice import Voice

NAME = "check"
HELP = "whether keys and servers work, at no cost"


def add_options(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "providers", nargs="*", metavar="PROVIDER", help="all that have a key or a server, if none is named"
    )


def run(options: argparse.Namespace, settings: ClientSettings, voice: Voice) -> int:
    """1 if any is refused."""
    named = [provider.lower() for provider in options.providers]
    known = named or [*keys.ENVIRONMENT_VARIABLES, *keys.OTHER_VARIABLES]
    settings = with_kept_keys(settings, known)
    voice.secrets = settings.secrets
    asked = list(dict.fromkeys(named)) or sorted({*settings.keys, *settings.servers})
    if not asked:
        voice.note("There is no key and no server to check. Set a key in the environment, such as OPENAI_API_KEY.")
        return 0
    found = asyncio.run(_all(asked, settings))
    width = max(len(check.provider) for check in found)
    for check in found:
        print(f"{check.provider.ljust(width)}  {check.state.ljust(7)}  {_told(check, settings)}")
    return 1 if any(check.state == "refused" for check in found) else 0


async def _all(providers: list[str], settings: ClientSettings) -> list[KeyCheck]:
    return await asyncio.gather(*(key_check.check(provider, settings) for provider in providers))


def _told(check: KeyCheck, settings: ClientSettings) -> str:
    """What was found out, and where the key is kept; how to give one, where it is wanted and there is none."""
    store = key_store(settings)
    if store.place(check.provider) is not None:
        return f"{check.what} {store.where(check.provider)}"
    if settings.keys_for(f"{check.provider}/"):
        return f"{check.what} The key stands in the settings file."
    served = settings.server_for(f"{check.provider}/") is not None
    if not served:  # then nobody was asked, and the store says the same with a remedy
        return store.where(check.provider)
    return f"{check.what} {store.where(check.provider)}" if check.state == "refused" else check.what


COMMAND = Command(NAME, HELP, f"{__doc__}", add_options, run)
