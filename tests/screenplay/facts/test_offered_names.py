"""What the package offers, each name from the module that it is in."""

import pytest

from blender_movie_director.screenplay import facts


@pytest.mark.parametrize("name", facts.__all__)
def test_every_name_that_is_offered_is_there(name):
    assert getattr(facts, name) is not None
    assert name in dir(facts)


def test_every_name_has_one_home_and_is_offered():
    assert sorted(name for names in facts._HOMES.values() for name in names) == sorted(facts.__all__)


def test_an_unknown_name_is_refused_as_by_any_module():
    with pytest.raises(AttributeError, match="has no attribute 'pages'"):
        facts.pages  # noqa: B018
