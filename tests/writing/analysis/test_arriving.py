from __future__ import annotations

import json
from typing import Any

import pytest

from blender_movie_director.writing.analysis.arriving import Arriving

SCENES = [
    {"scene": 1, "text": 'He says "[{no}]" \\ and goes.', "more": [{"a": {}}]},
    {"scene": 2, "text": "a\nb", "more": []},
]


def arrived(text: str, size: int) -> list[dict[str, Any]]:
    arriving = Arriving()
    found = [item for start in range(0, len(text), size) for item in arriving.feed(text[start : start + size])]
    assert arriving.length == len(text)
    return found


@pytest.mark.parametrize("size", [1, 2, 7, 10_000])
@pytest.mark.parametrize(
    "text",
    [
        json.dumps({"scenes": SCENES}),
        json.dumps({"note": "[{", "scenes": SCENES}, indent=2),
        json.dumps(SCENES),
        f"Here you are:\n```json\n{json.dumps({'scenes': SCENES})}\n```\nDone.",
        json.dumps({"scenes": SCENES}).removesuffix("]}"),
    ],
    ids=["object", "indented", "list", "fenced", "cut"],
)
def test_each_object_of_the_list_however_the_words_are_cut(text: str, size: int) -> None:
    assert arrived(text, size) == SCENES


@pytest.mark.parametrize(
    "text",
    [
        "",
        "no JSON",
        '{"scenes": [1, "two", [3]]}',
        '{"scenes": [{"scene": 1',
        '{"scenes": [{"scene": nan}]}',
        '{"scenes": {"scene": {"a": 1}}}',
        "]}]}" * 5,
        "\\",
    ],
)
def test_what_holds_no_object_brings_none_and_no_error(text: str) -> None:
    assert arrived(text, 3) == []


def test_an_object_is_there_with_its_last_brace() -> None:
    arriving = Arriving()
    assert not list(arriving.feed('{"scenes": [{"scene": 1, "text": "x"'))
    assert list(arriving.feed("}")) == [{"scene": 1, "text": "x"}]
    assert list(arriving.feed(', {"scene": 2}')) == [{"scene": 2}]


def test_what_goes_on_for_ever_is_not_kept() -> None:
    arriving = Arriving()
    assert not list(arriving.feed('{"scenes": [{"text": "'))
    for _ in range(100):
        assert not list(arriving.feed("word " * 1_000))
    assert len(arriving._text) < 10_000
