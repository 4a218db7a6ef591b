"""The worker as Blender has it, for measurements in plain Python: asked by its supervisor, heard in short visits."""

from __future__ import annotations

import sys
import sysconfig
import time
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

from .errors import ScriptError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from blender_movie_director.worker.protocol import Configure, FromWorker

_ROOT = Path(__file__).resolve().parents[2]
_SECONDS = 120.0
_VISIT = 0.002
_PAUSE = 0.001

PROCESS, THREAD = "process", "thread"
HOSTS = (PROCESS, THREAD)


def configuration(url: str, key: str, folder: str = "") -> Configure:
    """All that a measured worker is told: models named openai/... are at `url`. The one place that makes it."""
    from blender_movie_director.worker.protocol import Configure  # noqa: PLC0415 - see `package_is_known`

    servers = {"openai": {"url": url}}
    return Configure(
        online=True, settings={"servers": servers}, folder=folder, session_keys={"openai": key}, keyring=False
    )


def package_is_known() -> None:
    """Measurements run from their own folder; the package lies beside it."""
    if str(_ROOT) not in sys.path:
        sys.path.insert(0, str(_ROOT))


class Job:
    """What was heard of one job, and when."""

    def __init__(self, name: str, began: float) -> None:
        self.name = name
        self.began = began
        self.heard: list[tuple[float, FromWorker]] = []
        self.ending: FromWorker | None = None
        self.ended = 0.0

    def first(self, part: str) -> float | None:
        """Seconds from the question to the first part of this name."""
        for when, message in self.heard:
            if getattr(message, "name", None) == part:
                return when - self.began
        return None


class Desk:
    def __init__(self, host: str) -> None:
        from blender_movie_director.worker.process_host import Launch, ProcessHost  # noqa: PLC0415
        from blender_movie_director.worker.supervisor import Supervisor  # noqa: PLC0415
        from blender_movie_director.worker.thread_host import ThreadHost  # noqa: PLC0415

        paths = sysconfig.get_paths()
        launch = Launch(sys.executable, tuple(dict.fromkeys((paths["purelib"], paths["platlib"]))))
        self.supervisor = Supervisor([ThreadHost if host == THREAD else lambda: ProcessHost(launch)])
        self._jobs: dict[str, Job] = {}

    def configure(self, url: str, key: str, folder: str = "") -> None:
        self.supervisor.configure(configuration(url, key, folder))

    def ask(self, task: str, **payload: Any) -> Job:
        began = time.perf_counter()
        name = self.supervisor.submit(task, payload)
        job = self._jobs[name] = Job(name, began)
        return job

    def analyse(self, text: str, model: str) -> Job:
        """As the operator asks."""
        return self.ask("analysis", text=text, name="feature.fountain", model=model, temperature=None)

    def until(self, done: Callable[[], object]) -> None:
        late = time.monotonic() + _SECONDS
        while True:
            self._look()
            if done():
                return
            if time.monotonic() > late:
                raise ScriptError("The worker did not do what was waited for.")
            time.sleep(_PAUSE)

    def finish(self, job: Job, *, kind: str = "Finished") -> Job:
        self.until(lambda: job.ending)
        if type(job.ending).__name__ != kind:
            raise ScriptError(f"The job was to end with {kind}: {job.ending}")
        return job

    def _look(self) -> None:
        from blender_movie_director.worker.protocol import ENDINGS  # noqa: PLC0415

        for message in self.supervisor.receive(time.perf_counter() + _VISIT):
            now = time.perf_counter()
            job = self._jobs[message.job]  # type: ignore[union-attr] # those without one stay with the supervisor
            job.heard.append((now, message))
            if isinstance(message, ENDINGS):
                job.ending, job.ended = message, now


@contextmanager
def open_desk(host: str) -> Iterator[Desk]:
    package_is_known()
    desk = Desk(host)
    try:
        yield desk
    finally:
        desk.supervisor.stop(5.0)
