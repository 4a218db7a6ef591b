"""Runs a program with a time limit, and ends everything that it has started when the time is up."""

from __future__ import annotations

import contextlib
import os
import signal
import subprocess
import sys
import threading
import time
from dataclasses import dataclass
from typing import IO, TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

_SECONDS_TO_END = 5.0


@dataclass(frozen=True)
class Ended:
    """How a program ended."""

    returncode: int
    seconds: float
    timed_out: bool = False

    @property
    def signal(self) -> str | None:
        """The signal that ended it ("SIGSEGV"), where one did."""
        # A shell in between reports a signal as 128 and its number.
        number = -self.returncode if self.returncode < 0 else self.returncode - 128
        try:
            return signal.Signals(number).name
        except ValueError:
            return None

    @property
    def crash(self) -> str | None:
        """What went wrong beyond an exit status, as the end of a sentence."""
        if self.timed_out:
            return f"took longer than {self.seconds / 60:.0f} minutes and was ended"
        return f"was ended by {self.signal}" if self.signal else None


class Programs:
    """The programs that are running on behalf of one script."""

    def __init__(self) -> None:
        self._running: set[subprocess.Popen[bytes]] = set()
        self._lock = threading.Lock()
        self._stopping = False

    def run(
        self,
        command: Sequence[str | Path],
        *,
        environment: Mapping[str, str],
        folder: Path,
        seconds: float,
        output: IO[bytes] | None = None,
    ) -> Ended:
        """Run a program to its end, its output to a file or to where ours goes. Nothing that it started outlives it."""
        begun = time.monotonic()
        with self._lock:
            if self._stopping:
                return Ended(-signal.SIGTERM, 0.0)
            process = _start(command, environment, folder, output)
            self._running.add(process)
        timed_out = False
        try:
            try:
                returncode = process.wait(seconds)
            except subprocess.TimeoutExpired:
                timed_out = True
                returncode = -1
            return Ended(returncode, time.monotonic() - begun, timed_out)
        finally:
            end_group(process)
            with self._lock:
                self._running.discard(process)

    def stop(self) -> None:
        """End all of them; whoever waits in `run` gets its answer."""
        with self._lock:
            self._stopping = True
            running = list(self._running)
        for process in running:
            end_group(process)


def _start(
    command: Sequence[str | Path], environment: Mapping[str, str], folder: Path, output: IO[bytes] | None
) -> subprocess.Popen[bytes]:
    # A session of its own: so that it can be ended whole, and so that Ctrl-C reaches us alone, who then end it.
    return subprocess.Popen(
        command, env=environment, cwd=folder, stdin=subprocess.DEVNULL, stdout=output,
        stderr=None if output is None else subprocess.STDOUT,
        start_new_session=os.name != "nt", creationflags=getattr(subprocess, "CREATE_NEW_PROCESS_GROUP", 0),
    )  # fmt: skip


if sys.platform == "win32":

    def end_group(process: subprocess.Popen[bytes]) -> None:
        """End a program and those that it started."""
        if process.poll() is None:
            subprocess.run(["taskkill", "/F", "/T", "/PID", str(process.pid)], capture_output=True, check=False)
            process.wait(_SECONDS_TO_END)

else:

    def end_group(process: subprocess.Popen[bytes]) -> None:
        """End a program and those that it started: politely, then not."""
        # Also when the first one is gone: its number belongs to the group for as long as that has members.
        for last_word in (signal.SIGTERM, signal.SIGKILL):
            with contextlib.suppress(ProcessLookupError, PermissionError):
                os.killpg(process.pid, last_word)
            with contextlib.suppress(subprocess.TimeoutExpired):
                process.wait(_SECONDS_TO_END)
                if last_word is signal.SIGKILL:
                    return
