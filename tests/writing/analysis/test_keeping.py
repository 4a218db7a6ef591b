from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from blender_movie_director.writing.analysis.keeping import FILE, Keeper, key_of
from blender_movie_director.writing.analysis.results import SceneElement, SceneReading, Turn

DAY = 86_400.0


class Clock:
    now = 1_000.0 * DAY

    def __call__(self) -> float:
        return self.now


def reading(text: str = "It rains.") -> SceneReading:
    return SceneReading(text, "p", "c", Turn("a", "b", "w"), "Day 1", (SceneElement("prop", "axe", "an axe"),))


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def keeper(tmp_path: Path, clock: Clock) -> Iterator[Keeper]:
    with closing(Keeper(tmp_path, megabytes=1, days=10, clock=clock)) as keeper:
        yield keeper


def test_what_was_put_in_is_there_for_the_next_one(keeper: Keeper, tmp_path: Path) -> None:
    keys = [key_of("scene", number) for number in range(500)]
    for key in keys:
        keeper.put(key, reading())
    keeper.put(keys[0], reading("It snows."))
    with closing(Keeper(tmp_path, megabytes=1, days=10, clock=Clock())) as another:
        found = another.get([*keys, key_of("none")], SceneReading)
        assert another.count() == 500
    assert found == {key: reading() for key in keys} | {keys[0]: reading("It snows.")}


def test_keys() -> None:
    assert key_of("a", 1) == key_of("a", 1)
    different = [key_of("a"), key_of("a", None), key_of("a", ""), key_of("a", ["b", "c"]), key_of("a", "b", "c")]
    assert len(set(different)) == len(different)


def test_what_nobody_looks_at_goes(keeper: Keeper, clock: Clock) -> None:
    old, used = key_of("old"), key_of("used")
    keeper.put(old, reading())
    keeper.put(used, reading())
    clock.now += 9 * DAY
    assert keeper.get([used], SceneReading)
    clock.now += 9 * DAY
    assert keeper.get([old, used], SceneReading).keys() == {used}


def test_it_does_not_grow_without_end(keeper: Keeper, tmp_path: Path, clock: Clock) -> None:
    first = key_of(0)
    for number in range(60):
        clock.now += 1
        keeper.put(key_of(number), reading("x" * 50_000))
        assert keeper.get([first], SceneReading)
    assert 15 <= keeper.count() <= 20
    keeper.put(key_of("too large for all of it"), reading("x" * 1_000_000))
    assert keeper.count() <= 20
    assert keeper.get([key_of(59), first], SceneReading).keys() == {key_of(59), first}, "the least used went first"


def test_clear(keeper: Keeper) -> None:
    keeper.put(key_of(1), reading())
    assert keeper.clear() == 1
    assert not keeper.get([key_of(1)], SceneReading)


@pytest.mark.parametrize("row", ["{", "[]", '{"summary": 3}', "null", '{"summary": "x"}'])
def test_a_reading_that_cannot_be_read_is_as_if_it_were_not_there(keeper: Keeper, tmp_path: Path, row: str) -> None:
    keeper.put(key_of(1), reading())
    keeper.put(key_of(2), reading())
    with closing(sqlite3.connect(tmp_path / FILE)) as base:
        base.execute("UPDATE readings SET reading = ? WHERE key = ?", (row, key_of(1)))
        base.commit()
    assert keeper.get([key_of(1), key_of(2)], SceneReading).keys() == {key_of(2)}


@pytest.mark.parametrize(("folder", "megabytes"), [(False, 1.0), (True, 0.0)])
def test_with_nowhere_to_keep_it_nothing_is_kept(tmp_path: Path, *, folder: bool, megabytes: float) -> None:
    with closing(Keeper(tmp_path if folder else None, megabytes=megabytes, days=10)) as keeper:
        keeper.put(key_of(1), reading())
        assert not keeper.get([key_of(1)], SceneReading)
        assert keeper.count() == keeper.clear() == 0
    assert not list(tmp_path.iterdir())


def test_a_folder_that_cannot_be_used_is_no_error(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way")
    with closing(Keeper(tmp_path / "file", megabytes=1, days=10)) as keeper:
        keeper.put(key_of(1), reading())
        assert not keeper.get([key_of(1)], SceneReading)
