"""After a session that used a key it is in the place that was chosen for it, at the server that it is for, and nowhere
else: not in a file, not in what was printed, not in the process list."""

from __future__ import annotations

import base64
import gzip
import json
import logging
import os
import sqlite3
import subprocess
import sys
import tempfile
import zipfile
from contextlib import closing
from pathlib import Path
from secrets import token_hex
from types import SimpleNamespace

import bpy
import pytest

from tests.llm import behaviours
from tests.llm.model_server import ModelServer
from tests.worker.bad_days import good_words

from .conftest import SCRIPT
from .key_hunt import KeyHunt, is_private, profile_folders

PATIENCE = 60
ALTERED = 'quote"back\\slash/'


@pytest.fixture(params=["SESSION", "ENVIRONMENT", "FILE", "SESSION, in a thread"])
def place(request, movie):
    """Where the key is. The keyring has its own test: test_keyring.py. On a thread, Blender's own log and output are
    the worker's too."""
    place, _, in_a_thread = request.param.partition(", ")
    movie.preferences.get().worker_host = "THREAD" if in_a_thread else "PROCESS"
    return place


@pytest.fixture
def keys():
    """A right one and a wrong one, of a form that no provider's keys have, with letters that JSON writes otherwise."""
    return SimpleNamespace(right=f"{token_hex(12)}{ALTERED}{token_hex(8)}", wrong=f"{token_hex(12)}{ALTERED}wrong")


@pytest.fixture
def server():
    with ModelServer() as serving:
        yield serving


class Session:
    """A person who uses everything, and is careless with keys."""

    def __init__(self, movie, server, keys, folder):
        self.movie, self.server, self.keys, self.folder = movie, server, keys, folder
        self.task = ""
        self.script = None
        server.play = self._play

    async def _play(self, exchange):
        """Who has no right key is refused, with the key in the words. Whoever chats hears his own words again."""
        given = exchange.headers.get("authorization", "")
        if given != f"Bearer {self.keys.right}":
            await behaviours.failing(401, f"Incorrect API key provided: {given}.", "invalid_api_key")(exchange)
        elif self.task == "chat":
            await behaviours.answer(exchange, [exchange.body["messages"][-1]["content"]])
        else:
            await behaviours.answer(exchange, [good_words(exchange, self.task)])

    def settle(self):
        assert self.movie.dispatcher.wait_until(self.movie.dispatcher.idle, PATIENCE)

    def job(self):
        self.settle()
        return self.movie.jobs.everything()[-1]

    def finished(self, task, ask):
        self.task = task
        assert ask() == {"FINISHED"}
        job = self.job()
        assert job.state.name == "FINISHED", f"{job.what} {job.remedy}"
        return job

    def open_script(self, words):
        self.script = bpy.data.texts.new("two_rooms.fountain")
        self.script.write(words)
        self.script.cursor_set(5)
        self.movie.following.caught_up(self.script)

    def analyze(self):
        return bpy.ops.movie_director.analyze(text=self.script.name)

    def write(self, request, mode=""):
        return bpy.ops.movie_director.write(request=request, mode=mode)

    def enter(self, key, place, monkeypatch):
        """As a person does: into the field of the preferences, or into the environment."""
        if place == "ENVIRONMENT":
            monkeypatch.setenv("OPENAI_API_KEY", key)
            return
        chosen = self.movie.preferences.get()
        chosen.key_place = place
        chosen.key_openai = key
        self.settle()

    def ask_for_everything(self):
        both = f"{self.keys.right} and {self.keys.wrong}"
        bpy.context.scene.movie_director_analysis.instruction = f"My key is {both}."
        fields = bpy.context.scene.movie_director_writing
        fields.dialogue_instruction = fields.suggestions_instruction = f"My key is {both}."
        fields.intention = f"To say {self.keys.right}"
        self.finished("analysis", self.analyze)
        self.finished("dialogue", lambda: self.write("dialogue", "add"))
        self.finished("suggestions", lambda: self.write("suggestions"))
        bpy.context.window_manager.movie_director_chat.question = f"Does anybody see {both}?"
        self.finished("chat", bpy.ops.movie_director.chat_ask)
        bpy.context.window_manager.movie_director_chat.question = f"A draft with {both}"

    def write_down_everything(self):
        """Reports, exports and what is shown in texts."""
        for ending in ("HTML", "MD", "CSV", "JSON"):
            path = self.folder / f"report.{ending.lower()}"
            assert bpy.ops.movie_director.write_report(
                text=self.script.name, filepath=str(path), format=ending, check_existing=False
            ) == {"FINISHED"}
            self.settle()
        for kind, ending in (("MARKDOWN", "md"), ("JSON", "json")):
            path = self.folder / f"chat.{ending}"
            assert bpy.ops.movie_director.chat_export(filepath=str(path), format=kind) == {"FINISHED"}
        bpy.ops.movie_director.chat(do="SHOW")
        bpy.ops.movie_director.chat(do="TEXT")
        bpy.ops.movie_director.show_sent()
        self.settle()
        assert bpy.ops.movie_director.export_usage(filepath=str(self.folder / "usage.csv")) == {"FINISHED"}
        self.settle()

    def save(self):
        """The compressed file is opened and saved once more, unpacked, so that it can be looked into."""
        plain, packed = self.folder / "plain.blend", self.folder / "packed.blend"
        bpy.ops.wm.save_as_mainfile(filepath=str(plain), compress=False)
        bpy.ops.wm.save_as_mainfile(filepath=str(packed), compress=True)
        bpy.ops.wm.save_userpref()
        bpy.ops.wm.open_mainfile(filepath=str(packed))
        bpy.ops.wm.save_as_mainfile(filepath=str(self.folder / "unpacked.blend"), compress=False)
        for path in (plain, self.folder / "unpacked.blend"):
            assert b"movie_director" in path.read_bytes(), "it is the file that was meant"
        packed.unlink()


