"""The worker in a child process: Blender's own Python, our messages over its pipes.

The default inside Blender. LiteLLM's import and its bursts of chunks then cost Blender's window nothing,
and a crash of either side does not take the other along.
"""

from __future__ import annotations

import atexit
import logging
import os
import subprocess
import sys
import tempfile
import time
from collections import deque
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import IO, TYPE_CHECKING

from ..llm.keys import scrub
from . import pipes
from .environment import child_environment
from .hosts import HostError
from .protocol import Configure, FromWorker, Lost, ProtocolError, Start, Stop, ToWorker, decode, encode

if TYPE_CHECKING:
    from collections.abc import Iterator

log = logging.getLogger(__name__)

_TAIL_OF_LOG = 2000
_SENDING = 0.002
"""Seconds that the caller gives at most to the sending of one message."""


@dataclass(frozen=True, slots=True)
class Launch:
    """How to start a child: which Python, and where the wheels lie."""

    python: str
    wheels: tuple[str, ...]

    def command(self, mode: str) -> list[str]:
        package = Path(__file__).resolve().parent.parent
        child = package / "worker" / "child.py"
        return [self.python, "-I", "-S", "-X", "utf8", str(child), mode, str(package), *self.wheels]

    def popen(self, mode: str, **pipes_to: object) -> subprocess.Popen[bytes]:
        """Starts it where nothing is locked by its working directory, without a console window,
        and out of reach of a Ctrl-C meant for Blender."""
        platform: dict[str, object] = {"start_new_session": True}
        if sys.platform == "win32":
            platform = {"creationflags": subprocess.CREATE_NO_WINDOW}
        return subprocess.Popen(  # type: ignore[call-overload, no-any-return]  # noqa: S603
            self.command(mode),
            env=child_environment(os.environ),
            cwd=tempfile.gettempdir(),
            bufsize=0,
            **platform,
            **pipes_to,
        )


class ProcessHost:
    """See `hosts.Host`."""

    name = "process"

    def __init__(self, launch: Launch) -> None:
        self._launch = launch
        self._process: subprocess.Popen[bytes] | None = None
        self._log: IO[bytes] | None = None
        self._unsent = bytearray()
        self._half_line = bytearray()
        self._lines: deque[bytes] = deque()
        self._ended = False
        self._secrets: set[str] = set()

    @property
    def pid(self) -> int | None:
        return self._process.pid if self._process is not None else None

    def start(self) -> None:
        with suppress(OSError):  # no room for a log is no reason not to work
            self._log = tempfile.TemporaryFile()  # noqa: SIM115 - lives as long as the child
        try:
            self._process = self._launch.popen(
                "serve",
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=self._log if self._log is not None else subprocess.DEVNULL,
            )
        except (OSError, ValueError) as error:
            self._close_log()
            raise HostError(f"{self._launch.python}: {error}") from error
        atexit.register(self._at_exit)
        try:
            pipes.make_nonblocking(self._stdin())
            if sys.platform != "win32":  # there it is asked beforehand how much has arrived
                pipes.make_nonblocking(self._stdout())
        except OSError as error:
            self.stop(0.0)
            raise HostError(f"the worker's pipes: {error}") from error

    def send(self, message: ToWorker) -> None:
        if isinstance(message, Configure | Start):
            self._secrets.update(message.secrets())
        self._unsent += encode(message)
        self._write(time.perf_counter() + _SENDING)

    def receive(self, deadline: float) -> Iterator[FromWorker]:
        self._write(max(deadline, time.perf_counter() + _SENDING))
        while not self._ended:
            while self._lines:
                message = self._decoded(self._lines.popleft())
                if message is not None:
                    yield message
                if time.perf_counter() >= deadline:
                    return
            if not self._read():
                break
            if not self._lines and time.perf_counter() >= deadline:
                return  # in the middle of a message that is larger than one visit
        if not self._ended and self._process is not None and self._has_gone():
            self._ended = True
            last_words = self._last_words()
            self._release()
            yield Lost(last_words)

    def stop(self, wait: float) -> bool:
        process = self._process
        if process is None:
            return True
        until = time.perf_counter() + wait
        if not self._unsent:  # behind half a message it would not be understood; the closed pipe says the same
            self._unsent += encode(Stop())
            self._write(until)
        self._ended = True
        self._unsent.clear()
        self._lines.clear()
        with suppress(OSError):
            if process.stdin is not None:
                process.stdin.close()
        while process.poll() is None and time.perf_counter() < until:
            self._discard()
            time.sleep(0.005)
        if process.poll() is None:
            log.warning("the worker's process did not leave within %.1f seconds and was ended", wait)
            process.kill()
        with suppress(subprocess.TimeoutExpired):
            process.wait(2.0)
        self._release()
        return process.poll() is not None

    def _at_exit(self) -> None:
        self.stop(1.0)

    def _stdin(self) -> int:
        assert self._process is not None
        assert self._process.stdin is not None
        return self._process.stdin.fileno()

    def _stdout(self) -> int:
        assert self._process is not None
        assert self._process.stdout is not None
        return self._process.stdout.fileno()

    def _write(self, until: float) -> None:
        if self._ended:
            self._unsent.clear()
        try:
            while self._unsent:
                taken = pipes.write_some(self._stdin(), self._unsent)
                del self._unsent[:taken]
                if not taken or time.perf_counter() >= until:
                    return  # the rest goes with the next `receive`
        except (OSError, ValueError):
            self._unsent.clear()  # the child is gone; `receive` tells of it

    def _read(self) -> bool:
        """Takes in what has arrived; False when that is nothing."""
        if self._process is None:
            return False
        data = pipes.read_available(self._stdout())
        if not data:
            return False
        *whole, rest = data.split(b"\n")
        if whole:
            self._lines.append(bytes(self._half_line) + whole[0])
            self._lines.extend(whole[1:])
            self._half_line = bytearray(rest)
        else:
            self._half_line += rest
        return True

    def _discard(self) -> None:
        """Keeps a child that is leaving from waiting for someone to read its last words."""
        with suppress(OSError, ValueError):
            pipes.read_available(self._stdout())

    def _has_gone(self) -> bool:
        """Whether the child is dead and everything that it said has been read."""
        assert self._process is not None
        return self._process.poll() is not None and not self._lines and not self._read()

    def _decoded(self, line: bytes) -> FromWorker | None:
        try:
            return decode(line)  # type: ignore[return-value]
        except ProtocolError as error:
            log.error("dropped from the worker: %s", error)  # noqa: TRY400 - where it happened tells nothing more
            return None

    def _last_words(self) -> str:
        assert self._process is not None
        tail = ""
        if self._log is not None:
            with suppress(OSError):
                self._log.seek(0, os.SEEK_END)
                self._log.seek(max(0, self._log.tell() - _TAIL_OF_LOG))
                tail = self._log.read().decode("utf-8", "replace").strip()
        said = f"; it said: {scrub(tail, self._secrets)}" if tail else ""
        return f"the worker's process ended with code {self._process.returncode}{said}"

    def _release(self) -> None:
        atexit.unregister(self._at_exit)
        if self._process is not None:
            for pipe in (self._process.stdin, self._process.stdout):
                if pipe is not None:
                    with suppress(OSError):
                        pipe.close()
        self._close_log()

    def _close_log(self) -> None:
        if self._log is not None:
            self._log.close()
            self._log = None
