"""Timecode, held against OpenTimelineIO's."""

from __future__ import annotations

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from blender_movie_director.screenplay import ScriptError
from blender_movie_director.screenplay.timing import Timecode

RATES = [
    (Fraction(24), False),
    (Fraction(25), False),
    (Fraction(30), False),
    (Fraction(24000, 1001), False),
    (Fraction(30000, 1001), False),
    (Fraction(30000, 1001), True),
    (Fraction(60), False),
    (Fraction(60000, 1001), True),
]


@pytest.mark.parametrize(
    ("rate", "drop", "frame", "text"),
    [
        (Fraction(24), False, 24 * 3600 + 23, "01:00:00:23"),
        (Fraction(25), False, 25 * 61, "00:01:01:00"),
        (Fraction(30000, 1001), False, 1800, "00:01:00:00"),
        (Fraction(30000, 1001), True, 1799, "00:00:59;29"),
        (Fraction(30000, 1001), True, 1800, "00:01:00;02"),
        (Fraction(30000, 1001), True, 17981, "00:09:59;29"),
        (Fraction(30000, 1001), True, 17982, "00:10:00;00"),
        (Fraction(60000, 1001), True, 3600, "00:01:00;04"),
        (Fraction(25), False, 25 * 3600 * 24, "00:00:00:00"),
    ],
)
def test_frames_are_numbered_as_the_clock_reads(rate: Fraction, drop: bool, frame: int, text: str) -> None:
    assert Timecode.at(rate, drop=drop).text(frame) == text


@given(st.sampled_from(RATES), st.integers(0, 23 * 3600 * 60))
def test_it_agrees_with_opentimelineio(rate_and_drop: tuple[Fraction, bool], frame: int) -> None:
    opentime = pytest.importorskip("opentimelineio.opentime")
    rate, drop = rate_and_drop
    frame %= 23 * 3600 * round(rate)
    expected = opentime.to_timecode(opentime.RationalTime(frame, float(rate)), float(rate), drop)
    if rate == Fraction(60000, 1001):
        expected = opentime.to_timecode(opentime.RationalTime(frame, 59.94), 59.94, drop)
    assert Timecode.at(rate, drop=drop).text(frame) == expected


@pytest.mark.parametrize(("rate", "drop"), RATES)
def test_an_hour_starts_on_the_frame_that_is_named(rate: Fraction, drop: bool) -> None:
    timecode = Timecode.at(rate, drop=drop)
    assert timecode.text(timecode.frame_of_hour(1)).replace(";", ":") == "01:00:00:00"


def test_an_hour_of_drop_frame_is_an_hour() -> None:
    frames = Timecode.at(Fraction(30000, 1001), drop=True).frame_of_hour(1)
    assert abs(frames / Fraction(30000, 1001) - 3600) < Fraction(1, 100)


def test_drop_frame_is_refused_where_there_is_none() -> None:
    with pytest.raises(ScriptError, match=r"Drop frame is for 29\.97 and 59\.94 frames a second, and this is 25"):
        Timecode.at(Fraction(25), drop=True)


def test_a_rate_that_timecode_cannot_count_is_refused() -> None:
    with pytest.raises(ScriptError, match=r"Timecode cannot count 12\.5 frames a second"):
        Timecode.at(Fraction(25, 2))
