"""What every model can do and costs: four layers of knowledge, looked up by whatever name a model goes by.

The user's own entries win over what a gateway says, that over an installed LiteLLM (if somebody has loaded it; this
module never does), and that over the list that comes along. A model of which nobody knows is unknown, never "no".
"""

from __future__ import annotations

import json
import re
import sys
import threading
from dataclasses import replace
from decimal import Decimal
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from .checking import Checked, check
from .keys import provider_of
from .model_spec import ModelSpec, ParameterRule, Prices, Rates
from .network import LOCAL_PROVIDERS
from .price_map import shortened, spec_from, unknown_spec, without_prices

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from .model_spec import Source

__all__ = ["Catalog", "Checked", "ModelSpec", "ParameterRule", "Prices", "Rates", "check"]

_MODELS = Path(__file__).with_name("data") / "models.json"
# What providers put behind a name: dates, "latest", a fine-tune's owner (ft:gpt-4o:me::id), a variant (:free).
_SUFFIX = re.compile(r"(-\d{4}-\d{2}-\d{2}|[-@]\d{8}|-\d{4}|-latest|-preview|@latest|:[^:/]*|-v\d+)$")
_MAKERS = ("openai", "anthropic", "gemini", "mistral", "deepseek", "cohere", "xai")
"""Whose model a name without a provider is, in this order. Those who serve other people's models are not asked."""

_OUR_NAMES = {"bedrock_converse": "bedrock", "cohere_chat": "cohere", "text-completion-openai": "openai"}


class _Layer:
    """One source's entries in short form, found by name, by bare name, and by name without a suffix."""

    def __init__(
        self, source: Source, entries: Mapping[str, Mapping[str, Any]], behind: Mapping[str, str], *, long: bool = False
    ) -> None:
        self.source = source
        self._entries = {_plain(name): (name, entry) for name, entry in entries.items()}
        self._behind = behind
        """The provider's own name of a model that a gateway has given another."""
        self._long = long
        """The entries are LiteLLM's own, and are made short when they are looked at: most never are."""
        self._by_undated: dict[str, list[str]] = {}
        for name in self._entries:
            self._by_undated.setdefault(_without_suffixes(name), []).append(name)

    def find(self, name: str) -> ModelSpec | None:
        """By exactly this name, or this one without its date, or the newest date of it."""
        plain = _plain(name)
        shorter = plain
        while shorter not in self._entries:
            cut = _SUFFIX.sub("", shorter)
            if cut == shorter:
                newest = max(self._by_undated.get(shorter, ()), default="")
                return self._spec(newest) if newest else None
            shorter = cut
        return self._spec(shorter)

    def find_bare(self, name: str) -> ModelSpec | None:
        """A name without its provider."""
        return next((found for maker in _MAKERS if (found := self.find(f"{maker}/{name}")) is not None), None)

    def short(self, name: str) -> Mapping[str, Any] | None:
        """The entry of exactly this name."""
        _, entry = self._entries.get(_plain(name), ("", None))
        return shortened(entry) if self._long and entry is not None else entry

    def names(self) -> Iterator[str]:
        return (name for name, _ in self._entries.values())

    def _spec(self, plain: str) -> ModelSpec:
        name, _ = self._entries[plain]
        return spec_from(name, self.short(plain) or {}, self.source, of=self._behind.get(name, ""))


