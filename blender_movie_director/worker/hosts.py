"""What every host of a worker can do. A host belongs to one thread (Blender's main thread) and never blocks it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from collections.abc import Iterator

    from .protocol import FromWorker, ToWorker


class HostError(Exception):
    """The worker could not be started; the text says why, for the log."""


class Host(Protocol):
    """Where a worker runs."""

    name: str

    def start(self) -> None:
        """Returns at once; the worker says `Ready` when it is. Raises `HostError`."""
        ...

    def send(self, message: ToWorker) -> None:
        """Queues a message; never blocks, whatever its size."""
        ...

    def receive(self, deadline: float) -> Iterator[FromWorker]:
        """Messages that have arrived, until `time.perf_counter()` passes the deadline. Yields `Lost` once, as the
        last message ever, when the worker is gone."""
        ...

    def stop(self, wait: float) -> bool:
        """Ends the worker, within `wait` seconds and a little. True when nothing of it is left."""
        ...
