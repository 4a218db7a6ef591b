"""What the package offers, and that it costs nothing before it is used."""

import subprocess
import sys

import pytest

from blender_movie_director import screenplay
from blender_movie_director.screenplay import facts, pages


@pytest.mark.parametrize("name", screenplay.__all__)
def test_every_name_that_is_offered_is_there(name):
    assert getattr(screenplay, name) is not None
    assert name in dir(screenplay)


@pytest.mark.parametrize("package", [screenplay, facts, pages])
def test_every_name_has_one_home_and_is_offered(package):
    assert sorted(name for names in package._HOMES.values() for name in names) == sorted(package.__all__)
    assert all(getattr(package, name) is not None for name in package.__all__)


def test_an_unknown_name_is_refused_as_by_any_module():
    with pytest.raises(AttributeError, match="has no attribute 'parser'"):
        screenplay.parser  # noqa: B018


def test_reading_a_script_loads_nothing_that_counts_or_prints_one():
    code = (
        "import sys; from blender_movie_director.screenplay import Document; Document().update('INT. A - DAY');"
        "print(*sorted(name.rpartition('screenplay.')[2] for name in sys.modules if 'screenplay.' in name))"
    )
    loaded = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout.split()
    assert "block_reader" in loaded
    assert not {name for name in loaded if name.startswith(("facts", "pages", "printing", "fdx"))}
