"""Keeps a worker's process from reaching any other computer while Blender is offline.

The client refuses such requests with a sentence before they start. This is the lock behind that door: it holds
whatever a library does by itself. Only for a process of our own: an audit hook can never be taken off again.
"""

from __future__ import annotations

import sys
from typing import Any

from ..llm.network import is_loopback

_ABOUT_ADDRESSES = {"socket.connect", "socket.sendmsg", "socket.sendto"}
_ABOUT_NAMES = {"socket.getaddrinfo", "socket.gethostbyaddr", "socket.gethostbyname", "socket.getnameinfo"}


class OfflineGuard:
    """Lets everything through once told that Blender is online; starts closed."""

    def __init__(self) -> None:
        self._online = False

    def set_online(self, online: bool) -> None:
        self._online = online

    def install(self) -> None:
        sys.addaudithook(self._watch)

    def _watch(self, event: str, arguments: tuple[Any, ...]) -> None:
        if self._online or not event.startswith("socket."):
            return
        if event in _ABOUT_ADDRESSES:
            address = arguments[1]
            # A string or bytes is a Unix socket's path, which never leaves this computer.
            host = address[0] if isinstance(address, tuple) else None
        elif event in _ABOUT_NAMES:
            host = arguments[0][0] if isinstance(arguments[0], tuple) else arguments[0]
        else:
            return
        if isinstance(host, bytes):
            host = host.decode("ascii", "replace")
        if isinstance(host, str) and host and not is_loopback(host):
            raise PermissionError(f"Blender is offline; {host} was not contacted")
