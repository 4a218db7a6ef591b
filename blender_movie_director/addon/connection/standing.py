"""Whether a model can be asked at all, as far as that is known without asking anybody. Panels call this in `draw`."""

from __future__ import annotations

from typing import Literal, NamedTuple

import bpy

from ...llm import keys, network
from ...llm.backends import needs_network
from ...llm.stand_ins import STAND_IN
from .. import preferences


class Hindrance(NamedTuple):
    """Why a model will not answer, and what is to be done."""

    remedy: Literal["model", "key", "online"]
    what: str


def hindrance(model: str) -> Hindrance | None:
    if model == STAND_IN:
        return Hindrance("model", "No model is chosen: a stand-in writes.")
    if not is_local(model) and not bpy.app.online_access:
        return Hindrance("online", "Blender is offline.")
    if not preferences.key_is_known(model):
        return Hindrance("key", f"There is no key for {keys.provider_of(model)}.")
    return None


def has_key(model: str) -> bool:
    """Whether nothing has to be entered before it can be asked."""
    return not needs_network(model) or preferences.key_is_known(model)


def is_local(model: str) -> bool:
    """Whether a request to it stays on this computer."""
    if not needs_network(model):
        return True
    provider = keys.provider_of(model)
    url = preferences.get().server_of(provider) or network.USUAL_ADDRESSES.get(provider, "")
    return bool(url) and network.is_loopback_url(url)
