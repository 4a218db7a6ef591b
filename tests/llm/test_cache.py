from __future__ import annotations

import asyncio
import sqlite3
import subprocess
import sys
from contextlib import aclosing
from dataclasses import replace
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from blender_movie_director.llm import cache, errors
from blender_movie_director.llm.answers import AnswerStore, key_of
from blender_movie_director.llm.cache import Cache
from blender_movie_director.llm.events import FellBack, Finished, ReasoningDelta, TextDelta, ToolCallDelta
from blender_movie_director.llm.messages import (
    Cost,
    Image,
    Message,
    Parameters,
    Reasoning,
    Request,
    Response,
    Shape,
    Text,
    Tool,
    ToolCall,
)
from tests.llm.policy import MODEL, Player, answer, ask, call, finished, heard, until_it_ends, words


class Clock:
    now = 1_000_000.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def store(tmp_path: Path, clock: Clock) -> Any:
    store = AnswerStore(tmp_path, megabytes=1.0, days=30.0, clock=clock)
    yield store
    store.close()


def caching(store: AnswerStore, **more: Any) -> Cache:
    return Cache(store, lambda _model: "http://here", **more)


TOOL = Tool("look", "Looks.", {"type": "object"})
DIFFERENT = [
    ask("Another story."),
    Request((Message("system", "Tell me a story."),), MODEL),
    Request((Message("user", (Text("Tell me a story."), Image(b"one"))),), MODEL),
    Request((Message("user", (Text("Tell me a story."), Image(b"two"))),), MODEL),
    Request((Message("user", (Text("Tell me a story."), Image(b"two", "image/jpeg"))),), MODEL),
    Request((Message("assistant", "Tell me a story.", (ToolCall("1", "look", "{}"),)),), MODEL),
    Request((Message("assistant", "Tell me a story.", reasoning=(Reasoning("Hm.", "signed"),)),), MODEL),
    Request((Message("tool", "Tell me a story.", tool_call_id="1"),), MODEL),
    ask(parameters=Parameters(temperature=0.0)),
    ask(parameters=Parameters(seed=0)),
    ask(parameters=Parameters(stop=("x",))),
    ask(parameters=Parameters(extra={"a": 1})),
    ask(parameters=Parameters(extra={"a": b"\xff"})),
    ask(tools=(TOOL,)),
    ask(tools=(TOOL,), tool_choice="required"),
    ask(shape=Shape("story", {"type": "object"})),
    ask("Tell me a story.\ud800"),
]


def test_a_key_holds_all_that_matters_and_nothing_else() -> None:
    key = key_of(ask(), MODEL, "http://here")
    keys = [key, *(key_of(other, MODEL, "http://here") for other in DIFFERENT)]
    keys += [key_of(ask(), "openai/second", "http://here"), key_of(ask(), MODEL, "http://there")]
    assert len(set(keys)) == len(keys)
    same = ask(task="t", project="p", cache="refresh", budget=Decimal(1), deadline=2.0, stream=False)
    assert key_of(same, MODEL, "http://here") == key
    mixed = [ask(parameters=Parameters(extra=extra)) for extra in ({"a": 1, "b": 2}, {"b": 2, "a": 1})]
    assert len({key_of(request, MODEL, "") for request in mixed}) == 1


async def test_an_answer_is_replayed_as_a_stream(store: AnswerStore) -> None:
    text = "Once upon a time there was a story that was told twice. " * 5
    whole = answer(
        text,
        tool_calls=(ToolCall("1", "look", "{}"),),
        finish_reason="tool_calls",
        reasoning=(Reasoning("Hm.", "signed"),),
        cost=Cost(Decimal("0.5"), "server"),
        request_id="req-1",
    )
    player, told = Player(first=[[text, Finished(whole)]]), list[Response]()
    layer = caching(store, replayed=lambda _call, response: told.append(response))
    assert finished(await heard(layer, call(), player)) == whole
    events = await heard(layer, call(), player)
    assert finished(events) == replace(whole, cached=True, cost=Cost(Decimal(0), "cache"))
    assert words(events) == text
    assert sum(isinstance(event, TextDelta) for event in events) > 3
    assert ReasoningDelta("Hm.") in events
    assert ToolCallDelta(0, "1", "look", "{}") in events
    assert len(player.calls) == 1
    assert told == [finished(events)]
    assert (store.stats().answers, store.stats().hits, store.stats().misses) == (1, 1, 1)


