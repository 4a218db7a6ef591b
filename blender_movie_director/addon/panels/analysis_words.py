"""Figures of analyses in words, for panels."""

from __future__ import annotations

from decimal import Decimal, InvalidOperation
from typing import TYPE_CHECKING, Any

from ..usage.figures import in_dollars, in_short

if TYPE_CHECKING:
    from collections.abc import Mapping


def counted(number: int, what: str) -> str:
    return f"{number:,} {what}" + ("" if number == 1 else "s")


def priced(dollars: str) -> str:
    """From a decimal number as text; unknown is not free."""
    try:
        return in_dollars(Decimal(dollars))
    except InvalidOperation:
        return "price unknown"


def money_of(spent: Mapping[str, Any]) -> str:
    """What a request has really taken; nothing where no one was asked."""
    if not spent.get("calls"):
        return "No request was needed." if "calls" in spent else ""
    tokens = f"{in_short(spent['input_tokens'])} tokens in, {in_short(spent['output_tokens'])} out"
    return f"{counted(spent['calls'], 'request')}, {tokens}, {priced(spent['dollars'])}."
