"""A model as plain data, for a list that a person chooses from."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from ...llm.checking import rule_for

if TYPE_CHECKING:
    from decimal import Decimal

    from ...llm.model_spec import ModelSpec


def described(spec: ModelSpec) -> dict[str, Any]:
    """`name`, `provider`, `window` and `output_limit` in tokens, `input_price` and `output_price` (US dollars per
    million, empty where nobody knows), and `abilities`: `temperature`, `json_schema`, `tools` and `images` are true,
    false or None (nobody knows), `reasoning_effort` the levels that there are."""
    rates = spec.prices.rates if spec.prices else None
    return {
        "name": spec.name,
        "provider": spec.provider,
        "window": spec.window,
        "output_limit": spec.output_limit,
        "input_price": _price(rates.input) if rates else "",
        "output_price": _price(rates.output) if rates else "",
        "abilities": {
            "temperature": _takes_temperature(spec),
            "reasoning_effort": list(spec.efforts),
            "json_schema": spec.json_schema,
            "tools": spec.tools,
            "images": spec.vision,
        },
    }


def _takes_temperature(spec: ModelSpec) -> bool | None:
    rule = rule_for("temperature", spec)
    if rule is not None and (not rule.taken or (rule.maximum is not None and rule.minimum == rule.maximum)):
        return False
    return True if spec.known else None


def _price(amount: Decimal) -> str:
    return f"{amount.normalize():f}"
