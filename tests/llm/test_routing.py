from __future__ import annotations

from typing import Any

import pytest

from blender_movie_director.llm import errors
from blender_movie_director.llm.events import FellBack
from blender_movie_director.llm.pipeline import Call
from blender_movie_director.llm.routing import Cooldowns, Routing, model_for
from blender_movie_director.llm.settings import ClientSettings, Route
from tests.llm.policy import Player, ask, call, finished, heard, until_it_ends, words

A, B, C, D = "openai/a", "openai/b", "openai/c", "openai/d"
ROUTE = Route(A, fallbacks=(B, C), larger_window=(D,), less_strict=(C,), cooldown=60.0)
DOWN = errors.ServerError("It is down.", model=A)


class Clock:
    now = 1000.0

    def __call__(self) -> float:
        return self.now


def routing(route: Route = ROUTE, clock: Clock | None = None, **more: Any) -> Routing:
    return Routing(ClientSettings(routes={"": route}), cooldowns=Cooldowns(clock or Clock()), **more)


def player(**acts: list[list[object]]) -> Player:
    return Player(**{name: [[f"{name} speaks."]] for name in "abcd"} | acts)


@pytest.mark.parametrize(
    ("model", "task", "chosen"),
    [(D, "analysis", D), ("", "analysis", B), ("", "dialogue", C), ("", "", C)],
)
def test_the_request_names_the_model_or_else_its_task_does(model: str, task: str, chosen: str) -> None:
    settings = ClientSettings(default_model=A, routes={"analysis": Route(B), "": Route(C)})
    assert model_for(settings, ask(model=model, task=task)) == chosen


def test_without_routes_it_is_the_default_model() -> None:
    assert model_for(ClientSettings(default_model=A), ask(model="", task="analysis")) == A


@pytest.mark.parametrize(
    ("kind", "asked"),
    [
        (errors.ContextWindowError, [A, D]),
        (errors.ContentFilterError, [A, C]),
        *(
            (kind, [A, B])
            for kind in (
                errors.AuthenticationError,
                errors.PermissionDeniedError,
                errors.NotFoundError,
                errors.RateLimitError,
                errors.QuotaError,
                errors.ServerError,
                errors.ConnectionFailedError,
                errors.TLSError,
                errors.RequestTimeoutError,
                errors.SilenceTimeoutError,
                errors.CutStreamError,
                errors.ConfigurationError,
                errors.OfflineError,
            )
        ),
        *(
            (kind, [A])
            for kind in (
                errors.BadRequestError,
                errors.BudgetError,
                errors.CancelledError,
                errors.DeadlineError,
                errors.InvalidAnswerError,
            )
        ),
    ],
)
async def test_each_reason_has_its_own_fallbacks(kind: type[errors.LLMError], asked: list[str]) -> None:
    below = player(a=[[kind("No.", model=A)]])
    events, error = await until_it_ends(routing().stream(call(model=A), below.onward))
    assert below.calls == asked
    if len(asked) == 1:
        assert isinstance(error, kind)
        assert error.what == "No."
    else:
        assert error is None
        assert events[0] == FellBack(A, asked[1], "No.")
        assert finished(events).model == asked[1]


async def test_the_general_fallbacks_follow_the_special_ones() -> None:
    small = errors.ContextWindowError("Too long.")
    below = player(a=[[small]], d=[[small]], b=[[DOWN]])
    events = await heard(routing(), call(model=A), below)
    assert below.calls == [A, D, B, C]
    assert words(events) == "c speaks."


async def test_a_fallback_after_words_starts_afresh_and_keeps_the_partial_apart() -> None:
    below = player(a=[["Once ", "upon ", errors.CutStreamError("Cut.", model=A)]])
    events = await heard(routing(), call(model=A), below)
    assert events[2] == FellBack(A, B, "Cut.", "Once upon ")
    assert finished(events).text == "b speaks."
    assert words(events[3:]) == "b speaks."


async def test_the_last_error_names_every_model_and_is_the_chosen_ones() -> None:
    below = player(
        a=[[errors.AuthenticationError("The key is wrong.", model=A, status=401)]],
        b=[[errors.ServerError("Broken.", model=B)]],
        c=[[errors.NotFoundError("Unknown.", model=C)]],
    )
    _, error = await until_it_ends(routing().stream(call(model=A), below.onward))
    assert isinstance(error, errors.AuthenticationError)
    assert (error.model, error.status) == (A, 401)
    assert f"{A}: The key is wrong. {B}: Broken. {C}: Unknown." in str(error)
    assert error.remedy == errors.AuthenticationError.remedy