class Catalog:
    """Safe to use from several threads. `find` always answers."""

    def __init__(self, own: Mapping[str, Mapping[str, Any]] | None = None) -> None:
        """`own` are the user's entries, in the short form that `price_map` describes. Raises ConfigurationError."""
        self._lock = threading.Lock()
        self._own = _Layer("user", own or {}, {})
        for name, entry in (own or {}).items():
            spec_from(name, entry, "user")  # said now, and not when the model is first asked
        self._gateways: dict[str, _Layer] = {}
        self._litellm: _Layer | None = None
        self._litellm_map: object = None
        self._found: dict[str, ModelSpec] = {}

    def find(self, model: str) -> ModelSpec:
        """What is known of a model, by `provider/model`, a bare name, a dated one, or a gateway's own."""
        self.refresh()
        with self._lock:
            spec = self._found.get(model)
            if spec is None:
                spec = self._found[model] = replace(self._look_up(model), name=model, provider=provider_of(model))
        return spec

    def refresh(self) -> bool:
        """Take over the map of a LiteLLM that is loaded already. True if there was a new one."""
        library = sys.modules.get("litellm")
        theirs = getattr(library, "model_cost", None)
        if not isinstance(theirs, dict) or not theirs or theirs is self._litellm_map:
            return False
        entries = {
            _with_provider(name, str(entry["litellm_provider"])): entry
            for name, entry in dict(theirs).items()
            if isinstance(entry, dict) and name != "sample_spec" and "litellm_provider" in entry
        }
        with self._lock:
            self._litellm, self._litellm_map = _Layer("litellm", entries, {}, long=True), theirs
            self._found.clear()
        return True

    def add_gateway(self, provider: str, model_info: Mapping[str, Any]) -> int:
        """Take a LiteLLM proxy's answer to `/model/info` for the models named `provider/...`; how many there are.

        Entries that cannot be understood are passed over: a server's fault must not stop a session."""
        entries: dict[str, dict[str, Any]] = {}
        behind: dict[str, str] = {}
        rows = model_info.get("data")
        for row in rows if isinstance(rows, list) else ():
            if not isinstance(row, dict) or not isinstance(row.get("model_name"), str):
                continue
            name = f"{provider}/{row['model_name']}"
            real, entry = self._told(row)
            # Several servers behind one name: only what all of them can do is sure, and any may be asked.
            entries[name] = _agreed(entries[name], entry) if name in entries else entry
            behind.setdefault(name, real)
        with self._lock:
            self._gateways[provider] = _Layer("gateway", entries, behind)
            self._found.clear()
        return len(entries)

    def models(self, provider: str = "") -> tuple[str, ...]:
        """The names of all models that are known (of a provider), sorted."""
        with self._lock:
            layers = [_shipped(), self._litellm, *self._gateways.values(), self._own]
        names = {name for layer in layers if layer is not None for name in layer.names()}
        return tuple(sorted(name for name in names if not provider or provider_of(name) == provider))

    def _look_up(self, model: str) -> ModelSpec:
        model = model.strip()
        provider = provider_of(model)
        name = _with_provider(model, provider)
        own = self._own.find(model) or self._own.find(name)
        if own is not None:
            return own
        gateway = self._gateways.get(provider)
        if gateway is not None and (told := gateway.find(model)) is not None:
            return told
        if provider in LOCAL_PROVIDERS or provider == "scripted":
            return unknown_spec(model)
        for layer in self._public():
            found = layer.find(name) or (None if "/" in model else layer.find_bare(model))
            if found is not None:
                return found
        return self._by_its_own_name(model, through_gateway=gateway is not None)

    def _by_its_own_name(self, model: str, *, through_gateway: bool) -> ModelSpec:
        """A model that somebody else serves can do what it can; what they charge for it, nobody has said."""
        inner = model.partition("/")[2]
        for layer in self._public() if inner else ():
            found = (layer.find(inner) if "/" in inner else None) or layer.find_bare(inner)
            if found is not None:
                return found if through_gateway else without_prices(found)
        return unknown_spec(model)

    def _public(self) -> list[_Layer]:
        return [layer for layer in (self._litellm, _shipped()) if layer is not None]

    def _told(self, row: Mapping[str, Any]) -> tuple[str, dict[str, Any]]:
        """The real name and the short form of one row of `/model/info`, filled up from what we know ourselves."""
        info = row.get("model_info")
        parameters = row.get("litellm_params")
        real = str(parameters.get("model") or "") if isinstance(parameters, dict) else ""
        info = dict(info) if isinstance(info, dict) else {}
        real = real or str(info.get("key") or row["model_name"])
        short = shortened(info)
        if provider_of(real) in LOCAL_PROVIDERS:
            short["price"] = "free"
        full = _with_provider(real, "openai")
        known = next((entry for layer in self._public() if (entry := layer.short(full)) is not None), {})
        filled = {**known, **short}
        for key, opposite in (("can", "cannot"), ("cannot", "can")):
            names = set(known.get(key, ())) - set(short.get(opposite, ())) | set(short.get(key, ()))
            filled[key] = sorted(names)
        return real, filled


@lru_cache(maxsize=1)
def _shipped() -> _Layer:
    # Read when first needed: it takes milliseconds, and Blender's start has none to spare.
    listed = json.loads(_MODELS.read_text(encoding="utf-8"), parse_float=Decimal)
    return _Layer("shipped", listed["models"], {})


def _plain(name: str) -> str:
    """Names differ in case, and in whether a version is 4.5 or 4-5."""
    return name.strip().lower().replace(".", "-")


def _without_suffixes(name: str) -> str:
    while (shorter := _SUFFIX.sub("", name)) != name:
        name = shorter
    return name


def _with_provider(name: str, provider: str) -> str:
    """LiteLLM's map leaves some providers' names out (`gpt-5`), and names others by their kind (`cohere_chat`)."""
    if "/" in name:
        return name
    return f"{_OUR_NAMES.get(provider, provider.partition('-')[0])}/{name}"


def _agreed(one: Mapping[str, Any], other: Mapping[str, Any]) -> dict[str, Any]:
    """What holds whichever of two servers answers."""
    both: dict[str, Any] = {key: value for key, value in one.items() if other.get(key) == value}
    for key in ("window", "output_limit"):
        if limits := [entry[key] for entry in (one, other) if key in entry]:
            both[key] = min(limits)
    for key in ("can", "cannot", "efforts"):
        both[key] = sorted(set(one.get(key, ())) & set(other.get(key, ())))
    mine, theirs = one.get("price"), other.get("price")
    if isinstance(mine, dict) and isinstance(theirs, dict):
        both["price"] = max(mine, theirs, key=lambda price: (price["output"], price["input"]))
    return both
