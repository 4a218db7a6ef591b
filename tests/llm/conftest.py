"""What tests of several backends share: an upstream whose models each behave in their way, and a proxy before it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.llm import behaviours, proxy
from tests.llm.model_server import ModelServer

if TYPE_CHECKING:
    from collections.abc import Iterator

RUNNING = pytest.StashKey[proxy.Proxy]()


@pytest.fixture(scope="session")
def upstream() -> Iterator[ModelServer]:
    """A server whose models behave as `behaviours.BEHAVIOURS` says, for the whole session."""
    with ModelServer() as server:
        server.play = behaviours.play
        yield server


@pytest.fixture(scope="session")
def litellm_proxy(
    upstream: ModelServer, tmp_path_factory: pytest.TempPathFactory, pytestconfig: pytest.Config
) -> Iterator[proxy.Proxy]:
    """A real LiteLLM proxy in front of `upstream`; its log stands under each test that fails with it."""
    if proxy.python() is None:
        pytest.skip(proxy.HOW_TO_HAVE_ONE)
    folder = tmp_path_factory.mktemp("proxy")
    with proxy.running(folder, upstream.url, behaviours.BEHAVIOURS) as started:
        pytestconfig.stash[RUNNING] = started
        yield started
        del pytestconfig.stash[RUNNING]


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Item) -> Iterator[None]:
    report: pytest.TestReport = yield  # type: ignore[assignment]
    running = item.config.stash.get(RUNNING, None)
    if report.failed and running is not None and "proxy" in item.nodeid:
        report.sections.append(("log of the LiteLLM proxy", running.tail()))
    return report  # type: ignore[return-value]
