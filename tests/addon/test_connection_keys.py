"""Keys go where the person wants them, are forgotten by Blender once they are kept, and are said where they are."""

from __future__ import annotations

from pathlib import Path

import bpy
import pytest

KEY = "sk-movie-director-test-4711"
PATIENCE = 60


@pytest.fixture
def chosen(movie, monkeypatch):
    for name in ("OPENAI_API_KEY", "MISTRAL_API_KEY"):
        monkeypatch.delenv(name, raising=False)
    yield movie.preferences.get()
    for provider in ("openai", "mistral"):
        setattr(movie.preferences.get(), f"key_{provider}", "")  # found again: reading preferences frees the old ones
    settle(movie)


@pytest.fixture
def keeping(movie):
    return movie.module("addon.connection.key_keeping")


def settle(movie):
    assert movie.dispatcher.wait_until(movie.dispatcher.idle, PATIENCE)


def key_file(movie):
    return Path(movie.engine.configuration().folder) / "keys.json"


def test_a_key_goes_into_the_private_file_and_out_of_blender(movie, chosen, keeping):
    chosen.key_place = "FILE"
    chosen.key_openai = KEY
    assert movie.preferences.session_keys == {"openai": KEY}  # of use at once
    settle(movie)
    assert movie.preferences.session_keys == {}
    assert KEY in key_file(movie).read_text()
    assert key_file(movie).stat().st_mode & 0o077 == 0
    assert movie.preferences.place_of_key("openai") == "file"
    assert movie.preferences.key_is_known("openai/gpt-5-mini")
    assert set(chosen.key_openai) == {"*"}
    assert keeping.told["providers"]["openai"]["count"] == 1
    assert KEY not in str(keeping.told)

    chosen.key_openai = chosen.key_openai  # the field, left as it was
    settle(movie)
    assert KEY in key_file(movie).read_text()

    assert bpy.ops.movie_director.remove_key(provider="openai") == {"FINISHED"}
    settle(movie)
    assert KEY not in key_file(movie).read_text()
    assert movie.preferences.place_of_key("openai") == ""
    assert chosen.key_openai == ""


def test_where_keys_are_kept_is_known_when_blender_starts_again_and_no_key_is_in_it(movie, chosen):
    chosen.key_place = "FILE"
    chosen.key_mistral = KEY
    settle(movie)
    bpy.ops.wm.save_userpref()
    written = (Path(bpy.utils.user_resource("CONFIG")) / "userpref.blend").read_bytes()
    assert written.startswith(b"BLENDER")  # not compressed: what is in it can be seen
    assert b"mistral" in written
    assert KEY.encode() not in written
    if bpy.app.version >= (4, 5, 0):  # before, Blender as a module crashes when it reads preferences again
        bpy.ops.wm.read_userpref()
    assert movie.preferences.get().kept_keys["mistral"].place == "file"
    assert movie.preferences.key_is_known("mistral/mistral-large-latest")


def test_a_key_that_cannot_be_kept_stays_for_this_session_and_it_is_said(movie, chosen, keeping, monkeypatch):
    # A folder that cannot be had stands for every disk and keyring that refuses.
    monkeypatch.setattr(movie.engine.compat, "user_folder", lambda: "")
    chosen.key_place = "FILE"
    chosen.key_openai = KEY
    settle(movie)
    assert movie.preferences.session_keys == {"openai": KEY}
    what, remedy = keeping.troubles["openai"]
    assert what.endswith(".")
    assert "this session" in remedy
    assert KEY not in what + remedy


def test_a_key_on_its_way_into_the_file_can_still_be_removed(movie, chosen):
    chosen.key_place = "FILE"
    chosen.key_openai = KEY
    chosen.key_openai = ""
    settle(movie)
    assert movie.preferences.session_keys == {}
    assert movie.preferences.place_of_key("openai") == ""
    path = key_file(movie)
    assert not path.exists() or KEY not in path.read_text()


def test_where_keys_can_be_kept_is_asked_of_the_worker(movie, chosen, keeping):
    assert not keeping.looked()
    bpy.ops.movie_director.look_for_keys()
    settle(movie)
    assert keeping.place("session")["usable"]
    assert keeping.place("file")["usable"]
    assert "unencrypted" in keeping.place("file")["why"]


def test_the_environments_key_is_not_ours_to_remove(movie, chosen, monkeypatch):
    monkeypatch.setenv("OPENAI_API_KEY", KEY)
    assert movie.preferences.place_of_key("openai") == "environment"
    assert bpy.ops.movie_director.remove_key(provider="openai") == {"CANCELLED"}
    assert chosen.key_openai == ""


def test_the_keyring_is_left_alone_by_who_never_chose_it(movie, chosen):
    assert not movie.engine.configuration().keyring
    chosen.key_place = "KEYRING"
    assert movie.engine.configuration().keyring
