from __future__ import annotations

import io
from typing import TYPE_CHECKING

from tests.scripts import tiny_project  # noqa: F401 - makes the scripts importable

# isort: split
from support import console
from support.errors import ScriptError

if TYPE_CHECKING:
    import pytest


def test_a_name_that_the_terminal_cannot_show_does_not_stop_the_work() -> None:
    stream = io.TextIOWrapper(io.BytesIO(), encoding="ascii")
    console.say("Grönholm", stream)
    stream.seek(0)
    assert stream.read().strip() == "Gr\\xf6nholm"


def test_a_table_lines_up(capsys: pytest.CaptureFixture[str]) -> None:
    console.table([["zip", "MB", "without"], ["a-long-name.zip", "27.4", "-"]])
    assert capsys.readouterr().out.splitlines() == ["zip              MB    without", "a-long-name.zip  27.4  -"]


def test_what_a_person_can_act_on_is_one_line_and_a_status(capsys: pytest.CaptureFixture[str]) -> None:
    def fails() -> int:
        raise ScriptError("Do this.")

    assert console.run_script(fails) == 1
    assert capsys.readouterr().err == "error: Do this.\n"
    assert console.run_script(lambda: 0) == 0
