"""What Blender's side and the worker say to each other: plain data, one JSON object a line.

This is all that the two share. Everything here crosses a process boundary, so nothing but strings,
numbers, booleans, None and plain lists and dicts of them goes into a message.
"""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from typing import Any, TypeAlias

VERSION = 1


class ProtocolError(ValueError):
    """A line that is no message of ours."""


@dataclass(frozen=True, slots=True)
class Configure:
    """What the worker may use. Sent before the first job and whenever it changed."""

    online: bool
    keys: dict[str, str] = field(default_factory=dict, repr=False)
    endpoints: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Start:
    job: str
    task: str
    payload: dict[str, Any] = field(repr=False)


@dataclass(frozen=True, slots=True)
class Cancel:
    job: str


@dataclass(frozen=True, slots=True)
class Stop:
    """End all jobs and leave."""


@dataclass(frozen=True, slots=True)
class Ready:
    """The worker's first word."""

    version: int
    pid: int
    python: str


@dataclass(frozen=True, slots=True)
class Facts:
    """What was found out without a model: a report to read and the same as data."""

    job: str
    report: str
    data: dict[str, Any]


@dataclass(frozen=True, slots=True)
class Words:
    job: str
    text: str


@dataclass(frozen=True, slots=True)
class Progress:
    job: str
    done: int
    total: int
    note: str


@dataclass(frozen=True, slots=True)
class Finished:
    job: str
    model: str
    stand_in: bool
    input_tokens: int | None
    output_tokens: int | None


@dataclass(frozen=True, slots=True)
class Failed:
    """`what` happened and what to do (`remedy`), each a sentence for the person; no keys, no traceback."""

    job: str
    what: str
    remedy: str


@dataclass(frozen=True, slots=True)
class Cancelled:
    job: str


@dataclass(frozen=True, slots=True)
class Lost:
    """Not sent by a worker but said by its host: the worker is gone. `detail` is for the log."""

    detail: str


ToWorker: TypeAlias = Configure | Start | Cancel | Stop
FromWorker: TypeAlias = Ready | Facts | Words | Progress | Finished | Failed | Cancelled | Lost
Message: TypeAlias = ToWorker | FromWorker

ENDINGS = (Finished, Failed, Cancelled)
"""Each job ends with exactly one of these."""

_KINDS: dict[str, type[Message]] = {
    kind.__name__: kind
    for kind in (Configure, Start, Cancel, Stop, Ready, Facts, Words, Progress, Finished, Failed, Cancelled, Lost)
}


def encode(message: Message) -> bytes:
    """One line. ASCII only, so that lone surrogates and whatever encoding a pipe has are harmless."""
    body = {"kind": type(message).__name__}
    for name in message.__slots__:
        body[name] = getattr(message, name)
    return json.dumps(body, separators=(",", ":")).encode("ascii") + b"\n"


def decode(line: bytes) -> Message:
    try:
        body = json.loads(line)
        kind = _KINDS[body.pop("kind")]
        return kind(**body)
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        # Neither the line nor the cause is repeated: it may be a Configure, which holds keys.
        raise ProtocolError(f"a line of {len(line)} bytes is no message ({type(error).__name__})") from None
