"""A client with everything in it: the catalog's prices, exact token counts, key rotation, the log.

`LLMClient(settings)` alone works too, with estimates and without prices; this is what programs use.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from . import backends
from .anonymise import Anonymiser
from .catalog import Catalog
from .client import LLMClient
from .fitting import Fitting
from .key_rotation import KeyRotation
from .pricing import PriceList
from .request_log import from_settings
from .tokens import TokenCounter

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    from .bookkeeping import Listener
    from .budget import Question
    from .settings import ClientSettings


def open_client(
    settings: ClientSettings,
    *,
    catalog: Catalog | None = None,
    ask: Callable[[Question], Awaitable[bool]] | None = None,
    listener: Listener | None = None,
) -> LLMClient:
    """The client that these settings describe. `ask` answers where a budget wants to be asked, `listener`
    hears what each attempt takes."""
    catalog = catalog or Catalog()
    keys = KeyRotation(settings)

    def key_for(model: str) -> str:
        key = keys.current(model)
        if key is None and settings.keys_for(model):
            raise keys.why_none(model)
        return key.reveal() if key is not None else ""

    def make_backend(name: str, settings: ClientSettings) -> backends.Backend:
        backend = backends.create(name, settings)
        if hasattr(backend, "key_for"):  # those that need keys; a backend of another package may have its own way
            backend.key_for = key_for
        return backend

    return LLMClient(
        settings,
        counter=TokenCounter(),
        price=PriceList(catalog),
        next_key=keys.failed,
        ask=ask,
        make_backend=make_backend,
        fitting=Fitting(catalog),
        listener=listener,
        request_log=from_settings(settings, Anonymiser(settings.anonymise_names)),
    )