@pytest.mark.parametrize(
    "act",
    [
        ["Once ", errors.CutStreamError("Cut.")],
        ["Once ", Finished(answer("Once ", finish_reason="length"))],
        ["Once ", Finished(answer("Once ", finish_reason="content_filter"))],
        ["Once ", Finished(answer("Once ", stand_in=True))],
        [FellBack(MODEL, "openai/other", "down"), "Once ", Finished(answer("Once ", "openai/other"))],
        ["Once ", None],
    ],
)
async def test_what_is_not_whole_or_not_the_models_own_is_not_stored(store: AnswerStore, act: list[object]) -> None:
    player = Player(first=[act])
    for _ in range(2):
        await until_it_ends(caching(store).stream(call(), player.onward))
    assert len(player.calls) == 2
    assert store.stats().answers == 0


async def test_refresh_asks_and_stores_and_bypass_does_neither(store: AnswerStore) -> None:
    player, layer = Player(first=[["one"], ["two"], ["three"]]), caching(store)
    assert words(await heard(layer, call(cache="bypass"), player)) == "one"
    assert store.stats().answers == 0
    assert words(await heard(layer, call(), player)) == "two"
    assert words(await heard(layer, call(cache="refresh"), player)) == "three"
    assert words(await heard(layer, call(), player)) == "three"
    assert store.stats().answers == 1


async def test_ten_equal_requests_at_once_make_one_call(store: AnswerStore) -> None:
    player, layer = Player(first=[["Once ", 0, "upon ", 0, "a time."]]), caching(store)
    results = await asyncio.gather(*(heard(layer, call(), player) for _ in range(10)))
    assert len(player.calls) == 1
    assert all(events == results[0] for events in results)
    assert words(results[0]) == "Once upon a time."


async def test_who_comes_in_the_middle_hears_it_from_the_beginning(store: AnswerStore) -> None:
    player, layer = Player(first=[["Once ", "upon ", "a time."]]), caching(store)
    async with aclosing(layer.stream(call(), player.onward)) as first:
        assert await anext(first) == TextDelta("Once ")
        assert words(await heard(layer, call(), player)) == "Once upon a time."
        assert words([event async for event in first]) == "upon a time."
    assert len(player.calls) == 1


async def test_an_error_goes_to_all_and_is_forgotten(store: AnswerStore) -> None:
    player, layer = Player(first=[["Once ", 0, errors.ServerError("No.")], ["Again."]]), caching(store)
    results = await asyncio.gather(*(until_it_ends(layer.stream(call(), player.onward)) for _ in range(5)))
    assert len(player.calls) == 1
    for events, error in results:
        assert words(events) == "Once "
        assert isinstance(error, errors.ServerError)
    assert words(await heard(layer, call(), player)) == "Again."


async def test_when_the_one_that_fetches_is_cancelled_the_others_start_anew(store: AnswerStore) -> None:
    player, layer = Player(first=[["Once ", 1000.0], ["Another ", 0, "story."]]), caching(store)
    leader = asyncio.ensure_future(heard(layer, call(), player))
    await asyncio.sleep(0.001)
    followers = [asyncio.ensure_future(heard(layer, call(), player)) for _ in range(3)]
    await asyncio.sleep(0.001)
    leader.cancel()
    for events in await asyncio.gather(*followers):
        assert events[0] == TextDelta("Once ")
        assert isinstance(events[1], FellBack)
        assert events[1].partial == "Once "
        assert finished(events).text == "Another story."
    assert len(player.calls) == 2
    assert player.running == 0


async def test_who_leaves_between_words_takes_nothing_from_the_others(store: AnswerStore) -> None:
    player, layer = Player(first=[["Once ", 0, "upon."]]), caching(store)
    leader = layer.stream(call(), player.onward)
    await anext(leader)
    follower = layer.stream(call(), player.onward)
    await anext(follower)
    await leader.aclose()
    assert words([event async for event in follower]) == "upon."
    assert len(player.calls) == 1
    assert store.stats().answers == 1


async def test_when_all_leave_the_call_is_closed(store: AnswerStore) -> None:
    player, layer = Player(first=[["Once ", "upon."]]), caching(store)
    streams = [layer.stream(call(), player.onward) for _ in range(2)]
    for stream in streams:
        await anext(stream)
    for stream in streams:
        assert player.running == 1
        await stream.aclose()
    assert player.running == 0
    assert cache._flights[asyncio.get_running_loop()] == {}


