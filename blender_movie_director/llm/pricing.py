"""What a call costs, in exact decimal dollars: no binary fraction ever touches money.

The server's own figure wins (`settled`). Else it is worked out from the catalog's prices, and a model without a price
is unpriced: an amount of None, which is not nothing.
"""

from __future__ import annotations

from decimal import Context, Decimal, localcontext
from typing import TYPE_CHECKING

from .messages import Cost

if TYPE_CHECKING:
    from .catalog import Catalog
    from .messages import Response, Usage
    from .model_spec import ModelSpec, Prices, Rates

_MILLION = Decimal(1_000_000)
_EXACT = Context(prec=60)
"""Whatever the caller's own context is: 60 digits are more than any bill has."""

BATCH_SHARE = {name: Decimal("0.5") for name in ("anthropic", "gemini", "groq", "mistral", "openai")}
"""What these providers charge for a batch, of everything, where a model has no batch prices of its own."""


def cost(spec: ModelSpec, usage: Usage, *, images: int = 0, batch: bool = False) -> Cost:
    """What this use of a model costs.

    Of the input, what was cached and what was written to a cache have prices of their own; of the output, what was
    thought. Beyond a threshold of input tokens all of the request costs more. `images` only counts where a provider
    charges by the picture beside its tokens. An unknown number of tokens makes an unknown cost."""
    prices = spec.prices
    if prices is None:
        return Cost()
    if prices.free:
        return Cost(Decimal(0), "free")
    if usage.input_tokens is None or usage.output_tokens is None:
        return Cost()
    with localcontext(_EXACT):
        rates = _rates(prices, usage.input_tokens)
        written_in, written_out = _shares(spec, prices) if batch else (Decimal(1), Decimal(1))
        amount = written_in * _input(rates, usage) + written_out * _output(rates, usage)
        amount = amount / _MILLION + (prices.image or 0) * max(images, 0)
    return Cost(amount, "prices")


class PriceList:
    """What tokens cost by a model's name, for a client (a `counting.Price`)."""

    def __init__(self, catalog: Catalog) -> None:
        self._catalog = catalog

    def __call__(self, model: str, usage: Usage) -> Cost:
        return cost(self._catalog.find(model), usage)


def settled(response: Response, spec: ModelSpec, *, images: int = 0, batch: bool = False) -> Cost:
    """The cost of an answer: what the server says it was, else what the prices make of its usage."""
    if response.cached:
        return Cost(Decimal(0), "cache")
    if response.stand_in:
        return Cost(Decimal(0), "free")
    if response.cost.source in {"server", "cache"} and response.cost.amount is not None:
        return response.cost
    return cost(spec, response.usage, images=images, batch=batch)


def _rates(prices: Prices, input_tokens: int) -> Rates:
    rates = prices.rates
    for threshold, higher in prices.above:
        if input_tokens > threshold:
            rates = higher
    return rates


def _input(rates: Rates, usage: Usage) -> Decimal:
    """Servers make mistakes: parts are never more than the whole, and nothing is less than none."""
    whole = max(usage.input_tokens or 0, 0)
    cached = min(max(usage.cached_tokens, 0), whole)
    written = min(max(usage.cache_write_tokens, 0), whole - cached)
    return (
        (whole - cached - written) * rates.input
        + cached * (rates.input if rates.cached is None else rates.cached)
        + written * (rates.input if rates.cache_write is None else rates.cache_write)
    )


def _output(rates: Rates, usage: Usage) -> Decimal:
    whole = max(usage.output_tokens or 0, 0)
    thought = min(max(usage.reasoning_tokens, 0), whole)
    return (whole - thought) * rates.output + thought * (rates.output if rates.reasoning is None else rates.reasoning)


def _shares(spec: ModelSpec, prices: Prices) -> tuple[Decimal, Decimal]:
    """What a batch costs of the usual price, input and output. A batch nobody knows of costs the usual."""
    usual = BATCH_SHARE.get(spec.provider, Decimal(1))
    rates = prices.rates
    shares = []
    for batch, full in ((prices.batch_input, rates.input), (prices.batch_output, rates.output)):
        shares.append(usual if batch is None or not full else batch / full)
    return shares[0], shares[1]
