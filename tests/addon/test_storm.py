"""Whatever a person does while answers arrive: no crash, nothing in the log, and no word of a model is lost.

MOVIE_DIRECTOR_STORMS=200 makes it two hundred storms; each is named by its number and can be run alone (-k "[17]").
"""

from __future__ import annotations

import os

import bpy
import pytest

from .conftest import SCRIPT
from .storm import Faults, Storm

STORMS = int(os.environ.get("MOVIE_DIRECTOR_STORMS", "8"))


@pytest.mark.parametrize("number", range(STORMS))
def test_a_storm_breaks_and_loses_nothing(movie, editor, tmp_path, number):
    storm = Storm(number, tmp_path, SCRIPT)
    with Faults() as faults:
        storm.run()
        done = ", ".join(storm.log)
        assert storm.settle(), f"still running after {done}"
        assert faults.seen == [], done
        assert storm.lost() == [], done
        assert faults.seen == [], done
    bpy.ops.wm.read_homefile(use_empty=True)