@pytest.fixture
def session(movie, server, keys, monkeypatch):
    for name in list(os.environ):
        if name.endswith("_API_KEY"):
            monkeypatch.delenv(name)
    with tempfile.TemporaryDirectory(prefix="no-key-") as folder:  # in the profile's own place for such things
        yield Session(movie, server, keys, Path(folder))
        bpy.ops.wm.read_homefile(use_empty=True)
        movie.preferences.get().key_openai = ""
        assert movie.dispatcher.wait_until(movie.dispatcher.idle, PATIENCE)
        movie.preferences.get().set_server("openai", "")
        bpy.ops.wm.save_userpref()


@pytest.mark.slow
def test_the_key_is_where_it_was_put_and_nowhere_else(*, session, place, keys, monkeypatch, capfd, caplog):
    caplog.set_level(logging.DEBUG)
    hunt = KeyHunt(keys.right, keys.wrong)
    movie, chosen = session.movie, session.movie.preferences.get()
    chosen.set_server("openai", session.server.url)
    chosen.log_requests = True
    session.open_script(SCRIPT)

    session.enter(keys.wrong, place, monkeypatch)
    session.task = "analysis"
    # Both ways to a model: ours, and the library's.
    for model in ("openai/reader", "litellm/openai/reader"):
        bpy.context.scene.movie_director.model = model
        session.analyze()
        refused = session.job()
        assert refused.state.name == "FAILED"
        assert not hunt.hides_in(refused.what + refused.remedy)
    bpy.context.scene.movie_director.model = "openai/reader"
    session.enter(keys.right, place, monkeypatch)
    session.ask_for_everything()
    session.write_down_everything()
    texts = {text.name: text.as_string() for text in bpy.data.texts}
    assert [name for name, words in texts.items() if hunt.hides_in(name) or hunt.hides_in(words)] == []
    session.save()

    folder = Path(movie.engine.configuration().folder)
    assert movie.engine.stop(PATIENCE)
    asked = (folder / "requests.jsonl").read_text("utf-8")
    assert "Does anybody see" in asked, "there was something to be hidden"
    assert "My key is" in asked
    found = hunt.look(*profile_folders())
    if place == "FILE":
        kept = folder / "keys.json"
        assert json.loads(kept.read_text("utf-8"))["keys"]["openai"] == [keys.right]
        assert is_private(kept)
        assert f"{kept} (in clear)" in found
        found.remove(f"{kept} (in clear)")
    assert found == []
    printed = capfd.readouterr()
    assert not hunt.hides_in(printed.out + printed.err)
    assert not hunt.hides_in(caplog.text)
    bodies = [exchange.body for exchange in session.server.exchanges if "My key is" in json.dumps(exchange.body)]
    assert bodies
    assert not hunt.hides_in(json.dumps(bodies)), "who made the model knows the key of none but himself"


def test_no_process_shows_the_key_while_a_request_runs(session, place, keys, monkeypatch):
    if not Path("/proc/self/environ").exists():
        pytest.skip("this system has no /proc to look into")
    hunt = KeyHunt(keys.right)
    movie = session.movie
    movie.preferences.get().set_server("openai", session.server.url)
    bpy.context.scene.movie_director.model = "openai/reader"
    session.open_script(SCRIPT)
    session.enter(keys.right, place, monkeypatch)

    async def wait(exchange):
        await exchange.begin()
        await exchange.say("He ", "waits.")
        await exchange.until(session.server.released)
        await exchange.finish()
        await exchange.close()

    session.server.play = wait
    assert session.write("dialogue", "add") == {"FINISHED"}
    job = movie.jobs.everything()[-1]
    assert movie.dispatcher.wait_until(lambda: job.words, PATIENCE)
    (asked,) = session.server.exchanges
    assert hunt.hides_in(asked.headers["authorization"]), "the key is in use"
    assert len(child_processes()) == (movie.preferences.get().worker_host == "PROCESS"), "the worker"
    # In the environment it was put by the person himself, and for Blender's own process alone.
    assert hunt.look_at_processes(but_for=[os.getpid()] if place == "ENVIRONMENT" else []) == []
    session.server.released.set()
    session.settle()


