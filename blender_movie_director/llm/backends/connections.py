"""How a server is reached: its address, headers, certificates and proxy, checked before anything is sent."""

from __future__ import annotations

import ssl
from contextlib import suppress
from dataclasses import dataclass, field
from importlib import import_module
from typing import TYPE_CHECKING
from urllib.parse import SplitResult, urlsplit
from urllib.request import getproxies, proxy_bypass

from ..errors import ConfigurationError
from ..keys import provider_of
from ..network import is_loopback

if TYPE_CHECKING:
    from ..settings import Server

_ADDRESS = "Enter it in the preferences as http://host:port/v1 or https://host/v1."
_ENDINGS = ("/chat/completions", "/completions", "/models")


@dataclass(frozen=True, slots=True)
class Address:
    """A server's address, taken apart. `api` is what `/chat/completions` and `/models` are below."""

    api: str
    root: str
    host: str
    secure: bool

    @property
    def shown(self) -> str:
        """Where it is, for a sentence."""
        return urlsplit(self.api).netloc


@dataclass(frozen=True, slots=True)
class Way:
    """All that a request to a server needs beside its body."""

    address: Address
    headers: dict[str, str] = field(repr=False)
    proxy: str | None = field(default=None, repr=False)


def address_of(url: str, model: str) -> Address:
    """Raises `ConfigurationError` for what is no address. One without a path gets `/v1`, as all these servers have
    it; one that was copied with the end of an endpoint loses that."""
    provider = provider_of(model)
    try:
        parts = urlsplit(url.strip())
        host, _ = parts.hostname, parts.port
    except ValueError:
        parts, host = SplitResult("", "", "", "", ""), None
    if (
        parts.scheme not in {"http", "https"}
        or not host
        or any(char.isspace() or char == "\\" for char in parts.netloc)
    ):
        raise ConfigurationError(
            f"The address that is set for {provider} is not one of a server.", _ADDRESS, model=model
        )
    if parts.username is not None:
        raise ConfigurationError(
            f"The address that is set for {provider} holds a user's name.",
            "Take it out of the address; a server that wants one takes it as a header of its own.",
            model=model,
        )
    path = parts.path.rstrip("/")
    for ending in _ENDINGS:
        path = path.removesuffix(ending)
    root = f"{parts.scheme}://{parts.netloc}"
    return Address(root + (path or "/v1"), root + path.removesuffix("/v1"), host, parts.scheme == "https")


def way_to(server: Server, key: str, model: str) -> Way:
    """Headers are checked here, where the error can name the setting; aiohttp would only say "newline"."""
    address = address_of(server.url, model)
    headers = {"User-Agent": user_agent(), "Content-Type": "application/json"}
    if key:
        headers["Authorization"] = f"Bearer {key}"
    if server.organisation:
        headers["OpenAI-Organization"] = server.organisation
    for name, value in server.headers.items():
        for known in [known for known in headers if known.lower() == name.lower()]:
            del headers[known]
        headers[name] = value
    for name, value in headers.items():
        if not (name.isascii() and name.isprintable() and value.isascii() and value.isprintable() and " " not in name):
            what = "key" if name == "Authorization" and key else "header"
            raise ConfigurationError(
                f"A {what} that is set for {provider_of(model)} holds a character that cannot be sent.",
                "Enter it again; a line break or a typographic quote may have come along when it was copied.",
                model=model,
            )
    return Way(address, headers, _proxy_for(address, model))


def user_agent() -> str:
    package = import_module("...", __package__)  # by whatever name Blender has loaded it
    return f"MovieDirector/{package.__version__}"


def _proxy_for(address: Address, model: str) -> str | None:
    """From the environment (or the system's settings), and never for this computer. Asked here and not left to
    aiohttp, which would also read passwords from a netrc file."""
    if is_loopback(address.host):
        return None
    proxies = getproxies()
    proxy = proxies.get("https" if address.secure else "http") or proxies.get("all")
    if not proxy or proxy_bypass(urlsplit(address.root).netloc):
        return None
    if "://" not in proxy:
        proxy = f"http://{proxy}"
    if urlsplit(proxy).scheme not in {"http", "https"}:
        raise ConfigurationError(
            "The proxy that this computer is set to use is of a kind that is not supported (SOCKS).",
            "Set HTTPS_PROXY to a proxy whose address begins with http://, or NO_PROXY to the server's name.",
            model=model,
        )
    return proxy


def tls_for(server: Server, model: str) -> ssl.SSLContext:
    """Reads certificates from disk, so it is called from a thread. The server's own authority comes beside the
    usual ones and does not replace them."""
    context = ssl.create_default_context()
    if not ssl.get_default_verify_paths().cafile:  # Blender's own Python has none on some systems
        with suppress(ImportError, OSError):
            context.load_verify_locations(import_module("certifi").where())
    if server.ca_file:
        try:
            context.load_verify_locations(server.ca_file)
        except OSError as error:  # an SSLError is one too
            raise _unreadable("certificate of the authority", server.ca_file, error, model) from None
    if server.client_certificate:
        try:
            # An encrypted key would ask for its password on a terminal that nobody sees.
            context.load_cert_chain(server.client_certificate, server.client_key or None, password=lambda: "")
        except OSError as error:
            raise _unreadable("client certificate", server.client_certificate, error, model) from None
    return context


def _unreadable(what: str, file: str, error: OSError, model: str) -> ConfigurationError:
    why = error.strerror or "it is not in PEM form, or does not fit its key"
    return ConfigurationError(
        f"The {what} that is set for {provider_of(model)} cannot be read ({file}): {why}.",
        "Choose another file in the preferences, or take it out.",
        model=model,
    )
