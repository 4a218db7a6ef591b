"""How soon a cancelled request is off the line: from the click's `supervisor.cancel` to the moment at which the model's
server, in a process of its own, sees its connection closed. In both hosts, with an answer that is being written, one
that is awaited, and one that comes as a whole; straight to the server, and through a LiteLLM proxy.

Through the proxy, a stream that is being written counts alone: only there does the proxy pass the closing on at once.
With `python -m support.cancel_measures --all` in this folder, what it does otherwise is told too.
"""

from __future__ import annotations

import json
import sys
import time
from typing import TYPE_CHECKING, NamedTuple

from . import proxied_reader, reading_server
from .errors import ScriptError
from .feature import feature
from .worker_desk import HOSTS, Desk, Job, open_desk

if TYPE_CHECKING:
    from .reading_server import Call, ReadingServer

_SCENES, _SEED = 40, 1
_ROUNDS = 5
_SECONDS_TO_WAIT = 5.0
_AT_ONCE = "o1-pro"
"""A model of OpenAI's that does not stream, as the catalog knows."""


class Way(NamedTuple):
    name: str
    model: str
    proxied: bool = False
    counts: bool = True


_WAYS = (
    Way("in mid-stream", reading_server.WAITING),
    Way("before the first word", reading_server.SILENT),
    Way("not streaming", _AT_ONCE),
    Way("in mid-stream, through the library", f"litellm/{reading_server.WAITING}"),
    Way("in mid-stream, proxied", reading_server.WAITING, proxied=True),
    Way("before the first word, proxied", reading_server.SILENT, proxied=True, counts=False),
    Way("not streaming, proxied", _AT_ONCE, proxied=True, counts=False),
)


def measured(*, everything: bool = False) -> dict[str, float]:
    text = feature(_SCENES, _SEED)
    worst: dict[str, float] = {}
    # Under its own name, LiteLLM would ask for this one by another API.
    models = {name: name for name in (reading_server.WAITING, reading_server.SILENT)} | {_AT_ONCE: "whole"}
    with proxied_reader.running(models) as reader:
        for host in HOSTS:
            with open_desk(host) as desk:
                for way in _WAYS:
                    if way.counts or everything:
                        desk.configure(reader.url if way.proxied else reader.server.url, proxied_reader.KEY)
                        seconds = max(_cancelled(desk, reader.server, text, way) for _ in range(_ROUNDS))
                        worst[f"{host}, {way.name}"] = seconds * 1e3
    if everything:
        return worst
    return {"cancel_ms": max(worst.values())}


def _cancelled(desk: Desk, server: ReadingServer, text: str, way: Way) -> float:
    server.forget()
    prefix, _, name = way.model.rpartition("/")
    job = desk.analyse(text, f"{prefix}/openai/{name}" if prefix else f"openai/{name}")
    desk.until(lambda: job.ending or _is_under_way(job, server, way))
    clicked = time.perf_counter()
    desk.supervisor.cancel(job.name)
    desk.finish(job, kind="Cancelled")
    calls = _all_ended(server)
    if any(call.whole is not (name == _AT_ONCE) for call in calls):
        raise ScriptError(f"{name} was not asked in the way that was to be measured.")
    return max((call.hung_up or clicked + _SECONDS_TO_WAIT) - clicked for call in calls)


def _is_under_way(job: Job, server: ReadingServer, way: Way) -> bool:
    """Words have come; where none come, the model's server has been asked."""
    if way.name.startswith("in mid-stream"):
        return job.first("scenes") is not None
    return len(server.calls()) >= 2


def _all_ended(server: ReadingServer) -> list[Call]:
    """The calls, once the server has seen the end of each, or has waited for it in vain."""
    late = time.monotonic() + _SECONDS_TO_WAIT
    while any(call.ended is None for call in server.calls()) and time.monotonic() < late:
        time.sleep(0.02)
    return server.calls()


if __name__ == "__main__":
    print(f"figures: {json.dumps(measured(everything='--all' in sys.argv))}")
