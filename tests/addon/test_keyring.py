"""The keyring of a Linux desktop, from a field of the preferences to the next session, and gone once it is removed."""

from __future__ import annotations

from pathlib import Path
from secrets import token_hex

import bpy
import pytest

from tests.llm import behaviours
from tests.llm.model_server import ModelServer
from tests.worker import secret_service

from .conftest import SCRIPT
from .key_hunt import KeyHunt, profile_folders

PATIENCE = 60
WHY_NOT = secret_service.why_not_here()
pytestmark = pytest.mark.skipif(bool(WHY_NOT), reason=WHY_NOT)


@pytest.fixture
def desktop(movie, tmp_path, monkeypatch):
    """A desktop with an unlocked keyring, in a home of its own. The worker is told of it by its environment."""
    monkeypatch.delenv("OPENAI_API_KEY", raising=False)
    with secret_service.unlocked(tmp_path) as variables:
        for name, value in variables.items():
            monkeypatch.setenv(name, value)
        yield tmp_path
        assert movie.engine.stop(PATIENCE)


@pytest.fixture
def key():
    return f"nobody-{token_hex(16)}"


@pytest.fixture
def server(movie, key):
    """Knows who has the key."""

    async def play(exchange):
        if exchange.headers.get("authorization") != f"Bearer {key}":
            await behaviours.failing(401, "Incorrect API key provided.", "invalid_api_key")(exchange)
        else:
            await behaviours.answer(exchange, ["BEN\nHold this."])

    with ModelServer() as serving:
        serving.play = play
        movie.preferences.get().set_server("openai", serving.url)
        yield serving
        movie.preferences.get().set_server("openai", "")


def settle(movie):
    assert movie.dispatcher.wait_until(movie.dispatcher.idle, PATIENCE)


def begin_again(movie):
    """What the next start of Blender begins with: the preferences as they were saved, and no worker."""
    bpy.ops.wm.save_userpref()
    assert movie.engine.stop(PATIENCE)
    movie.preferences.forget()
    movie.module("addon.connection.key_keeping").forget()
    if bpy.app.version >= (4, 5, 0):  # before, Blender as a module crashes when it reads preferences again
        bpy.ops.wm.read_userpref()


def write(movie):
    bpy.context.scene.movie_director.model = "openai/reader"
    assert bpy.ops.movie_director.write(request="dialogue", mode="add") == {"FINISHED"}
    settle(movie)
    return movie.jobs.everything()[-1]


def test_a_key_in_the_keyring_is_there_in_the_next_session_and_gone_when_it_is_removed(movie, desktop, server, key):
    script = bpy.data.texts.new("two_rooms.fountain")
    script.write(SCRIPT)
    script.cursor_set(5)
    movie.following.caught_up(script)
    chosen, keeping = movie.preferences.get(), movie.module("addon.connection.key_keeping")
    chosen.key_place = "KEYRING"
    chosen.key_openai = key
    settle(movie)
    assert keeping.troubles == {}
    assert movie.preferences.session_keys == {}
    assert movie.preferences.place_of_key("openai") == "keyring"

    begin_again(movie)
    assert movie.preferences.place_of_key("openai") == "keyring", "known without a worker"
    assert write(movie).state.name == "FINISHED"
    assert server.exchanges[-1].headers["authorization"] == f"Bearer {key}"
    bpy.ops.movie_director.look_for_keys()
    settle(movie)
    assert "keyring" in keeping.told["providers"]["openai"]["where"]
    assert keeping.place("keyring")["usable"]
    kept = [path for path in Path(desktop).rglob("*.keyring") if path.is_file()]
    assert kept, "the keyring's own file, which is locked"
    assert KeyHunt(key).look(*profile_folders(), desktop) == []

    assert bpy.ops.movie_director.remove_key(provider="openai") == {"FINISHED"}
    settle(movie)
    assert movie.preferences.place_of_key("openai") == ""
    begin_again(movie)
    bpy.ops.movie_director.look_for_keys()
    settle(movie)
    assert keeping.told["providers"].get("openai", {}).get("count", 0) == 0
    refused = write(movie)
    assert refused.state.name == "FAILED"
    assert server.exchanges[-1].headers.get("authorization") != f"Bearer {key}"
