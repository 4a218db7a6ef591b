"""The visible order in which a call passes its layers. Each layer is a small module of its own:

    cache      replays a stored answer, joins a flight under way, stores a complete answer    cache.py
    budget     estimates, and stops what would cost more than was allowed                     budget.py
    route      chooses the model, falls back to the next, cools a failing one down            routing.py
    fitting    holds the request against what this model can take                             fitting.py
    retry      tries again what can succeed, with another key where there is one              retry.py
    limits     waits for a place: requests, tokens and parallel calls                         limits.py
    ledger     prices and writes down each attempt that reached a backend                     bookkeeping.py, ledger.py
    log        writes requests and answers to a file, where someone has asked for that        request_log.py
    backend    speaks to the server                                                           backends/

Limits and ledger stand inside of route and retry, since a second attempt and another model are requests of their own.
`client.py` puts the layers together, `assembly.py` gives them catalog, prices, token counts and keys.
"""

from __future__ import annotations

from collections.abc import AsyncGenerator, Callable, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Protocol, TypeAlias
from uuid import uuid4

from .deadline import Stopwatch

if TYPE_CHECKING:
    from .events import Event
    from .messages import Request


@dataclass(slots=True)
class Call:
    """A request on its way. Layers hand it onward as it is, or a `for_model` copy of it."""

    request: Request
    model: str
    """The model of this attempt; a route may set another than the request names."""
    id: str = field(default_factory=lambda: uuid4().hex)
    time: Stopwatch = field(default_factory=Stopwatch)
    """All attempts share it."""
    attempt: int = 1

    @property
    def seconds_left(self) -> float | None:
        """Until the request's deadline; None where it has none."""
        if self.request.deadline is None:
            return None
        return self.request.deadline - self.time.seconds


Onward: TypeAlias = Callable[[Call], AsyncGenerator["Event", None]]


class Layer(Protocol):
    """Passes events on, and may add some, hold them back, or start the rest of the way again.

    Closing the generator must close the one that it iterates (`async with aclosing(...)`)."""

    def stream(self, call: Call, onward: Onward) -> AsyncGenerator[Event, None]: ...


def compose(layers: Sequence[Layer], last: Onward) -> Onward:
    """One function that sends a call through all layers, outermost first."""
    onward = last
    for layer in reversed(layers):
        onward = _step(layer, onward)
    return onward


def _step(layer: Layer, onward: Onward) -> Onward:
    def go(call: Call) -> AsyncGenerator[Event, None]:
        return layer.stream(call, onward)

    return go
