from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from blender_movie_director.worker.process_host import ProcessHost
from blender_movie_director.worker.thread_host import ThreadHost
from tests.worker.desk import PATIENCE, Desk, make_launch, nothing_left

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from blender_movie_director.worker.hosts import Host
    from blender_movie_director.worker.process_host import Launch


@pytest.fixture(scope="session")
def launch(wheels: tuple[str, ...]) -> Launch:
    return make_launch(wheels)


@pytest.fixture(scope="session", params=["process", "thread"])
def make_host(request: pytest.FixtureRequest, launch: Launch) -> Callable[[], Host]:
    """Everything that uses this is run against both hosts."""
    return ThreadHost if request.param == "thread" else lambda: ProcessHost(launch)


@pytest.fixture
def desk(make_host: Callable[[], Host]) -> Iterator[Desk]:
    desk = Desk(make_host)
    yield desk
    assert desk.supervisor.stop(PATIENCE)


@pytest.fixture(scope="module")
def kept_desk(make_host: Callable[[], Host]) -> Iterator[Desk]:
    """One worker for all tests of a module, for those that load LiteLLM: that takes two seconds."""
    with nothing_left():
        desk = Desk(make_host)
        yield desk
        assert desk.supervisor.stop(PATIENCE)


@pytest.fixture(autouse=True)
def _leftovers(request: pytest.FixtureRequest) -> Iterator[None]:
    if "kept_desk" in request.fixturenames:  # which looks after its own
        yield
        return
    with nothing_left():
        yield
