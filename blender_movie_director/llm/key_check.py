"""Whether a key works, found out at no cost: by asking for the list of models, never for words."""

from __future__ import annotations

import asyncio
import json
import ssl
import time
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Literal
from urllib.parse import urlsplit
from urllib.request import getproxies, proxy_bypass

from .keys import Secret
from .model_lists import names_in
from .network import is_loopback_url

if TYPE_CHECKING:
    from collections.abc import Mapping

    import aiohttp

    from .settings import ClientSettings, Server

KeyState = Literal["works", "refused", "unknown"]

BASES: Mapping[str, str] = {
    "anthropic": "https://api.anthropic.com/v1",
    "cohere": "https://api.cohere.com/v1",
    "deepseek": "https://api.deepseek.com",
    "gemini": "https://generativelanguage.googleapis.com/v1beta",
    "groq": "https://api.groq.com/openai/v1",
    "mistral": "https://api.mistral.ai/v1",
    "openai": "https://api.openai.com/v1",
    "openrouter": "https://openrouter.ai/api/v1",
    "together_ai": "https://api.together.xyz/v1",
    "xai": "https://api.x.ai/v1",
}
PATIENCE = 15.0
_QUESTIONS = {"openrouter": "/key"}  # its list of models is open to everyone and would prove nothing
_LONGEST_BODY = 20_000
_LONGEST_LIST = 4_000_000
# Some say 400 where others say 401: Gemini, xAI, and a LiteLLM proxy that has no database.
_REFUSED_WORDS = ("api_key_invalid", "api key not valid", "incorrect api key", "no_db_connection", "invalid api key")


@dataclass(frozen=True, slots=True)
class KeyCheck:
    """What was found out, and a sentence that says it. `unknown` is said wherever nothing was proven."""

    provider: str
    state: KeyState
    what: str
    reached: bool | None = field(default=None, compare=False)
    """Whether a server answered at all; None where none was asked."""
    seconds: float | None = field(default=None, compare=False)
    """Until its quickest answer."""
    models: tuple[str, ...] = field(default=(), compare=False)
    """What it offers, by its own names, where it says so."""


async def check(provider: str, settings: ClientSettings, *, patience: float = PATIENCE) -> KeyCheck:
    """Asks the provider's server about every key that the settings hold for it. Raises nothing but cancellation."""
    server = settings.server_for(f"{provider}/")
    base = _base(server.url) if server else BASES.get(provider, "")
    found = [Secret(key) for key in settings.keys_for(f"{provider}/") if key]
    if not base:
        return KeyCheck(provider, "unknown", f"Whether a key for {provider} works shows only when a model is asked.")
    if not found and not server:
        return KeyCheck(provider, "unknown", f"There is no API key for {provider} to check.")
    if not settings.online and not is_loopback_url(base):
        return KeyCheck(provider, "unknown", f"Offline: {provider} was not asked whether it takes the key.")
    heard = _Heard()
    try:
        async with asyncio.timeout(patience):
            told = await _ask(provider, base, found, server, heard)
    except TimeoutError:
        told = KeyCheck(provider, "unknown", f"{provider} did not answer within {patience:g} seconds.")
    except (OSError, ValueError) as error:  # of a certificate's file, or of an address that is none
        told = KeyCheck(provider, "unknown", f"{provider} could not be asked ({type(error).__name__}).")
    return replace(told, reached=heard.seconds is not None, seconds=heard.seconds, models=heard.models)


@dataclass(slots=True)
class _Heard:
    """What a server tells beside what was asked."""

    seconds: float | None = None
    models: tuple[str, ...] = ()


async def _ask(provider: str, base: str, found: list[Secret], server: Server | None, heard: _Heard) -> KeyCheck:
    import aiohttp  # noqa: PLC0415 - only who checks a key pays for it

    context = _context(server)
    connector = aiohttp.TCPConnector(ssl=context) if context else None
    async with aiohttp.ClientSession(connector=connector) as session:
        url = base + _QUESTIONS.get(provider, "/models")
        try:
            states = [await _state(session, url, _headers(provider, key, server), heard) for key in found]
            if server and (not found or "works" in states):
                open_to_all = await _state(session, url, _headers(provider, None, server), heard) == "works"
                return _of_server(provider, states, open_to_all=open_to_all)
        except aiohttp.InvalidURL:
            return KeyCheck(
                provider, "unknown", f"The address set for {provider} is not one: it begins with http:// or https://."
            )
        except aiohttp.ClientError as error:
            # Its class and not its words: those may hold the address, and who knows what stands in that.
            return KeyCheck(provider, "unknown", f"{provider} could not be reached ({type(error).__name__}).")
    return _of_keys(provider, states)


