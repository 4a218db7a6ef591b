"""Both hosts, the real library and a real server. The library takes two seconds to load, so each host does it once."""

from __future__ import annotations

import json
import sys
from typing import Any

import pytest

from blender_movie_director.llm.stand_ins import STAND_IN, STAND_IN_THROUGH_LITELLM
from blender_movie_director.worker.protocol import Cancelled, Finished
from tests.llm import dialects
from tests.llm.model_server import Exchange, ModelServer
from tests.worker.desk import PATIENCE, Desk
from tests.worker.test_cancelling import beginning_of, payload
from tests.writing.analysis.reader import Asked, Reader

# See tests/llm/test_litellm_backend.py.
pytestmark = pytest.mark.filterwarnings("ignore:Accessing the 'model_:DeprecationWarning")

KEY = "sk-proj-a-key-that-nobody-may-see-0123456789"


@pytest.fixture
def warm(kept_desk: Desk, little_script: str) -> Desk:
    """The library is loaded; whatever it keeps open for the rest of the module is open by now."""
    kept_desk.configure(online=False)
    job = kept_desk.ask(little_script, STAND_IN_THROUGH_LITELLM)
    kept_desk.finish(job)
    assert isinstance(kept_desk.ending(job), Finished), kept_desk.ending(job)
    return kept_desk


def settings(server: ModelServer, **more: Any) -> dict[str, Any]:
    """`openai/...` is a server that counts as another computer (0.0.0.0 is no loopback address, but leads here);
    `lm_studio/...` is the same one by its loopback address."""
    away = server.url.replace("127.0.0.1", "0.0.0.0")
    servers = {"openai": {"url": away}, "lm_studio": {"url": server.url}}
    return {"online": True, "session_keys": {"openai": KEY}, "settings": {"servers": servers}, "keyring": False, **more}


class Waiting(Reader):
    """Reads the first scene, and the rest when it is let go on."""

    def __init__(self, server: ModelServer) -> None:
        super().__init__(server)
        self.spoil = self.say_a_scene_and_wait

    async def say_a_scene_and_wait(self, asked: Asked) -> bool:
        if not asked.scenes:
            return False
        whole = json.dumps(self.answer(asked))
        half = whole.index('{"scene": 2')
        await asked.exchange.begin()
        await asked.exchange.say(whole[:half])
        await asked.exchange.until(self.server.released)
        await self.go_on(asked.exchange, whole[half:])
        return True

    async def go_on(self, exchange: Exchange, rest: str) -> None:
        await exchange.say(rest)
        await exchange.finish()
        await exchange.close()


FIRST, SECOND = "Summary of scene 1.", "Summary of scene 2."


def test_the_stand_in_says_the_same_through_the_library(warm: Desk, little_script: str) -> None:
    plain, through = warm.ask(little_script, STAND_IN), warm.ask(little_script, STAND_IN_THROUGH_LITELLM)
    warm.finish(plain, through)
    assert warm.words(plain) == warm.words(through)
    assert warm.progress(plain) == warm.progress(through)
    ending = warm.ending(through)
    assert isinstance(ending, Finished)
    assert ending.stand_in


def test_a_model_that_nobody_knows(warm: Desk, little_script: str) -> None:
    warm.configure(online=True)
    job = warm.ask(little_script, "nonsense/model")
    warm.finish(job)
    assert warm.failure(job).what == "nonsense/model is not a model that could be found."
    assert "provider/model" in warm.failure(job).remedy


@pytest.mark.skipif(sys.platform == "win32", reason="0.0.0.0 leads nowhere on Windows")
def test_words_from_a_server(warm: Desk, little_script: str, model_server: ModelServer) -> None:
    Reader(model_server)
    warm.configure(**settings(model_server))
    job = warm.ask(little_script, "openai/some-model")
    warm.finish(job)
    assert SECOND in warm.words(job)
    ending = warm.ending(job)
    assert isinstance(ending, Finished)
    assert (ending.model, ending.stand_in, ending.input_tokens, ending.output_tokens) == ("some-model", False, 300, 30)
    assert model_server.exchanges[0].headers["authorization"] == f"Bearer {KEY}"


def test_a_server_on_this_computer_is_asked_offline_too(
    warm: Desk, little_script: str, model_server: ModelServer
) -> None:
    Reader(model_server)
    warm.configure(**settings(model_server, online=False))
    job = warm.ask(little_script, "lm_studio/some-model")
    warm.finish(job)
    assert SECOND in warm.words(job), warm.ending(job)


