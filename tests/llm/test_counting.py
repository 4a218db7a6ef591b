from __future__ import annotations

from blender_movie_director.llm.counting import ASSUMED_OUTPUT, RoughCounter, expected, unpriced
from blender_movie_director.llm.messages import (
    Cost,
    Image,
    Message,
    Parameters,
    Request,
    Shape,
    Text,
    Tool,
    ToolCall,
    Usage,
)
from tests.llm.policy import MODEL, call


def test_everything_that_is_sent_is_counted() -> None:
    counter, user = RoughCounter(), Message("user", "Tell me a story.")
    plain = counter.request(MODEL, Request((user,)))
    assert plain == 5 + 4
    for more in (
        Request((user, user)),
        Request((Message("user", (Text("Tell me a story."), Image(b"x"))),)),
        Request((Message("assistant", "Tell me a story.", (ToolCall("1", "look", "{}"),)),)),
        Request((user,), tools=(Tool("look", "Looks around.", {"type": "object"}),)),
        Request((user,), shape=Shape("story", {"type": "object"})),
    ):
        assert counter.request(MODEL, more) > plain


def test_a_text_is_rather_counted_long() -> None:
    assert RoughCounter().text(MODEL, "") == 0
    assert RoughCounter().text(MODEL, "a") == 1
    assert 200 <= RoughCounter().text(MODEL, "word " * 200) <= 300


def test_an_answer_is_expected_as_long_as_it_may_be() -> None:
    assert expected(call(), RoughCounter()).output_tokens == ASSUMED_OUTPUT
    assert expected(call(parameters=Parameters(max_tokens=0)), RoughCounter()).output_tokens == 0
    assert expected(call(), RoughCounter()).estimated


def test_without_a_price_list_models_are_unpriced_and_not_free() -> None:
    assert unpriced(MODEL, Usage(1, 1)) == Cost(None, "unpriced")
