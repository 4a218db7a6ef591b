from __future__ import annotations

import pytest

from blender_movie_director.llm.model_lists import names_in


@pytest.mark.parametrize(
    ("answer", "names"),
    [
        ({"object": "list", "data": [{"id": "gpt-5"}, {"id": "gpt-4o"}, {"id": "gpt-5"}]}, ("gpt-5", "gpt-4o")),
        ({"models": [{"name": "models/gemini-2.5-pro", "displayName": "Pro"}]}, ("gemini-2.5-pro",)),
        ({"models": [{"name": "command-r", "endpoints": ["chat"]}], "next_page_token": ""}, ("command-r",)),
        ([{"id": "org/model", "type": "chat"}], ("org/model",)),
        ({"data": {"label": "a key"}}, ()),
        ({"data": [{"id": 3}, None, ["x"], {}, "plain"]}, ("plain",)),
        ({}, ()),
        ("models", ()),
        (None, ()),
    ],
)
def test_whatever_form_the_list_has(answer: object, names: tuple[str, ...]) -> None:
    assert names_in(answer) == names
