"""Keys: which there are and where they are kept, and changes to that. No part ever holds one."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from ...llm import key_rotation, keys
from ...llm.errors import ConfigurationError
from ...llm.key_store import KeyStore, Place
from ..protocol import FromWorker, Part

if TYPE_CHECKING:
    from collections.abc import AsyncGenerator, Iterable

    from ..job import Job

_ENTER = "Enter it once more."


async def run_keys(job: Job, payload: dict[str, Any]) -> AsyncGenerator[FromWorker, None]:
    """Payload: `action` (`list`, `set` or `remove`), and for a change `provider`, `value` (a key, or a list of several)
    and `place` (`keyring` or `file`; by default the keyring if there is one). One part, `keys`, with how things are
    after it:

    - `providers`: by name, `place` (empty where there is none), `where` in a sentence, and `count`;
    - `places`: each with `id`, `name`, `usable` for new keys, and `why` in a sentence;
    - `file_problem`: why the file is not used.
    """
    action = payload["action"]
    if action != "list":
        await _change(job, action, payload)
        job.keys_changed()
    named = (*keys.ENVIRONMENT_VARIABLES, *keys.OTHER_VARIABLES, *job.connection.settings.servers)
    finder = job.connection.finder
    data = await finder.read(lambda store: _told(store, named))
    if finder.keyring_hangs:
        data["places"][1]["why"] = "The keyring of this computer does not answer. Unlock it, then try again."
    yield Part(job.name, "keys", data)
    yield job.done()


async def _change(job: Job, action: str, payload: dict[str, Any]) -> None:
    provider = str(payload.get("provider") or "").strip().lower()
    if not provider or "/" in provider:
        raise ConfigurationError("It was not said whose key it is.", "Choose a provider.")
    if action not in ("set", "remove"):
        raise ConfigurationError(f"Keys cannot be changed by {action}.", "Update Movie Director.")
    given = payload.get("value") or ""
    values = [given] if isinstance(given, str) else [str(value) for value in given]
    if action == "set" and not any(value.strip() for value in values):
        raise ConfigurationError(f"No API key for {provider} was entered.", _ENTER)
    wanted = str(payload.get("place") or "")

    def change(store: KeyStore) -> None:
        place = _place(wanted, store)
        if action == "set":
            store.set(provider, values, place)
        else:
            store.remove(provider, place)

    await job.connection.finder.change(change)
    key_rotation.SHARED.forget(*(value.strip() for value in values if value.strip()))


def _place(wanted: str, store: KeyStore) -> Place:
    if not wanted:
        return Place.KEYRING if store.keyring_name() else Place.FILE
    if wanted == Place.SESSION:
        raise ConfigurationError(
            "Keys of this session are kept by Blender's side alone.", "Choose the keyring or the file."
        )
    try:
        return Place(wanted)
    except ValueError:
        raise ConfigurationError(f"Keys cannot be kept in {wanted}.", "Choose the keyring or the file.") from None


def _told(store: KeyStore, named: Iterable[str]) -> dict[str, Any]:
    providers = {}
    for provider in sorted({*named, *store.providers()}):
        place, number, where = store.kept(provider)
        providers[provider] = {"place": "" if place is None else str(place), "where": where, "count": number}
    return {"providers": providers, "places": _places(store), "file_problem": store.file_problem()}


def _places(store: KeyStore) -> list[dict[str, Any]]:
    keyring, problem = store.keyring_name(), store.file_problem()
    no_keyring = "This computer has no keyring that keys could be kept in, or it is switched off."
    no_file = problem or "Blender has no folder in which keys could be kept."
    return [
        _as_place(Place.SESSION, "This session", "In memory, until Blender quits.", usable=True),
        _as_place(
            Place.KEYRING,
            keyring or "Keyring",
            "In this computer's keyring, which locks them." if keyring else no_keyring,
            usable=bool(keyring),
        ),
        _as_place(
            Place.ENVIRONMENT, "Environment", "Set by whoever starts Blender; it cannot be changed here.", usable=False
        ),
        _as_place(
            Place.FILE,
            "Private file",
            f"In {store.file}, unencrypted, which only you can read." if store.file and not problem else no_file,
            usable=store.file is not None and not problem,
        ),
    ]


def _as_place(place: Place, name: str, why: str, *, usable: bool) -> dict[str, Any]:
    return {"id": str(place), "name": name, "usable": usable, "why": why}
