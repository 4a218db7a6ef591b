from __future__ import annotations

import time
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime

import pytest

from blender_movie_director.llm.backends.gateway_errors import read_parsed, retry_after

NOW = datetime(2026, 11, 20, 12, 0, 0, tzinfo=UTC)
DATE = format_datetime(NOW, usegmt=True)
LATER = format_datetime(NOW + timedelta(seconds=30), usegmt=True)


@pytest.mark.parametrize(
    ("headers", "words", "seconds"),
    [
        ({}, "", None),
        ({"retry-after": "7"}, "", 7.0),
        ({"retry-after": "1.5"}, "", 1.5),
        ({"retry-after": "0"}, "", 0.0),
        ({"retry-after": "-3"}, "", None),
        ({"retry-after": "nan"}, "", None),
        ({"retry-after": "inf"}, "", None),
        ({"retry-after": "soon"}, "", None),
        ({"retry-after": "9999999"}, "", None),
        ({"retry-after-ms": "250", "retry-after": "1"}, "", 0.25),
        ({"llm_provider-retry-after": "60"}, "", 60.0),
        ({"llm_provider-retry-after-ms": "60"}, "", 0.06),
        ({"retry-after": LATER, "date": DATE}, "", 30.0),
        ({"retry-after": DATE, "date": LATER}, "", 0.0),
        ({"x-ratelimit-remaining-requests": "0", "x-ratelimit-reset-requests": "6m0s"}, "", 360.0),
        ({"x-ratelimit-remaining-requests": "0", "x-ratelimit-reset-requests": "120ms"}, "", 0.12),
        ({"x-ratelimit-remaining-tokens": "5", "x-ratelimit-reset-tokens": "6m0s"}, "", None),
        ({"x-ratelimit-remaining": "0", "x-ratelimit-reset": "2026-11-20T12:00:09Z", "date": DATE}, "", 9.0),
        ({}, "Please try again in 1.5s.", 1.5),
        ({}, "Please try again in 20ms. Visit us.", 0.02),
    ],
)
def test_every_way_to_say_how_long(headers: dict[str, str], words: str, seconds: float | None) -> None:
    assert retry_after(headers, words) == (None if seconds is None else pytest.approx(seconds))


@pytest.mark.parametrize("unit", [1, 1000], ids=["seconds", "milliseconds"])
def test_a_unix_time(unit: int) -> None:
    headers = {"x-ratelimit-remaining": "0", "x-ratelimit-reset": str(int((time.time() + 100) * unit))}
    found = retry_after(headers)
    assert found is not None
    assert 50 < found <= 101


def test_a_date_without_the_servers_own_is_read_by_our_clock() -> None:
    found = retry_after({"retry-after": format_datetime(datetime.now(UTC) + timedelta(seconds=100), usegmt=True)})
    assert found is not None
    assert 50 < found <= 101


@pytest.mark.parametrize(
    ("body", "message"),
    [
        ({"error": {"message": ["a", {"msg": "b"}, 3]}}, "a; b; 3"),
        ({"error": {"message": {"error": "deep"}}}, "deep"),
        ({"error": 5}, ""),
        ({"message": "plain", "code": 400}, "plain"),
        ([], ""),
        ("words", "words"),
        ({"error": {"message": None, "code": {"a": 1}}}, ""),
        ({"detail": {"error": "x"}}, "x"),
    ],
)
def test_bodies(body: object, message: str) -> None:
    assert read_parsed(body).message == message
