"""Lets the two first commands start under any Python 3: a newer one takes over, or a sentence says what is missing.

This file alone must run where the others cannot, so it keeps to what Python 3.7 knows.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys

_TAKE_OVER = ("3.13", "3.11")


def require() -> None:
    """Return under Python 3.11 or later; under an older one hand over to one of these, or end."""
    if sys.hexversion >= 0x030B0000:  # type checkers and linters hold sys.version_info to be known
        return
    for version in _TAKE_OVER:
        found = shutil.which("python" + version)
        # A pyenv shim exists for versions that are not active, and fails when run.
        if found and subprocess.call([found, "-c", ""], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) == 0:
            sys.exit(subprocess.call([found, *sys.argv], env=dict(os.environ)))
    sys.exit(
        "error: This is Python {}.{}, and Blender has 3.11 or 3.13: install one of these (from python.org, your "
        "system's packages or pyenv) and run the same command with it.".format(*sys.version_info[:2])
    )