def test_a_server_that_repeats_the_key(warm: Desk, little_script: str, model_server: ModelServer) -> None:
    async def play(exchange: Exchange) -> None:
        await exchange.error(400, {"error": {"message": f"{'x' * 170} {KEY} is not welcome"}})

    model_server.play = play
    warm.configure(**settings(model_server, session_keys={"lm_studio": KEY}))
    job = warm.ask(little_script, "lm_studio/some-model")
    warm.finish(job)
    assert "xxx" in warm.failure(job).what
    assert "sk-proj" not in repr(warm.heard[job])


def test_cancelling_hangs_up(warm: Desk, little_script: str, model_server: ModelServer) -> None:
    Waiting(model_server)
    warm.configure(**settings(model_server))
    job = warm.ask(little_script, "lm_studio/some-model")
    warm.until(lambda: warm.words(job))
    warm.supervisor.cancel(job)
    warm.finish(job)
    assert warm.ending(job) == Cancelled(job)
    assert FIRST in warm.words(job)
    assert SECOND not in warm.words(job)
    assert model_server.exchanges[0].gone.wait(PATIENCE)


@pytest.mark.parametrize("task", ["analysis", "dialogue", "chat"])
@pytest.mark.parametrize("stream", [True, False], ids=["stream", "whole"])
def test_cancelling_hangs_up_on_a_provider_behind_the_library(
    warm: Desk, model_server: ModelServer, task: str, stream: bool
) -> None:
    async def begin_and_hold(exchange: Exchange) -> None:
        if exchange.body.get("stream"):
            await dialects.anthropic_begins(exchange, beginning_of(task))
        await exchange.until(model_server.released)

    model_server.play = begin_and_hold
    address = {"url": f"http://127.0.0.1:{model_server.port}"}
    warm.configure(online=False, session_keys={"anthropic": KEY}, settings={"servers": {"anthropic": address}})
    job = warm.submit(task, payload(task, stream=stream, model="anthropic/claude-sonnet-4-5"))
    calls = 3 if task == "analysis" else 1
    warm.until(lambda: len(model_server.exchanges) == calls)
    if stream:
        warm.until(lambda: warm.words(job))
    warm.supervisor.cancel(job)
    warm.finish(job)
    assert warm.ending(job) == Cancelled(job)
    assert all(exchange.gone.wait(PATIENCE) for exchange in model_server.exchanges)
    assert bool(warm.words(job)) is stream


@pytest.mark.skipif(sys.platform == "win32", reason="0.0.0.0 leads nowhere on Windows")
def test_going_offline_ends_what_reaches_out_and_nothing_else(
    warm: Desk, little_script: str, model_server: ModelServer
) -> None:
    Waiting(model_server)
    warm.configure(**settings(model_server))
    away, here = warm.ask(little_script, "openai/some-model"), warm.ask(little_script, "lm_studio/some-model")
    warm.until(lambda: warm.words(away) and warm.words(here))
    warm.configure(**settings(model_server, online=False))
    warm.finish(away)
    assert warm.failure(away).what == "The request was stopped because Blender went offline."
    assert FIRST in warm.words(away)
    model_server.released.set()
    warm.finish(here)
    assert SECOND in warm.words(here)
    assert isinstance(warm.ending(here), Finished)


def test_new_settings_leave_the_running_job_alone(warm: Desk, little_script: str, model_server: ModelServer) -> None:
    Waiting(model_server)
    warm.configure(**settings(model_server))
    running = warm.ask(little_script, "lm_studio/some-model")
    warm.until(lambda: warm.words(running))
    warm.configure(**settings(model_server, session_keys={"openai": "sk-another-key"}))
    Reader(model_server)
    job = warm.ask(little_script, "lm_studio/some-model")
    warm.finish(job)
    model_server.released.set()
    warm.finish(running)
    assert SECOND in warm.words(running)
    assert warm.words(running) == warm.words(job)
    assert isinstance(warm.ending(running), Finished)


def test_a_connection_that_breaks_keeps_what_came(warm: Desk, little_script: str, model_server: ModelServer) -> None:
    class Breaking(Waiting):
        async def say_a_scene_and_wait(self, asked: Asked) -> bool:
            if 1 in asked.scenes:
                return await super().say_a_scene_and_wait(asked)
            await asked.exchange.cut()
            return True

        async def go_on(self, exchange: Exchange, _rest: str) -> None:
            await exchange.cut()

    Breaking(model_server)
    warm.configure(**settings(model_server))
    job = warm.ask(little_script, "lm_studio/some-model")
    warm.until(lambda: FIRST in warm.words(job))
    model_server.released.set()
    warm.finish(job)
    assert warm.failure(job).what
    assert FIRST in warm.words(job)
    assert SECOND not in warm.words(job)
