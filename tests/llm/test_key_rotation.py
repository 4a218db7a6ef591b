from __future__ import annotations

import threading

import pytest

from blender_movie_director.llm.errors import AuthenticationError, LLMError, QuotaError, RateLimitError, ServerError
from blender_movie_director.llm.key_rotation import REST, SHARED, KeyRotation, KeyState
from blender_movie_director.llm.keys import Secret
from blender_movie_director.llm.settings import ClientSettings

MODEL = "openai/gpt-5"
A, B, C = "key-a-0123456789", "key-b-0123456789", "key-c-0123456789"


class Clock:
    def __init__(self) -> None:
        self.now = 100.0

    def __call__(self) -> float:
        return self.now


def rotation(*keys: str, clock: Clock | None = None, state: KeyState | None = None) -> KeyRotation:
    return KeyRotation(ClientSettings(keys={"openai": keys}), state=state or KeyState(), clock=clock or Clock())


def current(turning: KeyRotation) -> str | None:
    key = turning.current(MODEL)
    return key.reveal() if key else None


def test_a_refused_key_is_not_used_again() -> None:
    clock = Clock()
    turning = rotation(A, B, clock=clock)
    assert current(turning) == A
    assert turning.failed(MODEL, AuthenticationError("no"))
    assert current(turning) == B
    clock.now += 1e9
    assert current(turning) == B
    assert not turning.failed(MODEL, AuthenticationError("no"))
    assert current(turning) is None
    assert turning.why_none(MODEL).what == "Each of the 2 API keys for openai was refused."


def test_a_limited_key_rests_for_as_long_as_the_server_said() -> None:
    clock = Clock()
    turning = rotation(A, B, clock=clock)
    assert turning.failed(MODEL, RateLimitError("slow", retry_after=50))
    assert current(turning) == B
    assert not turning.failed(MODEL, RateLimitError("slow"))  # the other one is resting
    assert current(turning) == B, "it is free sooner than the first one"
    clock.now += REST + 1
    assert current(turning) == B
    clock.now += 50
    assert current(turning) == A


def test_a_key_without_credit_rests_long() -> None:
    clock = Clock()
    turning = rotation(A, B, clock=clock)
    assert turning.failed(MODEL, QuotaError("empty"))
    clock.now += 600
    assert current(turning) == B


@pytest.mark.parametrize("error", [ServerError("x"), LLMError("x")])
def test_other_errors_are_no_fault_of_the_key(error: LLMError) -> None:
    turning = rotation(A, B)
    assert not turning.failed(MODEL, error)
    assert current(turning) == A


def test_calls_side_by_side_do_not_blame_the_next_key() -> None:
    turning = rotation(A, B, C)
    used = turning.current(MODEL)
    assert turning.failed(MODEL, AuthenticationError("no"), used)
    assert turning.failed(MODEL, AuthenticationError("no"), used)
    assert current(turning) == B


def test_no_key_at_all() -> None:
    turning = rotation()
    assert turning.current("ollama/llama3.2") is None
    assert not turning.failed(MODEL, AuthenticationError("no"))
    assert "There is no API key for openai." in str(turning.why_none(MODEL))


def test_what_one_client_learns_all_know_until_it_is_forgotten() -> None:
    state = KeyState()
    assert rotation(A, B, state=state).failed(MODEL, AuthenticationError("no"))
    other = rotation(A, B, state=state)
    assert current(other) == B
    state.forget(A)
    assert current(other) == A
    other.failed(MODEL, RateLimitError("slow"))
    state.forget()
    assert current(other) == A
    assert KeyRotation(ClientSettings())._state is SHARED


def test_no_key_is_shown_or_held() -> None:
    state = KeyState()
    turning = rotation(A, B, state=state)
    turning.failed(MODEL, AuthenticationError("no"))
    turning.failed(MODEL, RateLimitError("no"))
    shown = f"{turning!r} {turning.current(MODEL)!r} {turning.why_none(MODEL)} {state.refused} {state.resting}"
    assert A not in shown
    assert B not in shown


def test_many_threads_use_up_each_key_once() -> None:
    many = tuple(f"key-{number}" for number in range(64))
    turning = rotation(*many)
    refused: list[Secret] = []

    def work() -> None:
        while (key := turning.current(MODEL)) is not None:
            turning.failed(MODEL, AuthenticationError("no"), key)
            refused.append(key)

    threads = [threading.Thread(target=work) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(20)
    assert {key.reveal() for key in refused} == set(many)