async def test_nobody_fails_of_anothers_budget(store: AnswerStore) -> None:
    player, layer = Player(first=[[0, errors.BudgetError("Too dear.")], ["Once."]]), caching(store)
    poor, rich = await asyncio.gather(
        until_it_ends(layer.stream(call(budget=Decimal("0.01")), player.onward)),
        until_it_ends(layer.stream(call(budget=Decimal(5)), player.onward)),
    )
    assert isinstance(poor[1], errors.BudgetError)
    assert words(rich[0]) == "Once."


async def test_answers_expire(store: AnswerStore, clock: Clock) -> None:
    store.put(b"old", answer("old"))
    clock.now += 30 * 86_400 - 1
    assert store.get(b"old") is not None
    clock.now += 2
    assert store.get(b"old") is None


async def test_the_least_recently_used_go_first(store: AnswerStore, clock: Clock) -> None:
    for index in range(9):
        clock.now += 100
        store.put(b"%d" % index, answer("x" * 100_000))
    clock.now += 100
    assert store.get(b"0") is not None
    for index in range(9, 12):
        clock.now += 100
        store.put(b"%d" % index, answer("x" * 100_000))
    assert store.stats().megabytes <= 1.0
    assert store.get(b"11") is not None
    store.put(b"huge", answer("x" * 2_000_000))
    assert store.get(b"huge") is None
    assert store.get(b"11") is not None, "what is too large for the cache drives nothing out"


async def test_clear_forgets_all(store: AnswerStore) -> None:
    store.put(b"a", answer("a"))
    store.put(b"a", answer("b"))
    assert store.clear() == 1
    assert (store.stats().answers, store.stats().megabytes) == (0, 0.0)


@pytest.mark.parametrize("trouble", ["no database", "locked", "a folder", "unreadable answer", "broken later"])
async def test_trouble_with_the_file_never_fails_a_call(tmp_path: Path, trouble: str) -> None:
    path, other = tmp_path / "answers.sqlite", None
    store = AnswerStore(tmp_path)
    if trouble == "no database":
        path.write_bytes(b"no database" * 1000)
    elif trouble == "a folder":
        path.mkdir()
    elif trouble == "locked":
        store.stats()
        other = sqlite3.connect(path, isolation_level=None)
        other.execute("BEGIN EXCLUSIVE")
    elif trouble == "broken later":
        store.put(b"a", answer("a" * 50_000))
        store.close()
        data = path.read_bytes()
        path.write_bytes(data[:4096] + b"\xff" * (len(data) - 4096))
    else:
        store.put(key_of(ask(), MODEL, "http://here"), answer("a"))
        store._database.run(lambda base: base.execute("UPDATE answers SET answer = '{'"), writes=True)
    layer, player = caching(store), Player(first=[["Once."]])
    for _ in range(2):
        assert words(await heard(layer, call(), player)) == "Once."
    assert len(player.calls) == (2 if trouble in {"locked", "a folder"} else 1)
    kept = list(tmp_path.glob("*.broken-*"))  # noqa: ASYNC240
    assert bool(kept) == (trouble in {"no database", "broken later"})
    store.close()
    if other is not None:
        other.close()


def test_the_file_is_for_nobody_elses_eyes(store: AnswerStore) -> None:
    store.put(b"a", answer("a"))
    if sys.platform != "win32":
        assert store.path.stat().st_mode & 0o077 == 0


WRITER = """
import sys
from pathlib import Path
from blender_movie_director.llm.answers import AnswerStore
from blender_movie_director.llm.messages import Response
store = AnswerStore(Path(sys.argv[1]))
for number in range(100_000):
    store.put(b"%d" % number, Response("x" * 1000, "m", "stop"))
    if number == 100:
        print("half", flush=True)
"""


def test_a_process_that_is_killed_leaves_whole_answers(tmp_path: Path) -> None:
    command = [sys.executable, "-c", WRITER, str(tmp_path)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True, cwd=Path(__file__).parents[2]) as writer:
        assert writer.stdout is not None
        assert writer.stdout.readline() == "half\n"
        store = AnswerStore(tmp_path)
        assert store.get(b"50") is not None, "shared while the other one writes"
        writer.kill()
    found = store.stats()
    assert found.answers > 100
    sizes = store._database.run(lambda base: base.execute("SELECT SUM(size) FROM answers").fetchone()[0])
    assert found.megabytes == sizes / 1_000_000
    store.close()
