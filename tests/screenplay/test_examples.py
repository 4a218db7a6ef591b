"""The example script: what a new user opens first must read well and show every element."""

from collections import Counter
from pathlib import Path

import pytest

from blender_movie_director.screenplay import Kind, as_text, breakdown, parse, read_file, write

EXAMPLE = Path(__file__).resolve().parents[2] / "examples" / "one_below.fountain"


@pytest.fixture(scope="module")
def text() -> str:
    return read_file(EXAMPLE)


def test_it_round_trips(text: str) -> None:
    assert write(parse(text)) == text


def test_it_shows_every_kind_that_a_short_script_needs(text: str) -> None:
    kinds = Counter(element.kind for element in parse(text).elements)
    assert set(Kind) - set(kinds) == {Kind.LYRIC, Kind.BONEYARD, Kind.PAGE_BREAK}
    assert any(element.dual for element in parse(text).elements)


def test_its_breakdown_is_that_of_a_short_film(text: str) -> None:
    result = breakdown(parse(text))
    assert result.title == "One Below"
    assert result.author == "Movie Director contributors"
    assert len(result.scenes) == 12
    assert 8 * 8 <= result.eighths <= 12 * 8
    assert [character.name for character in result.cast] == ["IDRIS", "SIÂN", "NESTA", "GWYN", "EMRYS", "CORONER"]
    assert result.locations[0].scenes == (1, 4, 7, 8, 9, 11)
    assert all(scene.time for scene in result.scenes)
    assert result.warnings == ()


def test_its_report_fits_the_editor(text: str) -> None:
    lines = as_text(breakdown(parse(text))).split("\n")
    assert lines[0] == "One Below, by Movie Director contributors"
    assert max(map(len, lines)) <= 80
