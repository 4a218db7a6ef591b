from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.worker.tasks.bench import Bench

if TYPE_CHECKING:
    from collections.abc import AsyncIterator


@pytest.fixture
async def bench() -> AsyncIterator[Bench]:
    bench = Bench()
    yield bench
    await bench.worker.close()
