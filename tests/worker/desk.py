"""Stands where Blender's main thread does: asks, looks in now and then, never waits inside."""

from __future__ import annotations

import sys
import threading
import time
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

from blender_movie_director.worker.process_host import Launch
from blender_movie_director.worker.protocol import ENDINGS, Configure, Facts, Failed, FromWorker, Progress, Words
from blender_movie_director.worker.supervisor import Supervisor

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from blender_movie_director.worker.hosts import Host

PATIENCE = 30.0
"""Seconds after which a test that waits has failed; nothing is measured by it."""


class Desk:
    def __init__(self, *factories: Callable[[], Host]) -> None:
        self.supervisor = Supervisor(factories)
        self.heard: dict[str, list[FromWorker]] = {}

    def configure(self, **settings: Any) -> None:
        self.supervisor.configure(Configure(**settings))

    def ask(self, text: str, model: str = "scripted/stand-in", **more: object) -> str:
        payload = {"text": text, "name": "Rooms", "model": model, "temperature": None, **more}
        return self.submit("analysis", payload)

    def submit(self, task: str, payload: dict[str, Any]) -> str:
        job = self.supervisor.submit(task, payload)
        self.heard[job] = []
        return job

    def look(self) -> None:
        for message in self.supervisor.receive(time.perf_counter() + 0.004):
            assert not isinstance(message, ENDINGS) or self.ending(message.job) is None, "a second ending"
            self.heard[message.job].append(message)  # type: ignore[union-attr]

    def until(self, done: Callable[[], object], seconds: float = PATIENCE) -> None:
        late = time.monotonic() + seconds
        self.look()
        while not done():
            assert time.monotonic() < late, "waited in vain"
            time.sleep(0.002)
            self.look()

    def finish(self, *jobs: str) -> None:
        self.until(lambda: all(self.ending(job) is not None for job in jobs))

    def ending(self, job: str) -> FromWorker | None:
        heard = self.heard[job]
        return heard[-1] if heard and isinstance(heard[-1], ENDINGS) else None

    def words(self, job: str) -> str:
        return "".join(message.text for message in self.heard[job] if isinstance(message, Words))

    def progress(self, job: str) -> list[int]:
        return [message.done for message in self.heard[job] if isinstance(message, Progress)]

    def facts(self, job: str) -> Facts:
        (facts,) = (message for message in self.heard[job] if isinstance(message, Facts))
        return facts

    def failure(self, job: str) -> Failed:
        ending = self.ending(job)
        assert isinstance(ending, Failed), ending
        return ending


@dataclass(frozen=True, slots=True)
class MeasuredLaunch(Launch):
    """The same child, under coverage. Only used when the tests themselves are measured."""

    measuring: tuple[str, ...] = field(default=())

    def command(self, mode: str) -> list[str]:
        command = Launch.command(self, mode)
        script = command.index("utf8") + 1
        return [*command[:script], str(Path(__file__).parent / "measured_child.py"), *self.measuring, *command[script:]]


def make_launch(wheels: tuple[str, ...]) -> Launch:
    if "coverage" in sys.modules:
        import coverage

        current = coverage.Coverage.current()
        if current is not None:
            config = str(Path(__file__).parents[2] / "pyproject.toml")
            data = str(Path(current.get_option("run:data_file") or ".coverage").absolute())
            return MeasuredLaunch(sys.executable, wheels, (data, config, wheels[0]))
    return Launch(sys.executable, wheels)


@dataclass(frozen=True, slots=True)
class OtherProgram(Launch):
    """A child that is no worker of ours: what it does is written here."""

    program: str = ""

    def command(self, mode: str) -> list[str]:
        del mode
        return [self.python, "-I", "-c", self.program]


def other_program(program: str) -> OtherProgram:
    return OtherProgram(sys.executable, (), program)


@contextmanager
def nothing_left() -> Iterator[None]:
    """No thread and no open file may outlive what is done here."""
    threads, files = set(threading.enumerate()), _open_files()
    yield
    late = time.monotonic() + PATIENCE
    # LiteLLM tells of a broken stream on a thread of its own, which ends by itself.
    while set(threading.enumerate()) - threads and time.monotonic() < late:
        time.sleep(0.005)
    assert not set(threading.enumerate()) - threads
    left = {name: target for name, target in _open_files().items() if files.get(name) != target}
    assert not left


def _open_files() -> dict[str, str]:
    listing = Path("/proc/self/fd")
    if not listing.is_dir():
        return {}
    found = {}
    for link in listing.iterdir():
        with suppress(OSError):  # the listing itself was open for a moment
            found[link.name] = str(link.readlink())
    return found
