"""The catalog's own short form of a model, made from LiteLLM's long one, and read into a `ModelSpec`.

The short form is what `data/models.json` holds and what a user writes for a model of their own:

    {"window": 128000, "output_limit": 8192, "can": ["tools", "vision"], "cannot": ["reasoning"],
     "price": {"input": 2.5, "output": 10, "cached": 1.25, "above": {"200000": {"input": 5, "output": 15}}}}

Prices are US dollars per million tokens (`image`: per picture). `"price": "free"` is for one's own computer.
"""

from __future__ import annotations

import math
from dataclasses import replace
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from .errors import ConfigurationError
from .families import family_of
from .keys import provider_of
from .model_spec import ABILITIES, EFFORTS, ModelSpec, Prices, Rates
from .network import LOCAL_PROVIDERS

if TYPE_CHECKING:
    from collections.abc import Mapping

    from .model_spec import Source

_ABILITY_FLAGS = {
    "supports_native_streaming": "streaming",
    "supports_function_calling": "tools",
    "supports_vision": "vision",
    "supports_response_schema": "json_schema",
    "supports_reasoning": "reasoning",
    "supports_prompt_caching": "prompt_caching",
    "supports_system_messages": "system_messages",
    "supports_sampling_params": "sampling",
}
_RATES = {
    "input": "input_cost_per_token",
    "output": "output_cost_per_token",
    "cached": "cache_read_input_token_cost",
    "cache_write": "cache_creation_input_token_cost",
}
_ABOVE = "input_cost_per_token_above_"
_LEAST_FOR_A_PICTURE = Decimal("0.0001")
"""What the map gives as less than this is the price of one token of a picture, put into the wrong field."""

_KEYS = {"mode", "window", "output_limit", "can", "cannot", "efforts", "no_efforts", "price", "retires"}
_PRICE_KEYS = {"input", "output", "cached", "cache_write", "reasoning", "image", "batch_input", "batch_output", "above"}


def shortened(entry: Mapping[str, Any]) -> dict[str, Any]:
    """The short form of one entry of LiteLLM's map, or of the `model_info` that its proxy tells."""
    short: dict[str, Any] = {}
    if entry.get("mode"):
        short["mode"] = entry["mode"]
    # `max_tokens` is the older name for either.
    window = _whole(entry.get("max_input_tokens")) or _whole(entry.get("max_tokens"))
    if window:
        short["window"] = window
    output = _whole(entry.get("max_output_tokens"))
    if output:
        short["output_limit"] = output
    for key, wanted in (("can", True), ("cannot", False)):
        names = {ability for flag, ability in _ABILITY_FLAGS.items() if entry.get(flag) is wanted}
        if wanted is False and "text" in (kinds := entry.get("supported_modalities") or ()) and "image" not in kinds:
            names |= {"vision"} - set(short.get("can", ()))
        if names:
            short[key] = sorted(names)
    for key, wanted in (("efforts", True), ("no_efforts", False)):
        levels = [level for level in EFFORTS if entry.get(f"supports_{level}_reasoning_effort") is wanted]
        if levels:
            short[key] = levels
    if price := _price(entry):
        short["price"] = price
    if isinstance(entry.get("deprecation_date"), str):
        short["retires"] = entry["deprecation_date"]
    return short


def spec_from(name: str, short: Mapping[str, Any], source: Source, *, of: str = "") -> ModelSpec:
    """The spec of a model from its short form. `of` is the model behind a gateway's own name, if there is one.

    Raises ConfigurationError where the short form cannot be understood: a user may have written it."""
    unknown = sorted(set(short) - _KEYS)
    if unknown:
        raise _wrong(name, f"{unknown[0]!r} is not something that can be said of a model")
    family = family_of(of or name)
    told: dict[str, bool] = dict(family.abilities)
    told |= dict.fromkeys(_names(name, short, "can", ABILITIES), True)
    told |= dict.fromkeys(_names(name, short, "cannot", ABILITIES), False)
    if short.get("mode") == "chat" and source in {"shipped", "litellm"}:
        told.setdefault("streaming", True)  # every chat model does; the map says so for a quarter of them
    levels: tuple[str, ...] = ()
    if told.get("reasoning"):
        more = set(_names(name, short, "efforts", EFFORTS)) | set(family.efforts)
        less = set(_names(name, short, "no_efforts", EFFORTS)) | set(family.never if source != "user" else ())
        levels = tuple(level for level in EFFORTS if level in more - less)
    return ModelSpec(
        name,
        provider_of(name),
        source,
        name,
        window=_count(name, short, "window"),
        output_limit=_count(name, short, "output_limit"),
        **told,
        efforts=levels,
        verbosities=family.verbosities,
        parameters=family.parameters,
        prices=_prices(name, short.get("price")),
        mode=str(short.get("mode", "")),
        retires=str(short.get("retires", "")),
    )


def unknown_spec(name: str) -> ModelSpec:
    """A model of which nothing is known but what its name says: its family's rules, and whether it is local."""
    family = family_of(name)
    provider = provider_of(name)
    free = provider in LOCAL_PROVIDERS or provider == "scripted"
    return ModelSpec(
        name,
        provider,
        parameters=family.parameters,
        verbosities=family.verbosities,
        prices=FREE if free else None,
    )


