"""Makes each request fit the model that it is about to be sent to. Stands inside of the route, since a fallback may
take other parameters and has another window."""

from __future__ import annotations

import logging
from contextlib import aclosing
from dataclasses import replace
from typing import TYPE_CHECKING

from . import backends
from .checking import check
from .messages import Text
from .tokens import count_request

if TYPE_CHECKING:
    from collections.abc import AsyncGenerator

    from .catalog import Catalog
    from .events import Event
    from .messages import Request
    from .pipeline import Call, Onward

log = logging.getLogger(__name__)


class Fitting:
    """See `pipeline.Layer`. Refuses what the model cannot take before anything is sent; drops what may be dropped."""

    def __init__(self, catalog: Catalog) -> None:
        self._catalog = catalog

    async def stream(self, call: Call, onward: Onward) -> AsyncGenerator[Event, None]:
        if backends.needs_network(call.model):
            call = self._fitted(call)
        async with aclosing(onward(call)) as events:
            async for event in events:
                yield event

    def _fitted(self, call: Call) -> Call:
        spec = self._catalog.find(call.model)
        # No token is shorter than a byte: a prompt with fewer bytes than that needs no counting.
        longest = spec.window is not None and _bytes_of(call.request) > spec.window
        tokens = count_request(call.request, call.model, wait=False) if longest else None
        request, notes = check(call.request, spec, tokens)
        for note in notes:
            log.info("%s", note)
        return call if request is call.request else replace(call, request=request)


def _bytes_of(request: Request) -> int:
    """At least as many as the prompt has tokens, pictures apart (they are counted by their size)."""
    size = 0
    for message in request.messages:
        parts = (Text(message.content),) if isinstance(message.content, str) else message.content
        size += sum(4 * len(part.text) if isinstance(part, Text) else len(part.data) for part in parts)
        size += sum(4 * (len(tool.name) + len(tool.arguments)) for tool in message.tool_calls)
        size += sum(4 * len(thought.text) for thought in message.reasoning)
    return size + sum(4 * len(str(tool.parameters)) for tool in request.tools)
