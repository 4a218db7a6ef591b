from __future__ import annotations

import sys
from typing import Any

import pytest

from blender_movie_director.llm.catalog import Catalog, ModelSpec, check
from blender_movie_director.llm.checking import rule_for
from blender_movie_director.llm.errors import BadRequestError, ContextWindowError
from blender_movie_director.llm.families import FAMILIES, family_of
from blender_movie_director.llm.messages import Image, Message, Parameters, Request, Text, Tool
from blender_movie_director.llm.tokens import TokenCount

HELLO = (Message("user", "Hello"),)
PICTURE = (Message("user", (Text("What is this?"), Image(b"png"))),)
TOOL = Tool("look", "Look it up", {"type": "object"})


@pytest.fixture(autouse=True)
def no_litellm(monkeypatch: pytest.MonkeyPatch) -> None:
    """Other tests may have loaded it, and its map would answer in place of the shipped one."""
    monkeypatch.setitem(sys.modules, "litellm", None)


@pytest.fixture
def catalog() -> Catalog:
    return Catalog()


def asked(**parameters: Any) -> Request:
    return Request(HELLO, parameters=Parameters(**parameters))


@pytest.mark.parametrize(
    ("model", "parameters", "kept", "words"),
    [
        ("gpt-5", {"temperature": 0.3}, {}, "only 1 as temperature"),
        ("gpt-5", {"temperature": 1.0}, {"temperature": 1.0}, ""),
        ("gpt-5", {"verbosity": "low"}, {"verbosity": "low"}, ""),
        ("gpt-5", {"stop": ("x",)}, {}, "takes no stop words"),
        ("o3", {"verbosity": "low"}, {}, "takes no verbosity"),
        ("gpt-5.1", {"temperature": 0.3}, {"temperature": 0.3}, ""),
        ("gpt-5.1", {"temperature": 0.3, "reasoning_effort": "none"},
         {"temperature": 0.3, "reasoning_effort": "none"}, ""),
        ("gpt-5.1", {"temperature": 0.3, "reasoning_effort": "low"}, {"reasoning_effort": "low"}, "while it reasons"),
        ("gpt-4o", {"reasoning_effort": "low"}, {}, "takes no reasoning effort"),
        ("claude-sonnet-4-5", {"temperature": 0.5, "top_p": 0.9}, {"temperature": 0.5}, "either temperature or top_p"),
        ("claude-sonnet-4-5", {"temperature": 0.5, "reasoning_effort": "high"},
         {"reasoning_effort": "high"}, "while it reasons"),
        ("claude-sonnet-4-5", {"temperature": 0.5, "extra": {"thinking": {"type": "enabled"}}},
         {"extra": {"thinking": {"type": "enabled"}}}, "while it reasons"),
        ("claude-sonnet-4-5", {"seed": 7}, {}, "takes no seed"),
        ("claude-opus-4-7", {"temperature": 0.5}, {}, "takes no temperature"),
        ("gemini/gemini-2.5-pro", {"temperature": 2.0}, {"temperature": 2.0}, ""),
        ("deepseek/deepseek-reasoner", {"temperature": 0.5}, {}, "takes no temperature"),
        ("gpt-4o", {"max_tokens": 99_999}, {"max_tokens": 16_384}, "writes at most 16,384"),
        ("xai/grok-4", {"reasoning_effort": "low"}, {}, "takes no reasoning effort"),
        ("nobody/knows", {"temperature": 3.0, "reasoning_effort": "huge", "verbosity": "low", "seed": 1},
         {"temperature": 3.0, "reasoning_effort": "huge", "verbosity": "low", "seed": 1}, ""),
    ],
)  # fmt: skip
def test_what_is_not_taken_is_left_out_with_a_note(
    catalog: Catalog, model: str, parameters: dict[str, Any], kept: dict[str, Any], words: str
) -> None:
    checked = check(asked(**parameters), catalog.find(model))
    assert checked.request.parameters == Parameters(**kept)
    assert words in " ".join(checked.notes)
    assert bool(checked.notes) == bool(words)


