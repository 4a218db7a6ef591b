"""What goes wrong between us and a server before it answers: aiohttp's exceptions as our named errors.

None of their words are repeated but the few of the TLS library: they may hold a proxy's password.
"""

from __future__ import annotations

import ssl
from typing import TYPE_CHECKING

import aiohttp

from .. import errors
from ..keys import provider_of

if TYPE_CHECKING:
    from .connections import Address


def network_error(found: Exception, model: str, address: Address, connect: float) -> errors.LLMError:
    """`connect` is how long the connection was allowed to take."""
    where = f"{provider_of(model)} at {address.shown}"
    if isinstance(found, aiohttp.ConnectionTimeoutError):
        return errors.ConnectTimeoutError(f"{where} could not be reached within {connect:g} seconds.", model=model)
    if _is_tls(found):
        return errors.TLSError(f"No secure connection to {where}{_tls_reason(found)}.", model=model)
    if isinstance(found, aiohttp.ClientProxyConnectionError | aiohttp.ClientHttpProxyError):
        return errors.ConnectionFailedError(
            f"No connection to {where} through the proxy that this computer is set to use.",
            "Check the proxy in the environment (HTTPS_PROXY, NO_PROXY) or in the system's settings.",
            model=model,
        )
    hung_up = ConnectionResetError | aiohttp.ServerDisconnectedError
    if address.secure and (isinstance(found, hung_up) or isinstance(found.__cause__, hung_up)):
        return errors.ConnectionFailedError(
            f"{where} broke off the secure connection.",
            "Try again. If it keeps happening, the server may want a client certificate: set it in the preferences.",
            model=model,
        )
    if isinstance(found, aiohttp.ClientResponseError):
        what = f"{where} does not speak HTTP as it should."
    elif isinstance(found, aiohttp.ClientConnectorDNSError):
        what = f"There is no server named {address.host}."
    elif isinstance(found, aiohttp.ClientConnectorError):
        what = f"No connection to {where}."
    else:
        what = f"{where} hung up without an answer."
    return errors.ConnectionFailedError(what, model=model)


def _is_tls(found: BaseException | None) -> bool:
    """A server that wants a client certificate says so after the connection stands, as a plain OSError."""
    if found is None:
        return False
    tls = isinstance(found, aiohttp.ClientSSLError | ssl.SSLError) or "[SSL:" in str(found)
    return tls or _is_tls(found.__cause__)


def _tls_reason(found: Exception) -> str:
    """The library's few words, which hold nothing of ours ("certificate has expired")."""
    inner = getattr(found, "certificate_error", None) or getattr(found, "os_error", None) or found.__cause__
    reason = getattr(inner, "verify_message", "") or str(getattr(inner, "reason", "") or "").replace("_", " ").lower()
    return f": {reason}" if reason else ""