async def test_a_bad_request_to_a_fallback_ends_it() -> None:
    below = player(a=[[DOWN]], b=[[errors.BadRequestError("No.", model=B)]])
    _, error = await until_it_ends(routing().stream(call(model=A), below.onward))
    assert below.calls == [A, B]
    assert isinstance(error, errors.BadRequestError)


async def test_a_model_that_failed_is_passed_over_until_it_has_cooled_down() -> None:
    clock = Clock()
    layer, below = routing(clock=clock), player(a=[[DOWN], ["a is back."]])
    await heard(layer, call(model=A), below)
    clock.now += 59.0
    events = await heard(layer, call(model=A), below)
    assert below.calls == [A, B, B]
    assert isinstance(events[0], FellBack)
    assert (events[0].model, events[0].to) == (A, B)
    clock.now += 2.0
    assert words(await heard(layer, call(model=A), below)) == "a is back."


async def test_a_cooling_model_is_asked_where_there_is_no_other() -> None:
    layer, below = routing(Route(A)), player(a=[[DOWN], ["a is back."]])
    await until_it_ends(layer.stream(call(model=A), below.onward))
    assert words(await heard(layer, call(model=A), below)) == "a is back."


async def test_a_cooling_model_is_the_last_resort() -> None:
    layer = routing(Route(A, fallbacks=(B,)))
    below = player(a=[[DOWN], ["a is back."]], b=[["b."], [DOWN]])
    await heard(layer, call(model=A), below)
    events = await heard(layer, call(model=A), below)
    assert below.calls == [A, B, B, A]
    assert words(events) == "a is back."


@pytest.mark.parametrize("kind", [errors.ContextWindowError, errors.ContentFilterError])
async def test_what_is_the_requests_own_fault_cools_nobody_down(kind: type[errors.LLMError]) -> None:
    layer, below = routing(), player(a=[[kind("No.")], ["a again."]])
    await heard(layer, call(model=A), below)
    assert words(await heard(layer, call(model=A), below)) == "a again."


async def test_another_key_ends_a_cooldown() -> None:
    cooldowns, below = Cooldowns(Clock()), player(a=[[errors.AuthenticationError("No.")], ["a again."]])

    def with_key(key: str) -> Routing:
        return Routing(ClientSettings(keys={"openai": key}, routes={"": ROUTE}), cooldowns=cooldowns)

    await heard(with_key("sk-wrong"), call(model=A), below)
    assert words(await heard(with_key("sk-right"), call(model=A), below)) == "a again."


async def test_a_fallback_that_is_too_dear_or_out_of_reach_is_passed_over() -> None:
    async def allow(call: Call) -> None:
        if call.model == B:
            raise errors.BudgetError("Too dear.")

    def admit(call: Call) -> None:
        if call.model == C:
            raise errors.OfflineError("Not here.")

    layer = routing(Route(A, fallbacks=(B, C, D)), allow=allow, admit=admit)
    below = player(a=[[DOWN]])
    assert words(await heard(layer, call(model=A), below)) == "d speaks."
    assert below.calls == [A, D]


async def test_a_model_the_request_names_has_the_routes_fallbacks() -> None:
    below = player(d=[[DOWN]])
    assert words(await heard(routing(), call(model=D), below)) == "b speaks."


async def test_a_cooling_model_is_asked_where_the_others_are_too_dear_or_out_of_reach() -> None:
    async def allow(call: Call) -> None:
        if call.model == B:
            raise errors.BudgetError("Too dear.")

    def admit(call: Call) -> None:
        if call.model == C:
            raise errors.OfflineError("Not here.")

    layer, below = routing(allow=allow, admit=admit), player(a=[[DOWN], ["a is back."]])
    await until_it_ends(layer.stream(call(model=A), below.onward))
    assert words(await heard(layer, call(model=A), below)) == "a is back."


async def test_no_fallback_begins_when_the_time_is_over() -> None:
    below = player(a=[[DOWN]])
    _, error = await until_it_ends(routing().stream(call(model=A, deadline=0.0), below.onward))
    assert below.calls == [A]
    assert error is DOWN