@pytest.mark.parametrize(
    ("model", "parameters", "sentence"),
    [
        ("claude-sonnet-4-5", {"temperature": 1.5}, "claude-sonnet-4-5 takes 0 to 1 as temperature, and not 1.5."),
        ("gpt-4o", {"temperature": -0.1}, "gpt-4o takes 0 to 2 as temperature, and not -0.1."),
        ("gpt-4o", {"temperature": float("nan")}, "gpt-4o takes a finite number as temperature, and not nan."),
        ("gpt-4o", {"top_p": 1.1}, "gpt-4o takes 0 to 1 as top_p, and not 1.1."),
        ("gpt-4o", {"stop": ("a", "b", "c", "d", "e")}, "gpt-4o takes at most 4 as stop words, and not 5."),
        ("gpt-4o", {"max_tokens": 0}, "gpt-4o takes 1 or more as length limit (max_tokens), and not 0."),
        ("gpt-5", {"reasoning_effort": "huge"},
         "gpt-5 takes minimal, low, medium or high as reasoning effort, and not huge."),
        ("gpt-5-pro", {"reasoning_effort": "low"}, "gpt-5-pro takes high as reasoning effort, and not low."),
        ("gpt-5", {"verbosity": "chatty"}, "gpt-5 takes low, medium or high as verbosity, and not chatty."),
        ("mistral/mistral-large-latest", {"temperature": 1.6},
         "mistral/mistral-large-latest takes 0 to 1.5 as temperature, and not 1.6."),
        ("nobody/knows", {"temperature": -1.0}, "nobody/knows takes 0 or more as temperature, and not -1.0."),
    ],
)  # fmt: skip
def test_what_is_out_of_range_is_refused(
    catalog: Catalog, model: str, parameters: dict[str, Any], sentence: str
) -> None:
    with pytest.raises(BadRequestError) as caught:
        check(asked(**parameters), catalog.find(model))
    assert caught.value.what == sentence
    assert "or leave it to the model" in caught.value.remedy
    assert caught.value.model == model


def test_pictures_and_tools_only_where_they_are_known_to_be_impossible(catalog: Catalog) -> None:
    with pytest.raises(BadRequestError, match="cannot see pictures"):
        check(Request(PICTURE), catalog.find("gpt-3.5-turbo"))
    blind = Catalog({"mine/m": {"cannot": ["tools", "vision"]}}).find("mine/m")
    with pytest.raises(BadRequestError, match="cannot call tools, and this request brings 1"):
        check(Request(HELLO, tools=(TOOL,)), blind)
    assert check(Request(HELLO), blind).notes == ()
    for model in ("gpt-4o", "nobody/knows", "ollama/llava"):
        request = Request(PICTURE, tools=(TOOL,))
        assert check(request, catalog.find(model)) == (request, ())


def test_streaming_is_not_asked_of_a_model_that_cannot(catalog: Catalog) -> None:
    checked = check(Request(HELLO), catalog.find("o1-pro"))
    assert not checked.request.stream
    assert "cannot stream" in checked.notes[0]


@pytest.mark.parametrize(
    ("tokens", "fits"),
    [
        (TokenCount(1000, exact=True), True),
        (TokenCount(1001, exact=True), False),
        (TokenCount(1150, exact=False), True),  # perhaps we are wrong; the server knows
        (TokenCount(1200, exact=False), False),
        (None, True),
    ],
)
def test_a_prompt_that_is_larger_than_the_window_is_not_sent(tokens: TokenCount | None, *, fits: bool) -> None:
    spec = ModelSpec("mine/small", "mine", "user", window=1000)
    if fits:
        assert check(Request(HELLO), spec, tokens).request == Request(HELLO)
    else:
        with pytest.raises(ContextWindowError, match="reads at most 1,000"):
            check(Request(HELLO), spec, tokens)


def test_a_request_that_is_fine_is_handed_back_as_it_is(catalog: Catalog) -> None:
    request = asked(temperature=0.7, max_tokens=100, seed=1, top_p=0.9, stop=("END",))
    assert check(request, catalog.find("gpt-4o")).request is request


def test_every_family_can_be_reached_and_every_rule_is_about_a_parameter() -> None:
    names = {
        "gpt-oss-20b", "gpt-5-chat-latest", "gpt-5-pro", "gpt-5.2-pro", "gpt-5.1-chat-latest", "gpt-5-codex", "gpt-5.1",
        "gpt-5-nano", "gpt-5-mini", "gpt-5", "o1-mini", "o3-mini", "o4-mini", "o3", "gpt-4.1-nano", "gpt-4.1-mini",
        "gpt-4o-mini", "gpt-4o", "gpt-4-turbo", "gpt-4", "claude-opus-4-7", "claude-sonnet-4-5", "claude-3-opus",
        "gemini-2.5-pro", "gemma-3", "magistral-small", "codestral-2508", "mistral-large", "command-r", "deepseek-r1",
        "deepseek-chat", "deepseek-v4-pro", "grok-3-mini", "grok-4", "grok-3", "qwen3", "llama-2-7b", "llama-3.3",
    }  # fmt: skip
    assert {family_of(name).name for name in names} == {family.name for family in FAMILIES}
    settable = set(Parameters.__dataclass_fields__)
    assert all(set(family.parameters) < settable for family in FAMILIES)


def test_azures_spelling_is_the_same_family() -> None:
    assert family_of("azure/gpt-35-turbo").name == "gpt-4"
    assert family_of("bedrock/anthropic.claude-3-haiku-20240307-v1:0").name == "claude"
    assert family_of("openai/gpt-5-2025-08-07").name == "gpt-5"
    assert rule_for("seed", ModelSpec("x", "x")) is None
