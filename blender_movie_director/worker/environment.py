"""What of Blender's environment a worker's process may see: an allow-list, so that no key travels by it."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

_ALLOWED = {
    "APPDATA", "COMSPEC", "HOME", "HOMEDRIVE", "HOMEPATH", "LANG", "LANGUAGE", "LC_ALL", "LC_CTYPE", "LOCALAPPDATA",
    "LOGNAME", "NUMBER_OF_PROCESSORS", "PATH", "PROCESSOR_ARCHITECTURE", "PROGRAMDATA", "SHELL", "SYSTEMDRIVE",
    "SYSTEMROOT", "TEMP", "TMP", "TMPDIR", "TZ", "USER", "USERNAME", "USERPROFILE", "WINDIR", "XDG_RUNTIME_DIR",
    # how the user reaches the network
    "ALL_PROXY", "HTTPS_PROXY", "HTTP_PROXY", "NO_PROXY", "REQUESTS_CA_BUNDLE", "SSL_CERT_DIR", "SSL_CERT_FILE",
    # where the keyring of a Linux desktop answers
    "DBUS_SESSION_BUS_ADDRESS",
    # where a bundled Blender keeps the libraries that its Python needs
    "DYLD_LIBRARY_PATH", "LD_LIBRARY_PATH",
}  # fmt: skip


def child_environment(environment: Mapping[str, str]) -> dict[str, str]:
    return {name: value for name, value in environment.items() if name.upper() in _ALLOWED}
