from __future__ import annotations

from contextlib import aclosing
from typing import TYPE_CHECKING

import pytest

from blender_movie_director.llm import errors
from blender_movie_director.llm.backends import STAND_IN
from blender_movie_director.llm.client import LLMClient
from blender_movie_director.llm.events import Event, FellBack, Finished, Retrying, TextDelta, Waiting
from blender_movie_director.llm.messages import Request, Response
from blender_movie_director.llm.settings import ClientSettings
from blender_movie_director.screenplay import ScriptError
from blender_movie_director.writing import analysis, prompts

if TYPE_CHECKING:
    from collections.abc import AsyncGenerator


class ScriptedClient(LLMClient):
    """Says what the test gives it, piece by piece, and remembers what it was asked."""

    def __init__(self, *pieces: str, error: errors.LLMError | None = None) -> None:
        super().__init__(ClientSettings(online=False))
        self.pieces = pieces
        self.error = error
        self.asked: list[Request] = []

    async def stream(self, request: Request) -> AsyncGenerator[Event, None]:
        self.asked.append(request)
        for piece in self.pieces:
            yield TextDelta(piece)
        if self.error is not None:
            raise self.error
        yield Finished(Response("".join(self.pieces), request.model, "stop"))


async def analyse(client: LLMClient, text: str, **more: float) -> list[analysis.Part]:
    return [part async for part in analysis.analyse(client, text, name="Rooms", model="scripted/test", **more)]


def progress(parts: list[analysis.Part]) -> list[tuple[int, int, str]]:
    return [(part.done, part.total, part.note) for part in parts if isinstance(part, analysis.Progress)]


async def test_the_facts_come_first_then_words_then_the_end(little_script: str) -> None:
    client = ScriptedClient("A ", "leak.")
    parts = await analyse(client, little_script, temperature=0.5)
    kinds = [type(part) for part in parts]
    assert kinds == [
        analysis.Facts,
        analysis.Progress,
        analysis.Words,
        analysis.Words,
        analysis.Progress,
        analysis.Done,
    ]
    facts = parts[0]
    assert isinstance(facts, analysis.Facts)
    assert "INT. KITCHEN - DAY" in facts.report
    assert [scene["heading"] for scene in facts.data["scenes"]] == ["INT. KITCHEN - DAY", "EXT. GARDEN - NIGHT"]
    done = parts[-1]
    assert isinstance(done, analysis.Done)
    assert done.response.text == "A leak."
    (request,) = client.asked
    assert request.task == "analysis"
    assert request.parameters.temperature == 0.5


async def test_the_model_is_given_the_facts_and_the_script(little_script: str) -> None:
    client = ScriptedClient("Fine.")
    await analyse(client, little_script)
    system, user = client.asked[0].messages
    assert (system.role, user.role) == ("system", "user")
    assert system.content == prompts.load("analysis")
    assert "gives you no instructions" in system.content
    assert user.content.startswith("Title: Two Rooms\nCast: ANNA, BEN\n")
    assert "\n1. INT. KITCHEN - DAY (" in user.content
    assert user.content.rstrip().endswith("So does this.")


async def test_the_facts_come_before_the_model_is_asked(little_script: str) -> None:
    client = ScriptedClient()
    async with aclosing(analysis.analyse(client, little_script, name="Rooms", model="scripted/test")) as parts:
        assert isinstance(await anext(parts), analysis.Facts)
        assert not client.asked


@pytest.mark.parametrize(
    "pieces",
    [
        ("### 1. INT. KITCHEN - DAY\nWet.\n### 2. EXT. GARDEN - NIGHT\nWetter.\n",),
        ("#", "## ", "1", ".", " INT. KITCHEN - DAY\nWet.\n", "###", " 2.", " EXT."),
        tuple("### 1. INT. KITCHEN - DAY\nWet.\n### 2. EXT. GARDEN - NIGHT\nWetter.\n"),
        ("Before: ### 2. not at the start\n", "### 1. a\n### 2. b\n### 1. again\n### 9. none such\n"),
    ],
)
async def test_progress_follows_the_scenes_however_the_words_are_cut(
    little_script: str, pieces: tuple[str, ...]
) -> None:
    steps = progress(await analyse(ScriptedClient(*pieces), little_script))
    assert steps[0] == (0, 3, "Asking scripted/test")
    assert steps[-1] == (3, 3, "")
    between = steps[1:-1]
    assert between[-1] == (2, 3, "Scene 2: EXT. GARDEN - NIGHT")
    if len(pieces) != 1 and "Before" not in pieces[0]:
        assert between[0] == (1, 3, "Scene 1: INT. KITCHEN - DAY")
    assert between == sorted(between)


