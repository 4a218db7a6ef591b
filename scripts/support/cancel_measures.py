"""How soon a cancelled request is off the line: from the click's `supervisor.cancel` to the moment at which the other
end sees its connection closed. In both hosts, with an answer that is being written, one that is awaited, and one that
comes as a whole; straight to the model's server, which is a process of its own, and through a LiteLLM proxy.

Through the proxy it is the model's server that must see it while words come, since then the proxy passes the closing on
at once. Otherwise it does not, and what counts is what we answer for: that we hang up on the proxy, as a relay before
it sees. With `python -m support.cancel_measures --all` in this folder, what the model sees of those is told too.
"""

from __future__ import annotations

import json
import sys
import time
from typing import TYPE_CHECKING, NamedTuple

from . import proxied_reader, reading_server, relay
from .errors import ScriptError
from .feature import feature
from .worker_desk import HOSTS, Desk, Job, open_desk

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from .proxied_reader import ProxiedReader
    from .reading_server import Call
    from .relay import Connection, Relay

_SCENES, _SEED = 40, 1
_ROUNDS = 5
_SECONDS_TO_WAIT = 5.0
_AT_ONCE = "o1-pro"
"""A model of OpenAI's that does not stream, as the catalog knows."""


class Way(NamedTuple):
    name: str
    model: str
    proxied: bool = False
    relayed: bool = False
    """There is a relay before the proxy, and what it sees counts."""


_WAYS = (
    Way("in mid-stream", reading_server.WAITING),
    Way("before the first word", reading_server.SILENT),
    Way("not streaming", _AT_ONCE),
    Way("in mid-stream, through the library", f"litellm/{reading_server.WAITING}"),
    Way("in mid-stream, proxied", reading_server.WAITING, proxied=True),
    Way("before the first word, proxied", reading_server.SILENT, proxied=True, relayed=True),
    Way("not streaming, proxied", _AT_ONCE, proxied=True, relayed=True),
)


class Seconds(NamedTuple):
    """From the click to the closed connection."""

    counted: float
    at_model: float | None
    """The same for the model behind a proxy, where that does not count and was asked for."""


def measured(*, everything: bool = False) -> dict[str, float]:
    text = feature(_SCENES, _SEED)
    worst: dict[str, float] = {}
    # Under its own name, LiteLLM would ask for this one by another API.
    models = {name: name for name in (reading_server.WAITING, reading_server.SILENT)} | {_AT_ONCE: "whole"}
    with proxied_reader.running(models) as reader, relay.running(reader.url) as before:
        for host in HOSTS:
            with open_desk(host) as desk:
                line = _Line(desk, reader, before, text)
                for way in _WAYS:
                    rounds = [line.cancelled(way, everything=everything) for _ in range(_ROUNDS)]
                    worst[f"{host}, {way.name}"] = max(seconds.counted for seconds in rounds) * 1e3
                    if at_model := [seconds.at_model for seconds in rounds if seconds.at_model is not None]:
                        worst[f"{host}, {way.name}, at the model"] = max(at_model) * 1e3
    if everything:
        return worst
    return {"cancel_ms": max(worst.values())}


class _Line:
    """From a worker to the model, with all that may stand between them."""

    def __init__(self, desk: Desk, reader: ProxiedReader, before: Relay, text: str) -> None:
        self._desk = desk
        self._reader = reader
        self._relay = before
        self._text = text

    def cancelled(self, way: Way, *, everything: bool) -> Seconds:
        server = self._reader.server
        server.forget()
        self._relay.connections.clear()
        beyond = self._reader.url if way.proxied else server.url
        self._desk.configure(self._relay.url if way.relayed else beyond, proxied_reader.KEY)
        prefix, _, name = way.model.rpartition("/")
        job = self._desk.analyse(self._text, f"{prefix}/openai/{name}" if prefix else f"openai/{name}")
        self._desk.until(lambda: job.ending or self._is_under_way(job, way))
        clicked = time.perf_counter()
        self._desk.supervisor.cancel(job.name)
        self._desk.finish(job, kind="Cancelled")
        seconds = self._seen(clicked, way, everything=everything)
        if any(call.whole is not (name == _AT_ONCE) for call in server.calls()):
            raise ScriptError(f"{name} was not asked in the way that was to be measured.")
        return seconds

    def _seen(self, clicked: float, way: Way, *, everything: bool) -> Seconds:
        if not way.relayed:
            return Seconds(self._seen_by_model(clicked), None)
        connections = self._relay.connections
        _wait_for(lambda: all(connection.hung_up for connection in connections))
        return Seconds(_longest(connections, clicked), self._seen_by_model(clicked) if everything else None)

    def _seen_by_model(self, clicked: float) -> float:
        server = self._reader.server
        _wait_for(lambda: all(call.ended for call in server.calls()))
        return _longest(server.calls(), clicked)

    def _is_under_way(self, job: Job, way: Way) -> bool:
        """Words have come; where none come, the model's server has been asked. Through the relay, for all that we have
        asked: what the proxy passed on late would be taken for a call of the next round."""
        if way.name.startswith("in mid-stream"):
            return job.first("scenes") is not None
        calls = len(self._reader.server.calls())
        return calls >= 2 and (not way.relayed or calls == len(self._relay.connections))


def _longest(ended: Sequence[Call | Connection], clicked: float) -> float:
    return max((one.hung_up or clicked + _SECONDS_TO_WAIT) - clicked for one in ended)


def _wait_for(done: Callable[[], bool]) -> None:
    """For a while: what is late then is told as a figure."""
    late = time.monotonic() + _SECONDS_TO_WAIT
    while not done() and time.monotonic() < late:
        time.sleep(0.02)


if __name__ == "__main__":
    print(f"figures: {json.dumps(measured(everything='--all' in sys.argv))}")
