"""Server-sent events, as bytes arrive: `Parser.feed` takes whatever the network gave and returns the events in it.

The rules are those of the HTML standard (lines end in CR, LF or CRLF; comments; several `data:` lines; one BOM).
Two departures from it, both for servers that are met in the wild: `id:` and `retry:` are not kept, since nobody
reconnects to half an answer, and `close` gives out a last event that lacks its empty line.
"""

from __future__ import annotations

from typing import NamedTuple

DONE = "[DONE]"
"""The data of the event by which OpenAI's dialect ends a stream."""

_BOM = b"\xef\xbb\xbf"
_LONGEST = 16 * 1024 * 1024


class ServerEvent(NamedTuple):
    data: str
    name: str = ""
    """The `event:` field; empty for the usual kind."""


class OversizedEventError(ValueError):
    """A line, or an event, is longer than any answer's piece can be."""


class Parser:
    """One stream. The cost is linear in its bytes, however they are split; the memory is bounded by `longest`."""

    def __init__(self, longest: int = _LONGEST) -> None:
        self._longest = longest
        self._begun = False
        self._after_cr = False
        self._line: list[bytes] = []
        """The pieces of a line whose end has not come. Kept apart: joining them each time would be quadratic."""
        self._line_length = 0
        self._data: list[bytes] = []
        self._data_length = 0
        self._name = b""

    def feed(self, received: bytes) -> list[ServerEvent]:
        """The events that are complete with these bytes. Raises `OversizedEventError`."""
        if self._after_cr and received:
            self._after_cr = False
            if received[0] == 10:  # the LF of a CRLF that was split; its CR has ended the line already
                received = received[1:]
        if b"\r" in received:
            self._after_cr = received.endswith(b"\r")
            received = received.replace(b"\r\n", b"\n").replace(b"\r", b"\n")
        lines = received.split(b"\n")
        rest = lines.pop()
        events: list[ServerEvent] = []
        if lines:
            if self._line:
                lines[0] = b"".join((*self._line, lines[0]))
                self._line.clear()
                self._line_length = 0
            self._take(lines, events)
        if rest:
            self._line.append(rest)
            self._line_length += len(rest)
            if self._line_length > self._longest:
                raise OversizedEventError("A line of the stream does not end.")
        return events

    def close(self) -> list[ServerEvent]:
        """What is left when the stream has ended: an event whose last line or empty line is missing."""
        events: list[ServerEvent] = []
        left = b"".join(self._line)
        self._line.clear()
        self._take([left, b""] if left else [b""], events)
        return events

    def _take(self, lines: list[bytes], events: list[ServerEvent]) -> None:
        if not self._begun:
            self._begun = True
            lines[0] = lines[0].removeprefix(_BOM)
        for line in lines:
            if line.startswith(b"data:"):
                value = line[6:] if line.startswith(b" ", 5) else line[5:]
                self._data.append(value)
                self._data_length += len(value) + 1
                if self._data_length > self._longest:
                    raise OversizedEventError("An event of the stream does not end.")
            elif not line:
                if self._data:
                    data = self._data[0] if len(self._data) == 1 else b"\n".join(self._data)
                    events.append(ServerEvent(data.decode("utf-8", "replace"), self._name.decode("utf-8", "replace")))
                    self._data.clear()
                    self._data_length = 0
                self._name = b""
            elif line.startswith(b"event:"):
                self._name = line[7:] if line.startswith(b" ", 6) else line[6:]
            elif line == b"data":
                self._data.append(b"")