def child_processes():
    tasks = Path("/proc/self/task").iterdir()
    return {pid for task in tasks for pid in (task / "children").read_text().split()}


def test_a_key_that_was_pasted_before_it_was_entered_is_hidden_when_the_file_is_saved(session, keys):
    bpy.context.window_manager.movie_director_chat.question = f"Is this the field? {keys.right}"
    fields = bpy.context.scene.movie_director_writing
    fields.dialogue_instruction = keys.right
    fields.description_text = bpy.data.texts.new("what I want")
    fields.description_text.write(f"Shorter. {keys.right}")
    path = session.folder / "plain.blend"
    bpy.ops.wm.save_as_mainfile(filepath=str(path), compress=False)
    hunt = KeyHunt(keys.right)
    assert len(hunt.look(session.folder)) == 1, "nobody can know that these are a key"
    session.movie.preferences.get().key_openai = keys.right
    bpy.ops.wm.save_as_mainfile(filepath=str(path), compress=False)
    (session.folder / "plain.blend1").unlink(missing_ok=True)
    assert hunt.look(session.folder) == []
    assert fields.dialogue_instruction == "[key hidden]"
    assert fields.description_text.as_string() == "Shorter. [key hidden]"
    assert bpy.context.window_manager.movie_director_chat.question.startswith("Is this the field?")


def test_a_key_that_is_known_is_hidden_where_it_is_pasted(session, keys):
    session.movie.preferences.get().key_openai = keys.right
    scene = bpy.context.scene
    scene.movie_director_analysis.instruction = f"Be kind. {keys.right}"
    scene.movie_director_writing.intention = f"To lie. {keys.right}"
    assert scene.movie_director_analysis.instruction == "Be kind. [key hidden]"
    assert scene.movie_director_writing.intention == "To lie. [key hidden]"


def _plant(folder, how, key):
    path = folder / "found.bin"
    text = f"before {key} after"
    if how == "zip":
        with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
            archive.writestr("inside.txt", text)
    elif how == "database":
        with closing(sqlite3.connect(path)) as database, database:
            database.execute("CREATE TABLE kept (what TEXT)")
            # So long that it lies on several pages, and the key across two of them.
            database.executemany("INSERT INTO kept VALUES (?)", [(f"{'x' * (4000 + at)}{key}",) for at in range(120)])
    else:
        path.write_bytes({
            "text": text.encode(),
            "JSON": json.dumps({"a": text}).encode(),
            "JSON in JSON": json.dumps({"a": json.dumps({"b": text})}).encode(),
            "UTF-16": text.encode("utf-16"),
            "base64": base64.b64encode(f"Bearer {key}".encode()),
            "base64, shifted": base64.b64encode(f"a Bearer {key} and more".encode()),
            "base64 for addresses": base64.urlsafe_b64encode(f"ab Bearer {key} and more".encode()),
            "gzip": gzip.compress(text.encode()),
            "Blender's own compression": b"\x28\xb5\x2f\xfd what is in here?",
        }[how])  # fmt: skip


@pytest.mark.parametrize(
    "how",
    ["text", "JSON", "JSON in JSON", "UTF-16", "base64", "base64, shifted", "base64 for addresses", "gzip", "zip",
     "database", "Blender's own compression"],
)  # fmt: skip
def test_the_search_would_find_it(keys, tmp_path, how):
    (tmp_path / "else.txt").write_text("nothing of it")
    hunt = KeyHunt(keys.right)
    assert hunt.look(tmp_path) == []
    _plant(tmp_path, how, keys.right)
    (found,) = hunt.look(tmp_path)
    assert str(tmp_path / "found.bin") in found
    (tmp_path / "found.bin").unlink()  # what cannot be looked into would be told of by the searches that follow


def test_the_search_would_find_it_in_a_process(keys):
    if not Path("/proc/self/environ").exists():
        pytest.skip("this system has no /proc to look into")
    hunt = KeyHunt(keys.right)
    wait = [sys.executable, "-c", "import sys; print('here', flush=True); sys.stdin.read()"]
    for arguments, environment in ((keys.right, {}), ("", {"SOME_VARIABLE": keys.right})):
        process = subprocess.Popen(
            [*wait, arguments], env={**os.environ, **environment}, stdin=subprocess.PIPE, stdout=subprocess.PIPE
        )
        try:
            assert process.stdout.readline().strip() == b"here"  # before, a system may not show its arguments yet
            (found,) = hunt.look_at_processes()
            assert str(process.pid) in found
        finally:
            process.communicate()


@pytest.mark.slow
def test_the_search_would_find_it_in_a_session(session, keys):
    """Where it hunts is where Blender and the extension write."""
    folder = Path(session.movie.engine.configuration().folder)
    for planted in (folder / "planted.txt", session.folder / "planted.txt", Path.home() / "planted.txt"):
        planted.parent.mkdir(parents=True, exist_ok=True)
        planted.write_text(keys.right)
        try:
            assert [str(planted) in found for found in KeyHunt(keys.right).look(*profile_folders())] == [True]
        finally:
            planted.unlink()
