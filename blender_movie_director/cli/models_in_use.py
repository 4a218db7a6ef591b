"""Which models a request may come to, and what a command says of them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ..llm.keys import provider_of
from ..llm.routing import route_for
from .options import with_kept_keys

if TYPE_CHECKING:
    from ..llm.messages import Request
    from ..llm.settings import ClientSettings

STAND_IN_NOTE = "A stand-in wrote these words; name a model with --model."


def with_keys_for(settings: ClientSettings, request: Request) -> ClientSettings:
    """With the kept keys of the model that is asked and of those that may take its place."""
    route = route_for(settings, request)
    models = (route.model, *route.fallbacks, *route.larger_window, *route.less_strict)
    return with_kept_keys(settings, (provider_of(model) for model in models if not model.startswith("scripted/")))
