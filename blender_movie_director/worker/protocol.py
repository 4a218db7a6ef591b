"""What Blender's side and the worker say to each other: plain data, one JSON object a line.

This is all that the two share. Everything here crosses a process boundary, so nothing but strings,
numbers, booleans, None and plain lists and dicts of them goes into a message. Named tuples and not dataclasses:
this is imported in Blender's process at the first click, and a dataclass takes ten times as long to make.
So ask for their kind with `match` or `isinstance`: `Cancel("a")` equals `Cancelled("a")`, and `Stop()` is false.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from types import MappingProxyType
from typing import Any, NamedTuple, TypeAlias

VERSION = 2

KEYS = "keys"
"""The task that is given keys to keep."""
CHECK = "check"
"""The task that asks a provider without asking a model."""


class ProtocolError(ValueError):
    """A line that is no message of ours."""


class Configure(NamedTuple):
    """What the worker may use. Sent before the first job and whenever it changed."""

    online: bool
    settings: Mapping[str, Any] = MappingProxyType({})
    """By the names and in the forms of a settings file (docs/settings.md). What is wrong in it is told to each job."""
    folder: str = ""
    """Where the ledger, the cache and the file of keys live; empty for nowhere."""
    session_keys: Mapping[str, str] = MappingProxyType({})
    """Typed in since Blender started, by provider."""
    environment: Mapping[str, str] = MappingProxyType({})
    """Of Blender's own, the variables that may hold keys: the worker's process inherits none of them."""
    keyring: bool = True
    """Whether the system's keyring is looked into."""

    def secrets(self) -> frozenset[str]:
        """All that no text may show. The settings may be wrong in any way here."""
        found = [*self.session_keys.values(), *self.environment.values(), *_texts_in(self.settings.get("keys"))]
        servers = self.settings.get("servers")
        for server in servers.values() if isinstance(servers, Mapping) else ():
            found += _texts_in(server.get("headers")) if isinstance(server, Mapping) else ()
        return frozenset(found)

    def __repr__(self) -> str:
        return (
            f"Configure(online={self.online}, settings of {sorted(self.settings)}, folder={self.folder!r}, "
            f"keys of {sorted(self.session_keys)}, variables {sorted(self.environment)}, keyring={self.keyring})"
        )


class Start(NamedTuple):
    job: str
    task: str
    payload: dict[str, Any]

    def __repr__(self) -> str:
        return f"Start(job={self.job!r}, task={self.task!r})"  # the payload is somebody's script, or a key

    def secrets(self) -> frozenset[str]:
        """A key that is to be kept comes as a job."""
        return frozenset(_texts_in(self.payload.get("value"))) if self.task == KEYS else frozenset()


class Cancel(NamedTuple):
    job: str


class Answer(NamedTuple):
    """To the question `number` of a job. One that was withdrawn, or answered before, is left as it is."""

    job: str
    number: int
    yes: bool


class Stop(NamedTuple):
    """End all jobs and leave."""


class Ready(NamedTuple):
    """The worker's first word."""

    version: int
    pid: int
    python: str


class Facts(NamedTuple):
    """What was found out without a model: a report to read, and what of it the other side wants as data."""

    job: str
    report: str
    data: dict[str, Any]


class Words(NamedTuple):
    job: str
    text: str


class Part(NamedTuple):
    """Something is finished, as data. Which names there are, and what data, is told by each task."""

    job: str
    name: str
    data: dict[str, Any]


class Progress(NamedTuple):
    job: str
    done: int
    total: int
    note: str


class Asking(NamedTuple):
    """A job waits for an `Answer`: `what` is the case, and what to do (`remedy`). Its ending withdraws the question."""

    job: str
    number: int
    what: str
    remedy: str


class Finished(NamedTuple):
    job: str
    model: str
    stand_in: bool
    input_tokens: int | None
    output_tokens: int | None
    dollars: str = ""
    """A decimal number as text; empty where nobody knows, or where no model was asked."""


class Failed(NamedTuple):
    """`what` happened and what to do (`remedy`), each a sentence for the person; no keys, no traceback."""

    job: str
    what: str
    remedy: str


class Cancelled(NamedTuple):
    job: str


class Lost(NamedTuple):
    """Not sent by a worker but said by its host: the worker is gone. `detail` is for the log."""

    detail: str


ToWorker: TypeAlias = Configure | Start | Cancel | Answer | Stop
FromWorker: TypeAlias = Ready | Facts | Words | Part | Progress | Asking | Finished | Failed | Cancelled | Lost
Message: TypeAlias = ToWorker | FromWorker

ENDINGS = (Finished, Failed, Cancelled)
"""Each job ends with exactly one of these."""

_TO_WORKER = (Configure, Start, Cancel, Answer, Stop)
_FROM_WORKER = (Ready, Facts, Words, Part, Progress, Asking, Finished, Failed, Cancelled, Lost)
_KINDS: dict[str, type[Message]] = {kind.__name__: kind for kind in (*_TO_WORKER, *_FROM_WORKER)}


def encode(message: Message) -> bytes:
    """One line. ASCII only, so that lone surrogates and whatever encoding a pipe has are harmless."""
    body = {"kind": type(message).__name__, **message._asdict()}
    return json.dumps(body, separators=(",", ":"), default=_as_dict).encode("ascii") + b"\n"


def _as_dict(value: object) -> dict[str, str]:
    """A mapping that cannot be changed is no dict to json. Anything else is no plain data, and may not be sent."""
    if isinstance(value, Mapping):
        return dict(value)
    raise TypeError(f"{type(value).__name__} is no plain data")


def _texts_in(table: object) -> list[str]:
    """All texts at whatever depth."""
    if isinstance(table, str):
        return [table]
    inner = table.values() if isinstance(table, Mapping) else table if isinstance(table, list | tuple) else ()
    return [text for value in inner for text in _texts_in(value)]


def decode(line: bytes) -> Message:
    try:
        body = json.loads(line)
        kind = _KINDS[body.pop("kind")]
        return kind(**body)
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError) as error:
        # Neither the line nor the cause is repeated: it may be a Configure, which holds keys.
        raise ProtocolError(f"a line of {len(line)} bytes is no message ({type(error).__name__})") from None
