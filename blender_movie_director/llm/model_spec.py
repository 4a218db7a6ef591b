"""What is known about a model. Everything may be unknown, and unknown is None: never no, and never nothing."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from collections.abc import Mapping
    from decimal import Decimal

ABILITIES = (
    "streaming",
    "tools",
    "vision",
    "json_schema",
    "reasoning",
    "prompt_caching",
    "system_messages",
    "sampling",
)
"""What a model can or cannot do. `sampling` is temperature and top_p, which some of the newest refuse."""

EFFORTS = ("none", "minimal", "low", "medium", "high", "xhigh", "max")
"""Every level of reasoning that a provider has a name for, least first."""

Source = Literal["shipped", "litellm", "gateway", "user", "unknown"]


@dataclass(frozen=True, slots=True)
class ParameterRule:
    """How one parameter may be set. A value that breaks the rule is refused, or dropped where `otherwise` says so.

    What a model does not take, or not together with something else, is always dropped and noted: without it the
    answer is still an answer. What is out of range is a mistake of whoever set it, and is refused."""

    minimum: float | None = None
    maximum: float | None = None
    choices: tuple[str, ...] = ()
    most: int | None = None
    """The largest number of entries, for a parameter that is a list."""
    taken: bool = True
    otherwise: Literal["refuse", "drop"] = "refuse"
    without_reasoning: bool = False
    """Taken only while the model is not asked to reason."""
    not_with: str = ""
    """Another parameter that excludes this one."""
    sent_as: str = ""
    """The name that this provider has for it, where it is another one."""


@dataclass(frozen=True, slots=True)
class Rates:
    """US dollars per million tokens. None: charged as what it is a part of (cached and written as input,
    reasoning as output)."""

    input: Decimal
    output: Decimal
    cached: Decimal | None = None
    cache_write: Decimal | None = None
    reasoning: Decimal | None = None


@dataclass(frozen=True, slots=True)
class Prices:
    """`above` holds, by number of input tokens, the rates for the whole of a request that has more than that."""

    rates: Rates
    above: tuple[tuple[int, Rates], ...] = ()
    image: Decimal | None = None
    """US dollars for each picture, beside its tokens."""
    batch_input: Decimal | None = None
    batch_output: Decimal | None = None
    free: bool = False
    """On the user's own computer: nobody charges anything."""


@dataclass(frozen=True, slots=True)
class ModelSpec:
    name: str
    """As it was asked for."""
    provider: str
    source: Source = "unknown"
    """Who said so."""
    entry: str = ""
    """The catalog's own name for it; differs from `name` where a dated or prefixed name was traced to it."""
    window: int | None = None
    """The most input tokens."""
    output_limit: int | None = None
    streaming: bool | None = None
    tools: bool | None = None
    vision: bool | None = None
    json_schema: bool | None = None
    reasoning: bool | None = None
    prompt_caching: bool | None = None
    system_messages: bool | None = None
    sampling: bool | None = None
    efforts: tuple[str, ...] = ()
    """Levels of reasoning; empty where there are none or nobody knows."""
    verbosities: tuple[str, ...] = ()
    parameters: Mapping[str, ParameterRule] = field(default_factory=dict)
    prices: Prices | None = None
    mode: str = ""
    """`chat`, `completion` or `responses`; empty if unknown."""
    retires: str = ""
    """The day from which the provider no longer offers it (2026-05-31)."""

    @property
    def known(self) -> bool:
        return self.source != "unknown"
