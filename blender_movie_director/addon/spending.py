"""Tokens and money in words, the same everywhere: "1,527 tokens in, 750 out: $0.0021".

Money is what the worker says it is: a decimal number of US dollars as text, empty where nobody knows. What is not known
is never called free.
"""

from __future__ import annotations

from decimal import Decimal, InvalidOperation
from typing import TYPE_CHECKING, Any

from .drawing import counted

if TYPE_CHECKING:
    from collections.abc import Mapping

UNKNOWN, FREE = "price unknown", "free"
_LEAST = Decimal("0.0001")
_SIZES = ((1_000_000_000, "G"), (1_000_000, "M"), (1_000, "k"))


def line(spent: Mapping[str, Any], *, requests: int = 0) -> str:
    """Of what is spent, as the worker's part `spent` has it, or an estimate: requests where there are several, tokens,
    money."""
    number = requests or spent.get("calls", 0)
    several = f"{counted(number, 'request')}, " if number > 1 else ""
    return f"{several}{tokens(spent)}: {money(str(spent['dollars']))}"


def about(estimate: Mapping[str, Any], *, requests: int = 0) -> str:
    """The same of what is not spent yet."""
    return f"About {line(estimate, requests=requests)}"


def tokens(spent: Mapping[str, Any]) -> str:
    cached = f" ({spent['cached_tokens']:,} of them cached)" if spent.get("cached_tokens") else ""
    return f"{spent['input_tokens']:,} tokens in{cached}, {spent['output_tokens']:,} out"


def money(dollars: str | Decimal) -> str:
    """What something costs."""
    try:
        amount = Decimal(dollars)
    except InvalidOperation:
        return UNKNOWN
    return sum_of(amount) if amount else FREE


def sum_of(amount: Decimal) -> str:
    """A sum, which may be none: to the cent, and below a dollar to as many digits as say something."""
    if amount >= 1:
        return f"${amount:,.2f}"
    if not amount:
        return "$0"
    if amount < _LEAST:
        return f"under ${_LEAST}"
    whole, _, digits = f"${amount:.4f}".partition(".")
    return f"{whole}.{digits.rstrip('0'):0<2}"


def short(number: int) -> str:
    """Tokens for a table, at a glance: 812, 4.5k, 1.2M."""
    for size, letter in _SIZES:
        if number >= size:
            value = number / size
            return f"{value:.0f}{letter}" if value >= 100 else f"{value:.1f}{letter}"
    return str(number)
