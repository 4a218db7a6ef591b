"""What tests of several rooms share. Imported inside Blender too: nothing here may need more than pytest."""

from __future__ import annotations

import sysconfig
from contextlib import suppress
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tests.llm.model_server import ModelServer


with suppress(ImportError):  # Blender has none
    from hypothesis import settings

    # No test is a measure of speed: a busy computer is no fault.
    settings.register_profile("patient", settings(), deadline=None)
    settings.load_profile("patient")


@pytest.fixture(scope="session")
def wheels() -> tuple[str, ...]:
    """The folders that hold this Python's packages, as an extension's wheels would be."""
    paths = sysconfig.get_paths()
    return tuple(dict.fromkeys((paths["purelib"], paths["platlib"])))


@pytest.fixture
def model_server() -> Iterator[ModelServer]:
    """A server on this computer that speaks OpenAI's dialect and plays what the test tells it to."""
    from tests.llm.model_server import ModelServer

    with ModelServer() as server:
        yield server


@pytest.fixture(scope="session")
def little_script() -> str:
    return (
        "Title: Two Rooms\nAuthor: Nobody\n\n"
        "INT. KITCHEN - DAY\n\nANNA stands at the sink.\n\nANNA\nIt leaks.\n\n"
        "EXT. GARDEN - NIGHT\n\nRain.\n\nBEN\n(wet)\nSo does this.\n"
    )
