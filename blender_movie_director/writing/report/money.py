"""What was spent, by model and by part of the work."""

from __future__ import annotations

from decimal import Decimal, InvalidOperation
from typing import TYPE_CHECKING, NamedTuple

from ...llm.ledger import to_dollars, to_picodollars

if TYPE_CHECKING:
    from collections.abc import Iterable

    from ...llm.ledger import Attempt
    from ..analysis import Analysis

_FREE = "cache"
"""The outcome of an attempt that was answered from what was stored."""


class Spending(NamedTuple):
    """One model's share in one part of the work."""

    model: str
    part: str
    """What it was asked for: `analysis`, `chat` and so on."""
    calls: int
    input_tokens: int
    output_tokens: int
    picodollars: int
    unpriced: int = 0
    """Calls of which nobody knows what they cost."""
    stored: int = 0
    """Calls that were answered from what was stored, at no cost."""

    @property
    def dollars(self) -> Decimal:
        return to_dollars(self.picodollars)


def spending_of(attempts: Iterable[Attempt]) -> tuple[Spending, ...]:
    """A ledger's rows by model and task, the dearest first."""
    found: dict[tuple[str, str], Spending] = {}
    for attempt in attempts:
        key = (attempt.model, attempt.task)
        so_far = found.get(key, Spending(*key, 0, 0, 0, 0))
        found[key] = so_far._replace(
            calls=so_far.calls + 1,
            input_tokens=so_far.input_tokens + (attempt.input_tokens or 0),
            output_tokens=so_far.output_tokens + (attempt.output_tokens or 0),
            picodollars=so_far.picodollars + (attempt.picodollars or 0),
            unpriced=so_far.unpriced + (attempt.picodollars is None),
            stored=so_far.stored + (attempt.outcome == _FREE),
        )
    return tuple(sorted(found.values(), key=lambda each: (-each.picodollars, -each.calls, each.model, each.part)))


def of_analysis(analysis: Analysis) -> tuple[Spending, ...]:
    """What an analysis says of itself; nothing where no model was asked."""
    spent = analysis.spent
    if analysis.stand_in or not spent.calls:
        return ()
    price = _price(spent.dollars)
    return (
        Spending(
            analysis.model,
            "analysis",
            spent.calls,
            spent.input_tokens,
            spent.output_tokens,
            to_picodollars(price or Decimal(0)),
            unpriced=spent.calls if price is None else 0,
        ),
    )


def in_dollars(amount: Decimal) -> str:
    """To the cent, and below a dollar to as many digits as say something."""
    if not amount:
        return "$0.00"
    return f"${amount:,.2f}" if amount >= 1 else f"${amount:.4f}" if amount >= Decimal("0.0001") else "< $0.0001"


def _price(written: str) -> Decimal | None:
    try:
        return Decimal(written)
    except InvalidOperation:
        return None