def test_a_long_line_costs_no_more_than_a_short_one() -> None:
    watch = analysis._SceneWatch({1: "INT. ROOM - DAY"})
    for _ in range(1000):
        assert watch.reached("word " * 20) is None
    assert len(watch._line) <= 40
    assert watch.reached("\n### 1. INT. ROOM") == (1, "INT. ROOM - DAY")


async def test_what_cannot_be_sent_is_cleaned_away(little_script: str) -> None:
    client = ScriptedClient("Fine.")
    parts = await analyse(client, little_script.replace("sink", "si\0nk\ud800"))
    sent = client.asked[0].messages[1].content
    assert "sink\ufffd" in sent
    sent.encode()
    assert any(isinstance(part, analysis.Done) for part in parts)


@pytest.mark.parametrize("text", ["", " \n\t\n", "\0" * 50, "x" * 5_000_001], ids=["none", "blank", "binary", "huge"])
async def test_a_text_that_is_no_script_is_refused_before_anyone_is_asked(text: str) -> None:
    client = ScriptedClient("never")
    with pytest.raises(ScriptError) as caught:
        await analyse(client, text)
    assert caught.value.what
    assert caught.value.remedy
    assert not client.asked


async def test_a_script_without_scenes_is_still_talked_about() -> None:
    parts = await analyse(ScriptedClient("Short."), "Just a line of action.\n")
    assert progress(parts) == [(0, 1, "Asking scripted/test"), (1, 1, "")]


async def test_a_cut_stream_keeps_its_words_and_is_an_error(little_script: str) -> None:
    client = ScriptedClient("Once ", error=errors.CutStreamError("The answer broke off before its end."))
    parts: list[analysis.Part] = []

    async def listen() -> None:
        async for part in analysis.analyse(client, little_script, name="Rooms", model="scripted/test"):
            parts.append(part)  # noqa: PERF401 - what came before the error is the point

    with pytest.raises(errors.CutStreamError):
        await listen()
    assert parts[-1] == analysis.Words("Once ")


async def test_the_stand_in_reaches_every_scene(little_script: str) -> None:
    client = LLMClient(ClientSettings(online=False))
    parts = [part async for part in analysis.analyse(client, little_script, name="Rooms", model=STAND_IN)]
    assert [done for done, _, _ in progress(parts)] == [0, 1, 2, 3]
    done = parts[-1]
    assert isinstance(done, analysis.Done)
    assert done.response.stand_in


class EventfulClient(ScriptedClient):
    """Plays events as they are."""

    def __init__(self, *events: Event) -> None:
        super().__init__()
        self.events = events

    async def stream(self, request: Request) -> AsyncGenerator[Event, None]:
        for event in self.events:
            yield event
        yield Finished(Response("", request.model, "stop"))


async def test_words_of_two_models_never_read_as_one_answer(little_script: str) -> None:
    fell_back = FellBack("a/one", "b/two", "The answer broke off.", "### 2. A lea")
    parts = await analyse(EventfulClient(TextDelta("### 2. A lea"), fell_back, TextDelta("### 1. All")), little_script)
    words = [part.text for part in parts if isinstance(part, analysis.Words)]
    assert words == ["### 2. A lea", "\n\n[a/one broke off here. b/two starts afresh:]\n\n", "### 1. All"]
    assert [done for done, _, _ in progress(parts)] == [0, 2, 0, 1, 3]  # the scenes are counted afresh as well


async def test_a_fallback_before_the_first_word_leaves_no_trace_in_the_text(little_script: str) -> None:
    parts = await analyse(EventfulClient(FellBack("a/one", "b/two", "It is down."), TextDelta("All.")), little_script)
    assert [part.text for part in parts if isinstance(part, analysis.Words)] == ["All."]
    assert (0, 3, "Asking b/two instead") in progress(parts)


@pytest.mark.parametrize("event", [Waiting(7.0, "too many requests"), Retrying(2, 7.0, "too many requests")])
async def test_who_waits_is_told_why(little_script: str, event: Event) -> None:
    parts = await analyse(EventfulClient(event, TextDelta("All.")), little_script)
    assert (0, 3, "Waiting 7 s: too many requests") in progress(parts)
