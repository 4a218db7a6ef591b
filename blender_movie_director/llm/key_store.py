"""Where keys are kept: this session, the operating system's keyring, the environment, or a file if that was chosen."""

from __future__ import annotations

import json
import logging
import os
import threading
from contextlib import suppress
from enum import StrEnum
from importlib import import_module
from typing import TYPE_CHECKING, Any, NamedTuple

from . import keys
from .errors import ConfigurationError
from .keys import Secret
from .private_file import why_not_private, write_private

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from pathlib import Path

log = logging.getLogger(__name__)

SERVICE = "Movie Director"
"""The name under which keys stand in a keyring."""
FILE_NAME = "keys.json"


class Place(StrEnum):
    """In the order in which they are looked at."""

    SESSION = "session"
    KEYRING = "keyring"
    ENVIRONMENT = "environment"
    FILE = "file"


class Kept(NamedTuple):
    """What may be told of a provider's keys."""

    place: Place | None
    number: int
    where: str
    """In a sentence."""


class KeyStore:
    """Finds and keeps keys; a provider's keys come from the first place that has any. Thread-safe.

    A keyring may ask the user to unlock it, and a file is a disk: call it from where waiting is allowed.
    `folder` None means that no file is used. `keyring` False means that the system's keyring is left alone.
    """

    def __init__(
        self, *, environment: Mapping[str, str] | None = None, folder: Path | None = None, keyring: bool = True
    ) -> None:
        self._environment = os.environ if environment is None else environment
        self._path = folder / FILE_NAME if folder is not None else None
        self._use_keyring = keyring
        self._session: dict[str, tuple[Secret, ...]] = {}
        self._lock = threading.RLock()

    def keys(self, provider: str) -> tuple[Secret, ...]:
        """All keys of a provider, best first; empty where there is none. A place that fails counts as empty."""
        return self._found(provider)[1]

    def place(self, provider: str) -> Place | None:
        """Where `keys` takes them from."""
        return self._found(provider)[0]

    def where(self, provider: str) -> str:
        """In a sentence, for whoever wonders."""
        return self.kept(provider).where

    def kept(self, provider: str) -> Kept:
        """Where a provider's keys are and how many, from one look."""
        place, found = self._found(provider)
        return Kept(place, len(found), self._sentence(provider, place, found))

    def providers(self) -> tuple[str, ...]:
        """Those that have a key somewhere, as far as a place can be asked for all that it holds: a keyring cannot."""
        with self._lock:
            named = [provider for provider, found in self._session.items() if found]
        named += keys.all_from_environment(self._environment)
        with suppress(ConfigurationError):
            named += self._read_file()
        return tuple(dict.fromkeys(named))

    def _sentence(self, provider: str, place: Place | None, found: tuple[Secret, ...]) -> str:
        several = len(found) > 1
        subject = f"{len(found)} API keys for {provider} are" if several else f"The API key for {provider} is"
        if place is Place.SESSION:
            return f"{subject} kept in memory, until this session ends."
        if place is Place.KEYRING:
            backend = _keyring_backend()
            return f"{subject} kept in this computer's keyring ({getattr(backend, 'name', 'keyring')})."
        if place is Place.ENVIRONMENT:
            names = [name for name in keys.variables_of(provider) if self._environment.get(name, "").strip()]
            return f"{subject} set in the environment ({', '.join(names)})."
        if place is Place.FILE:
            return f"{subject} kept in the file {self._path}, which only you can read."
        variables = keys.variables_of(provider)
        other = f", or set the variable {variables[0]}" if variables else ""
        problem = self.file_problem()
        return f"{problem} {NOT_PRIVATE}" if problem else f"There is no API key for {provider}. Enter one{other}."

    def set(self, provider: str, values: str | Iterable[str], place: Place = Place.SESSION) -> None:
        """Keeps one key or several in that place, instead of those that it had. No keys at all: `remove`.

        Raises `ConfigurationError` where the place cannot take them; it then keeps what it had."""
        given = [values] if isinstance(values, str) else list(values)
        cleaned = tuple(dict.fromkeys(value.strip() for value in given if value.strip()))
        if any(not value.isprintable() or " " in value for value in cleaned):
            raise ConfigurationError(
                f"What was entered as the API key for {provider} has spaces or line breaks inside.",
                "Copy the key once more from the provider's page.",
            )
        if not cleaned:
            self.remove(provider, place)
            return
        with self._lock:
            self._put(provider, cleaned, place)

    def remove(self, provider: str, place: Place) -> None:
        """Forgets a provider's keys in that place; others stay."""
        with self._lock:
            self._put(provider, (), place)

    def for_settings(self, providers: Iterable[str]) -> dict[str, tuple[str, ...]]:
        """What `ClientSettings.keys` wants."""
        found = {provider: self.keys(provider) for provider in providers}
        return {provider: tuple(key.reveal() for key in kept) for provider, kept in found.items() if kept}

    @property
    def file(self) -> Path | None:
        """Where keys are kept if the file is chosen; None where there is no folder for it."""
        return self._path

    def file_problem(self) -> str:
        """Why the file is not used, in a sentence; empty if it may be."""
        try:
            self._read_file()
        except ConfigurationError as error:
            return error.what
        return ""

    def keyring_name(self) -> str:
        """The system's keyring, as it calls itself; empty if there is none that keys could be kept in."""
        backend = _keyring_backend() if self._use_keyring else None
        return str(getattr(backend, "name", "keyring")) if backend is not None else ""

    def __repr__(self) -> str:
        return "KeyStore()"

    def _found(self, provider: str) -> tuple[Place | None, tuple[Secret, ...]]:
        with self._lock:
            for place in Place:
                found = self._look(provider, place)
                if found:
                    return place, found
        return None, ()

    def _look(self, provider: str, place: Place) -> tuple[Secret, ...]:
        if place is Place.SESSION:
            return self._session.get(provider, ())
        if place is Place.KEYRING:
            return self._from_keyring(provider)
        if place is Place.ENVIRONMENT:
            return _secrets(keys.all_from_environment(self._environment).get(provider, ()))
        try:
            return _secrets(self._read_file().get(provider, ()))
        except ConfigurationError as error:
            log.warning("%s", error.what)
            return ()

    def _put(self, provider: str, values: tuple[str, ...], place: Place) -> None:
        if place is Place.ENVIRONMENT:
            raise ConfigurationError(
                "The environment is set by whoever starts this program.",
                "Change the variable there, or choose another place.",
            )
        if place is Place.SESSION:
            self._session[provider] = _secrets(values)
        elif place is Place.KEYRING:
            self._into_keyring(provider, values)
        else:
            self._into_file(provider, values)

    def _from_keyring(self, provider: str) -> tuple[Secret, ...]:
        backend = _keyring_backend() if self._use_keyring else None
        if backend is None:
            return ()
        try:
            kept = backend.get_password(SERVICE, provider)
        except Exception as error:  # noqa: BLE001 - backends raise what they like: locked, dismissed, no bus
            log.info("the keyring gave nothing: %s", type(error).__name__)
            return ()
        return _secrets((kept or "").split("\n"))

    def _into_keyring(self, provider: str, values: tuple[str, ...]) -> None:
        backend = _keyring_backend() if self._use_keyring else None
        if backend is None:
            raise ConfigurationError(
                "This computer has no keyring that keys could be kept in.",
                "Keep the key for this session, in the environment or in a private file.",
            )
        try:
            if values:
                backend.set_password(SERVICE, provider, "\n".join(values))
            elif backend.get_password(SERVICE, provider) is not None:
                backend.delete_password(SERVICE, provider)
        except Exception as error:  # noqa: BLE001 - see above
            # `from None`: a backend's own error may hold what it was given.
            log.info("the keyring refused: %s", type(error).__name__)
            raise ConfigurationError(
                "The keyring did not take the change.", "Unlock the keyring and try again."
            ) from None

    def _into_file(self, provider: str, values: tuple[str, ...]) -> None:
        if self._path is None:
            raise ConfigurationError(
                "No folder is set in which keys could be kept.", "Choose another place for the key."
            )
        kept = self._read_file()
        if provider not in kept and not values:
            return
        kept.pop(provider, None)
        if values:
            kept[provider] = values
        try:
            write_private(self._path, json.dumps({"version": 1, "keys": kept}, indent=1))
        except OSError as error:
            raise ConfigurationError(
                f"The file {self._path} could not be written ({error.strerror}).", "Choose another place for the key."
            ) from error

    def _read_file(self) -> dict[str, tuple[str, ...]]:
        if self._path is None or not self._path.exists():
            return {}
        problem = why_not_private(self._path)
        if problem:
            raise ConfigurationError(problem, NOT_PRIVATE)
        try:
            read = json.loads(self._path.read_text(encoding="utf-8"))
            return {str(provider): tuple(map(str, values)) for provider, values in read["keys"].items()}
        except (OSError, ValueError, TypeError, KeyError, AttributeError):
            # The cause is not shown: a JSON error carries the whole text, keys and all.
            raise ConfigurationError(
                f"The file {self._path} is not one that keys are kept in.", "Move it away, and enter the keys again."
            ) from None


NOT_PRIVATE = "It is not used. Let nobody but you read it (chmod 600), and consider the keys in it as known to others."


def _secrets(values: Iterable[str]) -> tuple[Secret, ...]:
    return tuple(Secret(value.strip()) for value in values if value.strip())


def _keyring_backend() -> Any:
    """The system's keyring if the `keyring` package is here and found a real one; None otherwise.

    Below priority 1 are those that keep keys in clear text or ask for a password on a terminal that nobody sees;
    a chain is not used as a whole, since it may end in one of these.
    """
    try:
        backend = import_module("keyring").get_keyring()
        chained = getattr(backend, "backends", None) or [backend]
        return next((one for one in chained if one.priority >= 1), None)
    except Exception as error:  # noqa: BLE001 - not installed, or a backend that fails while it is looked at
        log.debug("no keyring: %s", type(error).__name__)
        return None