async def _state(session: aiohttp.ClientSession, url: str, headers: Mapping[str, str], heard: _Heard) -> KeyState:
    begun = time.perf_counter()
    # Redirects are not followed: a key is for the address that was set and for no other.
    async with session.get(url, headers=headers, allow_redirects=False, proxy=_proxy(url)) as answer:
        took = time.perf_counter() - begun
        heard.seconds = took if heard.seconds is None else min(heard.seconds, took)
        if answer.status == 401:
            return "refused"
        if answer.status == 400:
            body = (await answer.content.read(_LONGEST_BODY)).decode("utf-8", "replace").lower()
            return "refused" if any(words in body for words in _REFUSED_WORDS) else "unknown"
        if answer.status == 200 and not heard.models:
            heard.models = await _listed(answer)
        # 403 may mean a good key that may not list models; 404, 429 and 5xx say nothing of the key.
        return "works" if answer.status == 200 else "unknown"


async def _listed(answer: aiohttp.ClientResponse) -> tuple[str, ...]:
    """The models in a good answer, as far as it is one that can be read."""
    body = bytearray()
    async for piece in answer.content.iter_any():
        body += piece
        if len(body) > _LONGEST_LIST:
            return ()
    try:
        return names_in(json.loads(body))
    except (ValueError, RecursionError):
        return ()


def _of_keys(provider: str, states: list[KeyState]) -> KeyCheck:
    several, refused = len(states) > 1, [number for number, state in enumerate(states, 1) if state == "refused"]
    if refused and several:
        numbers = ", ".join(map(str, refused))
        return KeyCheck(
            provider, "refused", f"{provider} refused {len(refused)} of {len(states)} API keys (number {numbers})."
        )
    if refused:
        return KeyCheck(
            provider, "refused", f"{provider} refused the API key. Copy it once more from the provider's page."
        )
    if all(state == "works" for state in states):
        return KeyCheck(
            provider, "works", f"All {len(states)} API keys work." if several else f"{provider} takes the API key."
        )
    return KeyCheck(provider, "unknown", f"{provider} answered, but did not say whether the API key works.")


def _of_server(provider: str, states: list[KeyState], *, open_to_all: bool) -> KeyCheck:
    if not states:
        if open_to_all:
            return KeyCheck(provider, "works", f"The server for {provider} answers, and asks for no API key.")
        return KeyCheck(provider, "refused", f"The server for {provider} wants an API key, and none is set.")
    if open_to_all and "refused" not in states:
        return KeyCheck(
            provider,
            "unknown",
            f"The server for {provider} answers without an API key too, so this one was not put to the test.",
        )
    return _of_keys(provider, states)


def _headers(provider: str, key: Secret | None, server: Server | None) -> dict[str, str]:
    headers = dict(server.headers) if server else {}
    if key is None:
        return headers
    at_home = server is None  # a gateway in a provider's place speaks OpenAI's dialect
    if provider == "anthropic":
        # Both: what stands in Anthropic's place may be Anthropic's dialect or a gateway.
        headers |= {"x-api-key": key.reveal(), "anthropic-version": "2023-06-01"}
        return headers if at_home else headers | {"authorization": f"Bearer {key.reveal()}"}
    if provider == "gemini":
        headers["x-goog-api-key"] = key.reveal()  # never in the address, which others write down
        return headers if at_home else headers | {"authorization": f"Bearer {key.reveal()}"}
    if provider == "azure":
        headers["api-key"] = key.reveal()
        return headers
    return headers | {"authorization": f"Bearer {key.reveal()}"}


def _base(url: str) -> str:
    url = url.rstrip("/")
    return url if urlsplit(url).path else f"{url}/v1"


def _proxy(url: str) -> str | None:
    """As the environment says. aiohttp's own `trust_env` would also put what stands in a .netrc in our key's place."""
    parts = urlsplit(url)
    if is_loopback_url(url) or proxy_bypass(parts.hostname or ""):
        return None
    return getproxies().get(parts.scheme)


def _context(server: Server | None) -> ssl.SSLContext | None:
    if server is None or not (server.ca_file or server.client_certificate):
        return None
    context = ssl.create_default_context(cafile=server.ca_file or None)
    if server.client_certificate:
        context.load_cert_chain(server.client_certificate, server.client_key or None)
    return context