FREE = Prices(Rates(Decimal(0), Decimal(0)), free=True)


def without_prices(spec: ModelSpec) -> ModelSpec:
    return replace(spec, prices=None)


def _price(entry: Mapping[str, Any]) -> dict[str, Any]:
    rates = _rates(entry, "")
    if not {"input", "output"} <= rates.keys() or not (rates["input"] or rates["output"]):
        return {}  # the map, and even more a proxy, says 0 where nobody knows
    if not rates.get("cache_write"):
        rates.pop("cache_write", None)  # nothing above the input's own price, which is not the same as nothing
    price: dict[str, Any] = dict(rates)
    if (thought := _million(entry.get("output_cost_per_reasoning_token"))) is not None and thought != price["output"]:
        price["reasoning"] = thought
    if (picture := _dollars(entry.get("input_cost_per_image"))) is not None and picture >= _LEAST_FOR_A_PICTURE:
        price["image"] = picture
    for ours, theirs in (
        ("batch_input", "input_cost_per_token_batches"),
        ("batch_output", "output_cost_per_token_batches"),
    ):
        if (amount := _million(entry.get(theirs))) is not None:
            price[ours] = amount
    above = {}
    for key in entry:
        threshold = key.removeprefix(_ABOVE).removesuffix("k_tokens")
        if key.startswith(_ABOVE) and key.endswith("k_tokens") and threshold.isdecimal():
            higher = _rates(entry, f"_above_{threshold}k_tokens")
            if higher:
                above[str(int(threshold) * 1000)] = higher
    if above:
        price["above"] = above
    return price


def _rates(entry: Mapping[str, Any], suffix: str) -> dict[str, Decimal]:
    found = {ours: _million(entry.get(theirs + suffix)) for ours, theirs in _RATES.items()}
    return {ours: amount for ours, amount in found.items() if amount is not None}


def _dollars(value: object) -> Decimal | None:
    """A price as it was written, and not as binary fractions have it."""
    if isinstance(value, bool) or not isinstance(value, int | float | Decimal | str):
        return None
    try:
        amount = Decimal(repr(value) if isinstance(value, float) else value)
    except ArithmeticError:
        return None
    return amount if amount.is_finite() and amount >= 0 else None


def _million(value: object) -> Decimal | None:
    amount = _dollars(value)
    if amount is None:
        return None
    # Twelve digits: some prices of the map are the result of a division and end in ...0000001.
    return Decimal(f"{amount * 1_000_000:.12g}").normalize() + Decimal(0)


def _whole(value: object) -> int | None:
    if isinstance(value, bool) or not isinstance(value, int | float | str):
        return None
    try:
        number = float(value)
    except ValueError:
        return None
    return int(number) if math.isfinite(number) and number >= 1 else None


def _prices(name: str, price: Any) -> Prices | None:
    if price is None:
        return None
    if price == "free":
        return FREE
    if not hasattr(price, "keys") or (strange := sorted(set(price) - _PRICE_KEYS)):
        raise _wrong(name, f"its price is not understood ({price if not hasattr(price, 'keys') else strange[0]!r})")
    amounts = {key: _amount(name, price[key]) for key in price if key != "above"}
    if not {"input", "output"} <= amounts.keys():
        raise _wrong(name, "its price names no `input` or no `output`")
    kinds = ("input", "output", "cached", "cache_write", "reasoning")
    rates = Rates(**{kind: amounts[kind] for kind in kinds if kind in amounts})
    above = []
    for threshold, higher in (price.get("above") or {}).items():
        if not str(threshold).isdecimal() or not hasattr(higher, "keys") or not set(higher) <= set(kinds):
            raise _wrong(name, f"its price above {threshold} tokens is not understood")
        above.append(
            (int(threshold), replace(rates, **{kind: _amount(name, amount) for kind, amount in higher.items()}))
        )
    return Prices(
        rates,
        tuple(sorted(above, key=lambda tier: tier[0])),
        image=amounts.get("image"),
        batch_input=amounts.get("batch_input"),
        batch_output=amounts.get("batch_output"),
    )


def _amount(name: str, value: object) -> Decimal:
    amount = _dollars(value)
    if amount is None:
        raise _wrong(name, f"{value!r} is not a price")
    return amount


def _count(name: str, short: Mapping[str, Any], key: str) -> int | None:
    value = short.get(key)
    if value is None:
        return None
    if isinstance(value, bool) or not isinstance(value, int) or value < 1:
        raise _wrong(name, f"its {key} must be a number of tokens and not {value!r}")
    return value


def _names(name: str, short: Mapping[str, Any], key: str, known: tuple[str, ...]) -> tuple[str, ...]:
    names = short.get(key, ())
    if not isinstance(names, list | tuple):
        raise _wrong(name, f"`{key}` must be a list")
    for each in names:
        if each not in known:
            raise _wrong(name, f"{each!r} under `{key}` is not one of {', '.join(known)}")
    return tuple(names)


def _wrong(name: str, what: str) -> ConfigurationError:
    return ConfigurationError(
        f"The entry for the model {name} cannot be used: {what}.",
        "Correct it in the settings of Movie Director, or take it out.",
    )
