"""Layouts by name, and as texts that travel."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from blender_movie_director.screenplay import Kind
from blender_movie_director.screenplay.pages.layout import (
    FINAL_DRAFT,
    LAYOUTS,
    STANDARD,
    Layout,
    chosen,
    from_text,
    to_text,
)
from blender_movie_director.screenplay.pages.paper import A4, Place, Rules

OWN = Layout(A4, Rules(more="(WEITER)", places=((Kind.DIALOGUE, Place(22, 38, spoken=True, spacing=2)),)))


@pytest.mark.parametrize("layout", [STANDARD, FINAL_DRAFT, OWN])
def test_a_text_holds_all_of_it(layout: Layout) -> None:
    assert from_text(to_text(layout)) == layout


def test_the_script_s_own_is_the_industry_s_where_there_is_none() -> None:
    assert chosen("script", OWN) is OWN
    assert chosen("script", None) is STANDARD
    assert [chosen(name, OWN) for name in LAYOUTS] == [STANDARD, FINAL_DRAFT]


def _changed(*path: str | int, value: object) -> str:
    plain = json.loads(to_text(OWN))
    inner = plain
    for key in path[:-1]:
        inner = inner[key]
    inner[path[-1]] = value
    return json.dumps(plain)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "[]",
        "{}",
        to_text(OWN)[:-5],
        _changed("paper", 3, value=2),
        _changed("paper", 2, value=float("inf")),
        _changed("rules", "dialogue_columns", value=0),
        _changed("rules", "dialogue_columns", value="36"),
        _changed("rules", "unknown", value=1),
        _changed("rules", "places", "dialogue", 1, value=0),
        _changed("rules", "places", "dialogue", 5, value=10**9),
        _changed("rules", "places", "nothing", value=[1, 1, 1, "left", 0, 1]),
    ],
)
def test_what_is_no_layout_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match=r"."):
        from_text(text)


@given(st.text() | st.recursive(st.none() | st.integers() | st.text(), st.lists).map(json.dumps))
def test_anything_is_read_or_refused(text: str) -> None:
    with pytest.raises(ValueError, match=r"."):
        from_text(text)
