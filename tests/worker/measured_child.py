"""Starts `child.py` under coverage. Its arguments: the data file, coverage's settings, the folder it lies in, and
then the command that is measured."""

import os
import runpy
import sys
from pathlib import Path

data, config, site, *command = sys.argv[1:]
sys.path.append(site)

import coverage  # noqa: E402 - there is no site in an isolated Python

package = str(Path(command[0]).parents[1])
measuring = coverage.Coverage(data_file=data, config_file=config, data_suffix=True, source=[package])
measuring.start()
_leave = os._exit


def leave(code: int) -> None:
    """Workers end by `os._exit`, which would take what was measured along."""
    measuring.stop()
    measuring.save()
    _leave(code)


os._exit = leave  # type: ignore[assignment]
sys.path.remove(site)
sys.argv = command
runpy.run_path(command[0], run_name="__main__")
