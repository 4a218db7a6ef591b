"""The options that all commands share, and the settings that come of them."""

from __future__ import annotations

import argparse
import os
import sys
from dataclasses import replace
from decimal import Decimal, InvalidOperation
from pathlib import Path
from typing import TYPE_CHECKING

from ..llm import config
from ..llm.errors import ConfigurationError
from ..llm.key_store import KeyStore
from ..llm.settings import ClientSettings, Server
from .files import expanded

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from .voice import Voice

NO_FOLDER = "none"


def common_options() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(add_help=False)
    group = parser.add_argument_group("servers and settings")
    group.add_argument("--settings", type=Path, metavar="FILE", help="settings in TOML or JSON (docs/settings.md)")
    group.add_argument("--offline", action="store_true", help="ask no server outside this computer")
    group.add_argument(
        "--endpoint",
        type=_endpoint,
        action="append",
        default=[],
        metavar="PROVIDER=URL",
        help="where a provider's server is, for example openai=http://127.0.0.1:4000/v1",
    )
    group.add_argument(
        "--folder",
        metavar="DIR",
        help=f"where the record of usage and the stored answers are; {NO_FOLDER} for neither",
    )
    return parser


def settings_from(options: argparse.Namespace, voice: Voice, *, online: bool) -> ClientSettings:
    """What the file, the environment and the options say together. Raises `ConfigurationError`."""
    settings = config.load(options.settings)
    servers = {**settings.servers, **{provider: Server(url) for provider, url in options.endpoint}}
    return replace(
        settings,
        online=settings.online and online and not options.offline,
        servers=servers,
        folder=_folder(options.folder, settings.folder, voice),
    )


def with_kept_keys(settings: ClientSettings, providers: Iterable[str]) -> ClientSettings:
    """With the keys that the keyring and the key file hold for these providers. Others are not looked up: a keyring
    may ask its owner to unlock it."""
    found = key_store(settings).for_settings(dict.fromkeys(providers))
    return replace(settings, keys={**settings.keys, **found})


def key_store(settings: ClientSettings) -> KeyStore:
    return KeyStore(folder=settings.folder)


def usual_folder(environment: Mapping[str, str], platform: str = sys.platform) -> Path | None:
    """Where programs of this system keep what they want to remember; None where nobody has a home."""
    try:
        home = Path.home()
    except RuntimeError:
        return None
    if platform == "win32":
        local = environment.get("LOCALAPPDATA", "")
        return (Path(local) if local else home / "AppData" / "Local") / "Movie Director"
    if platform == "darwin":
        return home / "Library" / "Application Support" / "Movie Director"
    state = Path(environment.get("XDG_STATE_HOME", ""))
    # As the XDG specification has it: a path that is not absolute does not count.
    return (state if state.is_absolute() else home / ".local" / "state") / "movie-director"


def _folder(wish: str | None, set_elsewhere: Path | None, voice: Voice) -> Path | None:
    if wish == NO_FOLDER:
        return None
    chosen = expanded(wish) if wish else set_elsewhere
    folder = chosen or usual_folder(os.environ)
    if folder is None:
        return None
    problem = _why_not_writable(folder)
    if not problem:
        return folder
    if chosen is not None:
        raise ConfigurationError(
            f"The folder {folder} cannot be written to: {problem}.", f"Choose another one, or --folder {NO_FOLDER}."
        )
    voice.note(f"Usage is not recorded and no answers are stored: {folder} cannot be written to: {problem}.")
    return None


def _why_not_writable(folder: Path) -> str:
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    except OSError as error:
        return "it is a file" if isinstance(error, FileExistsError) else (error.strerror or "it cannot be made")
    return "" if os.access(folder, os.W_OK | os.X_OK) else "permission denied"


def positive_number(text: str) -> int:
    if not (text.isascii() and text.isdigit() and int(text) > 0):
        raise argparse.ArgumentTypeError(f"{text!r} is not a whole number above 0")
    return int(text)


def dollars(text: str) -> Decimal:
    try:
        amount = Decimal(text)
    except InvalidOperation:
        amount = Decimal(-1)
    if not amount.is_finite() or amount < 0:
        raise argparse.ArgumentTypeError(f"{text!r} is not an amount in US dollars, such as 0.50")
    return amount


def _endpoint(text: str) -> tuple[str, str]:
    provider, equals, url = text.partition("=")
    if not (provider and equals and url.startswith(("http://", "https://"))):
        raise argparse.ArgumentTypeError(f"{text!r} does not read like provider=http://host:port/v1")
    return provider.lower(), url
