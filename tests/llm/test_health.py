from __future__ import annotations

from blender_movie_director.llm import errors
from blender_movie_director.llm.health import Health, State

HOME = "http://127.0.0.1:4000/v1"


def test_a_state_changes_with_what_happens() -> None:
    now = 100.0
    health = Health(lambda: now)
    assert health.state(HOME) == State(HOME)
    health.succeeded(HOME, 0.02)
    assert health.state(HOME) == State(HOME, up=True, latency=0.02, since=100.0)
    now = 200.0
    health.succeeded(HOME)
    assert health.state(HOME).since == 100.0
    assert health.state(HOME).latency == 0.02
    for _ in range(2):
        health.failed(HOME, errors.ConnectionFailedError("No connection."))
        now += 1
    assert health.state(HOME) == State(HOME, False, 0.02, "No connection.", 200.0, 2)
    health.succeeded(HOME, 0.01)
    assert health.state(HOME) == State(HOME, True, 0.01, "No connection.", 202.0, 0)
    assert health.states() == (health.state(HOME),)


def test_a_refusal_is_a_sign_of_life() -> None:
    health = Health(lambda: 1.0)
    health.failed(HOME, errors.AuthenticationError("No.", status=401))
    assert health.state(HOME).up is True
    assert health.state(HOME).last_error == "No."


def test_what_says_nothing_of_the_server_changes_nothing() -> None:
    health = Health()
    health.failed(HOME, errors.ConfigurationError("No address."))
    assert health.states() == ()
